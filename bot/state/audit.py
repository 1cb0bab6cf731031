"""Audit: who did what with briefings and with people, and who tried to. Kept for good, but for names (/forget)."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.state.people import name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import aiosqlite
    from telegram import User

    from bot.state.database import Database

COLUMNS = "id, at, actor_id, actor_name, action, subject, details"
NEWEST_FIRST = f"SELECT {COLUMNS} FROM audit ORDER BY id DESC LIMIT ? OFFSET ?"  # noqa: S608
EVERYTHING = -1
"""The LIMIT that is none."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a person, or (id None) a job of the bot itself, whose name is then "schedule" or the like."""

    id: int | None
    name: str
    language: str
    """The code that Telegram tells; "" where it tells none."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded. Never the text of a question, never a token."""

    action: str
    """One of `OperationTexts.actions` (bot/messages/operations.py)."""
    subject: str
    """A briefing's name, the id of a person or group, or what was tried."""
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as it was recorded, the actor with the name they had then."""

    id: int
    at: datetime.datetime
    actor_id: int | None
    actor_name: str
    action: str
    subject: str
    details: dict[str, Any]


class Audit:
    """The table audit."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, actor: Actor, *entries: Entry) -> None:
        """Keep what somebody has done."""
        async with self._database.transaction() as connection:
            await insert(connection, actor, entries)

    async def page(self, limit: int, offset: int = 0) -> list[Recorded]:
        """Some entries, newest first."""
        return [recorded(row) for row in await self._database.rows(NEWEST_FIRST, (limit, offset))]

    async def all(self) -> list[Recorded]:
        """All entries, newest first."""
        return await self.page(EVERYTHING)

    async def forget(self, user_id: int) -> None:
        """Take a person's name out; what they did stays, with their id."""
        await self._database.write("UPDATE audit SET actor_name = '' WHERE actor_id = ?", (user_id,))


def actor_of(user: User) -> Actor:
    """Whoever wrote or pressed, as an actor."""
    return Actor(user.id, name_of(user), user.language_code or "")


async def insert(connection: aiosqlite.Connection, actor: Actor, entries: Sequence[Entry]) -> None:
    """Record entries within a transaction of somebody else, so that they are kept just when what they tell is done."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    for entry in entries:
        details = json.dumps(entry.details, ensure_ascii=False)
        await connection.execute(
            "INSERT INTO audit (at, actor_id, actor_name, action, subject, details) VALUES (?, ?, ?, ?, ?, ?)",
            (now, actor.id, actor.name, entry.action, entry.subject, details),
        )


def recorded(row: Sequence[Any]) -> Recorded:
    """Read a row of `NEWEST_FIRST`."""
    number, at, actor_id, actor_name, action, subject, details = row
    when = datetime.datetime.fromisoformat(at)
    return Recorded(number, when, actor_id, actor_name, action, subject, json.loads(details))
