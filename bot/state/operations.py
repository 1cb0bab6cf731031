"""Operations as rows: what was set going with the briefings, on the disk before anything of it is done."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from bot.state.audit import Actor, insert

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.state.audit import Entry
    from bot.state.database import Database

State = Literal["done", "failed", "cancelled"]
KEPT = datetime.timedelta(days=30)
"""So long what has ended and was told can be looked up."""
COLUMNS = "id, kind, arguments, actor_id, actor_name, language, chat_id, message_id, attempts"


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that changes briefings, set going by a person in a private chat or by a job of the bot."""

    id: int
    kind: str
    arguments: dict[str, Any]
    actor: Actor
    chat_id: int | None
    """Where it is told how far it is and what came of it; None: nowhere."""
    message_id: int | None
    """Of the message that is changed into that; None: one is sent."""
    attempts: int = 0
    """How often it was begun by a bot that was killed before the end."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of an operation: a message as `bot.render.stored` makes it, or nothing to be told."""

    operation: Operation
    outcome: str | None


class OperationRows:
    """The table operations. A row is waiting until its outcome stands in it, also while it is performed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, kind: str, arguments: Mapping[str, Any], actor: Actor, chat_id: int | None, message_id: int | None
    ) -> int:
        """Keep a new one -> its id."""
        return await self._database.write(
            "INSERT INTO operations (kind, arguments, actor_id, actor_name, language, chat_id, message_id, state, "
            "created_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?)",
            (
                kind, json.dumps(arguments), actor.id, actor.name, actor.language, chat_id, message_id,
                _now().isoformat(),
            ),
        )  # fmt: skip

    async def waiting(self) -> list[Operation]:
        """All that have not ended, the oldest first."""
        rows = await self._database.rows(f"SELECT {COLUMNS} FROM operations WHERE state = 'waiting' ORDER BY id")  # noqa: S608
        return [_operation(row) for row in rows]

    async def begin(self, operation_id: int) -> bool:
        """Count an attempt, before it is made -> False when it has ended."""
        async with self._database.transaction() as connection:
            statement = "UPDATE operations SET attempts = attempts + 1 WHERE id = ? AND state = 'waiting'"
            async with connection.execute(statement, (operation_id,)) as cursor:
                return cursor.rowcount > 0

    async def give_back(self, operation_id: int) -> None:
        """Do not count an attempt that was given up since the bot was told to end."""
        await self._database.write("UPDATE operations SET attempts = attempts - 1 WHERE id = ?", (operation_id,))

    async def end(
        self, operation_id: int, state: State, outcome: str | None, actor: Actor, entries: Sequence[Entry]
    ) -> bool:
        """Keep what came of one and record it in the audit trail, all or nothing -> False when it had ended before."""
        async with self._database.transaction() as connection:
            statement = (
                "UPDATE operations SET state = ?, outcome = ?, ended_at = ?, told = chat_id IS NULL "
                "WHERE id = ? AND state = 'waiting'"
            )
            async with connection.execute(statement, (state, outcome, _now().isoformat(), operation_id)) as cursor:
                ended_now = cursor.rowcount > 0
            if ended_now:
                await insert(connection, actor, entries)
        return ended_now

    async def shown_in(self, operation_id: int, message_id: int) -> None:
        """Remember the message that tells of one."""
        await self._database.write("UPDATE operations SET message_id = ? WHERE id = ?", (message_id, operation_id))

    async def told(self, operation_id: int, message_id: int | None) -> None:
        """Note that what came of one has been told, and in which message."""
        await self._database.write(
            "UPDATE operations SET told = 1, message_id = ? WHERE id = ?", (message_id, operation_id)
        )

    async def untold(self) -> list[Ended]:
        """Those that have ended, which nobody was told of."""
        query = f"SELECT {COLUMNS}, outcome FROM operations WHERE state != 'waiting' AND NOT told ORDER BY id"  # noqa: S608
        return [Ended(_operation(row[:-1]), row[-1]) for row in await self._database.rows(query)]

    async def ended(self, operation_id: int) -> Ended | None:
        """What came of one; None when it waits or is not known."""
        query = f"SELECT {COLUMNS}, outcome FROM operations WHERE id = ? AND state != 'waiting'"  # noqa: S608
        row = await self._database.row(query, (operation_id,))
        return Ended(_operation(row[:-1]), row[-1]) if row else None

    async def clear_up(self) -> None:
        """Delete what ended long ago; the audit trail goes on knowing of it."""
        oldest = (_now() - KEPT).isoformat()
        await self._database.write("DELETE FROM operations WHERE told AND ended_at < ?", (oldest,))

    async def forget(self, user_id: int) -> None:
        """Take a person's name out."""
        await self._database.write("UPDATE operations SET actor_name = '' WHERE actor_id = ?", (user_id,))


def _operation(row: Sequence[Any]) -> Operation:
    number, kind, arguments, actor_id, actor_name, language, chat_id, message_id, attempts = row
    actor = Actor(actor_id, actor_name, language)
    return Operation(number, kind, json.loads(arguments), actor, chat_id, message_id, attempts)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
