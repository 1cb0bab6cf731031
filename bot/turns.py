"""Turns: updates of one chat are handled in their order, those of different chats at the same time."""

from __future__ import annotations

import asyncio
import inspect
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from telegram import Message, Update
from telegram.ext import BaseUpdateProcessor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Hashable

MOST_AT_ONCE = 1000
"""Updates under way, those included that wait for their chat's turn."""
AT_ONCE_SECONDS = 1.0


class Turns(BaseUpdateProcessor):
    """One queue for each chat. Also drops the same question asked twice at once, as by a double tap.

    :param on_done: told of each update when all is done about it.
    """

    def __init__(self, on_done: Callable[[Update], Awaitable[None]]) -> None:
        super().__init__(MOST_AT_ONCE)
        self._on_done = on_done
        self._locks: dict[Hashable, asyncio.Lock] = {}
        self._waiting: Counter[Hashable] = Counter()
        self._under_way: dict[Hashable, float] = {}
        """Questions that are not answered yet, and when they were sent."""

    async def initialize(self) -> None:
        """Nothing to be done."""

    async def shutdown(self) -> None:
        """Nothing to be done."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle an update when it is its chat's turn."""
        if not isinstance(update, Update):
            await coroutine
            return
        await self._handle(update, coroutine)
        await self._on_done(update)  # not when this was cancelled: then it is taken up at the next start

    async def _handle(self, update: Update, coroutine: Awaitable[Any]) -> None:
        question = _question(update.message)
        if question is None:
            await self._in_turn(update, coroutine)
            return
        key, sent_at = question
        if abs(sent_at - self._under_way.get(key, float("-inf"))) <= AT_ONCE_SECONDS:
            if inspect.iscoroutine(coroutine):
                coroutine.close()
            return
        self._under_way[key] = sent_at
        try:
            await self._in_turn(update, coroutine)
        finally:
            self._under_way.pop(key, None)

    async def _in_turn(self, update: Update, coroutine: Awaitable[Any]) -> None:
        chat, user = update.effective_chat, update.effective_user
        if update.inline_query is not None or (chat is None and user is None):
            await coroutine  # whoever types does not wait for the answer to what they had typed before
            return
        async with self.alone(chat.id if chat else user.id if user else None):
            await coroutine

    @asynccontextmanager
    async def alone(self, key: Hashable) -> AsyncIterator[None]:
        """Wait for a turn in a chat: none of its updates is handled meanwhile."""
        lock = self._locks.setdefault(key, asyncio.Lock())
        self._waiting[key] += 1
        try:
            async with lock:
                yield
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._locks[key]


def _question(message: Message | None) -> tuple[Hashable, float] | None:
    """What tells a question from others, and when it was asked; None for what is no question."""
    if message is None or not message.text or (message.text.startswith("/") and not message.text.startswith("/ask")):
        return None
    replied = message.reply_to_message.message_id if message.reply_to_message else None
    return (message.chat_id, message.message_thread_id, replied, message.text), message.date.timestamp()
