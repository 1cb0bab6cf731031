"""Operations: whatever changes briefings is done one by one, goes on after the bot was killed, and is told in the end.

There are two lanes, so that a document is read while the index is rebuilt: "writing" for what changes the index, and
"reading" for what does not. Each is worked off in order.

A feature registers what it does under a name, and its handlers submit it:

    operations.register("withdraw", self._withdraw, "admin")
    await services.operations.submit("withdraw", {"name": name}, actor_of(user), place.chat_id, place.message_id)
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from bot.failures import disk_text
from bot.messages import texts_for
from bot.performing import LANES, GivenUpError, Kind, Lane, Outcome, Performer, Progress, Running
from bot.render.running import progress_line, running_message
from bot.render.stored import from_json, to_json
from bot.state.audit import Actor, Entry, actor_of
from bot.state.operations import Operation, OperationRows
from bot.telling import Telling

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from telegram import Bot

    from bot.access import Access
    from bot.performing import Heading, Otherwise, Perform, Report, Told
    from bot.render.outgoing import Outgoing
    from bot.state.database import Database
    from bot.state.people import Role

__all__ = ["Actor", "Entry", "GivenUpError", "Operation", "Operations", "Outcome", "Progress", "actor_of"]

LONGEST_STOP = 3.0
"""Seconds that the running one has to give up when the bot ends."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds until something is written again that the disk did not take."""

T = TypeVar("T")
logger = logging.getLogger(__name__)


class Operations:
    """The queue, and who works it off. Belongs to the event loop, but for the progress that performs are given."""

    def __init__(self, database: Database, access: Access) -> None:
        self._rows = OperationRows(database)
        self._access = access
        self._performer = Performer(access)
        self._telling = Telling(self._rows)
        self._waiting: dict[int, Operation] = {}
        self._running: dict[Lane, Running] = {}
        self._new = {lane: asyncio.Event() for lane in LANES}
        self.writing = asyncio.Lock()
        """Held by what is performed in the lane of that name; what writes from the other one takes it."""
        self._bot: Bot | None = None
        self._stopping = False

    def register(
        self,
        kind: str,
        perform: Perform,
        role: Role,
        *,
        heading: Heading | None = None,
        otherwise: Otherwise | None = None,
        told: Told | None = None,
        lane: Lane = "writing",
    ) -> None:
        """Say how one kind is performed, and which role it needs, also when its turn has come.

        :param heading: what stands above how far it is.
        :param otherwise: gives the message when it failed or was cancelled, to put a card back for instance.
        :param told: called with the message that tells what came of it; not when the bot is killed just then.
        """
        self._performer.kinds[kind] = Kind(perform, role, heading, otherwise, told, lane)

    async def submit(
        self,
        kind: str,
        arguments: Mapping[str, Any],
        actor: Actor,
        chat_id: int | None = None,
        message_id: int | None = None,
    ) -> int:
        """Set something going -> its id. When this returns it is on the disk, and will be done whatever happens.

        :param arguments: what JSON can hold.
        :param chat_id: the private chat in which to tell how far it is and what came of it; None for a job.
        :param message_id: a message of the bot, such as a card, that is to be changed into that.
        """
        if kind not in self._performer.kinds or (chat_id is not None and chat_id < 0):
            raise ValueError(f"{kind!r} cannot be submitted in chat {chat_id}")
        number = await self._rows.add(kind, arguments, actor, chat_id, message_id)
        self._waiting[number] = Operation(number, kind, dict(arguments), actor, chat_id, message_id)
        self._follow(self._waiting[number])
        self._new[self._lane(self._waiting[number])].set()
        return number

    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._waiting)

    @property
    def running(self) -> Operation | None:
        """The one that is performed now; of two the one that changes the index."""
        return next((self._running[lane].operation for lane in LANES if lane in self._running), None)

    async def cancel(self, by: Actor) -> int:
        """Stop all that somebody has set going; an administrator stops jobs as well -> how many."""
        begun = [running.operation for running in self._running.values()]
        theirs = [one for one in [*begun, *self._waiting.values()] if await self._may_stop(one, by)]
        for operation in theirs:
            await self._stop(operation, by)
        return len(theirs)

    async def cancel_one(self, operation_id: int, by: Actor) -> Literal["stopping", "ended", "not_theirs"]:
        """Stop one, if it is theirs."""
        running = self._running_as(operation_id)
        operation = running.operation if running else self._waiting.get(operation_id)
        if operation is None:
            ended = await self._rows.ended(operation_id)
            return "ended" if ended and await self._may_stop(ended.operation, by) else "not_theirs"
        if not await self._may_stop(operation, by):
            return "not_theirs"
        await self._stop(operation, by)
        return "stopping"

    async def outcome(self, operation_id: int) -> Outgoing | None:
        """What was said of one that has ended."""
        ended = await self._rows.ended(operation_id)
        return from_json(ended.outcome) if ended and ended.outcome else None

    async def forget(self, user_id: int) -> None:
        """Take a person's name out of what is kept."""
        await self._rows.forget(user_id)

    async def run(self, bot: Bot, report: Report) -> None:
        """Tell what has not been told, then perform what waits and what comes, until `stop`."""
        self._bot, self._performer.report = bot, report
        await self._rows.clear_up()
        for ended in await self._rows.untold():
            self._follow(ended.operation)
            self._telling.end(ended.operation.id, from_json(ended.outcome) if ended.outcome else None)
        for operation in await self._rows.waiting():
            self._follow(self._waiting.setdefault(operation.id, operation))
        async with asyncio.TaskGroup() as lanes:
            for lane in LANES:
                lanes.create_task(self._work_off(lane), name=f"operations: {lane}")

    async def stop(self) -> None:
        """Give up what is performed now: its row stays for the next start. What has ended is still told."""
        self._stopping = True
        for new in self._new.values():
            new.set()
        under_way = [*self._running.values()]
        for running in under_way:
            running.stopping = True
        await asyncio.gather(*map(self._give_up, under_way))
        await self._telling.stop(LONGEST_STOP)

    async def _give_up(self, running: Running) -> None:
        try:
            await asyncio.wait_for(running.over.wait(), LONGEST_STOP)
        except TimeoutError:
            await self._rows.give_back(running.operation.id)

    async def _work_off(self, lane: Lane) -> None:
        while not self._stopping:
            waiting = [number for number, operation in self._waiting.items() if self._lane(operation) == lane]
            if not waiting:
                self._new[lane].clear()
                await self._new[lane].wait()
            elif lane == "writing":
                async with self.writing:
                    await self._perform(min(waiting), lane)
            else:
                await self._perform(min(waiting), lane)

    async def _perform(self, number: int, lane: Lane) -> None:
        operation = self._waiting.pop(number, None)
        if operation is None or self._stopping:  # cancelled meanwhile, or for the next start
            return
        running = self._running[lane] = Running(operation, self._telling.changed)
        self._telling.changed()
        try:
            if not await self._insist(running, lambda: self._rows.begin(operation.id)):
                return
            outcome = await self._performer.perform(running)
            if outcome is None:
                await self._rows.give_back(operation.id)
            else:
                await self._insist(running, lambda: self._end(running, outcome))
        finally:
            del self._running[lane]
            running.over.set()

    async def _end(self, running: Running, outcome: Outcome) -> None:
        """Keep what came of one, all or nothing, and have it told."""
        operation, actor, entries = running.operation, running.operation.actor, outcome.entries
        if outcome.state == "cancelled" and running.cancelled_by is not None:
            actor, entries = running.cancelled_by, (*entries, Entry("cancelled", operation.kind))
        stored = to_json(outcome.message) if outcome.message else None
        await self._rows.end(operation.id, outcome.state, stored, actor, entries)
        self._telling.end(operation.id, outcome.message)

    async def _insist(self, running: Running, write: Callable[[], Awaitable[T]]) -> T:
        """Write until the disk takes it; as long as it does not, the person is told why nothing goes on."""
        pause = FIRST_PAUSE
        while True:
            try:
                return await write()
            except sqlite3.Error as error:
                logger.error("operation %d cannot be noted, again in %.0f s: %s", running.operation.id, pause, error)
                running.trouble = disk_text(error, texts_for(running.operation.actor.language)) or ""
                self._telling.changed()
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, 2 * pause)

    async def _may_stop(self, operation: Operation, by: Actor) -> bool:
        if operation.actor.id is None:
            return by.id is None or await self._access.is_at_least(by.id, "admin")
        return operation.actor.id == by.id

    async def _stop(self, operation: Operation, by: Actor) -> None:
        begun = self._running_as(operation.id)
        if begun is not None:
            begun.cancelled_by = by
            self._telling.changed()
        elif self._waiting.pop(operation.id, None):
            running = Running(operation, self._telling.changed)
            running.cancelled_by = by
            text = texts_for(operation.actor.language).operations.cancelled
            try:
                await self._end(running, await self._performer.otherwise(operation, text, "cancelled"))
            except sqlite3.Error:
                self._waiting[operation.id] = operation
                raise

    def _follow(self, operation: Operation) -> None:
        if self._bot is not None:
            kind = self._performer.kinds.get(operation.kind)
            self._telling.follow(self._bot, operation, lambda: self._shown(operation), kind.told if kind else None)

    def _shown(self, operation: Operation) -> Outgoing:
        """How far one is."""
        all_texts, kind = texts_for(operation.actor.language), self._performer.kinds.get(operation.kind)
        texts, running = all_texts.operations, self._running_as(operation.id)
        heading = kind.heading(operation, all_texts) if kind and kind.heading else ""
        if running is None:
            lane = self._lane(operation)
            others = [one for one in self._waiting.values() if one.id < operation.id and self._lane(one) == lane]
            before = len(others) + (lane in self._running)
            line = texts.waiting.format(before=texts.number(before)) if before else texts.working
        elif running.trouble:
            line = running.trouble
        elif running.cancelled_by is not None:
            line = texts.stopping_toast
        else:
            line = progress_line(running.latest, texts)
        stoppable = running is None or running.cancelled_by is None
        return running_message(operation.id if stoppable else None, heading, line, texts)

    def _running_as(self, operation_id: int) -> Running | None:
        """The operation with this id, if it is performed now."""
        return next((one for one in self._running.values() if one.operation.id == operation_id), None)

    def _lane(self, operation: Operation) -> Lane:
        kind = self._performer.kinds.get(operation.kind)
        return kind.lane if kind else "writing"
