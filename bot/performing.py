"""Performing one operation: what a feature gives to bot/operations.py, what it gets, and what becomes of its errors."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol, get_args

from bot.failures import explained
from bot.messages import Texts, texts_for
from bot.render.outgoing import Outgoing
from bot.state.audit import Actor, Entry
from bot.state.operations import Operation, State
from index import BriefingError

if TYPE_CHECKING:
    from bot.access import Access
    from bot.state.people import Role

Lane = Literal["writing", "reading"]
LANES: tuple[Lane, ...] = get_args(Lane)

MOST_ATTEMPTS = 3
"""An operation that makes the bot die again and again is given up."""

logger = logging.getLogger(__name__)


class GivenUpError(Exception):
    """Raised by a progress: somebody cancelled, or the bot ends. A perform lets it through."""


class Progress(Protocol):
    """What `index.sync.Progress` is; may be called from any thread."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Tell that `done` of `total` are done of a stage (see `OperationTexts.stages`).

        :raises GivenUpError: when the work is to be given up.
        """


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an operation: what its chat is told, and what stands in the audit trail from then on."""

    message: Outgoing | None = None
    """None: nothing is said."""
    entries: tuple[Entry, ...] = ()
    state: State = "done"


Perform = Callable[[Operation, Progress], Awaitable[Outcome]]
"""Raises BriefingError for what a person can put right. May be called again after a crash: must be idempotent."""
Heading = Callable[[Operation, Texts], str]
Otherwise = Callable[[Operation, str, State], Awaitable[Outgoing]]
"""Puts a message together that says why it failed or was cancelled."""
Told = Callable[[Operation, int], Awaitable[None]]
Report = Callable[[BaseException], Awaitable[str]]
"""Logs a defect and tells the administrators -> its reference."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of operation, see `Operations.register`."""

    perform: Perform
    role: Role
    heading: Heading | None
    otherwise: Otherwise | None
    told: Told | None
    lane: Lane


class Running:
    """The operation that is performed now."""

    def __init__(self, operation: Operation, on_progress: Callable[[], None]) -> None:
        self.operation = operation
        self.cancelled_by: Actor | None = None
        self.stopping = False
        """The bot ends."""
        self.trouble = ""
        """Why it does not go on: the disk does not take what became of it."""
        self.latest: tuple[str, int, int] | None = None
        self.over = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._on_progress = on_progress

    def progress(self, stage: str, done: int, total: int) -> None:
        """See `Progress`."""
        if self.cancelled_by is not None or self.stopping:
            raise GivenUpError
        self.latest = stage, done, total
        self._loop.call_soon_threadsafe(self._on_progress)


class Performer:
    """Knows the kinds, and turns every end of a perform into an outcome."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self.kinds: dict[str, Kind] = {}
        self.report: Report | None = None

    async def perform(self, running: Running) -> Outcome | None:
        """Perform an operation -> what came of it; None when it was given up since the bot ends."""
        operation = running.operation
        texts = texts_for(operation.actor.language)
        try:
            if running.cancelled_by is not None:
                raise GivenUpError
            return await self._tried(running, texts)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next operation is performed
            if running.stopping:
                return None
            if running.cancelled_by is not None:
                return await self.otherwise(operation, texts.operations.cancelled, "cancelled")
            if isinstance(error, BriefingError):
                logger.info("operation %d (%s) failed: %s", operation.id, operation.kind, error)
                return await self.otherwise(operation, explained(error, texts), "failed")
            text = texts.access.went_wrong.format(reference=await self._reported(error))
            return await self.otherwise(operation, text, "failed")

    async def otherwise(self, operation: Operation, text: str, state: State) -> Outcome:
        """Say that an operation failed or was cancelled, as its feature does."""
        kind = self.kinds.get(operation.kind)
        if kind is None or kind.otherwise is None:
            return Outcome(Outgoing(text), (), state)
        try:
            return Outcome(await kind.otherwise(operation, text, state), (), state)
        except Exception as error:  # noqa: BLE001 - then it is said without what the feature would add
            await self._reported(error)
            return Outcome(Outgoing(text), (), state)

    async def _tried(self, running: Running, texts: Texts) -> Outcome:
        operation = running.operation
        kind = self.kinds[operation.kind]
        if operation.attempts >= MOST_ATTEMPTS:
            await self._reported(RuntimeError(f"operation {operation.id} ({operation.kind}) was given up"))
            text = texts.operations.given_up.format(times=operation.attempts)
            return await self.otherwise(operation, text, "failed")
        actor = operation.actor  # jobs need no role
        if actor.id is not None and not await self._access.is_at_least(actor.id, kind.role):
            logger.warning("%s was refused, who may no longer do this: %s", actor.id, operation.kind)
            refused = await self.otherwise(operation, texts.operations.no_longer_allowed, "failed")
            return replace(refused, entries=(Entry("refused", operation.kind),))
        return await kind.perform(operation, running.progress)

    async def _reported(self, error: BaseException) -> str:
        return await self.report(error) if self.report else "–"
