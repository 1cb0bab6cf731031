"""A look at a store that changes nothing: not even an older schema is brought to this one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import StoreError
from index.store.schema import MIGRATIONS, newer_program
from index.store.store import FILE_NAME, explain

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Examination:
    """What a store holds that can be read."""

    is_older: bool
    """Whether its schema is one of an older program: whoever opens it brings it to this one's."""
    briefings: int
    sentences: int
    model: str
    """Whose vectors are published; "" in an empty store."""


def examine(folder: Path) -> Examination | None:
    """Look at the store in a folder, which may be in use -> None where there is none yet.

    Reads the whole file, but compares no index with its table and no text with its hash: `Store.damages` does.

    :raises StoreError: when it cannot be used, is damaged, or was made by a newer program.
    """
    path = folder / FILE_NAME
    try:
        if not path.exists():
            return None
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
            return _examine(connection, path)
    except sqlite3.Error as error:
        raise StoreError(explain(error, path)) from error
    except OSError as error:
        raise StoreError(f"The store {path} cannot be used: {error.strerror}.") from error


def _examine(connection: sqlite3.Connection, path: Path) -> Examination | None:
    connection.execute("BEGIN")
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    if schema == 0:
        return None  # whoever made the file was killed before it held anything
    if schema > len(MIGRATIONS):
        raise newer_program(path, schema)
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
    briefings, sentences = connection.execute(
        "SELECT count(*), coalesce(sum(sentences), 0) FROM versions WHERE ended_at IS NULL"
    ).fetchone()
    (model,) = connection.execute("SELECT value FROM meta WHERE key = 'model'").fetchone() or ("",)
    return Examination(schema < len(MIGRATIONS), briefings, sentences, model)
