"""The message that shows progress, on the emulated Telegram."""

from __future__ import annotations

import asyncio
import itertools
import time

import pytest
from telegram.ext import ExtBot
from telegram_server import Server

import bot.patience
import bot.progress
from bot.patience import Patience
from bot.progress import ProgressMessage
from bot.render.outgoing import Outgoing


@pytest.fixture
def telegram():
    """An emulated Telegram, and `run(work)`: the coroutine function `work` gets a bot and a person's chat."""
    with Server() as server:
        ann = server.user("Ann")
        ann.start()

        def run(work):
            async def connected():
                patience = Patience(on_migrated=None)
                client = ExtBot(server.token, base_url=server.base_url, rate_limiter=patience)
                async with client:
                    return await work(client, ann)

            return asyncio.run(connected())

        server.run = run
        yield server
        assert [str(violation) for violation in server.violations] == []


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(bot.progress, "SHOWN_AFTER", 0.0)
    monkeypatch.setattr(bot.progress, "BETWEEN_EDITS", 0.05)
    monkeypatch.setattr(bot.progress, "AGAIN_AFTER", 0.1)
    monkeypatch.setattr(bot.patience, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(bot.patience, "TRIES_UNSENT", 2)


class Work:
    """Something that comes on all the time."""

    def __init__(self, client, person, message_id=None):
        self.done = 0
        self.sent = []
        self.message = ProgressMessage(client, person.id, message_id, self.render, self.remember)
        self.task = asyncio.create_task(self.message.run())

    def render(self):
        return Outgoing(f"Embedding: {self.done} of 1,200 texts")

    async def remember(self, message_id):
        self.sent.append(message_id)

    async def come_on(self, until, seconds=20.0):
        deadline = time.monotonic() + seconds
        while not until() and time.monotonic() < deadline:
            self.done += 1
            self.message.changed()
            await asyncio.sleep(0.01)


def test_at_most_one_edit_in_two_seconds(telegram):
    async def work(client, ann):
        began = time.monotonic()
        one = Work(client, ann)
        await one.come_on(lambda: time.monotonic() > began + 3.6)
        one.message.end(Outgoing("Added."))
        assert await one.task == one.sent[0]
        return began, one.done

    began, done = telegram.run(work)
    (message,) = telegram.users[5_000_000_001].chat.bot_messages()
    assert message.history[-1] == "Added."
    (sent,), edits = telegram.calls("sendMessage"), telegram.calls("editMessageText")
    assert sent.time - began > 1
    times = [request.time for request in (sent, *edits)]
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 2
    assert 1 <= len(message.history) - 1 <= 2 < done


def test_what_is_done_sooner_is_told_at_once(telegram):
    async def work(client, ann):
        one = Work(client, ann)
        await asyncio.sleep(0.05)
        one.message.end(Outgoing("Added."))
        assert await asyncio.wait_for(one.task, 0.9)
        assert one.sent == []

    telegram.run(work)
    assert [message.text for message in telegram.users[5_000_000_001].chat.bot_messages()] == ["Added."]


def test_what_does_not_change_is_not_edited(telegram, quick):
    async def work(client, ann):
        one = Work(client, ann)
        await one.come_on(lambda: one.sent)
        one.message.changed()
        await asyncio.sleep(0.3)
        shown = len(telegram.calls("editMessageText"))
        for _ in range(10):
            one.message.changed()
            await asyncio.sleep(0.02)
        assert len(telegram.calls("editMessageText")) == shown
        one.message.end(None)
        assert await one.task is None

    telegram.run(work)
    assert telegram.users[5_000_000_001].chat.bot_messages() == []


def test_a_message_that_is_deleted_meanwhile(telegram, quick):
    async def work(client, ann):
        one = Work(client, ann)
        await one.come_on(lambda: one.sent)
        (shown,) = ann.chat.bot_messages()
        ann.delete(shown)
        await one.come_on(lambda: telegram.violations)
        assert "message to edit not found" in telegram.violations.pop().text
        await one.come_on(lambda: False, 0.2)
        assert ann.chat.bot_messages() == []
        one.message.end(Outgoing("Added."))
        assert await one.task != shown.id

    telegram.run(work)
    assert [message.text for message in telegram.users[5_000_000_001].chat.bot_messages()] == ["Added."]


def test_a_card_is_used(telegram, quick):
    async def work(client, ann):
        card = await client.send_message(ann.id, "A card")
        one = Work(client, ann, card.message_id)
        (message,) = ann.chat.bot_messages()
        await one.come_on(lambda: message.text.startswith("Embedding"))
        one.message.end(Outgoing("Added."))
        assert await one.task == card.message_id
        assert one.sent == []
        assert [message.text for message in ann.chat.bot_messages()] == ["Added."]

    telegram.run(work)


def test_nobody_is_there_any_more(telegram, quick):
    async def work(client, ann):
        one = Work(client, ann)
        await one.come_on(lambda: one.sent)
        ann.blocked = True
        await one.come_on(lambda: False, 0.2)
        one.message.end(Outgoing("Added."))
        assert await one.task is None
        later = Work(client, ann)
        await later.come_on(lambda: False, 0.2)
        later.message.end(Outgoing("Added."))
        assert await later.task is None

    telegram.run(work)


@pytest.mark.parametrize("shown", [False, True])
def test_telegram_is_away_at_the_end(telegram, quick, shown):
    async def work(client, ann):
        one = Work(client, ann)
        if shown:
            await one.come_on(lambda: one.sent)
        telegram.go_down()
        one.message.end(Outgoing("Added."))
        await asyncio.sleep(0.5)
        assert not one.task.done()
        telegram.come_up()
        assert await asyncio.wait_for(one.task, 20)
        assert [message.text for message in ann.chat.bot_messages()] == ["Added."]

    telegram.run(work)
