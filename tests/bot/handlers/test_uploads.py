"""Names and titles of forwarded posts; values as they are set on a card."""

import datetime

import pytest
from telegram import Chat, Message, MessageOriginChannel, MessageOriginHiddenUser

from bot.handlers.cards import _changed
from bot.handlers.uploads import _first_line, _name_of
from index import NO_DATE, Details

NOW = datetime.datetime.now(datetime.UTC)


@pytest.mark.parametrize(
    ("chat", "name"),
    [
        (Chat(-1001, "channel", title="Harbour news", username="harbournews"), "harbournews-12.txt"),
        (Chat(-1001, "channel", title="Новости / порт"), "Новости-порт-12.txt"),
        (Chat(-1001, "channel", title="😀"), "12.txt"),
        (Chat(-1001, "channel", title="x" * 300), "x" * 146 + ".txt"),
    ],
)
def test_a_post_is_named_after_its_channel(chat, name):
    origin = MessageOriginChannel(NOW, chat, 12)
    assert _name_of(Message(1, NOW, Chat(7, "private"), forward_origin=origin)) == name


def test_a_text_of_somebody_else():
    origin = MessageOriginHiddenUser(NOW, "Ann")
    assert _name_of(Message(1, NOW, Chat(7, "private"), forward_origin=origin)) == "forwarded-1.txt"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n  A title \u202e\nand more", "A title"),
        (
            "One line of a whole post, " * 20,
            "One line of a whole post, One line of a whole post, One line of a whole post …",
        ),
        ("\u200b", None),
    ],
)
def test_the_title_of_a_post(text, title):
    assert _first_line(text) == title


@pytest.mark.parametrize(
    ("field", "value", "details"),
    [
        ("title", " New ", Details("New", None, ("a",))),
        ("title", "\u200b", None),
        ("date", "5 November 2026", Details("Old", datetime.date(2026, 11, 5), ("a",))),
        ("date", "", Details("Old", NO_DATE, ("a",))),
        ("date", "05/11/2026", None),
        ("tags", "b, c", Details("Old", None, ("b", "c"))),
        ("tags", "", Details("Old", None, ())),
    ],
)
def test_a_value_is_set(field, value, details):
    assert _changed(Details("Old", None, ("a",)), field, value) == details
