"""Limits: how much one person or one group may ask; token buckets, kept in memory."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

MOST_BUCKETS = 10_000
ROUNDING = 1e-6


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float
    told: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Too much at once. `first`: of this run of refusals, the one to be told of."""

    seconds: int
    first: bool


class Limits:
    """Each key (a person, a group) may do `per_minute` things at once, and so many again each minute.

    :param clock: seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[Hashable, _Bucket] = {}

    def take(self, key: Hashable, per_minute: int) -> Refusal | None:
        """Count one thing -> None when it is within the limit."""
        now = self._clock()
        bucket = self._buckets.setdefault(key, _Bucket(per_minute, now))
        bucket.tokens = min(per_minute, bucket.tokens + (now - bucket.at) * per_minute / 60)
        bucket.at = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            bucket.told = False
            self._forget_old(now)
            return None
        first, bucket.told = not bucket.told, True
        return Refusal(math.ceil((1 - bucket.tokens) * 60 / per_minute - ROUNDING), first)

    def _forget_old(self, now: float) -> None:
        """A bucket that nobody used for a minute is full again."""
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets = {key: bucket for key, bucket in self._buckets.items() if now - bucket.at < 60}
