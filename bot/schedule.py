"""Schedule: when the index is made equal to the folder, by the wall clock, whatever that clock and the machine do."""

from __future__ import annotations

import asyncio
import datetime
import logging
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.state.jobs import Jobs

OFF = "off"
FIELDS = 5
LOOK_EVERY = 30.0
"""Seconds between two looks at the clock: no sleep counts the time that a machine was suspended."""
CORRECTION = datetime.timedelta(hours=3)
"""A clock that is set back further shows another time than before, not the same one more rightly (as in cron(8))."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A line of cron in a time zone.

    When clocks are changed, a time that is left out comes right after, and one that comes twice is taken once.
    """

    line: str
    zone: ZoneInfo

    def after(self, moment: datetime.datetime) -> datetime.datetime:
        """The first time after a moment, in the schedule's time zone."""
        return next(CronSim(self.line, moment.astimezone(self.zone)))


def read_schedule(text: str) -> Schedule | None:
    """Read "0 3 * * *" or "0 3 * * * Europe/Istanbul"; None for "off".

    :raises ValueError: with a message for the operator.
    """
    words = text.split()
    if [word.lower() for word in words] == [OFF]:
        return None
    if len(words) not in (FIELDS, FIELDS + 1):
        raise ValueError(
            "it must be five fields of cron, such as 0 3 * * *, with a time zone behind them or not; or off"
        )
    line, name = " ".join(words[:FIELDS]), (*words, "UTC")[FIELDS]
    try:
        schedule = Schedule(line, ZoneInfo(name))
    except (ValueError, KeyError, OSError):
        raise ValueError(f"there is no time zone {name}; one is Europe/Istanbul") from None
    try:
        schedule.after(datetime.datetime.now(datetime.UTC))
    except CronSimError as error:
        raise ValueError(f"cron does not know {line!r}: {str(error).lower()}") from None
    except StopIteration:
        raise ValueError(f"there is no day that {line!r} fits") from None
    return schedule


def now() -> datetime.datetime:
    """The wall clock."""
    return datetime.datetime.now(datetime.UTC)


class Clockwork:
    """Starts a job at its times: what was missed once, whatever was missed; what was done not again.

    :param start: what to do; is done again at the next look when it fails.
    """

    def __init__(
        self,
        schedule: Schedule,
        jobs: Jobs,
        start: Callable[[], Awaitable[object]],
        clock: Callable[[], datetime.datetime] = now,
    ) -> None:
        self._schedule = schedule
        self._jobs = jobs
        self._start = start
        self._clock = clock

    async def skip(self) -> None:
        """What was due until now is done otherwise: by the run of the start."""
        moment, done = self._clock(), await self._jobs.scheduled_at()
        if done is None or done < moment:
            await self._jobs.set_scheduled_at(moment)

    async def run(self) -> None:
        """Look at the clock for ever."""
        while True:
            try:
                await self.look()
            except sqlite3.Error as error:
                logger.error("The schedule could not be kept, again in %.0f s: %s", LOOK_EVERY, error)
            pause = self._schedule.after(self._clock()) - self._clock()
            await asyncio.sleep(max(1.0, min(LOOK_EVERY, pause.total_seconds())))

    async def look(self) -> None:
        """Start the job if it is due."""
        moment = self._clock()
        done = await self._jobs.scheduled_at()
        if done is None or self._is_set_back(done, moment):
            await self._jobs.set_scheduled_at(moment)
        elif self._schedule.after(done) <= moment:
            await self._start()
            await self._jobs.set_scheduled_at(moment)

    def _is_set_back(self, done: datetime.datetime, moment: datetime.datetime) -> bool:
        """Whether to go on by a clock that now shows less than when the job was last done.

        Set back by a little, it repeats nothing that was done; but what comes often does not wait for it to catch up.
        """
        following = self._schedule.after(moment)
        return done - moment > min(CORRECTION, self._schedule.after(following) - following)
