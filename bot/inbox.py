"""Inbox: updates are on the disk before Telegram is told that they have come, and until they are handled.

So a bot that is killed loses none, and handles none twice that Telegram sends twice.
"""

from __future__ import annotations

import asyncio
import datetime
import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from telegram import Bot, Update

if TYPE_CHECKING:
    from bot.state.database import Database

KEPT = datetime.timedelta(days=2)
"""Telegram sends an update again for a day at most."""


class Inbox(asyncio.Queue[Any]):
    """The queue between what fetches updates and what handles them; the table handled_updates."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database

    async def put(self, item: object) -> None:
        """Take an update in, unless it has come before. Returns when it is on the disk."""
        if isinstance(item, Update) and not await self._is_new(item):
            return
        await super().put(item)

    async def handled(self, update: Update) -> None:
        """Forget what an update said."""
        await self._database.write("UPDATE handled_updates SET body = NULL WHERE update_id = ?", (update.update_id,))

    async def take_up(self, bot: Bot) -> frozenset[int]:
        """Queue again what was not handled when the bot ended -> the numbers of those updates."""
        oldest = (_now() - KEPT).isoformat()
        await self._database.write("DELETE FROM handled_updates WHERE came_at < ?", (oldest,))
        rows = await self._database.rows("SELECT body FROM handled_updates WHERE body IS NOT NULL ORDER BY update_id")
        updates = [update for row in rows if (update := Update.de_json(json.loads(row[0]), bot))]
        for update in updates:
            await super().put(update)
        return frozenset(update.update_id for update in updates)

    async def _is_new(self, update: Update) -> bool:
        """Keep an update. Telegram may begin to count anew after a quiet week, so the content counts as well."""
        body = update.to_json()
        values = (update.update_id, sha256(body.encode()).hexdigest(), _now().isoformat(), body)
        async with self._database.transaction() as connection:
            statement = (
                "INSERT INTO handled_updates (update_id, sha256, came_at, body) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (update_id) DO UPDATE SET sha256 = excluded.sha256, came_at = excluded.came_at, "
                "body = excluded.body WHERE sha256 != excluded.sha256"
            )
            async with connection.execute(statement, values) as cursor:
                return cursor.rowcount > 0


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
