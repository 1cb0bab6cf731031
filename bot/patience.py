"""Patience: every request to Telegram goes through here, paced, and repeated where that does no harm.

In the place of python-telegram-bot's AIORateLimiter, which on one chat's 429 stops all chats, counts chat actions
against a group's 20 messages a minute, and repeats nothing after a failure of the network.

What is repeated, when no or no proper answer came:
- nothing was sent (no connection): anything, for about a minute;
- the server failed (5xx, no JSON), or the connection was lost: anything, a few times. A message that so came twice
  is found where that is possible (twins.py); where it is not, two answers are better than none;
- no answer in time: only what changes nothing when it comes twice (an edit, the answer to a button). A message has
  most likely been sent, so it is not sent again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING, Any

import httpx
from aiolimiter import AsyncLimiter
from telegram.constants import FloodLimit
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import BaseRateLimiter

from bot.twins import Twins

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence

TRIES = 5
TRIES_UNSENT = 12
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 8.0
"""Seconds between tries: each pause is twice the one before."""
LONGEST_RETRY_AFTER = 600.0
MOST_GROUPS = 500
MOST_FAILURES = 10_000
NOT_WORTH_REPEATING = frozenset({"sendChatAction", "getMe"})
"""Out of date when it comes late, or asked in a loop by who wants to know."""

NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

logger = logging.getLogger(__name__)


class Patience(BaseRateLimiter[int]):
    """Paces as Telegram's guidance says: 30 messages a second, 20 a minute in a group.

    :param on_migrated: told (old, new) when a group turns out to have become a supergroup.
    """

    def __init__(self, on_migrated: Callable[[int, int], Awaitable[None]]) -> None:
        self._on_migrated = on_migrated
        self._overall = AsyncLimiter(FloodLimit.MESSAGES_PER_SECOND, 1)
        self._groups: dict[object, AsyncLimiter] = {}
        self._resume_at: dict[object, float] = {}
        self._hurry = asyncio.Event()
        self._failed_at: deque[float] = deque(maxlen=MOST_FAILURES)
        self.twins = Twins()

    async def initialize(self) -> None:
        """Nothing to be done."""

    async def shutdown(self) -> None:
        """Nothing to be done."""

    def failed_in_last_hour(self) -> int:
        """How many requests failed, those among them that went well when they were repeated."""
        begin = asyncio.get_running_loop().time() - 3600
        return sum(at > begin for at in self._failed_at)

    def hurry(self) -> None:
        """Repeat nothing from now on: the bot is about to stop."""
        self._hurry.set()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Sequence[object],
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,  # noqa: ARG002 - the signature is the library's
    ) -> Any:  # noqa: ANN401 - the signature is the library's
        """Send a request, see above."""
        tried, lost = 0, False
        while True:
            await self._wait_for_turn(endpoint, data.get("chat_id"))
            tried += 1
            try:
                result = await callback(*args, **kwargs)
            except ChatMigrated as error:
                if tried > TRIES:
                    raise
                await self._on_migrated(int(data["chat_id"]), error.new_chat_id)
                if "message_id" in data:  # messages are counted anew there: this number names another one
                    raise
                data["chat_id"] = error.new_chat_id
            except TelegramError as error:
                self._failed_at.append(asyncio.get_running_loop().time())
                pause = _pause(endpoint, error, tried)
                if pause is None or self._hurry.is_set():
                    raise
                lost = lost or isinstance(error.__cause__, httpx.NetworkError | httpx.RemoteProtocolError)
                logger.info("%s failed (%s), again in %.1f s", endpoint, error, pause)
                if isinstance(error, RetryAfter):
                    self._resume_at[data.get("chat_id")] = asyncio.get_running_loop().time() + pause
                else:
                    await self._sleep(pause)
            else:
                return await self._noted(result, callback, data, lost=lost)

    async def _noted(
        self, result: object, callback: Callable[..., Coroutine[Any, Any, Any]], data: dict[str, Any], *, lost: bool
    ) -> object:
        """Remember the message that a request has made; when it was sent again, there may be two."""
        if not isinstance(result, dict) or "message_id" not in result or "chat" not in result:
            return result
        if lost and "message_id" not in data:
            result = await self.twins.without_twin(callback, data, result)
        self.twins.seen(result["chat"]["id"], result["message_id"])
        return result

    async def _wait_for_turn(self, endpoint: str, chat_id: object) -> None:
        """Wait while the chat (or what has no chat) is to be left alone; count what counts."""
        while (resume_at := self._resume_at.get(chat_id)) is not None:
            rest = resume_at - asyncio.get_running_loop().time()
            if rest <= 0:
                self._resume_at.pop(chat_id, None)
            elif self._hurry.is_set():
                return
            else:
                await self._sleep(rest)
        if chat_id is None or not endpoint.startswith(("send", "edit", "copy", "forward")):
            return
        if endpoint == "sendChatAction":
            return
        if _is_group(chat_id):
            await self._group(chat_id).acquire()
        await self._overall.acquire()

    def _group(self, chat_id: object) -> AsyncLimiter:
        if len(self._groups) > MOST_GROUPS:
            full = FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP
            self._groups = {key: limiter for key, limiter in self._groups.items() if not limiter.has_capacity(full)}
        if chat_id not in self._groups:
            self._groups[chat_id] = AsyncLimiter(FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP, 60)
        return self._groups[chat_id]

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._hurry.wait(), seconds)
        except TimeoutError:
            return


def _is_group(chat_id: object) -> bool:
    return str(chat_id).startswith(("-", "@"))


def _pause(endpoint: str, error: TelegramError, tried: int) -> float | None:
    """How long to wait before a request is repeated; None when it is not to be."""
    if isinstance(error, RetryAfter):
        seconds = error._retry_after.total_seconds()  # the public one is an int or a timedelta
        return seconds + 0.1 if seconds <= LONGEST_RETRY_AFTER and tried < TRIES else None
    if endpoint in NOT_WORTH_REPEATING or isinstance(error, BadRequest):
        return None
    never_sent = isinstance(error.__cause__, NEVER_SENT)
    if tried >= (TRIES_UNSENT if never_sent else TRIES):
        return None
    broken_answer = type(error) is TelegramError  # what the library raises for an answer that is not JSON
    if not (isinstance(error, NetworkError) or broken_answer):
        return None
    may_have_been_sent = isinstance(error, TimedOut) and not isinstance(
        error.__cause__, (*NEVER_SENT, httpx.WriteTimeout)
    )
    if may_have_been_sent and endpoint.startswith(("send", "copy", "forward")):
        return None
    return float(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tried - 1)))
