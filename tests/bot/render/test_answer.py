from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram_server.content import check_entities, check_keyboard

from bot.messages import answers as messages
from bot.render.answer import (
    answer_message,
    answer_notes,
    fitting,
    more_message,
    no_answer_message,
    restrictions,
)
from bot.render.context import context_message
from bot.render.inline import inline_result
from bot.render.outgoing import units
from bot.render.quotes import copied_citation
from index import Answer, Citation, Context, Filters, Quote, Searched, Span

JUNE, MAY = datetime.date(2025, 6, 12), datetime.date(2026, 5, 1)
SHA = "0123456789abcdef" * 4
EN = messages.ENGLISH


def quote_of(text, title="Title", *, section=None, page=None, date=JUNE, start=10):
    return Quote(text, Citation("a.md", title, date, SHA, section, page, Span(start, start + len(text))), 1.0)


def answer_of(quotes=(), nearest=(), briefings=3, since=JUNE, until=MAY, **more):
    searched = Searched(briefings, since, until)
    return Answer("why?", tuple(quotes), tuple(nearest), 0.5, searched, 1, 0.1, topic="why?", **more)


def marked(message, *kinds):
    encoded = message.text.encode("utf-16-le")
    return [
        encoded[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
        for entity in message.entities
        if entity.type in kinds
    ]


def labels(message):
    return [[button.text for button in row] for row in message.buttons]


def check(message):
    """Telegram's own rules."""
    assert 0 < units(message.text) <= 4096
    assert len(message.entities) <= 100
    check_entities(message.text, [entity.to_dict() for entity in message.entities])
    check_keyboard(message.markup.to_dict() if message.markup else None)


def test_one_quote():
    message = answer_message(answer_of([quote_of("It was.", section="Why", page=7)]), 5, EN)
    assert message.text == "Title · 12 June 2025 · Why · page 7\nIt was."
    assert marked(message, "blockquote") == ["It was."]
    assert marked(message, "bold") == ["Title"]
    assert labels(message) == [["In context"], ["More", "👍", "👎"], ["Copy citation"]]
    assert [button.callback_data for row in message.buttons[:2] for button in row] == [
        "ctx:5:0", "more:5", "fb:5:up", "fb:5:down",
    ]  # fmt: skip
    check(message)


def test_several_quotes_are_numbered_and_all_but_the_best_folded():
    found = answer_of([quote_of("One."), quote_of("Two.", "Other", date=None, start=50), quote_of("Three.", start=90)])
    message = answer_message(found, 5, EN, ("Searched only: tag grain",))
    assert message.text == (
        "Searched only: tag grain\n\n1. Title · 12 June 2025\nOne.\n\n"
        "2. Other · no date\nTwo.\n\n3. Title · 12 June 2025\nThree."
    )
    assert marked(message, "blockquote") == ["One."]
    assert marked(message, "expandable_blockquote") == ["Two.", "Three."]
    assert labels(message)[0] == ["In context 1", "2", "3"]
    check(message)


def test_a_section_that_is_the_title_is_named_once():
    message = answer_message(answer_of([quote_of("It was.", section="Title")]), 5, EN)
    assert message.text.startswith("Title · 12 June 2025\n")


@pytest.mark.parametrize(
    ("texts", "line"),
    [
        (messages.ENGLISH, "This may answer it, I am not sure:"),
        (messages.TURKISH, "Bu yanıt olabilir, emin değilim:"),
        (messages.RUSSIAN, "Возможно, это ответ, но я не уверен:"),
    ],
)
def test_quotes_that_only_may_answer_are_shown_as_such(texts, line):
    found = answer_of([quote_of("One.", date=None), quote_of("Two.", start=50)], unsure=True)
    message = answer_message(found, 5, texts, ("A note",))
    assert message.text.startswith(f"A note\n\n{line}\n1. Title · {texts.no_date}\nOne.\n\n2. Title · ")
    assert line in marked(message, "bold")
    assert labels(message)[0] == [texts.in_context_of.format(number=1), "2"]
    check(message)


def test_further_quotes_that_only_may_answer_too():
    message = more_message("why?", [quote_of("Four.")], 3, 5, EN, unsure=True)
    assert message.text == ("More about: why?\n\nThis may answer it, I am not sure:\n4. Title · 12 June 2025\nFour.")


def test_what_an_answer_says_of_itself():
    found = answer_of([quote_of("Now.", date=MAY)], newest_first=True, searched_for="What is the latest?")
    assert answer_notes(found, EN) == (
        "Searched for: What is the latest?", "Newest first; the newest is of 1 May 2026.",
    )  # fmt: skip
    assert answer_notes(answer_of([quote_of("Now.", date=None)], newest_first=True), EN) == ()
    assert answer_notes(answer_of(newest_first=True, searched_for="why?"), EN) == ("Searched for: why?",)
    assert answer_notes(answer_of([quote_of("It was.")]), EN) == ()


def test_parts_say_it_themselves():
    part = answer_of([quote_of("Now.")], newest_first=True, searched_for="why?")
    whole = answer_of(part.quotes, newest_first=True, searched_for="why? who?", parts=(part,))
    assert answer_notes(whole, EN) == ()
    silent = answer_of(part.quotes, searched_for="why? who?", parts=(answer_of(part.quotes),))
    assert answer_notes(silent, EN) == ("Searched for: why? who?",)
    assert answer_notes(answer_of(searched_for="why? who?", parts=(part,)), EN) == ("Searched for: why? who?",)


def test_no_answer_says_what_was_searched_and_what_came_closest():
    message = no_answer_message(answer_of(nearest=[quote_of("Near.")]), 5, Filters(), EN)
    assert message.text == (
        "The briefings do not answer this.\nSearched: 3 briefings, from 12 June 2025 to 1 May 2026.\n\n"
        "Closest, but they do not answer it:\nTitle · 12 June 2025\nNear."
    )
    assert marked(message, "expandable_blockquote") == ["Near."]
    assert marked(message, "blockquote") == []
    assert labels(message) == [["👍", "👎"]]
    check(message)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (messages.ENGLISH, "Searched: 1 briefing of 12 June 2025."),
        (messages.TURKISH, "Aranan: 12 Haziran 2025 tarihli 1 brifing."),
        (messages.RUSSIAN, "Просмотрено: 1 брифинг за 12 июня 2025."),
    ],
)
def test_one_briefing_was_searched(texts, expected):
    assert expected in no_answer_message(answer_of(briefings=1, until=JUNE), 5, Filters(), texts).text


def test_nothing_was_searched():
    empty = answer_of(briefings=0, since=None, until=None)
    assert no_answer_message(empty, 5, Filters(), EN).text.startswith("There are no briefings yet")
    assert no_answer_message(empty, 5, Filters(tags=("x",)), EN).text.startswith("No briefing fits this restriction")
    undated = answer_of(since=None, until=None)
    assert "Searched: 3 briefings.\n" in no_answer_message(undated, 5, Filters(), EN).text + "\n"


def test_restrictions_in_words():
    filters = Filters(briefings=("a.md",), since=JUNE, until=MAY, tags=("grain",))
    assert restrictions(filters, ["Title"], EN) == (
        "Searched only: Title · since 12 June 2025 · until 1 May 2026 · tag grain"
    )


def test_whole_quotes_alone_are_shown():
    long = [quote_of("🎉" * 1000), quote_of("b" * 1000), quote_of("c" * 1000)]
    assert fitting(long, EN) == tuple(long[:2])
    assert fitting([quote_of("x")] * 9, EN) == (quote_of("x"),) * 3
    assert fitting(long, EN, notes=["x" * 1000]) == tuple(long[:1])


anything = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=1000)
some_quotes = st.lists(
    st.builds(quote_of, anything.map(str.strip).filter(bool), anything, section=st.none() | anything), min_size=1
)


@settings(deadline=None)
@given(some_quotes, st.lists(anything, max_size=1))
def test_every_quote_in_a_valid_message_is_exactly_the_stored_text(found, notes):
    notes = [restrictions(Filters(tags=("x",)), notes * 2, EN)]
    shown = fitting(found, EN)
    assert shown
    for message in (
        answer_message(answer_of(shown), 10**9, EN, notes),
        no_answer_message(answer_of(nearest=shown), 10**9, Filters(), messages.RUSSIAN, notes),
        more_message("x" * 4096, shown, 25, 10**9, messages.TURKISH),
    ):
        assert marked(message, "blockquote", "expandable_blockquote") == [quote.text for quote in shown]
        check(message)


@given(anything.map(str.strip).filter(bool), anything)
def test_what_is_copied_fits_a_button(text, title):
    found = quote_of(text, title)
    copied = copied_citation(found)
    assert 0 < units(copied) <= 256
    assert copied.startswith(f"{found.citation.id} ")


def test_what_is_copied():
    assert copied_citation(quote_of("It\nwas.")) == "0123456789abcdef-10-17 Title: “It was.”"
    long = copied_citation(quote_of("🎉" * 300))
    assert units(long) in (255, 256)
    assert long.endswith("🎉…”")


def context_of(text, quote, *, start=100, before=True, after=True):
    at = start + text.find(quote) if quote in text else 0
    citation = Citation("a.md", "Title", JUNE, SHA, "Why", None, Span(at, at + len(quote)))
    return Context(text, Span(start, start + len(text)), citation.span, citation, before, after)


def test_a_quote_is_marked_in_its_context():
    message = context_message(context_of("🎉 So. It was. Then.", "It was."), 0, EN)
    assert message.text == "Title · 12 June 2025 · Why\n\n🎉 So. It was. Then."
    assert marked(message, "underline") == ["It was."]
    assert marked(message, "bold") == ["Title", "It was."]
    assert labels(message) == [["←", "→"], ["Original file"]]
    assert [button.callback_data for row in message.buttons for button in row] == [
        "pas:0123456789abcdef-106-113:-1", "pas:0123456789abcdef-106-113:1", "file:0123456789abcdef",
    ]  # fmt: skip
    check(message)


def test_reading_on_nothing_is_marked():
    message = context_message(context_of("Later.", "It was.", after=False), 2, EN)
    assert message.text == "Title · 12 June 2025 · Why · after the quote\n\nLater."
    assert marked(message, "underline") == []
    assert labels(message) == [["←"], ["Original file"]]
    assert message.buttons[0][0].callback_data.endswith(":1")


def test_an_inline_result():
    result = inline_result(quote_of("It was.", section="Why"), "some_bot", EN).to_dict()
    assert result["id"] == "0123456789abcdef-10-17"
    assert result["title"] == "It was."
    assert result["description"] == "Title · 12 June 2025 · Why"
    assert result["input_message_content"]["message_text"] == "Title · 12 June 2025 · Why\nIt was."
    button = result["reply_markup"]["inline_keyboard"][0][0]
    assert button["url"] == "https://t.me/some_bot?start=q_0123456789abcdef-10-17"


def test_an_inline_result_that_only_may_answer():
    result = inline_result(quote_of("It was."), "some_bot", EN, unsure=True).to_dict()
    assert result["description"] == "may answer it · Title · 12 June 2025"
    assert result["input_message_content"]["message_text"] == "Title · 12 June 2025\nIt was."
