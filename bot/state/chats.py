"""Chats: groups with their settings, and what each person's questions are restricted to (focus)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.state import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.state.database import Database


@dataclass(frozen=True, slots=True)
class GroupChat:
    """A group; one that nobody has switched on has the defaults."""

    id: int
    title: str = ""
    approved: bool = False
    """By an administrator of the bot."""
    denied: bool = False
    enabled: bool = False
    """By an administrator of the group."""
    tags: tuple[str, ...] = ()
    """Answers come from briefings with one of these only; () for all."""


@dataclass(frozen=True, slots=True)
class Focus:
    """The one briefing, or the tag, that a person asks."""

    kind: Literal["briefing", "tag"]
    value: str


class Chats:
    """The tables chats and focus."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, chat_id: int) -> GroupChat:
        """The group with this id."""
        row = await self._database.row(
            "SELECT title, approved, denied, enabled, tags FROM chats WHERE id = ?", (chat_id,)
        )
        if row is None:
            return GroupChat(chat_id)
        title, approved, denied, enabled, tags = row
        return GroupChat(chat_id, title, bool(approved), bool(denied), bool(enabled), tuple(json.loads(tags)))

    async def seen(self, chat_id: int, title: str) -> None:
        """Keep the name of a group."""
        await self._database.write(
            "INSERT INTO chats (id, title) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET title = excluded.title",
            (chat_id, title),
        )

    async def set_enabled(self, chat_id: int, enabled: bool) -> None:
        """Switch a group on or off."""
        await self._set(chat_id, "enabled", enabled)

    async def set_tags(self, chat_id: int, tags: Sequence[str]) -> None:
        """Restrict the answers in a group."""
        await self._set(chat_id, "tags", json.dumps(list(tags)))

    async def migrate(self, old: int, new: int) -> None:
        """Move the settings of a group that became a supergroup; told twice, the second changes nothing."""
        async with self._database.transaction() as connection:
            # what the new chat may have got meanwhile is only its title
            await connection.execute(
                "DELETE FROM chats WHERE id = ? AND EXISTS (SELECT 1 FROM chats WHERE id = ?)", (new, old)
            )
            await connection.execute("UPDATE chats SET id = ? WHERE id = ?", (new, old))
            await connection.execute("UPDATE OR IGNORE focus SET chat_id = ? WHERE chat_id = ?", (new, old))
            await connection.execute(
                "UPDATE OR IGNORE request_cards SET subject_id = ? WHERE subject_id = ?", (new, old)
            )
            await connection.execute(shown.MIGRATE, {"old": old, "new": new})

    async def focus(self, chat_id: int, user_id: int) -> Focus | None:
        """What a person asks in a chat."""
        row = await self._database.row(
            "SELECT kind, value FROM focus WHERE chat_id = ? AND user_id = ?", (chat_id, user_id)
        )
        return Focus(*row) if row else None

    async def set_focus(self, chat_id: int, user_id: int, focus: Focus) -> None:
        """Restrict a person's questions in a chat."""
        await self._database.write(
            "INSERT OR REPLACE INTO focus (chat_id, user_id, kind, value) VALUES (?, ?, ?, ?)",
            (chat_id, user_id, focus.kind, focus.value),
        )

    async def clear_focus(self, chat_id: int, user_id: int) -> bool:
        """Let a person's questions range over everything again -> whether they were restricted."""
        before = await self.focus(chat_id, user_id)
        await self._database.write("DELETE FROM focus WHERE chat_id = ? AND user_id = ?", (chat_id, user_id))
        return before is not None

    async def forget(self, user_id: int) -> None:
        """Delete what a person's questions were restricted to."""
        await self._database.write("DELETE FROM focus WHERE user_id = ?", (user_id,))

    async def _set(self, chat_id: int, column: str, value: object) -> None:
        await self._database.write(
            f"INSERT INTO chats (id, title, {column}) VALUES (?, '', ?) "  # noqa: S608
            f"ON CONFLICT (id) DO UPDATE SET {column} = excluded.{column}",
            (chat_id, value),
        )
