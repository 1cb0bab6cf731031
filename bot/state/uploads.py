"""Uploads: documents and forwarded posts that came in a chat, from their arrival to their publication."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from bot.state.previews import briefing_of, day_of, dumped, preview_of
from index import Details

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.state.database import Database
    from index import Briefing, Preview

State = Literal["arrived", "shown", "publishing", "published", "discarded", "failed"]
"""arrived: to be read, or being read. shown: its card waits for a decision. publishing: decided, under way.
failed: could not be read (yet): its message says why, and may have a button to try again."""

NAMES = (
    "id", "chat_id", "message_id", "user_id", "media_group_id", "file_id", "file_name", "file_bytes", "body",
    "caption", "forwarded", "posted_at", "details", "replaces", "preview", "card_message_id", "state", "created_at",
)  # fmt: skip
SELECT = f"SELECT {', '.join(NAMES)} FROM uploads"  # noqa: S608
IDLE = f"""{SELECT} WHERE state IN ('arrived', 'publishing') AND NOT EXISTS (
    SELECT 1 FROM operations WHERE operations.state = 'waiting' AND kind IN ('read', 'publish')
    AND json_extract(arguments, '$.upload') = uploads.id
)"""  # noqa: S608
UNFINISHED = f"""{IDLE} AND NOT EXISTS (
    SELECT 1 FROM handled_updates WHERE json_extract(body, '$.message.message_id') = uploads.message_id
    AND json_extract(body, '$.message.chat.id') = uploads.chat_id
) ORDER BY uploads.id"""  # noqa: S608


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One document."""

    id: int = 0
    """0 until it is recorded."""
    chat_id: int
    message_id: int
    """In which it came."""
    user_id: int
    media_group_id: str | None = None
    """The same of those that were sent together."""
    file_id: str | None = None
    file_name: str
    """Fit for a folder."""
    file_bytes: int | None = None
    body: str | None = None
    """The text of a post; a document has none."""
    caption: str = ""
    forwarded: bool = False
    """Somebody else wrote the caption."""
    posted_at: datetime.datetime | None = None
    """When a post appeared in its channel."""
    details: Details = Details()  # noqa: RUF009 - it cannot be changed
    unread_date: str | None = None
    """What the caption gives as the date, if that is none."""
    replaces: Briefing | None = None
    """The briefing whose place it is to take, as its sender saw it."""
    preview: Preview | None = None
    card_message_id: int | None = None
    state: State = "arrived"
    created_at: datetime.datetime


class Uploads:
    """The table uploads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def arrive(self, upload: Upload) -> tuple[Upload, bool]:
        """Record a document -> as it is recorded, and whether it is new: an update may be handled again."""
        values: dict[str, Any] = {
            "chat_id": upload.chat_id,
            "message_id": upload.message_id,
            "user_id": upload.user_id,
            "media_group_id": upload.media_group_id,
            "file_id": upload.file_id,
            "file_name": upload.file_name,
            "file_bytes": upload.file_bytes,
            "body": upload.body,
            "caption": upload.caption,
            "forwarded": upload.forwarded,
            "posted_at": upload.posted_at.isoformat() if upload.posted_at else None,
            "details": _details_json(upload.details, upload.unread_date),
            "replaces": dumped(upload.replaces) if upload.replaces else None,
            "state": upload.state,
            "created_at": upload.created_at.isoformat(),
        }
        names, places = ", ".join(values), ", ".join("?" * len(values))
        statement = f"INSERT OR IGNORE INTO uploads ({names}) VALUES ({places})"  # noqa: S608
        is_new = await self._changed(statement, tuple(values.values()))
        (recorded,) = await self._all("WHERE (chat_id, message_id) = (?, ?)", upload.chat_id, upload.message_id)
        return recorded, is_new

    async def get(self, upload_id: int) -> Upload | None:
        """The upload with this id."""
        found = await self._all("WHERE id = ?", upload_id)
        return found[0] if found else None

    async def album(self, upload: Upload) -> list[Upload]:
        """It and those that were sent together with it, in their order."""
        if upload.media_group_id is None:
            return await self._all("WHERE id = ?", upload.id)
        values = (upload.chat_id, upload.media_group_id)
        return await self._all("WHERE (chat_id, media_group_id) = (?, ?) ORDER BY message_id", *values)

    async def messages(self, chat_id: int) -> set[int]:
        """The messages of this chat that are documents or cards."""
        query = "SELECT message_id, card_message_id FROM uploads WHERE chat_id = ?"
        return {number for row in await self._database.rows(query, (chat_id,)) for number in row if number}

    async def set_card(self, upload_id: int, message_id: int) -> None:
        """Note which message is the card."""
        await self._set(upload_id, card_message_id=message_id)

    async def set_details(self, upload_id: int, details: Details, unread_date: str | None = None) -> None:
        """Note what was set of it."""
        await self._set(upload_id, details=_details_json(details, unread_date))

    async def move(self, upload_id: int, before: State, after: State, replaces: Briefing | None = None) -> bool:
        """Decide, unless somebody (the same person by a double tap) was quicker -> whether this has decided it."""
        statement = "UPDATE uploads SET state = ?, replaces = ? WHERE id = ? AND state = ?"
        return await self._changed(statement, (after, dumped(replaces) if replaces else None, upload_id, before))

    async def was_read(self, upload: Upload, after: State) -> bool:
        """Note what reading has found (preview, details, replaces) -> False when it was decided about meanwhile."""
        statement = (
            "UPDATE uploads SET state = ?, preview = ?, details = ?, replaces = ? "
            "WHERE id = ? AND state IN ('arrived', 'publishing')"
        )
        preview = dumped(upload.preview) if upload.preview else None
        replaces = dumped(upload.replaces) if upload.replaces else None
        details = _details_json(upload.details, upload.unread_date)
        return await self._changed(statement, (after, preview, details, replaces, upload.id))

    async def close(self, upload_id: int, state: Literal["published", "discarded"]) -> None:
        """End it. The caption stays a while: it may be about others that were sent together with it."""
        statement = "UPDATE uploads SET state = ?, body = NULL, file_id = NULL WHERE id = ?"
        await self._changed(statement, (state, upload_id))

    async def tidy(self, before: datetime.datetime) -> None:
        """Forget what was said of those that have ended and are older than this."""
        await self._database.write(
            "UPDATE uploads SET caption = '', preview = NULL WHERE state IN ('published', 'discarded') "
            "AND created_at < ?",
            (before.isoformat(),),
        )

    async def forget(self, user_id: int) -> None:
        """Discard what a person has sent and not published, and forget what they said of it; files go at the start."""
        await self._database.write(
            "UPDATE uploads SET caption = '', body = NULL, file_id = NULL, preview = NULL, "
            "state = iif(state IN ('shown', 'failed'), 'discarded', state) "
            "WHERE user_id = ? AND state NOT IN ('arrived', 'publishing')",
            (user_id,),
        )

    async def unfinished(self) -> list[Upload]:
        """Those that are to be read or published, without an operation that waits to do so: the bot was killed.

        Not those whose update is still to be handled (again): then its handler does all that is to be done.
        """
        return [_upload(row) for row in await self._database.rows(UNFINISHED)]

    async def is_unfinished(self, upload_id: int) -> bool:
        """Whether no operation waits to do what is to be done."""
        return bool(await self._database.rows(f"{IDLE} AND uploads.id = ?", (upload_id,)))

    async def abandoned(self, before: datetime.datetime) -> list[Upload]:
        """Those older than this about which nothing was decided."""
        return await self._all("WHERE state IN ('shown', 'failed') AND created_at < ?", before.isoformat())

    async def open_ids(self) -> set[int]:
        """Those whose files are still needed."""
        query = "SELECT id FROM uploads WHERE state NOT IN ('published', 'discarded')"
        return {row[0] for row in await self._database.rows(query)}

    async def _all(self, condition: str, *values: object) -> list[Upload]:
        return [_upload(row) for row in await self._database.rows(f"{SELECT} {condition}", values)]

    async def _set(self, upload_id: int, **values: object) -> None:
        names = ", ".join(f"{name} = ?" for name in values)
        await self._database.write(f"UPDATE uploads SET {names} WHERE id = ?", (*values.values(), upload_id))  # noqa: S608

    async def _changed(self, statement: str, values: Sequence[object]) -> bool:
        async with self._database.transaction() as connection, connection.execute(statement, values) as cursor:
            return cursor.rowcount > 0


def _upload(row: Sequence[Any]) -> Upload:
    values = dict(zip(NAMES, row, strict=True))
    details = json.loads(values["details"])
    preview, replaces, posted_at = values["preview"], values["replaces"], values["posted_at"]
    return Upload(
        **values
        | {
            "forwarded": bool(values["forwarded"]),
            "posted_at": datetime.datetime.fromisoformat(posted_at) if posted_at else None,
            "created_at": datetime.datetime.fromisoformat(values["created_at"]),
            "details": _details(details),
            "unread_date": details.get("unread_date"),
            "preview": preview_of(json.loads(preview)) if preview else None,
            "replaces": briefing_of(json.loads(replaces)) if replaces else None,
        }
    )


def _details(values: Mapping[str, Any]) -> Details:
    tags = values.get("tags")
    return Details(values.get("title"), day_of(values.get("date")), None if tags is None else tuple(tags))


def _details_json(details: Details, unread_date: str | None) -> str:
    return dumped(asdict(details) | ({"unread_date": unread_date} if unread_date else {}))
