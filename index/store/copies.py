"""Copies of SQLite files in use: a consistent one is made while others read and write, and put back in one commit."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from index.errors import StoreError
from index.store.check import find_damages
from index.store.schema import connect, migrate

if TYPE_CHECKING:
    from pathlib import Path

PAGES_AT_ONCE = -1
"""All: a copy that is made in one step is not begun anew when somebody writes meanwhile."""


def copy_out(source: Path, target: Path) -> None:
    """Copy a database that may be in use to a new file.

    :raises StoreError: when one of the two cannot be used.
    """
    try:
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=rw", uri=True)) as live:
            _copy(live, target)
    except sqlite3.Error as error:
        raise StoreError(f"{source} cannot be copied to {target}: {error}.") from error


def _copy(live: sqlite3.Connection, target: Path) -> None:
    with closing(sqlite3.connect(target)) as copy:
        live.backup(copy, pages=PAGES_AT_ONCE)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, complete in itself


def prepare_copy(copy: Path) -> None:
    """Bring the copy of a store to the schema of this program, and look for damage in it.

    :raises StoreError: when it is damaged, no store, or made by a newer program.
    """
    try:
        with closing(connect(copy)) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'versions'").fetchone():
                raise StoreError(f"{copy.name} in the backup is no store.")
            migrate(connection, copy)
            connection.execute("BEGIN IMMEDIATE")
            damages = find_damages(connection)
            connection.execute("COMMIT")
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise StoreError(f"The store in the backup is damaged: {error}.") from error
    if damages:
        raise StoreError(f"The store in the backup is damaged: {damages[0]}")


def take_over(copy: Path, store: Path) -> int:
    """Put a copy in the place of what a store holds, which may be in use -> its generation, higher than both had.

    Those who read it see the old state or the new one. Done twice it is as done once, but for the generation.

    :raises StoreError: when one of the two cannot be used; then nothing has changed.
    """
    store.parent.mkdir(parents=True, exist_ok=True)
    _set_aside_what_is_no_database(store)
    try:
        with closing(sqlite3.connect(copy)) as source, closing(connect(store)) as target:
            generation = max(_generation(source), _generation(target)) + 1
            with source:
                source.execute("UPDATE meta SET value = ? WHERE key = 'generation'", (str(generation),))
            source.backup(target, pages=PAGES_AT_ONCE)
    except sqlite3.Error as error:
        raise StoreError(f"The backup cannot be written to {store}: {error}. What was published stays.") from error
    return generation


def _set_aside_what_is_no_database(store: Path) -> None:
    """Rename a file that SQLite does not take for its own, with what lies beside it: nothing can be copied into it."""
    try:
        with closing(sqlite3.connect(store)) as connection:
            connection.execute("PRAGMA schema_version")
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):  # locked, no permission
            raise StoreError(f"The store {store} cannot be used: {error}.") from error
        for suffix in ("", "-wal", "-shm"):
            path = store.with_name(store.name + suffix)
            if path.exists():
                path.replace(store.with_name(f"{store.name}{suffix}.damaged"))


def _generation(connection: sqlite3.Connection) -> int:
    """What a store counts its states by; 0 for one that is not readable any more and so is to be replaced."""
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
        return int(row[0]) if row else 0
    except (sqlite3.DatabaseError, ValueError):
        return 0
