"""Telegram having a bad day: faults that a test orders, and flood control."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass

from telegram_server.refusal import RefusedError

KINDS = (429, 500, 502, "reset", "hang", "lost", "garbage", "slow", "cut")
SLOW_SECONDS = 0.3


@dataclass(eq=False)
class Fault:
    """The next requests of a method fail.

    429 (with retry_after), 500, 502: such an answer. reset: the connection is reset. hang: no answer ever.
    lost: carried out, then the connection is reset. garbage: an answer that is not JSON. slow: carried out, but later,
    also when nobody waits for it any more. cut: half of a file, then the connection is reset.
    """

    method: str
    kind: int | str
    times: int
    retry_after: int
    chat_id: int | None
    hits: int = 0

    def fits(self, method: str, chat_id: object) -> bool:
        everything = self.method == "*" and method not in ("getUpdates", "file")
        chat_fits = self.chat_id is None or str(self.chat_id) == str(chat_id)
        return self.hits < self.times and chat_fits and (everything or self.method == method)


@dataclass
class FloodControl:
    """The published guidance: about one message a second in a chat, 20 a minute in a group."""

    per_second: int = 1
    per_group_minute: int = 20

    def __post_init__(self) -> None:
        self._sent: dict[tuple[int, float], deque[float]] = defaultdict(deque)

    def count(self, chat_id: int) -> None:
        """One more message to a chat. Raises RefusedError (429) when it is one too many."""
        now = time.monotonic()
        rules = [(1.0, self.per_second)] + ([(60.0, self.per_group_minute)] if chat_id < 0 else [])
        for window, limit in rules:
            sent = self._sent[chat_id, window]
            while sent and sent[0] <= now - window:
                sent.popleft()
            if len(sent) >= limit:
                raise too_many(math.ceil(sent[0] + window - now))
        for window, _ in rules:
            self._sent[chat_id, window].append(now)


def too_many(seconds: int) -> RefusedError:
    text = f"Too Many Requests: retry after {seconds}"
    return RefusedError(text, 429, foreseeable=False, retry_after=seconds)
