from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError

from bot import delivery
from bot.delivery import UndeliverableError
from bot.render.outgoing import Outgoing

HELLO = Outgoing("Hello")


class Bot:
    """Does what it is told, or fails as it is told."""

    def __init__(self, failure=None):
        self.failure = failure
        self.calls = []

    async def _call(self, *arguments, **named):
        self.calls.append((arguments, named))
        if self.failure:
            raise self.failure
        return SimpleNamespace(message_id=7)

    send_message = edit_message_text = send_chat_action = answer = _call


def test_sending():
    bot = Bot()
    assert asyncio.run(delivery.send(bot, 5, HELLO, topic_id=3, reply_to=2)) == 7
    ((arguments, named),) = bot.calls
    assert arguments == (5, "Hello")
    assert (named["message_thread_id"], named["reply_parameters"].message_id) == (3, 2)
    assert named["reply_parameters"].allow_sending_without_reply


@pytest.mark.parametrize(
    "failure",
    [
        Forbidden("Forbidden: bot was blocked by the user"),
        Forbidden("Forbidden: user is deactivated"),
        BadRequest("Chat not found"),
        BadRequest("Bad Request: message thread not found"),
    ],
)
def test_a_chat_that_is_gone(failure):
    with pytest.raises(UndeliverableError) as gone:
        asyncio.run(delivery.send(Bot(failure), 5, HELLO))
    assert gone.value.chat_id == 5


@pytest.mark.parametrize("failure", [BadRequest("Message text is empty"), NetworkError("Bad Gateway")])
def test_what_is_a_defect_stays_one(failure):
    with pytest.raises(type(failure)):
        asyncio.run(delivery.send(Bot(failure), 5, HELLO))


@pytest.mark.parametrize(
    ("failure", "shown"),
    [
        (None, True),
        (BadRequest("Message is not modified: specified new message content is exactly the same"), True),
        (BadRequest("Message to edit not found"), False),
        (BadRequest("Message can't be edited"), False),
        (BadRequest("Chat not found"), False),
        (Forbidden("bot was blocked by the user"), False),
        (ChatMigrated(-1005), False),
    ],
)
def test_editing(failure, shown):
    assert asyncio.run(delivery.edit(Bot(failure), 5, 6, HELLO)) is shown


def test_an_edit_that_is_a_defect_stays_one():
    with pytest.raises(BadRequest):
        asyncio.run(delivery.edit(Bot(BadRequest("Button_data_invalid")), 5, 6, HELLO))


def test_a_button_pressed_too_long_ago():
    asyncio.run(delivery.answer_callback(Bot(BadRequest("Query is too old")), "x"))
    bot = Bot()
    asyncio.run(delivery.answer_callback(bot, "x" * 300, alert=True))
    assert bot.calls == [(("x" * 200,), {"show_alert": True})]


@pytest.mark.parametrize(("chat_id", "seconds", "actions"), [(5, 0.2, 3), (5, 0.0, 0), (-5, 0.2, 0)])
def test_typing_is_shown_when_it_takes_long(monkeypatch, chat_id, seconds, actions):
    monkeypatch.setattr(delivery, "TYPING_AFTER", 0.05)
    monkeypatch.setattr(delivery, "TYPING_AGAIN", 0.06)
    bot = Bot()

    async def work():
        async with delivery.typing(bot, chat_id):
            await asyncio.sleep(seconds)
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(work())
    assert len(bot.calls) == actions


def test_work_goes_on_when_typing_fails(monkeypatch):
    monkeypatch.setattr(delivery, "TYPING_AFTER", 0)

    async def work():
        async with delivery.typing(Bot(NetworkError("x")), 5):
            await asyncio.sleep(0.02)
            return "done"

    assert asyncio.run(work()) == "done"
