"""Watchdog: the bot ends, for its supervisor to start it again, when no updates come although Telegram answers."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Any

from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

if TYPE_CHECKING:
    from telegram import Bot

CHECKS_IN_THE_TIME = 5
LONGEST_POLL = 40.0
"""Seconds: more than a request and its timeouts take."""
CONFLICTS = 4
CONFLICT_SECONDS = 60.0
"""So many conflicts in so many seconds: there is another bot, not just the end of the one before."""

logger = logging.getLogger(__name__)


class UpdatesRequest(HTTPXRequest):
    """What fetches updates, and remembers when that last went well."""

    __slots__ = ("_began_at", "succeeded_at")

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(**settings)
        self.succeeded_at = time.monotonic()
        self._began_at: float | None = None

    async def do_request(self, *arguments: Any, **named: Any) -> tuple[int, bytes]:  # noqa: ANN401 - passed on
        """Pass a request on."""
        self._began_at = time.monotonic()
        try:
            status, body = await super().do_request(*arguments, **named)
        finally:
            self._began_at = None
        if status == 200:
            self.succeeded_at = time.monotonic()
        return status, body

    def waits(self) -> bool:
        """Whether a request is under way that Telegram may still answer: it does so when there are updates."""
        return self._began_at is not None and time.monotonic() - self._began_at < LONGEST_POLL


class Watchdog:
    """Looks now and then; `minutes` without a successful getUpdates are too many."""

    def __init__(self, request: UpdatesRequest, minutes: float) -> None:
        self._request = request
        self._longest = minutes * 60

    async def watch(self, bot: Bot) -> str:
        """Return when it is time to end -> why.

        :raises InvalidToken: when the token was taken back.
        """
        while True:
            await asyncio.sleep(self._longest / CHECKS_IN_THE_TIME)
            silent = time.monotonic() - self._request.succeeded_at
            if silent < self._longest or self._request.waits():
                continue
            try:
                await bot.get_me()
            except InvalidToken:
                raise
            except TelegramError as error:
                logger.warning("no updates for %.0f s, Telegram cannot be reached: %s", silent, error)
                continue
            return f"No updates could be fetched for {silent:.0f} s although Telegram answers."


class Conflicts:
    """Tells a second bot with the same token from the last request of one that has just ended."""

    def __init__(self) -> None:
        self._times: list[float] = []

    def too_many(self) -> bool:
        """Count one conflict more."""
        now = time.monotonic()
        self._times = [at for at in self._times if now - at < CONFLICT_SECONDS] + [now]
        return len(self._times) >= CONFLICTS
