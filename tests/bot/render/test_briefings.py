"""Lists, cards and verdicts."""

import datetime
from dataclasses import replace

import pytest
from telegram.constants import InlineKeyboardMarkupLimit

from bot.callbacks import MAX_BYTES
from bot.messages import ENGLISH, LANGUAGES
from bot.render.briefings import (
    card_message,
    choice_message,
    latest_message,
    list_message,
    short_hash,
    verification_message,
)
from bot.render.outgoing import units
from index import Briefing, Citation, Span, Verification

TEXTS = ENGLISH.sources


def briefing(number, title="Title", date=datetime.date(2026, 5, 3), tags=("a", "b"), pages=2):
    published = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
    sha256 = f"{number:064x}"[::-1]
    return Briefing(f"{number}.md", f"{title} {number}", date, "en", tags, sha256, sha256, 100, 1, pages, published)


def data_of(message):
    return [[button.callback_data for button in row] for row in message.buttons]


def labels_of(message):
    return [button.text for row in message.buttons for button in row]


def test_a_list_has_eight_a_page_and_arrows_where_it_goes_on():
    briefings = [briefing(number) for number in range(1, 20)]
    first, second, last = (list_message(briefings, page, TEXTS) for page in (0, 1, 2))
    assert first.text == "19 briefings, newest first · page 1 of 3"
    assert data_of(first) == [[f"card:{short_hash(shown)}"] for shown in briefings[:8]] + [["list:1"]]
    assert data_of(second)[-1] == ["list:0", "list:2"]
    assert data_of(last) == [[f"card:{short_hash(shown)}"] for shown in briefings[16:]] + [["list:1"]]
    assert labels_of(first)[0] == "2026-05-03 · Title 1"


@pytest.mark.parametrize(("page", "shown"), [(-5, 1), (99999, 2)])
def test_a_page_that_is_not_there_is_the_nearest(page, shown):
    message = list_message([briefing(number) for number in range(9)], page, TEXTS)
    assert message.text == f"9 briefings, newest first · page {shown} of 2"


@pytest.mark.parametrize("texts", [texts.sources for texts in LANGUAGES.values()])
def test_without_briefings(texts):
    assert list_message([], 0, texts).text == latest_message([], texts).text == texts.no_briefings


def test_a_card():
    message = card_message(briefing(7), 3, TEXTS)
    assert message.text == "Title 7\n\nDate: 3 May 2026\nSize: 1 sentence, 2 pages\nLanguage: English\nTags: a, b"
    sha16 = short_hash(briefing(7))
    assert data_of(message) == [[f"only:{sha16}"], [f"file:{sha16}"], ["list:3"]]
    bare = card_message(briefing(7, date=None, tags=(), pages=0), 0, TEXTS)
    assert bare.text == "Title 7\n\nDate: no date\nSize: 1 sentence\nLanguage: English"


def test_the_latest():
    message = latest_message([briefing(number) for number in range(9)], TEXTS)
    assert message.text.splitlines()[2:] == [f"{n}. 3 May 2026 · Title {n - 1}" for n in range(1, 6)]
    assert labels_of(message) == ["1", "2", "3", "4", "5"]


def test_long_and_hostile_titles_stay_in_their_lines():
    hostile = briefing(1, title="\u202eevil\n" + "😀" * 300)
    for message in (
        list_message([hostile], 0, TEXTS),
        card_message(hostile, 0, TEXTS),
        latest_message([hostile], TEXTS),
        choice_message("Which?", [hostile]),
    ):
        assert "\u202e" not in message.text + "".join(labels_of(message))
        assert all(len(label) <= 60 for label in labels_of(message))
        assert units(message.text) < 1000
        assert all(len(data.encode()) <= MAX_BYTES for row in data_of(message) for data in row)


def test_a_choice_is_limited():
    rows = data_of(choice_message("Which?", [briefing(number) for number in range(200)]))
    assert len(rows) <= InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
    assert rows[0] == [f"only:{short_hash(briefing(0))}"]


CITATION = Citation("x.md", "A title", datetime.date(2026, 5, 3), "c" * 64, "Part", 4, Span(10, 20))


@pytest.mark.parametrize("texts", LANGUAGES.values())
@pytest.mark.parametrize("status", ["unchanged", "moved", "changed", "withdrawn"])
def test_a_verdict_shows_the_quote_as_it_is(status, texts):
    message = verification_message(Verification(status, "*A* <b>quote</b>", CITATION), texts)
    assert message.text.startswith(getattr(texts.sources, f"verify_{status}"))
    (quote,) = [entity for entity in message.entities if entity.type == "blockquote"]
    encoded = message.text.encode("utf-16-le")
    shown = encoded[2 * quote.offset : 2 * (quote.offset + quote.length)].decode("utf-16-le")
    assert shown.strip() == "*A* <b>quote</b>"
    assert "A title" in message.text
    assert texts.sources.date(CITATION.date) in message.text
    stands = status in ("unchanged", "moved")
    assert ([f"pas:{CITATION.id}:0"] in data_of(message)) is stands


def test_an_unknown_quote():
    message = verification_message(Verification("unknown", None, None), ENGLISH)
    assert message.text == TEXTS.verify_unknown
    assert not message.buttons


def test_a_quote_that_somebody_has_made_too_long_is_cut():
    for text in ("x" * 100_000, "😀" * 100_000):
        message = verification_message(Verification("unchanged", text, CITATION), ENGLISH)
        assert units(message.text) <= 4096


def test_a_verdict_names_what_stands_in_the_place_of_the_briefing_now():
    heir = replace(briefing(1), title="Its successor")
    message = verification_message(Verification("changed", "A quote", CITATION, heir), ENGLISH)
    lines = ["Stood in: A title · 3 May 2026 · Part · page 4", "Now in its place: Its successor · 3 May 2026"]
    assert message.text.splitlines()[-2:] == lines
    same = Verification("changed", "A quote", CITATION, replace(heir, title=CITATION.title))
    assert "Now in its place" not in verification_message(same, ENGLISH).text


def test_of_a_quote_that_was_deleted_its_place_is_told():
    message = verification_message(Verification("withdrawn", None, CITATION), ENGLISH)
    assert message.text == f"{TEXTS.verify_withdrawn}\nStood in: A title · 3 May 2026 · Part · page 4"
    assert not message.buttons
