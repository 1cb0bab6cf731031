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

PRIVATE = ("briefings", "latest", "focus", "verify", "help", "about", "privacy", "forget")
ADMIN = (*PRIVATE, "users", "feedback", "unanswered")
GROUP = ("ask", "help")
GROUP_ADMIN = (*GROUP, "settings")

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


async def offer_admin_commands(bot: Bot, admin: int, language_code: str | None) -> None:
    """Show an administrator the commands that only they may use, in their chat alone."""
    await _try(bot, admin, _described(ADMIN, texts_for(language_code)))


async def withdraw_admin_commands(bot: Bot, person: int) -> None:
    """Show somebody who is no administrator any more what all others see."""
    await _try(bot, person, None)


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
    descriptions = {**texts.sources.commands, **texts.access.commands}
    return [(name, descriptions[name]) for name in names]
