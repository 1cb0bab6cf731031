"""Access: who may do what. Groups are let in as groups: in one that is, every member may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import Chat, MessageEntity
from telegram.constants import ChatType

from bot.state.people import ROLES, Role

if TYPE_CHECKING:
    from telegram import Bot, Message

    from bot.settings import BotSettings
    from bot.state.chats import Chats
    from bot.state.people import People

GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


class Access:
    """The one place that knows the rules; handlers ask it, and the gate (gate.py) before them."""

    def __init__(self, settings: BotSettings, people: People, chats: Chats) -> None:
        self._settings = settings
        self._people = people
        self._chats = chats

    async def role_of(self, user_id: int) -> Role | None:
        """What a person may do: None for nothing."""
        if user_id in self._settings.admins:
            return "admin"
        person = await self._people.get(user_id)
        listed = user_id in self._settings.allowed
        if person and person.role and (listed or person.role == "admin" or self._settings.access != "closed"):
            return person.role
        if person and person.denied:
            return None
        return "reader" if listed or self._settings.access == "open" else None

    async def is_at_least(self, user_id: int, role: Role) -> bool:
        """Whether a person may do what this role may."""
        own = await self.role_of(user_id)
        return own is not None and ROLES.index(own) >= ROLES.index(role)

    async def admins(self) -> list[int]:
        """All administrators of the bot, those of the settings first."""
        return list(dict.fromkeys([*self._settings.admins, *await self._people.admins()]))

    async def is_approved(self, chat: Chat) -> bool:
        """Whether the bot may speak in a group, once it is switched on there."""
        if chat.id in self._settings.allowed:
            return True
        group = await self._chats.get(chat.id)
        return group.approved or (self._settings.access == "open" and not group.denied)

    async def is_open(self, chat: Chat) -> bool:
        """Whether a group is approved and switched on."""
        return (await self._chats.get(chat.id)).enabled and await self.is_approved(chat)


def is_addressed(message: Message, bot: Bot) -> bool:
    """Whether a message is meant for the bot: in a group by a command, a reply to it, or a mention of it."""
    if message.chat.type == ChatType.PRIVATE:
        return True
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == bot.id:
        return True
    name = f"@{bot.username}".lower()
    for entity, text in _marked(message).items():
        if entity.type == MessageEntity.MENTION and text.lower() == name:
            return True
        if entity.type == MessageEntity.TEXT_MENTION and entity.user is not None and entity.user.id == bot.id:
            return True
        if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0 and addressee(text) in ("", name):
            return True
    return False


def _marked(message: Message) -> dict[MessageEntity, str]:
    kinds: list[str | None] = [MessageEntity.BOT_COMMAND, MessageEntity.MENTION, MessageEntity.TEXT_MENTION]
    if message.text:
        return message.parse_entities(kinds)
    return message.parse_caption_entities(kinds) if message.caption else {}


def addressee(command: str) -> str:
    """Of "/ask@some_bot" the "@some_bot", in lower case; "" where none is named."""
    _, at, name = command.partition("@")
    return (at + name).lower()
