"""What is read of versions that are published no longer: their history, and what took their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.store.purge import family
from index.store.rows import VERSION_COLUMNS, version_of

if TYPE_CHECKING:
    import sqlite3

    from index.store.rows import Version


class Editions:
    """The versions of one generation, the ended ones too."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def of(self, name: str) -> list[Version]:
        """All that was published under a name, and all whose place that took; the newest first."""
        ids = self._connection.execute("SELECT id FROM versions WHERE name = ?", (name,)).fetchall()
        found = {version.id: version for (row_id,) in ids for version in family(self._connection, row_id)}
        return sorted(found.values(), key=lambda version: (version.end_reason is not None, -version.id))

    def last(self, name: str) -> Version | None:
        """What is published under a name, or was last."""
        found = self._versions("name = ? ORDER BY ended_at IS NOT NULL, id DESC LIMIT 1", name)
        return found[0] if found else None

    def with_text(self, sha256: str) -> list[Version]:
        """All with this very text: the published one first, then those not deleted, the last ended first."""
        return self._versions("sha256 = ? ORDER BY ended_at IS NOT NULL, deleted_at IS NOT NULL, id DESC", sha256)

    def withdrawn(self) -> list[Version]:
        """What was withdrawn and is not deleted, but for what is published again; the last withdrawn first."""
        return self._versions(
            "end_reason = 'withdrawn' AND deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM versions AS other "
            "WHERE other.ended_at IS NULL AND versions.sha256 = other.sha256) ORDER BY ended_at DESC, id DESC"
        )

    def of_file(self, file_sha256: str) -> list[Version]:
        """All that were read from this very file, but for the deleted ones."""
        return self._versions("file_sha256 = ? AND deleted_at IS NULL ORDER BY id DESC", file_sha256)

    def heir(self, version: Version) -> Version | None:
        """What is published in the place of a version that ended, over any number of steps.

        Also after it was withdrawn: another text that was published under its name since.
        """
        seen = {version.id}
        while version.end_reason and version.successor is not None and version.successor not in seen:
            seen.add(version.successor)
            (version,) = self._versions("id = ?", version.successor) or (version,)
        if version.end_reason is None:
            return version
        return next(iter(self._versions("name = ? AND ended_at IS NULL", version.briefing.name)), None)

    def archived(self) -> list[Version]:
        """What is withdrawn, with its file in the archive, and not about to be deleted."""
        return self._versions("archived AND due_at IS NULL ORDER BY id")

    def _versions(self, condition: str, *values: str | int) -> list[Version]:
        rows = self._connection.execute(f"SELECT {VERSION_COLUMNS} FROM versions WHERE {condition}", values)
        return [version_of(row) for row in rows]
