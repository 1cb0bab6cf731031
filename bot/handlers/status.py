"""/status: how the bot is doing, for administrators."""

from __future__ import annotations

import platform
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.handlers.about import bot_version
from bot.handlers.place import place_of
from bot.handlers.rights import may
from bot.patience import Patience
from bot.render.status import State, status_message
from bot.schedule import now, read_schedule

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import ContextTypes

    from bot.reindexing import Reindexing
    from bot.services import Services

MEMORY = Path("/proc/self/statm")
PAGE_BYTES = 4096


class StatusHandlers:
    """Everything is looked up when it is asked for."""

    def __init__(self, services: Services, reindexing: Reindexing) -> None:
        self._services = services
        self._jobs = reindexing.jobs
        self._schedule = read_schedule(services.settings.reindex_schedule)
        self._began = time.monotonic()

    async def on_status(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/status."""
        place = place_of(update)
        if place is None or not await may(self._services, update, context, "admin"):
            return
        services, limiter = self._services, context.bot.rate_limiter
        try:
            me = await context.bot.get_me()
        except TelegramError:
            me = context.bot.bot
        state = State(
            index=await services.worker.run(services.index.status),
            last_run=await self._jobs.last_run(),
            next_run=self._schedule.after(now()) if self._schedule else None,
            watches=services.settings.watch,
            questions=services.worker.waiting,
            operations=services.operations.waiting(),
            running=services.operations.running,
            memory_bytes=memory_bytes(),
            version=bot_version(),
            python=platform.python_version(),
            seconds=time.monotonic() - self._began,
            mode=services.settings.mode,
            reads_all=bool(me.can_read_all_group_messages),
            errors=limiter.failed_in_last_hour() if isinstance(limiter, Patience) else 0,
        )
        await place.say(context.bot, status_message(state, place.texts))


def memory_bytes() -> int:
    """What the process holds of the machine's memory; where the system does not tell, the most it ever held."""
    try:
        return int(MEMORY.read_text("ascii").split()[1]) * PAGE_BYTES
    except (OSError, ValueError, IndexError):
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
