"""Telling: each operation of a person has a message that shows how far it is, and in the end what came of it."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from typing import TYPE_CHECKING

from bot.progress import ProgressMessage

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import Bot

    from bot.performing import Told
    from bot.render.outgoing import Outgoing
    from bot.state.operations import Operation, OperationRows

logger = logging.getLogger(__name__)


class Telling:
    """That something was told is noted in its row, else it is told again at the next start. Nobody waits for it."""

    def __init__(self, rows: OperationRows) -> None:
        self._rows = rows
        self._messages: dict[int, ProgressMessage] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def follow(self, bot: Bot, operation: Operation, render: Callable[[], Outgoing], told: Told | None) -> None:
        """Begin to tell of an operation; one that has no chat is not told of."""
        if operation.chat_id is None or operation.id in self._messages:
            return

        async def remember(message_id: int) -> None:
            try:
                await self._rows.shown_in(operation.id, message_id)
            except sqlite3.Error as error:
                logger.error("the message of operation %d could not be noted: %s", operation.id, error)

        message = ProgressMessage(bot, operation.chat_id, operation.message_id, render, remember)
        self._messages[operation.id] = message
        task = asyncio.create_task(self._tell(operation, message, told), name=f"telling of operation {operation.id}")
        self._tasks[operation.id] = task

    def changed(self) -> None:
        """Something new can be shown of some of them."""
        for message in self._messages.values():
            message.changed()

    def end(self, operation_id: int, outcome: Outgoing | None) -> None:
        """Tell what came of one."""
        message = self._messages.get(operation_id)
        if message is not None:
            message.end(outcome)

    async def stop(self, seconds: float) -> None:
        """Tell what has ended, if it does not take longer; the rest is told at the next start."""
        ended = [task for number, task in self._tasks.items() if self._messages[number].has_ended]
        if ended:
            await asyncio.wait(ended, timeout=seconds)
        for task in self._tasks.values():
            task.cancel()

    async def _tell(self, operation: Operation, message: ProgressMessage, told: Told | None) -> None:
        try:
            message_id = await message.run()
            await self._rows.told(operation.id, message_id)
            if told is not None and message_id is not None:
                await told(operation, message_id)
        except Exception:
            logger.exception("what came of operation %d could not be told", operation.id)
        finally:
            del self._messages[operation.id], self._tasks[operation.id]
