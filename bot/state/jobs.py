"""Jobs: what is kept of the bot's own work with the folder, in the table facts: a restart does not repeat it."""

from __future__ import annotations

import datetime
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.state.database import Database

SCHEDULED_AT = "jobs.scheduled_at"
LAST_RUN = "jobs.last_run"
FAILURE = "jobs.failure"
KNOWN_FLAWS = "jobs.known_flaws"
MODEL_TOLD = "jobs.model_told"
NO_REPORTS = "jobs.no_reports"
PUBLISHED_BEFORE = "jobs.published_before"
NOTICE = "jobs.notice:"
"""A prefix: one fact for each notice and administrator."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that one administrator is still to be told: a message as `bot.render.stored` makes it."""

    key: str
    admin: int
    message: str


class Jobs:
    """The facts of jobs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def scheduled_at(self) -> datetime.datetime | None:
        """When the schedule was last seen to: what it asked for until then is done."""
        text = await self._get(SCHEDULED_AT)
        return datetime.datetime.fromisoformat(text) if text else None

    async def set_scheduled_at(self, moment: datetime.datetime) -> None:
        """Note it."""
        await self._set(SCHEDULED_AT, moment.isoformat())

    async def last_run(self) -> dict[str, Any] | None:
        """What the last run was and brought, see bot/reindexing.py."""
        run: dict[str, Any] | None = await self._get(LAST_RUN)
        return run

    async def set_last_run(self, run: dict[str, Any]) -> None:
        """Note it."""
        await self._set(LAST_RUN, run)

    async def failure(self) -> str | None:
        """Why the last run failed; None when it went well."""
        why: str | None = await self._get(FAILURE)
        return why

    async def set_failure(self, why: str | None) -> None:
        """Note it, so that it is told once."""
        await self._set(FAILURE, why)

    async def known_flaws(self) -> dict[str, Any]:
        """What was wrong in the folder at the last run (unreadable documents and the like): that is no news."""
        return await self._get(KNOWN_FLAWS) or {}

    async def set_known_flaws(self, flaws: dict[str, Any]) -> None:
        """Note it."""
        await self._set(KNOWN_FLAWS, flaws)

    async def model_told(self) -> str | None:
        """Of which model in the settings the administrators know that it is not the one of the store."""
        model: str | None = await self._get(MODEL_TOLD)
        return model

    async def set_model_told(self, model: str | None) -> None:
        """Note it."""
        await self._set(MODEL_TOLD, model)

    async def published_before(self, operation_id: int) -> dict[str, str] | None:
        """What was published (name: hash of the text) when an operation was begun for the first time."""
        kept = await self._get(PUBLISHED_BEFORE)
        return kept["texts"] if kept and kept["operation"] == operation_id else None

    async def set_published_before(self, operation_id: int, texts: Mapping[str, str]) -> None:
        """Note it: one that is killed after it has published is to tell all the same what it has changed."""
        await self._set(PUBLISHED_BEFORE, {"operation": operation_id, "texts": dict(texts)})

    async def wants_reports(self, admin: int) -> bool:
        """Whether an administrator is told what jobs have changed."""
        return admin not in (await self._get(NO_REPORTS) or [])

    async def set_wants_reports(self, admin: int, wants: bool) -> None:
        """Switch it."""
        others = [other for other in await self._get(NO_REPORTS) or [] if other != admin]
        await self._set(NO_REPORTS, others if wants else [*others, admin])

    async def add_notices(self, messages: Mapping[int, str]) -> None:
        """Keep messages until they have been sent: administrator -> message."""
        async with self._database.transaction() as connection:
            for admin, message in messages.items():
                value = json.dumps({"admin": admin, "message": message}, ensure_ascii=False)
                await connection.execute(
                    "INSERT INTO facts (key, value) VALUES (?, ?)", (NOTICE + secrets.token_hex(8), value)
                )

    async def notices(self) -> list[Notice]:
        """What is still to be sent, the oldest first."""
        query = "SELECT key, value FROM facts WHERE substr(key, 1, ?) = ? ORDER BY rowid"
        rows = await self._database.rows(query, (len(NOTICE), NOTICE))
        return [Notice(key, **json.loads(value)) for key, value in rows]

    async def drop_notice(self, notice: Notice) -> None:
        """It has been sent, or cannot be."""
        await self._database.write("DELETE FROM facts WHERE key = ?", (notice.key,))

    async def _get(self, key: str) -> Any:  # noqa: ANN401 - whatever was set
        row = await self._database.row("SELECT value FROM facts WHERE key = ?", (key,))
        return json.loads(row[0]) if row else None

    async def _set(self, key: str, value: object) -> None:
        await self._database.write(
            "INSERT INTO facts (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, json.dumps(value, ensure_ascii=False)),
        )
