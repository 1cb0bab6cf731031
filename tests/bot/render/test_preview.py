"""The card of a document that was sent."""

import dataclasses
import datetime

import pytest
from telegram.constants import InlineKeyboardMarkupLimit

from bot.callbacks import MAX_BYTES
from bot.messages import ENGLISH, LANGUAGES
from bot.render.outgoing import units
from bot.render.preview import (
    added_message,
    needs_a_look,
    page_numbers,
    preview_message,
    replaceable,
    too_large_message,
)
from bot.settings import BotSettings
from bot.state.uploads import Upload
from index import NO_DATE, Briefing, Details, Likeness, Preview

NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 11, 5)


def briefing(name, title=None):
    return Briefing(name, title or f"Title of {name}", DAY, "en", (), "a" * 64, "b" * 64, 10, 2, 0, NOW)


OLD, OTHER = briefing("old.md"), briefing("other.md")
UPLOAD = Upload(id=12, chat_id=7, message_id=1, user_id=7, file_name="new.pdf", created_at=NOW, state="shown")
PREVIEW = Preview(
    "new.pdf", "c" * 64, "New", DAY, "en", ("x", "y"), 3, 1204, 84, (), ("One.", "Two.", "Three."), None, (), None
)
ALIKE = dataclasses.replace(PREVIEW, alike=(Likeness(OLD, 0.937), Likeness(OTHER, 0.4)), replaces=OTHER)


def labels(message):
    return [[button.text for button in row] for row in message.buttons]


def data(message):
    return [[button.callback_data for button in row] for row in message.buttons]


def shown(entity, text):
    encoded = text.encode("utf-16-le")
    return encoded[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")


def test_a_plain_card():
    card = preview_message(UPLOAD, PREVIEW, ENGLISH)
    assert card.text == (
        "New\n\nDate: 5 November 2026\nSize: 3 pages, 1,204 words, 84 sentences\nLanguage: English\nTags: x, y\n"
        "File: new.pdf\n\nFrom its text:\nOne.\nTwo.\nThree.\n\nNothing of it is searchable before you publish it."
    )
    quotes = [shown(entity, card.text) for entity in card.entities if entity.type == "blockquote"]
    assert quotes == ["One.", "Two.", "Three."]
    assert labels(card) == [["Publish"], ["Edit title", "Edit date", "Tags"], ["Discard"]]
    assert data(card) == [["up:12:publish"], ["up:12:title", "up:12:date", "up:12:tags"], ["up:12:discard"]]
    assert not needs_a_look(UPLOAD, PREVIEW)


def test_what_was_set_counts():
    upload = dataclasses.replace(UPLOAD, details=Details("Set", NO_DATE, ()), unread_date="32 May")
    text = preview_message(upload, PREVIEW, ENGLISH).text
    assert text.startswith("Set\n\nDate: no date\n")
    assert "Tags: –" in text
    assert "“32 May” cannot be read as a date" in text
    assert needs_a_look(upload, PREVIEW)


def test_what_it_is_like_and_what_it_may_replace():
    card = preview_message(UPLOAD, ALIKE, ENGLISH)
    assert (
        "\n\n↻ Probably a newer edition of “Title of other.md”, 5 November 2026 · 40 % alike\n"
        "⚠️ Alike: “Title of old.md”, 5 November 2026 · 93 % alike\n\n"
    ) in card.text
    assert data(card)[:3] == [["up:12:publish"], ["up:12:replace:0"], ["up:12:replace:1"]]
    assert labels(card)[1:3] == [["Replace “Title of other.md”"], ["Replace “Title of old.md”"]]
    assert replaceable(UPLOAD, ALIKE) == [OTHER, OLD]
    assert needs_a_look(UPLOAD, ALIKE)


def test_what_it_is_meant_to_replace_comes_first():
    meant = dataclasses.replace(UPLOAD, replaces=OLD)
    card = preview_message(meant, ALIKE, ENGLISH)
    assert "Meant to take the place of “Title of old.md”" in card.text
    assert labels(card)[:3] == [["Replace “Title of old.md”"], ["Replace “Title of other.md”"], ["Publish beside it"]]
    expected = dataclasses.replace(ALIKE, alike=ALIKE.alike[:1], replaces=OLD)
    assert not needs_a_look(meant, expected), "it is like the one that it replaces"


def test_a_twin_can_only_be_discarded():
    twin = dataclasses.replace(ALIKE, twin=OLD)
    card = preview_message(UPLOAD, twin, ENGLISH)
    assert "The very same text is published already: “Title of old.md”" in card.text
    assert "40 % alike" in card.text
    assert "93 %" not in card.text
    assert labels(card) == [["Discard"]]
    assert needs_a_look(UPLOAD, twin)


def test_pages_without_text():
    assert page_numbers((1, 3, 4, 5, 9)) == "1, 3-5, 9"
    assert page_numbers(range(1, 200, 2)).endswith("49, …")
    empty = dataclasses.replace(PREVIEW, empty_pages=(2, 3))
    assert "Pages without text: 2-3." in preview_message(UPLOAD, empty, ENGLISH).text
    assert needs_a_look(UPLOAD, empty)


def test_the_last_of_several_decides_about_all():
    card = preview_message(UPLOAD, PREVIEW, ENGLISH, waiting=3)
    assert labels(card)[-1] == ["Publish all (3)", "Discard all"]
    assert data(card)[-1] == ["up:12:all", "up:12:none"]


@pytest.mark.parametrize("texts", LANGUAGES.values())
def test_whatever_it_holds_it_fits_a_message(texts):
    hostile = "\u202e😀 <b>evil</b>\n" * 200
    old = briefing("x", hostile)
    preview = dataclasses.replace(
        ALIKE, title=hostile, tags=(hostile,) * 50, samples=(hostile,) * 3, empty_pages=tuple(range(1, 10_000, 2)),
        alike=(Likeness(old, 1.0),) * 5, replaces=old,
    )  # fmt: skip
    upload = dataclasses.replace(UPLOAD, file_name=hostile, unread_date=hostile, body="x", replaces=old)
    card = preview_message(upload, preview, texts, 10, hostile)
    assert units(card.text) <= 4096
    assert len(labels(card)) <= InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
    assert all(len(value.encode()) <= MAX_BYTES for row in data(card) for value in row)
    assert all("\u202e" not in label and len(label) <= 60 for row in labels(card) for label in row)


def test_what_came_of_it():
    message = added_message(OLD, None, ENGLISH)
    assert message.text == "✅ Added “Title of old.md”: 2 sentences, searchable now."
    assert data(message) == [["only:" + "a" * 16]]
    assert added_message(OLD, OTHER, ENGLISH).text.endswith("It has taken the place of “Title of other.md”.")


@pytest.mark.parametrize(
    ("settings", "way_out"),
    [
        ({}, "BOT_API_BASE_URL"),
        ({"max_upload_megabytes": 5}, "BOT_MAX_UPLOAD_MEGABYTES"),
        ({"api_base_url": "http://localhost:8081/bot"}, "BOT_MAX_UPLOAD_MEGABYTES"),
    ],
)
def test_the_way_out_of_too_large(settings, way_out):
    settings = BotSettings(_env_file=None, token="1:x", **settings)
    text = too_large_message("big.pdf", 30 * 2**20, settings, ENGLISH).text
    assert text.startswith(f"“big.pdf” has 30.0 MB, and I can take {settings.max_upload_megabytes:g} MB at most.")
    assert way_out in text
