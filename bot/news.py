"""News: what is kept of each run, and who is told of it. Failing is told once, and once more when it is over."""

from __future__ import annotations

import datetime
import logging
import sqlite3
from typing import TYPE_CHECKING, Any

from bot.failures import explained
from bot.render.jobs import report_message, trigger
from bot.render.outgoing import Outgoing
from index import BriefingError, CanariesFailedError

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from bot.messages import Texts
    from bot.notices import Notices
    from bot.operations import Operation
    from bot.render.jobs import Run
    from bot.services import Services
    from bot.state.jobs import Jobs
    from index import SyncReport

logger = logging.getLogger(__name__)


class News:
    """Of runs that make the index equal to the folder."""

    def __init__(self, services: Services, jobs: Jobs, notices: Notices) -> None:
        self._services = services
        self._jobs = jobs
        self._notices = notices

    async def succeeded(self, operation: Operation, run: Run) -> None:
        """Note a run, and tell those who want to know when it has changed something."""
        report, by = run.report, operation.actor
        counts = {
            "added": len(report.added),
            "changed": len(report.changed),
            "removed": len(report.removed),
            "unreadable": len(report.unreadable),
            "seconds": report.seconds,
        }
        await self._jobs.set_last_run(_run_of(operation) | counts)
        others = [admin for admin in await self._services.access.admins() if admin != by.id]
        if await self._jobs.failure() is not None:
            await self._notices.add(
                others, lambda texts: Outgoing(texts.jobs.recovered.format(trigger=trigger(by.name, texts.jobs)))
            )
            await self._jobs.set_failure(None)
        if await self._is_news(report, whole=run.is_of_all):
            wanting = [admin for admin in others if await self._jobs.wants_reports(admin)]
            await self._notices.add(wanting, lambda texts: report_message(run, texts))

    async def failed(self, operation: Operation, error: Exception) -> bool:
        """Note a run that failed; a job's is told once -> whether this was the first time."""
        await self._jobs.set_last_run(_run_of(operation) | {"failed": str(error) or type(error).__name__})
        by = operation.actor
        if by.id is not None:
            return True
        has_briefings = self._services.worker.ready.is_set()  # if not, the bot ends, and says why itself
        logger.log(
            logging.ERROR if has_briefings else logging.INFO,
            "The briefings were not brought up to date (%s): %s", by.name, error,
        )  # fmt: skip
        if not has_briefings:
            return True
        why = type(error).__name__
        if isinstance(error, CanariesFailedError):
            why = "\n".join([why, *sorted(canary.question for canary in error.failed)])
        if await self._jobs.failure() == why:
            return False

        def say(texts: Texts) -> Outgoing:
            reason = explained(error, texts) if isinstance(error, BriefingError) else ""
            return Outgoing(texts.jobs.failed.format(trigger=trigger(by.name, texts.jobs), reason=reason))

        if isinstance(error, BriefingError):  # of a defect they are told otherwise
            await self._notices.add(await self._services.access.admins(), say)
        await self._jobs.set_failure(why)
        return True

    async def wants_retry(self) -> bool:
        """Whether the last run failed for a reason that may have gone; canary questions fail until somebody acts."""
        why = await self._jobs.failure()
        return why is not None and not why.startswith(CanariesFailedError.__name__)

    async def model(self, in_index: str, in_settings: str) -> None:
        """Tell once that the settings name another model than the index has."""
        if not in_index or in_index == in_settings:
            if await self._jobs.model_told() is not None:
                await self._jobs.set_model_told(None)
        elif await self._jobs.model_told() != in_settings:

            def say(texts: Texts) -> Outgoing:
                return Outgoing(texts.jobs.other_model.format(wanted=in_settings, model=in_index))

            await self._notices.add(await self._services.access.admins(), say)
            await self._jobs.set_model_told(in_settings)

    async def _is_news(self, report: SyncReport, *, whole: bool) -> bool:
        """Whether something has changed: what was wrong in the folder before, and still is, is no news.

        :param whole: the whole folder was looked at, not one document.
        """
        changed = any((report.added, report.changed, report.removed, report.deleted))
        if not whole:
            return changed
        flaws: dict[str, Any] = {f"unreadable {name}": reason for name, reason in report.unreadable.items()}
        flaws |= {f"duplicate {name}": other for name, other in report.duplicates.items()}
        flaws |= {f"canary {canary.question}": canary.briefing for canary in report.failed_canaries}
        known = await self._jobs.known_flaws()
        if flaws != known:
            await self._jobs.set_known_flaws(flaws)
        return changed or any(known.get(flaw) != what for flaw, what in flaws.items())


async def noted(note: Awaitable[bool | None]) -> bool:
    """Keep or tell something that the work itself does not depend on: a full disk is only logged -> what it gives."""
    try:
        return bool(await note)
    except sqlite3.Error as error:
        logger.error("The bot's database cannot be written: %s", error)
        return True


def _run_of(operation: Operation) -> dict[str, Any]:
    at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    return {"at": at, "kind": operation.kind, "actor": operation.actor.name}
