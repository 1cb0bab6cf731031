"""Commands: which of them the menus show, to whom, in which language."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import (
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.messages import ENGLISH, LANGUAGES, texts_for

if TYPE_CHECKING:
    from telegram import Bot, BotCommandScope

    from bot.messages import Texts
    from bot.state.people import Role

PRIVATE = ("briefings", "latest", "focus", "verify", "help", "about", "privacy", "forget")
UPLOADER = (*PRIVATE, "cancel")
ADMIN = (*UPLOADER, "withdrawn", "history", "users", "feedback", "unanswered", "audit",
         "reindex", "canary", "reports", "status")  # fmt: skip
GROUP = ("ask", "help")
GROUP_ADMIN = (*GROUP, "settings")
PROTECTED = frozenset(ADMIN) - {*PRIVATE, *GROUP_ADMIN}
"""What needs the role of an uploader or administrator (bot/handlers/rights.py)."""
OF_ROLE: dict[Role | None, tuple[str, ...]] = {"uploader": UPLOADER, "admin": ADMIN}

logger = logging.getLogger(__name__)


async def offer_commands(bot: Bot) -> None:
    """Fill the menus that everybody sees."""
    scopes: list[tuple[BotCommandScope, tuple[str, ...]]] = [
        (BotCommandScopeAllPrivateChats(), PRIVATE),
        (BotCommandScopeAllGroupChats(), GROUP),
        (BotCommandScopeAllChatAdministrators(), GROUP_ADMIN),
    ]
    for scope, names in scopes:
        for texts in LANGUAGES.values():
            language = None if texts is ENGLISH else texts.language
            await bot.set_my_commands(_described(names, texts), scope=scope, language_code=language)


async def offer_own_commands(bot: Bot, person: int, role: Role | None, language_code: str | None) -> None:
    """Show an uploader or administrator also what only they may use, in their chat alone; others what all see."""
    names = OF_ROLE.get(role)
    await _try(bot, person, _described(names, texts_for(language_code)) if names else None)


async def _try(bot: Bot, person: int, commands: list[tuple[str, str]] | None) -> None:
    scope = BotCommandScopeChat(person)
    try:
        if commands is None:
            await bot.delete_my_commands(scope)
        else:
            await bot.set_my_commands(commands, scope)
    except TelegramError as error:
        logger.info("the menu of %s stays as it is: %s", person, error)


def _described(names: tuple[str, ...], texts: Texts) -> list[tuple[str, str]]:
    descriptions = {
        **texts.sources.commands,
        **texts.access.commands,
        **texts.jobs.commands,
        **texts.operations.commands,
        **texts.editing.commands,
    }
    return [(name, descriptions[name]) for name in names]
