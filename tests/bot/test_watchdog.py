from __future__ import annotations

import asyncio
import time

import pytest
from telegram.error import InvalidToken, NetworkError

from bot import watchdog
from bot.watchdog import Conflicts, Watchdog

MINUTES = 0.05 / 60


class Bot:
    def __init__(self, *answers):
        self.answers = list(answers)

    async def get_me(self):
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer


class Updates:
    def __init__(self, waits=False):
        self.succeeded_at = time.monotonic()
        self._waits = waits

    def waits(self):
        return self._waits


def watch(bot, updates=None, seconds=1.0):
    async def run():
        return await asyncio.wait_for(Watchdog(updates or Updates(), MINUTES).watch(bot), seconds)

    return asyncio.run(run())


def test_no_updates_although_telegram_answers():
    assert "although Telegram answers" in watch(Bot("fine"))


def test_no_network_is_no_reason_to_end():
    bot = Bot(NetworkError("x"), NetworkError("x"), "fine")
    watch(bot)
    assert bot.answers == []


def test_a_token_that_was_taken_back():
    with pytest.raises(InvalidToken):
        watch(Bot(InvalidToken("x")))


def test_a_long_poll_is_no_silence():
    with pytest.raises(TimeoutError):
        watch(Bot(), Updates(waits=True), seconds=0.2)


def test_conflicts(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(watchdog.time, "monotonic", lambda: now[0])
    conflicts = Conflicts()
    assert [conflicts.too_many() for _ in range(watchdog.CONFLICTS)] == [False] * (watchdog.CONFLICTS - 1) + [True]
    now[0] = 1000
    assert not conflicts.too_many()
