"""Prompts: what a person was asked for, so that their next text in that chat is taken as the value.

How to use it, in a handler whose button asks for something:

    prompt_id = await services.prompts.ask(place.chat_id, place.user.id, "title", {"upload": 7})
    await place.say(bot, prompt_message(text, prompt_id, place.texts.editing, can_clear=False))  # bot/render/prompt.py

and in application.py, where the table of handlers is: `prompts.register("title", handlers.on_title)`. `on_title` is a
`bot.handlers.prompts.Take`: it gets the value, "" when the person wants it cleared, and tells whether it could be used;
when not, it has said so, and the next text is taken again. What is to be a document ("send the new file") has no Take:
the handler of documents looks at `get` and calls `end` when it has used it.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.state.database import Database

WAITS = datetime.timedelta(minutes=15)
"""So long a text is taken as the value; a later one is a question again."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What was asked for: the action names what takes the value, the arguments are its own."""

    id: int
    action: str
    arguments: dict[str, Any]
    message_id: int | None
    """Of the message below which it was asked, where the action wants to change that."""


class Prompts:
    """The table prompts: one for each person and chat, the last one counts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(
        self, chat_id: int, user_id: int, action: str, arguments: Mapping[str, Any], message_id: int | None = None
    ) -> int:
        """Take the person's next text in this chat as the value -> the prompt's id."""
        return await self._database.write(
            "INSERT OR REPLACE INTO prompts (chat_id, user_id, action, arguments, message_id, created_at) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (chat_id, user_id, action, json.dumps(arguments), message_id, _now().isoformat()),
        )

    async def get(self, chat_id: int, user_id: int) -> Prompt | None:
        """What a person was asked for in a chat; it stays until `end`, so that a bot that is killed loses nothing."""
        row = await self._database.row(
            "SELECT id, action, arguments, message_id FROM prompts "
            "WHERE chat_id = ? AND user_id = ? AND created_at > ?",
            (chat_id, user_id, (_now() - WAITS).isoformat()),
        )
        return Prompt(row[0], row[1], json.loads(row[2]), row[3]) if row else None

    async def end(self, prompt_id: int) -> None:
        """The value was used, or is not wanted any more; another prompt that has come since stays."""
        await self._database.write("DELETE FROM prompts WHERE id = ?", (prompt_id,))

    async def cancel(self, chat_id: int, user_id: int) -> bool:
        """Take the next text as a question again (/cancel) -> whether anything was asked for."""
        before = await self.get(chat_id, user_id)
        await self._database.write("DELETE FROM prompts WHERE chat_id = ? AND user_id = ?", (chat_id, user_id))
        return before is not None

    async def forget(self, user_id: int) -> None:
        """Delete what a person was asked for."""
        await self._database.write("DELETE FROM prompts WHERE user_id = ?", (user_id,))


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
