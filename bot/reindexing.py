"""Reindexing: the operations that make the index equal to the folder of briefings, for people and for jobs."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.messages import texts_for
from bot.news import News, noted
from bot.notices import Notices
from bot.operations import Actor, Entry, GivenUpError, Outcome
from bot.render.jobs import Run, report_message
from bot.render.outgoing import Outgoing, shown_name
from bot.state.jobs import Jobs
from bot.state.operations import OperationRows
from bot.watch import restless
from index import BriefingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.messages import Texts
    from bot.operations import Operation, Operations, Progress
    from bot.services import Services
    from bot.state.operations import State
    from index import SyncReport

SYNC, REBUILD, READ_AGAIN = "sync", "rebuild", "read_again"
START, SCHEDULE, FOLDER, RETRY = (Actor(None, name, "") for name in ("start", "schedule", "folder", "retry"))
BETWEEN_PROGRESS = 5.0
"""Seconds."""
MOST_NAMED = 5

logger = logging.getLogger(__name__)


class Reindexing:
    """A job tells administrators what it has changed, or once that it fails; a person is answered."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._folder = services.index.settings.briefings_dir
        self.jobs = Jobs(services.database)
        self.notices = Notices(services, self.jobs)
        self.news = News(services, self.jobs, self.notices)
        self._rows = OperationRows(services.database)
        self._ended = asyncio.Event()
        self._error: BriefingError | None = None

    def register(self, operations: Operations) -> None:
        """Have the three kinds performed here."""
        for kind, perform in ((SYNC, self.sync), (REBUILD, self.rebuild), (READ_AGAIN, self.read_again)):
            operations.register(kind, perform, "admin", heading=_heading, otherwise=self._otherwise)

    async def request(
        self,
        kind: str,
        arguments: Mapping[str, Any],
        actor: Actor,
        chat_id: int | None = None,
        message_id: int | None = None,
        *,
        anew: bool = False,
    ) -> bool:
        """Set a run going -> False when the very same one waits already or is under way.

        :param chat_id: and `message_id`: see `Operations.submit`.
        :param anew: one that is under way does not count: it may have looked before what is now to be read was there.
        """
        running = self._services.operations.running
        for other in await self._rows.waiting():  # the one under way is among them
            if anew and running is not None and other.id == running.id:
                continue
            if (other.kind, other.arguments) == (kind, dict(arguments)):
                return False
        await self._services.operations.submit(kind, arguments, actor, chat_id, message_id)
        return True

    async def request_sync(self, actor: Actor, *, anew: bool = False) -> bool:
        """Set a job's run going."""
        return await self.request(SYNC, {"force": False}, actor, anew=anew)

    async def first_run(self) -> None:
        """Wait until a run has ended, or was given up.

        :raises BriefingError: what it failed with.
        """
        await self._ended.wait()
        if self._error is not None:
            raise self._error

    async def sync(self, operation: Operation, progress: Progress) -> Outcome:
        """Read in what has changed in the folder; what is being written to is left out for now."""
        half = await restless(self._folder)
        force = bool(operation.arguments.get("force"))
        work = partial(self._services.index.sync, Watched(progress), force=force, leave=half)
        return await self._run(operation, work, tuple(sorted(half)))

    async def rebuild(self, operation: Operation, progress: Progress) -> Outcome:
        """Read and embed everything anew."""
        await self._refuse_half_written(operation)
        force = bool(operation.arguments.get("force"))
        return await self._run(operation, partial(self._services.index.rebuild, Watched(progress), force=force))

    async def read_again(self, operation: Operation, progress: Progress) -> Outcome:
        """Read one briefing's file anew."""
        name = str(operation.arguments["name"])
        await self._refuse_half_written(operation, name)
        force = bool(operation.arguments.get("force"))
        read_again = partial(self._services.index.read_again, name, Watched(progress), force=force)
        return await self._run(operation, read_again)

    async def _refuse_half_written(self, operation: Operation, name: str | None = None) -> None:
        half = await restless(self._folder)
        if half and (name is None or name in half):
            names = ", ".join(map(shown_name, sorted(half)[:MOST_NAMED]))
            raise BriefingError(texts_for(operation.actor.language).jobs.still_written.format(names=names))

    async def _run(
        self, operation: Operation, work: Callable[[], SyncReport], half_written: tuple[str, ...] = ()
    ) -> Outcome:
        """Do the work, and have told what is to be told of it."""
        try:
            status = await self._services.worker.run(self._services.index.status)
            await noted(self.news.model(status.model, status.model_of_settings))
            begun = await self.jobs.published_before(operation.id)
            before = await self._published() if begun is None else begun
            await noted(self.jobs.set_published_before(operation.id, before))
            report = await self._services.worker.run_long(work)
            after = await self._published()
            report = _with_real_changes(report, before, after) if begun is None else _changes(report, before, after)
        except GivenUpError:
            raise
        except Exception as error:
            is_first = await noted(self.news.failed(operation, error))
            if is_first or isinstance(error, BriefingError):
                raise
            logger.exception("The same defect again.")  # of which the administrators have been told
            return Outcome(state="failed")
        log_report(report)
        run = Run(operation.kind, operation.actor.name, report, half_written)
        await noted(self.news.succeeded(operation, run))
        self._end_first(None)
        return Outcome(report_message(run, texts_for(operation.actor.language)), _entries(operation, report))

    async def _published(self) -> dict[str, str]:
        """The hashes of all texts, by name."""
        briefings = await self._services.worker.run(self._services.index.briefings)
        return {briefing.name: briefing.sha256 for briefing in briefings}

    async def _otherwise(self, operation: Operation, text: str, state: State) -> Outgoing:  # noqa: ARG002 - as asked
        """When it failed or was cancelled: who waits for the first run need not wait any longer."""
        self._end_first(BriefingError(text) if state == "failed" else None)
        return Outgoing(text)

    def _end_first(self, error: BriefingError | None) -> None:
        if not self._ended.is_set():
            self._error = error
            self._ended.set()


class Watched:
    """A progress that is also told to the log, now and then."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._said_at = time.monotonic()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Tell that `done` of `total` are done of a stage."""
        self._progress(stage, done, total)
        if time.monotonic() - self._said_at >= BETWEEN_PROGRESS:
            self._said_at = time.monotonic()
            logger.info("%s: %d of %d", stage, done, total)


def _heading(operation: Operation, texts: Texts) -> str:
    return texts.jobs.headings[operation.kind]


def log_report(report: SyncReport) -> None:
    """Tell the log what a run has done."""
    logger.info(
        "Briefings: %d added, %d changed, %d removed, %d unchanged; generation %d.",
        len(report.added), len(report.changed), len(report.removed), report.unchanged, report.generation,
    )  # fmt: skip
    for name, reason in report.unreadable.items():
        logger.warning("%s was not read in: %s", name, reason)
    for name, other in report.duplicates.items():
        logger.warning("%s was not added: it has the text of %s", name, other)
    for name, pages in report.empty_pages.items():
        logger.warning("%s has pages without text: %s", name, ", ".join(map(str, pages)))
    for canary in report.failed_canaries:
        logger.warning("The canary question %r does not find %s", canary.question, canary.briefing)


def _with_real_changes(report: SyncReport, before: Mapping[str, str], after: Mapping[str, str]) -> SyncReport:
    """What was only read or embedded anew, and is word for word as it was, has not changed for those who read it."""
    changed = tuple(name for name in report.changed if name not in before or before[name] != after.get(name))
    same = len(report.changed) - len(changed)
    return replace(report, changed=changed, unchanged=report.unchanged + same)


def _changes(report: SyncReport, before: Mapping[str, str], after: Mapping[str, str]) -> SyncReport:
    """What a run has changed that was killed, perhaps after it had published, and has been done again."""
    changed = tuple(name for name in after if name in before and before[name] != after[name])
    added = tuple(name for name in after if name not in before)
    removed = tuple(name for name in before if name not in after)
    return replace(report, added=added, changed=changed, removed=removed, unchanged=len(after) - len(added + changed))


def _entries(operation: Operation, report: SyncReport) -> tuple[Entry, ...]:
    """What the audit trail keeps: each briefing that came, changed or went; a person's command also without that."""
    entries = [Entry("published", name) for name in report.added]
    entries += [Entry("replaced", name) for name in report.changed]
    entries += [Entry("withdrawn", name) for name in report.removed]
    entries += [Entry("deleted", name) for name in report.deleted]
    if operation.actor.id is not None or operation.kind != SYNC:
        details: dict[str, Any] = {"force": True} if operation.arguments.get("force") else {}
        if report.failed_canaries:
            details["failed_canaries"] = [canary.question for canary in report.failed_canaries]
        action = "rebuilt" if operation.kind == REBUILD else "reindexed"
        entries.insert(0, Entry(action, str(operation.arguments.get("name", "")), details))
    return tuple(entries)
