"""Files: under which id Telegram keeps an original file that was sent once, so that it need not be uploaded again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.state.database import Database


class Files:
    """An id is Telegram's and belongs to this bot; it may be forgotten there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def file_id(self, file_sha256: str) -> str | None:
        """Where Telegram has the file with this hash."""
        row = await self._database.row("SELECT file_id FROM files WHERE file_sha256 = ?", (file_sha256,))
        return str(row[0]) if row else None

    async def remember(self, file_sha256: str, file_id: str) -> None:
        """Keep the id, in place of an older one."""
        await self._database.write(
            "INSERT INTO files (file_sha256, file_id) VALUES (?, ?) "
            "ON CONFLICT (file_sha256) DO UPDATE SET file_id = excluded.file_id",
            (file_sha256, file_id),
        )
