"""Questions in plain words -> their filters. Today is Sunday, 22 November 2026."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import BriefingError, Filters, Question
from index.datatypes import Briefing
from index.dates import fold
from index.phrases import understand

TODAY = datetime.date(2026, 11, 22)
LONG_AGO = datetime.date(2020, 1, 1)


def briefing(name, title, date, *tags):
    published = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
    return Briefing(name, title, date, "en", tags, "a" * 64, "b" * 64, 100, 10, 0, published)


CENTRAL_BANKS = briefing("2026-11-05-banks.md", "Central banks pause", datetime.date(2026, 11, 5), "economy")
SUMMIT = briefing(
    "2026-07-10-summit.md", "What the allies agreed in Ankara", datetime.date(2026, 7, 10), "nato", "turkey"
)
DELAY = briefing("2026-01-22-baltic.md", "Baltic air defence arrives late", datetime.date(2026, 1, 22), "defence")
F35 = briefing("2025-11-18-f35.md", "Turkey looks for a way back to the F-35", datetime.date(2025, 11, 18), "nato")
CHIPS = briefing("2025-10-14-chips.md", "Export controls reach older chips", datetime.date(2025, 10, 14), "trade")
ORDER = briefing(
    "2025-06-12-baltic.md", "Baltic states order a shared air defence", datetime.date(2025, 6, 12), "defence"
)
OLDEST = briefing("old.md", "An old letter", LONG_AGO)
BRIEFINGS = [CENTRAL_BANKS, SUMMIT, DELAY, F35, CHIPS, ORDER, OLDEST]


def ask(question, briefings=BRIEFINGS):
    return understand(question, TODAY, briefings)


@pytest.mark.parametrize(
    ("phrase", "since", "until"),
    [
        ("since last Monday", "2026-11-16", None),
        ("since Monday", "2026-11-16", None),
        ("since Sunday", "2026-11-15", None),
        ("since yesterday", "2026-11-21", None),
        ("since October", "2026-10-01", None),
        ("since December", "2025-12-01", None),
        ("since October 2025", "2025-10-01", None),
        ("since 5 November", "2026-11-05", None),
        ("since November 5th", "2026-11-05", None),
        ("since the 5th of November 2025", "2025-11-05", None),
        ("since 29 February", "2024-02-29", None),
        ("since 2026-01-15", "2026-01-15", None),
        ("since 15.01.2026", "2026-01-15", None),
        ("since 1/31/2026", "2026-01-31", None),
        ("since two weeks ago", "2026-11-08", None),
        ("since the start of the year", "2026-01-01", None),
        ("since the beginning of October", "2026-10-01", None),
        ("from 1 March 2026 onwards", "2026-03-01", None),
        ("after October 2025", "2025-11-01", None),
        ("after the end of March 2026", "2026-04-01", None),
        ("before March", None, "2026-02-28"),
        ("before 5 November 2026", None, "2026-11-04"),
        ("prior to January 2026", None, "2025-12-31"),
        ("until June 2026", None, "2026-06-30"),
        ("between October 2025 and March 2026", "2025-10-01", "2026-03-31"),
        ("between October and November 2025", "2025-10-01", "2025-11-30"),
        ("between 1 June 2025 and 30 June 2025", "2025-06-01", "2025-06-30"),
        ("from June to October 2025", "2025-06-01", "2025-10-31"),
        ("in October 2025", "2025-10-01", "2025-10-31"),
        ("during October of 2025", "2025-10-01", "2025-10-31"),
        ("in Q4 2025", "2025-10-01", "2025-12-31"),
        ("in the fourth quarter of 2025", "2025-10-01", "2025-12-31"),
        ("last week", "2026-11-09", "2026-11-15"),
        ("this week", "2026-11-16", "2026-11-22"),
        ("this month", "2026-11-01", "2026-11-30"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("in the last week", "2026-11-15", "2026-11-22"),
        ("in the last 3 days", "2026-11-19", "2026-11-22"),
        ("over the past two months", "2026-09-22", "2026-11-22"),
        ("yesterday", "2026-11-21", "2026-11-21"),
        ("in the briefings from 2025", "2025-01-01", "2025-12-31"),
        ("in last week's briefings", "2026-11-09", "2026-11-15"),
        ("in today's briefing", "2026-11-22", "2026-11-22"),
        ("in the October 2025 briefing", "2025-10-01", "2025-10-31"),
        ("in briefings since March", "2026-03-01", None),
        ("according to the briefing of 14 October 2025", "2025-10-14", "2025-10-14"),
        ("geçen pazartesiden beri", "2026-11-16", None),
        ("geçen haftadan beri", "2026-11-09", None),
        ("Ekim 2025'ten beri", "2025-10-01", None),
        ("5 KASIM'dan bu yana", "2026-11-05", None),
        ("5 Kasım 2025’ten sonra", "2025-11-06", None),
        ("Mart ayından önce", None, None),
        ("Mart'tan önce", None, "2026-02-28"),
        ("Haziran 2026'ya kadar", None, "2026-06-30"),
        ("Ekim 2025 ile Mart 2026 arasında", "2025-10-01", "2026-03-31"),
        ("Ekim 2025'te", "2025-10-01", "2025-10-31"),
        ("geçen hafta", "2026-11-09", "2026-11-15"),
        ("son 3 günde", "2026-11-19", "2026-11-22"),
        ("dün", "2026-11-21", "2026-11-21"),
        ("с прошлого понедельника", "2026-11-16", None),
        ("со вторника", "2026-11-17", None),
        ("с октября 2025 года", "2025-10-01", None),
        ("после 5 ноября 2025", "2025-11-06", None),
        ("до марта", None, "2026-02-28"),
        ("с июня по октябрь 2025 года", "2025-06-01", "2025-10-31"),
        ("между октябрём и ноябрём 2025", "2025-10-01", "2025-11-30"),
        ("в октябре 2025", "2025-10-01", "2025-10-31"),
        ("на прошлой неделе", "2026-11-09", "2026-11-15"),
        ("в этом месяце", "2026-11-01", "2026-11-30"),
        ("за последние 3 дня", "2026-11-19", "2026-11-22"),
        ("за последнюю неделю", "2026-11-15", "2026-11-22"),
        ("вчера", "2026-11-21", "2026-11-21"),
    ],
)
def test_a_time_restricts_the_briefings(phrase, since, until):
    asked = ask(f"Which price did wheat reach {phrase}?")
    assert (asked.filters.since, asked.filters.until) == tuple(
        day and datetime.date.fromisoformat(day) for day in (since, until)
    )
    if since or until:
        assert asked.text == "Which price did wheat reach?"


@pytest.mark.parametrize(
    "question",
    [
        "Which jet was ordered in 2017?",
        "How many people have crossed since 2024?",
        "What was agreed before 2026?",
        "Who won the prize in May?",
        "May ships leave the port?",
        "What did the parliament do on 10 June 2025?",
        "Where will the parties march today?",
        "Who was the second to leave, and what happens now?",
        "How much did it rise last year?",
        "How much has it risen in the last 10 years?",
        "What happened in the last week of the war?",
        "What happened after 3 May 1990?",
        "Who ruled between May 1940 and June 1945?",
        "What was said since the summit?",
        "What became of the jets after Maya came?",
        "What does the final report say on trade?",
        "What is in the briefings?",
        "What is in the Mars briefing?",
        "Son durum ne?",
        "Что было с 2017 года?",
        "Who was hit in March 2025?",  # no briefing is of that month
    ],
)
def test_other_times_and_names_do_not(question):
    assert ask(question) == Question(question)


@pytest.mark.parametrize(
    ("question", "text", "briefings"),
    [
        ("Who pays in the F-35 briefing?", "Who pays?", [F35]),
        ("In the Ankara briefing, who pays the bill?", "who pays the bill?", [SUMMIT]),
        ("Who pays the bill in the Baltic briefing", "Who pays the bill", [DELAY, ORDER]),
        ("Who pays the bill according to the Baltic air defence arrives late briefing?", "Who pays the bill?", [DELAY]),
        ("What gets the treasury in return in the chips briefing?", "What gets the treasury in return?", [CHIPS]),
        ("Who pays the bill in the economy briefing?", "Who pays the bill?", [CENTRAL_BANKS]),
        ("Who pays the bill in the NATO briefings?", "Who pays the bill?", [SUMMIT, F35]),
        ("Who pays the bill in the briefing on export controls?", "Who pays the bill?", [CHIPS]),
        ("What costs most in the latest briefing?", "What costs most?", [CENTRAL_BANKS]),
        ("Baltic brifinginde hangi ülke para ödüyor?", "hangi ülke para ödüyor?", [DELAY, ORDER]),
        ("Кто платит в брифинге о Baltic?", "Кто платит?", [DELAY, ORDER]),
    ],
)
def test_a_briefing_is_called_by_name(question, text, briefings):
    assert ask(question) == Question(text, filters=Filters(tuple(briefing.name for briefing in briefings)))


def test_several_phrases_restrict_together():
    asked = ask("Since January 2026, who pays in the Baltic briefing before October 2026?")
    assert asked.text == "who pays?"
    assert asked.filters == Filters((DELAY.name, ORDER.name), datetime.date(2026, 1, 1), datetime.date(2026, 9, 30))


def test_a_month_may_belong_to_what_is_asked():
    question = "What was banned in October 2025?"
    assert ask(question).otherwise == Question(question)
    assert ask("What was banned since October 2025?").otherwise is None
    assert ask("What was banned in October 2025 in the chips briefing?").otherwise is None


def test_a_question_that_would_be_empty_keeps_its_words():
    assert ask("Since last Monday?").text == "Since last Monday?"
    assert ask("Since last Monday?").filters.since == datetime.date(2026, 11, 16)


def test_what_restricts_nothing_is_no_filter():
    assert ask("Who came since October 2025?", [CENTRAL_BANKS]).filters.is_empty
    assert ask("Who came since October 2025?", []).filters.is_empty
    assert ask("Who came since October 2025?", [briefing("x.md", "X", None)]).filters.is_empty


@pytest.mark.parametrize(
    "phrase",
    [
        "since 31 February", "before 31 February 2026", "on 30 February", "since 2026-02-31", "until 31.06.2026",
        "since 0 March", "since 13/13/2026", "31 Şubat'tan beri", "с 31 февраля", "between 1 May and 31 June 2026",
    ],
)  # fmt: skip
def test_a_day_that_there_is_not_is_refused(phrase):
    with pytest.raises(BriefingError, match="no such date"):
        ask(f"What was said {phrase}?")


@given(st.text())
def test_folding_keeps_positions(text):
    assert len(fold(text)) == len(text)


WORDS = [
    "since",
    "in",
    "last",
    "may",
    "31",
    "2026",
    "briefing",
    "the",
    "от",
    "son",
    "'",
    "-",
    "before",
    "0",
    "q1",
    "of",
]


@given(st.lists(st.sampled_from(WORDS), min_size=1).map(" ".join))
def test_any_words_are_a_question_or_refused(text):
    try:
        asked = ask(text)
    except BriefingError:
        return
    assert set(asked.text) <= set(text)
