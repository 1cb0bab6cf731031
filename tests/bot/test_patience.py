from __future__ import annotations

import asyncio
import time

import httpx
import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot import patience
from bot.patience import Patience


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(patience, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(patience, "LONGEST_PAUSE", 0.001)


def error(kind, cause=None):
    made = kind if isinstance(kind, Exception) else kind("x")
    made.__cause__ = cause
    return made


SERVER_ERROR = error(NetworkError("Bad Gateway"))
NOT_JSON = error(TelegramError("Invalid server response"))
LOST = error(NetworkError("httpx.ReadError"), httpx.ReadError("x"))
NO_CONNECTION = error(NetworkError("httpx.ConnectError"), httpx.ConnectError("x"))
NO_ANSWER = error(TimedOut(), httpx.ReadTimeout("x"))
NO_ROOM = error(TimedOut("Pool timeout"), httpx.PoolTimeout("x"))
HALF_WRITTEN = error(TimedOut(), httpx.WriteTimeout("x"))


class Telegram:
    """Fails in a given way, then succeeds."""

    def __init__(self, *failures):
        self.failures = list(failures)
        self.calls = []

    async def __call__(self, endpoint, data):
        self.calls.append((endpoint, data.get("chat_id"), time.monotonic()))
        if self.failures:
            raise self.failures.pop(0)
        return "done"


def request(telegram, endpoint="sendMessage", chat_id=1, *, limiter=None, moved=None):
    async def noted(old, new):
        moved.append((old, new))

    async def run():
        data = {"chat_id": chat_id} if chat_id else {}
        used = limiter or Patience(noted)
        return await used.process_request(telegram, (endpoint, data), {}, endpoint, data, None)

    return asyncio.run(run())


@pytest.mark.parametrize("failure", [SERVER_ERROR, NOT_JSON, LOST, NO_CONNECTION, NO_ROOM, HALF_WRITTEN])
@pytest.mark.parametrize("endpoint", ["sendMessage", "editMessageText", "answerCallbackQuery"])
def test_repeated(failure, endpoint):
    telegram = Telegram(failure, failure)
    assert request(telegram, endpoint) == "done"
    assert len(telegram.calls) == 3


@pytest.mark.parametrize(("endpoint", "calls"), [("sendMessage", 1), ("sendDocument", 1), ("editMessageText", 2)])
def test_what_may_have_been_sent_is_not_sent_again(endpoint, calls):
    telegram = Telegram(NO_ANSWER)
    if calls == 1:
        with pytest.raises(TimedOut):
            request(telegram, endpoint)
    else:
        assert request(telegram, endpoint) == "done"
    assert len(telegram.calls) == calls


@pytest.mark.parametrize("failure", [BadRequest("x"), Forbidden("x")])
def test_what_telegram_refuses_is_not_repeated(failure):
    telegram = Telegram(failure)
    with pytest.raises(type(failure)):
        request(telegram)
    assert len(telegram.calls) == 1


@pytest.mark.parametrize(("failure", "calls"), [(SERVER_ERROR, patience.TRIES), (NO_CONNECTION, patience.TRIES_UNSENT)])
def test_not_for_ever(failure, calls):
    telegram = Telegram(*[failure] * 100)
    with pytest.raises(NetworkError):
        request(telegram)
    assert len(telegram.calls) == calls


def test_a_nicety_is_not_repeated():
    telegram = Telegram(SERVER_ERROR)
    with pytest.raises(NetworkError):
        request(telegram, "sendChatAction")
    assert len(telegram.calls) == 1


def test_a_group_that_moved():
    telegram, moved = Telegram(ChatMigrated(-100)), []
    assert request(telegram, chat_id=-5, moved=moved) == "done"
    assert [call[1] for call in telegram.calls] == [-5, -100]
    assert moved == [(-5, -100)]


def test_the_messages_of_a_group_that_moved_are_not_edited_in_the_new_one():
    telegram, moved = Telegram(ChatMigrated(-100)), []

    async def noted(old, new):
        moved.append((old, new))

    data = {"chat_id": -5, "message_id": 7}
    with pytest.raises(ChatMigrated):
        asyncio.run(
            Patience(noted).process_request(telegram, ("editMessageText", data), {}, "editMessageText", data, None)
        )
    assert (len(telegram.calls), moved) == (1, [(-5, -100)])


def test_too_many_requests_hold_up_one_chat_alone():
    async def run():
        used = Patience(None)
        slow, quick_one = Telegram(RetryAfter(1)), Telegram()
        began = time.monotonic()

        def send(telegram, chat_id):
            return used.process_request(
                telegram, ("sendMessage", {"chat_id": chat_id}), {}, "sendMessage", {"chat_id": chat_id}, None
            )

        first = asyncio.create_task(send(slow, 1))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(send(slow, 1))
        await send(quick_one, 2)
        assert time.monotonic() - began < 0.5
        await asyncio.gather(first, second)
        assert len(slow.calls) == 3
        assert all(at - began >= 1.1 for *_, at in slow.calls[1:])

    asyncio.run(run())


def test_a_very_long_pause_is_not_waited_for():
    with pytest.raises(RetryAfter):
        request(Telegram(RetryAfter(13_938)))


def test_in_a_hurry_nothing_is_repeated():
    async def run():
        used = Patience(None)
        telegram = Telegram(RetryAfter(60))
        data = {"chat_id": 1}
        task = asyncio.create_task(used.process_request(telegram, ("sendMessage", data), {}, "sendMessage", data, None))
        await asyncio.sleep(0.05)
        used.hurry()
        began = time.monotonic()
        await asyncio.wait_for(task, 5)  # it is tried once more, at once
        assert time.monotonic() - began < 1

    asyncio.run(run())


def test_chat_actions_do_not_eat_a_groups_messages():
    async def run():
        used, telegram, data = Patience(None), Telegram(), {"chat_id": -1}
        began = time.monotonic()
        for endpoint in ["sendChatAction"] * 25 + ["getChatMember"] * 25 + ["sendMessage"]:
            await used.process_request(telegram, (endpoint, data), {}, endpoint, data, None)
        assert time.monotonic() - began < 1

    asyncio.run(run())


class Chat:
    """Numbers messages from `first`; the first answer is lost, and the message with it unless `arrives`."""

    def __init__(self, first, *, arrives):
        self.next, self.arrives, self.texts, self.calls = first, arrives, {}, []

    async def __call__(self, endpoint, data):
        self.calls.append(endpoint)
        if endpoint == "sendMessage":
            if len(self.calls) > 1 or self.arrives:
                self.texts[self.next] = data["text"]
                self.next += 1
            if len(self.calls) == 1:
                raise LOST
            return {"message_id": self.next - 1, "chat": {"id": data["chat_id"]}}
        if endpoint == "deleteMessage":
            del self.texts[data["message_id"]]
            return True
        known = self.texts.get(data["message_id"])
        raise BadRequest("Message is not modified: x" if known == data["text"] else "Message to edit not found")


@pytest.mark.parametrize(
    ("last", "first", "arrives", "stays", "calls"),
    [
        (6, 7, False, 7, ["sendMessage"] * 2),
        (6, 7, True, 7, ["sendMessage"] * 2 + ["editMessageText", "deleteMessage"]),
        (5, 7, True, 7, ["sendMessage"] * 2 + ["editMessageText"] * 2 + ["deleteMessage"]),
        (5, 7, False, 7, ["sendMessage"] * 2 + ["editMessageText"]),
        (None, 7, True, 8, ["sendMessage"] * 2),
    ],
)
def test_what_came_although_its_answer_was_lost(last, first, arrives, stays, calls):
    async def run():
        used, chat, data = Patience(None), Chat(first, arrives=arrives), {"chat_id": 1, "text": "hello"}
        if last:
            used.twins.seen(1, last)
        sent = await used.process_request(chat, ("sendMessage", data), {}, "sendMessage", data, None)
        assert sent["message_id"] == stays
        assert chat.calls == calls
        assert len(chat.texts) == (2 if last is None else 1)

    asyncio.run(run())
