"""Jobs: what makes the index equal to the folder unasked: the start, the schedule, a change, a run that failed."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from functools import partial
from typing import TYPE_CHECKING

from bot.reindexing import FOLDER, RETRY, SCHEDULE, START, Reindexing
from bot.schedule import Clockwork, read_schedule
from bot.watch import FolderWatch

if TYPE_CHECKING:
    from bot.services import Services


RETRY_AFTER = 600.0
"""Seconds until a run that failed is tried again: the disk may have room by then, another program have ended."""

logger = logging.getLogger(__name__)


class Jobs:
    """Each of them only sets a run going; what came of it is told by bot/news.py."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.reindexing = Reindexing(services)
        settings, folder = services.settings, services.index.settings.briefings_dir
        schedule = read_schedule(settings.reindex_schedule)
        start = partial(self.reindexing.request_sync, SCHEDULE)
        self._clockwork = Clockwork(schedule, self.reindexing.jobs, start) if schedule else None
        # of a run that is under way nobody knows whether it has seen the change
        self._watch = FolderWatch(folder, partial(self.reindexing.request_sync, FOLDER, anew=True))

    async def begin(self) -> None:
        """Set the run of the start going, which also makes up for those that were missed; and wait for it.

        :raises BriefingError: what it failed with.
        """
        if self._services.settings.watch:
            await self._watch.begin()
        await self.reindexing.request_sync(START)
        if self._clockwork:
            await self._clockwork.skip()
        await self.reindexing.first_run()

    async def run(self) -> None:
        """Keep the schedule and watch the folder, for ever."""
        works = [self._retry()]
        if self._clockwork:
            works.append(self._clockwork.run())
        if self._services.settings.watch:
            works.append(self._watch.run())
        await asyncio.gather(*works)

    async def _retry(self) -> None:
        while True:
            await asyncio.sleep(RETRY_AFTER)
            try:
                if await self.reindexing.news.wants_retry():
                    await self.reindexing.request_sync(RETRY)
            except sqlite3.Error as error:
                logger.error("What failed could not be tried again: %s", error)
