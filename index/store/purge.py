"""Deleting for good what was withdrawn long ago: marked as due once, deleted when it is still due a day later.

So a clock that jumps, and is set right within a day, deletes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from index.store.rows import VERSION_COLUMNS, version_of

if TYPE_CHECKING:
    import datetime
    import sqlite3
    from collections.abc import Iterable

    from index.store.rows import Version

DAY_SECONDS: Final = 24 * 60 * 60

# A version cannot have ended before it was published: then the clock was wrong, and the later of the two counts.
IS_OLD: Final = (
    "end_reason = 'withdrawn' AND deleted_at IS NULL "
    "AND unixepoch(:now) - max(unixepoch(ended_at), unixepoch(published_at)) >= :days * 86400 "
    "AND sha256 NOT IN (SELECT sha256 FROM versions WHERE ended_at IS NULL)"
)
# what it had replaced goes with it: nobody could find that any more
FAMILY: Final = (
    "WITH RECURSIVE family (id) AS (VALUES (?) UNION "
    "SELECT versions.id FROM versions JOIN family ON versions.successor = family.id) "
)


def due_versions(connection: sqlite3.Connection, now: datetime.datetime, days: int) -> list[Version]:
    """Mark what was withdrawn so many days ago -> what is to be deleted: marked a day ago or more, and still so old."""
    values = {"now": now.isoformat(timespec="seconds"), "days": days, "day": DAY_SECONDS}
    connection.execute(
        "UPDATE versions SET due_at = NULL WHERE due_at IS NOT NULL AND deleted_at IS NULL "
        f"AND (unixepoch(:now) < unixepoch(due_at) OR NOT coalesce({IS_OLD}, FALSE))",
        values,
    )
    connection.execute(f"UPDATE versions SET due_at = :now WHERE due_at IS NULL AND {IS_OLD}", values)
    rows = connection.execute(
        f"SELECT {VERSION_COLUMNS} FROM versions "
        "WHERE deleted_at IS NULL AND unixepoch(:now) - unixepoch(due_at) >= :day ORDER BY id",
        values,
    )
    return [version_of(row) for row in rows]


def family(connection: sqlite3.Connection, version_id: int) -> list[Version]:
    """A version and all whose place it took, over any number of steps."""
    rows = connection.execute(
        f"{FAMILY} SELECT {VERSION_COLUMNS} FROM versions WHERE id IN (SELECT id FROM family) "
        "ORDER BY ended_at IS NOT NULL, id DESC",
        (version_id,),
    )
    return [version_of(row) for row in rows]


def delete_texts(connection: sqlite3.Connection, version_ids: Iterable[int], now: datetime.datetime) -> None:
    """Empty the texts of versions; the rows stay, so that their quotes are still known as withdrawn."""
    connection.executemany(
        "UPDATE versions SET text = '', archived = 0, deleted_at = ? WHERE id = ? AND ended_at IS NOT NULL",
        [(now.isoformat(timespec="seconds"), version_id) for version_id in version_ids],
    )
