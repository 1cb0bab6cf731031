"""A look at the bot's database that changes nothing, whether it is in use or not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def examine(path: Path) -> int:
    """Look for damage in a database -> the number of its schema; 0 for one that holds nothing.

    :raises sqlite3.Error: when it cannot be read, is damaged, or no database of the bot.
    """
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        if schema:
            connection.execute("SELECT 1 FROM people LIMIT 1")
        return int(schema)
