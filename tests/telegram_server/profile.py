"""What a bot says of itself: commands by scope and language, names and descriptions by language."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from telegram_server.content import utf16_length
from telegram_server.refusal import RefusedError

if TYPE_CHECKING:
    from telegram_server.chats import Chat
    from telegram_server.people import User

Json = dict[str, Any]
SCOPES = {
    "default": (), "all_private_chats": (), "all_group_chats": (), "all_chat_administrators": (),
    "chat": ("chat_id",), "chat_administrators": ("chat_id",), "chat_member": ("chat_id", "user_id"),
}  # fmt: skip
LIMITS = {"name": 64, "description": 512, "short_description": 120}


class Profile:
    def __init__(self) -> None:
        self._commands: dict[tuple[str, str], list[Json]] = {}
        self._texts: dict[tuple[str, str], str] = {}

    def set_commands(self, commands: list[Json], scope: Json, language: str) -> None:
        if len(commands) > 100:
            raise RefusedError("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise RefusedError("BOT_COMMAND_INVALID")
            if not 1 <= utf16_length(command["description"]) <= 256:
                raise RefusedError("BOT_COMMAND_DESCRIPTION_INVALID")
        self._commands[_key(scope, language)] = commands

    def commands(self, scope: Json, language: str) -> list[Json]:
        return self._commands.get(_key(scope, language), [])

    def commands_for(self, user: User, chat: Chat) -> list[Json]:
        """The menu that a person is shown: the narrowest scope that has commands, in their language or in none."""
        for scope in _scopes_seen(user, chat):
            for language in (user.language_code or "", ""):
                if commands := self.commands(scope, language):
                    return commands
        return []

    def set_text(self, kind: str, text: str, language: str) -> None:
        if utf16_length(text) > LIMITS[kind]:
            raise RefusedError(f"{kind.replace('_', ' ')} is too long")
        self._texts[kind, _checked_language(language)] = text

    def text(self, kind: str, language: str) -> str:
        return self._texts.get((kind, language)) or self._texts.get((kind, ""), "")


def _scopes_seen(user: User, chat: Chat) -> list[Json]:
    here = {"chat_id": chat.id}
    if chat.person:
        return [{"type": "chat"} | here, {"type": "all_private_chats"}, {"type": "default"}]
    in_charge = chat.status(user) in ("creator", "administrator")
    scopes: list[tuple[Json, bool]] = [
        ({"type": "chat_member", "user_id": user.id} | here, True),
        ({"type": "chat_administrators"} | here, in_charge),
        ({"type": "chat"} | here, True),
        ({"type": "all_chat_administrators"}, in_charge),
        ({"type": "all_group_chats"}, True),
        ({"type": "default"}, True),
    ]
    return [scope for scope, seen in scopes if seen]


def _key(scope: Json, language: str) -> tuple[str, str]:
    needed = SCOPES.get(scope["type"])
    if needed is None or set(scope) != {"type", *needed}:
        raise RefusedError("can't parse BotCommandScope: Unsupported type specified")
    return json.dumps(scope, sort_keys=True), _checked_language(language)


def _checked_language(language: str) -> str:
    if not re.fullmatch(r"([a-z]{2})?", language):
        raise RefusedError("invalid language code specified")
    return language
