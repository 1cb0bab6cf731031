from __future__ import annotations

import datetime

import pytest
from telegram import (
    Chat,
    Document,
    Message,
    MessageEntity,
    MessageOriginChannel,
    MessageOriginUser,
    User,
    Voice,
)

from bot.gate import is_question, is_upload

NOW = datetime.datetime.now(datetime.UTC)


def message(text=None, **fields):
    entities = [MessageEntity("bot_command", 0, len(text.split()[0]))] if text and text.startswith("/") else []
    sender = User(1, "Ann", is_bot=False)
    return Message(1, NOW, Chat(1, "private"), from_user=sender, text=text, entities=entities, **fields)


@pytest.mark.parametrize(
    ("said", "question"),
    [
        (message("why?"), True),
        (message("/ask why?"), True),
        (message("/ASK@Briefing_Bot why?"), True),
        (message("/"), False),
        (message("/start"), False),
        (message("/asking why?"), False),
        (message(voice=Voice("1", "1", 3)), True),
        (message(document=Document("1", "1")), False),
        (message(document=Document("1", "1"), caption="why?"), False),
    ],
)
def test_what_is_a_question(said, question):
    """What is one may be too old; a document never is."""
    assert is_question(said) is question


POST = MessageOriginChannel(NOW, Chat(-1001, "channel", title="News"), 5)


@pytest.mark.parametrize(
    ("said", "upload"),
    [
        (message("why?"), False),
        (message(document=Document("1", "1")), True),
        (message("A post", forward_origin=POST), True),
        (message(caption="Below a picture", forward_origin=POST), True),
        (message(voice=Voice("1", "1", 3), forward_origin=POST), False),
        (message("why?", forward_origin=MessageOriginUser(NOW, User(2, "Ben", is_bot=False))), False),
    ],
)
def test_what_becomes_a_briefing(said, upload):
    assert is_upload(said) is upload
