"""Progress: one message that shows how far long work is, and in the end what came of it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from telegram.error import BadRequest, Forbidden, TelegramError, TimedOut

from bot import delivery
from bot.delivery import UndeliverableError
from bot.patience import NEVER_SENT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Bot

    from bot.render.outgoing import Outgoing

SHOWN_AFTER = 1.0
"""Seconds: for what is done sooner, only its end is told."""
BETWEEN_EDITS = 2.0
"""Seconds from the end of one request to the beginning of the next, so that it is no less for Telegram."""
AGAIN_AFTER = 10.0
"""Seconds after which the end is told again, when Telegram could not be reached."""

logger = logging.getLogger(__name__)


class ProgressMessage:
    """Sent once, then edited at most once in `BETWEEN_EDITS`; all its methods belong to the event loop.

    :param message_id: of a message of the bot that is to show it; None: one is sent.
    :param render: gives what is to be shown now.
    :param on_sent: told of the message that was sent.
    """

    def __init__(
        self,
        bot: Bot,
        chat_id: int,
        message_id: int | None,
        render: Callable[[], Outgoing],
        on_sent: Callable[[int], Awaitable[None]],
    ) -> None:
        self._bot = bot
        self._chat_id = chat_id
        self._message_id = message_id
        self._render = render
        self._on_sent = on_sent
        self._shown: Outgoing | None = None
        self._end: Outgoing | None = None
        self._is_own = self._is_gone = False
        self._changed = asyncio.Event()
        self._ended = asyncio.Event()
        self._quiet_until = 0.0

    @property
    def has_ended(self) -> bool:
        """Whether only the end is still to be told."""
        return self._ended.is_set()

    def changed(self) -> None:
        """`render` gives something new."""
        self._changed.set()

    def end(self, message: Outgoing | None) -> None:
        """Tell what came of it, and no more; None: take away what was sent."""
        self._end = message
        self._ended.set()
        self._changed.set()

    async def run(self) -> int | None:
        """Show it until the end has been told -> the message that tells it; None when there is none."""
        try:
            await asyncio.wait_for(self._ended.wait(), SHOWN_AFTER)
        except TimeoutError:
            await self._show_progress()
        return await self._tell_end()

    async def _show_progress(self) -> None:
        while not self.has_ended:
            self._changed.clear()
            message = self._render()
            if message != self._shown and not self._is_gone:
                self._shown = message
                await self._show(message)
                await self._pause()
            else:
                await self._changed.wait()

    async def _show(self, message: Outgoing) -> None:
        try:
            if self._message_id is not None:
                self._is_gone = not await delivery.edit(self._bot, self._chat_id, self._message_id, message)
            else:
                self._message_id = await delivery.send(self._bot, self._chat_id, message)
                self._is_own = True
                await self._on_sent(self._message_id)
        except UndeliverableError as error:
            self._is_gone = True
            logger.info("progress is not shown: %s", error)
        except TelegramError as error:
            logger.info("progress could not be shown in chat %s: %s", self._chat_id, error)
        finally:
            self._quiet_until = asyncio.get_running_loop().time() + BETWEEN_EDITS

    async def _tell_end(self) -> int | None:
        while True:
            await self._pause()
            try:
                return await self._put_end()
            except (UndeliverableError, Forbidden) as error:
                logger.info("what came of it is not told: %s", error)
                return None
            except BadRequest:
                logger.exception("what came of it could not be told in chat %s", self._chat_id)
                return None
            except TelegramError as error:
                if isinstance(error, TimedOut) and not isinstance(error.__cause__, NEVER_SENT):
                    return self._message_id  # most likely it has come, see patience.py
                logger.warning("what came of it could not be told, again in %.0f s: %s", AGAIN_AFTER, error)
                await asyncio.sleep(AGAIN_AFTER)

    async def _put_end(self) -> int | None:
        if self._end is None:
            if self._is_own and self._message_id is not None:
                await self._bot.delete_message(self._chat_id, self._message_id)
            return None
        if self._message_id is not None and not self._is_gone:
            if await delivery.edit(self._bot, self._chat_id, self._message_id, self._end):
                return self._message_id
            self._is_gone = True
        return await delivery.send(self._bot, self._chat_id, self._end)

    async def _pause(self) -> None:
        await asyncio.sleep(max(0.0, self._quiet_until - asyncio.get_running_loop().time()))
