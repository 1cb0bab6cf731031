"""Database: the bot's own SQLite file, opened once, used from the event loop without blocking it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiosqlite

from bot.state.schema import MIGRATIONS
from index import StoreError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

FILE_NAME = "bot.sqlite3"
PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "busy_timeout = 30000",
    "secure_delete = ON",  # what is forgotten is overwritten: a backup holds the free pages as well
)


class Database:
    """One connection, in a thread of its own (aiosqlite); one transaction at a time.

    :raises StoreError: when the file cannot be used, or was made by a newer version.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._lock = asyncio.Lock()
        self._opened: aiosqlite.Connection | None = None

    async def open(self) -> None:
        """Open the file and bring it to this schema."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)  # what people ask is nobody else's business; SQLite's further files are as it
            self._opened = await aiosqlite.connect(self.path, isolation_level=None)
            for pragma in PRAGMAS:
                await self._connection.execute(f"PRAGMA {pragma}")
            await self._migrate()
        except (OSError, sqlite3.Error) as error:
            await self.close()
            raise StoreError(f"The bot's database {self.path} cannot be used: {error}.") from error
        except StoreError:
            await self.close()
            raise

    async def close(self) -> None:
        """Close the file."""
        if self._opened:
            await self._opened.close()
            self._opened = None

    async def rows(self, query: str, values: Sequence[Any] = ()) -> list[sqlite3.Row | tuple[Any, ...]]:
        """Run one reading statement -> its rows."""
        async with self._lock, self._connection.execute(query, values) as cursor:
            return list(await cursor.fetchall())

    async def row(self, query: str, values: Sequence[Any] = ()) -> Any | None:  # noqa: ANN401 - sqlite3's row
        """Run one reading statement -> its first row."""
        rows = await self.rows(query, values)
        return rows[0] if rows else None

    async def write(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Run one writing statement, committed when this returns -> the id of the row it has inserted."""
        async with self.transaction() as connection, connection.execute(statement, values) as cursor:
            return cursor.lastrowid or 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """Run several statements as one."""
        async with self._lock:
            try:
                # who is cancelled while one of these runs in the connection's thread cannot know whether it was done
                await self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                await self._connection.execute("COMMIT")
            except BaseException:
                await self._connection.rollback()  # does nothing when there is no transaction
                raise

    @property
    def _connection(self) -> aiosqlite.Connection:
        if self._opened is None:
            raise RuntimeError("the database is not open")
        return self._opened

    async def _migrate(self) -> None:
        (schema,) = await self.row("PRAGMA user_version") or (0,)
        if schema > len(MIGRATIONS):
            raise newer_program(self.path, schema)
        for number, script in enumerate(MIGRATIONS[schema:], schema + 1):
            async with self.transaction() as connection:
                for statement in script.split(";"):
                    if statement.strip():
                        await connection.execute(statement)
                await connection.execute(f"PRAGMA user_version = {number}")


def newer_program(path: Path, schema: int) -> StoreError:
    """The error for a database of a schema that this program does not know."""
    return StoreError(
        f"The bot's database {path} was made by a newer Briefing Bot (schema {schema}, this one knows "
        f"{len(MIGRATIONS)}): upgrade Briefing Bot, or set BOT_DATA_DIR to another folder."
    )
