"""Editions as lists, pages and differences."""

from __future__ import annotations

import datetime
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import MAX_BYTES
from bot.messages import ENGLISH, LANGUAGES
from bot.render.history import (
    MAX_UNITS,
    ROOM_BESIDE_TEXT,
    changes_message,
    edition_message,
    history_message,
    pages_of,
    which_message,
)
from bot.render.outgoing import MAX_ENTITIES, units
from index import Briefing, Changes, Edition

NOON = datetime.datetime(2026, 11, 5, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def edition(number, name="grain.md", *, ended=True, reason="replaced", successor=None, deleted=False):
    sha256 = f"{number:064x}"[::-1]
    published = NOON + number * HOUR
    briefing = Briefing(name, f"Grain {number}", None, "en", (), sha256, sha256, 100, 1, 0, published)
    return Edition(briefing, published + HOUR if ended else None, reason if ended else None, successor, deleted)


def local(hours, words="5 November 2026"):
    at = (NOON + hours * HOUR).astimezone()
    return f"{words if at.day == 5 else at}, {at:%H:%M}"


def data_of(message):
    return [[button.callback_data for button in row] for row in message.buttons]


def short(number):
    return f"{number:064x}"[::-1][:16]


def test_a_history_of_a_published_briefing():
    editions = [edition(3, ended=False), edition(2, "old.md", successor="grain.md"), edition(1, "old.md")]
    message = history_message(editions, ENGLISH)
    assert message.text.splitlines() == [
        "History of “Grain 3”",
        "",
        f"3. since {local(3)}, published",
        f"2. {local(2)} – {local(3)}, then replaced by grain.md · old.md",
        f"1. {local(1)} – {local(2)}, then replaced · old.md",
    ]
    assert data_of(message) == [
        [f"his:{short(3)}:0", f"his:{short(3)}:changes"],
        [f"his:{short(2)}:0", f"his:{short(2)}:changes"],
        [f"his:{short(1)}:0"],
        [f"card:{short(3)}"],
    ]
    assert [button.text for button in message.buttons[0]] == ["Text 3", "Changes 2 → 3"]


def test_a_withdrawn_one_can_be_restored_from_its_history():
    message = history_message([edition(2, reason="withdrawn"), edition(1)], ENGLISH)
    assert "then withdrawn" in message.text.splitlines()[2]
    assert data_of(message)[-1] == [f"ed:{short(2)}:restore"]


def test_what_was_deleted_has_no_buttons():
    gone = [edition(2, reason="withdrawn", deleted=True), edition(1, deleted=True)]
    message = history_message(gone, ENGLISH)
    assert message.buttons == ()
    assert message.text.count("its text has been deleted") == 2


def test_a_long_history_shows_the_newest_ten():
    editions = [edition(number) for number in range(15, 0, -1)]
    message = history_message(editions, ENGLISH)
    assert message.text.splitlines()[2].startswith("15. ")
    assert message.text.splitlines()[-1] == "… and 5 older"
    assert units(message.text) <= MAX_UNITS


@pytest.mark.parametrize("texts", LANGUAGES.values())
def test_every_language_and_what_telegram_allows(texts):
    editions = [edition(2, ended=False), edition(1, "x" * 300 + ".md", successor="y" * 300)]
    changes = Changes(tuple("ö" * 900 for _ in range(50)), tuple("😀" * 900 for _ in range(50)))
    messages = [
        history_message(editions, texts),
        edition_message(editions[0], 2, "😀 " * 20_000, 3, texts),
        changes_message(editions[0], changes, texts),
        which_message("grain", [one.briefing for one in editions], texts.editing),
    ]
    for message in messages:
        assert 0 < units(message.text) <= MAX_UNITS
        assert len(message.entities) <= MAX_ENTITIES
        assert all(len(data.encode()) <= MAX_BYTES for data in itertools.chain(*data_of(message)))


def test_a_text_is_shown_as_it_is_with_arrows_where_it_goes_on():
    text = "\n\n".join(f"Paragraph {number} " + "word " * 300 for number in range(5))
    first, middle, last = (edition_message(edition(1), 1, text, page, ENGLISH) for page in (0, 1, 99))
    assert f"\n\n{pages_of(text)[0]}" in first.text
    assert data_of(first)[:-1] == [[f"his:{short(1)}:1"]]
    assert data_of(middle)[:-1] == [[f"his:{short(1)}:0", f"his:{short(1)}:2"]]
    assert data_of(last)[:-1] == [[f"his:{short(1)}:1"]]
    assert first.buttons[-1][0].text == "← History"
    assert first.text.splitlines()[0] == f"Grain 1 · text 1, published {local(1)} · page 1 of 3"


def test_pages_end_where_paragraphs_do():
    paragraphs = [f"{number} " + "word " * 250 for number in range(9)]
    for page in pages_of("\n\n".join(paragraph.strip() for paragraph in paragraphs)):
        assert all(part in [paragraph.strip() for paragraph in paragraphs] for part in page.split("\n\n"))


def test_a_short_text_is_one_page():
    assert pages_of("One.\n\nTwo.\n") == ["One.\n\nTwo."]
    assert pages_of("") == [""]


@given(st.text(alphabet=st.sampled_from("ab😀 \n"), max_size=40).map(lambda text: text * 400))
def test_pages_hold_the_whole_text(text):
    pages = pages_of(text)
    assert all(units(page) <= MAX_UNITS - ROOM_BESIDE_TEXT for page in pages)
    assert "".join("".join(pages).split()) == "".join(text.split())


def test_changes_are_counted_and_the_first_shown():
    removed, added = tuple(f"Gone {number}." for number in range(7)), ("New\none.",)
    message = changes_message(edition(2), Changes(removed, added), ENGLISH)
    assert message.text.splitlines() == [
        f"What changed on {local(2)}",
        "Grain 2",
        "",
        "7 sentences gone:",
        *[f"• Gone {number}." for number in range(5)],
        "… and 2 more",
        "",
        "1 sentence new:",
        "• New one.",
    ]
    struck = [
        message.text[one.offset : one.offset + one.length] for one in message.entities if one.type == "strikethrough"
    ]
    assert struck == list(removed[:5])
    assert data_of(message) == [[f"his:{short(2)}"]]


def test_no_changes():
    assert "No sentence is gone" in changes_message(edition(2), Changes((), ()), ENGLISH).text
