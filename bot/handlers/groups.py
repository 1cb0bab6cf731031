"""Groups: /settings for their administrators, arriving and leaving, and becoming a supergroup."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot import callbacks, delivery
from bot.access import GROUPS
from bot.admission import Admission
from bot.handlers.focus import tags_of
from bot.handlers.place import place_of
from bot.messages import texts_for
from bot.render.briefings import MAX_TAGS, shown_tags
from bot.render.outgoing import Outgoing, shown_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import Bot, Chat, ChatMember, Update
    from telegram.ext import ContextTypes

    from bot.handlers.place import Place
    from bot.messages.sources import SourceTexts
    from bot.services import Services

ADMINISTRATORS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)
AWAY = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
TAGS_IN_A_ROW = 3
CHOSEN = "✓ "


class GroupHandlers:
    """Whether a group is let in is decided by the bot's administrators (admission.py); on and off is its own matter."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._admission = Admission(services)

    async def on_settings(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/settings shows them; tags behind it restrict what is searched."""
        place, message = place_of(update), update.effective_message
        if place is None or message is None:
            return
        texts = place.texts.sources
        if message.chat.type not in GROUPS:
            await place.say(context.bot, Outgoing(texts.group_only))
            return
        anonymous = message.sender_chat is not None and message.sender_chat.id == message.chat_id
        if not (anonymous or await _is_administrator(context.bot, place)):  # only administrators can be anonymous
            await place.say(context.bot, Outgoing(texts.group_administrators_only))
            return
        wanted = [tag.strip() for tag in " ".join(context.args or ()).split(",") if tag.strip()]
        known = {tag.casefold(): tag for tag in await self._tags()}
        for tag in wanted:
            if tag.casefold() not in known:
                await place.say(context.bot, Outgoing(texts.group_no_tag.format(tag=shown_name(tag))))
                return
        await self._services.chats.seen(message.chat_id, message.chat.title or "")
        if wanted:
            await self._services.chats.set_tags(place.chat_id, [known[tag.casefold()] for tag in wanted])
        await place.say(context.bot, await self._settings(message.chat, texts))

    async def on_settings_button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Change a setting: grp:on | grp:off | grp:all | grp:tag:<hash>."""
        place, query = place_of(update), update.callback_query
        if place is None or query is None or query.message is None:
            return
        texts, chat = place.texts.sources, query.message.chat
        _, arguments = callbacks.parse(query.data or "") or ("", [])
        if chat.type not in GROUPS or not arguments:
            await delivery.answer_callback(query, place.texts.answers.not_understood_toast)
            return
        if not await _is_administrator(context.bot, place):
            await delivery.answer_callback(query, texts.group_administrators_only, alert=True)
            return
        await self._change(context.bot, chat, place, arguments)
        await delivery.answer_callback(query)
        await delivery.edit(context.bot, place.chat_id, place.message_id, await self._settings(chat, texts))

    async def on_my_chat_member(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say hello in a new group, where it may ever speak; one that has removed the bot is switched off."""
        changed = update.my_chat_member
        if changed is None or changed.chat.type not in GROUPS:
            return
        was_there, is_there = (_is_there(member) for member in (changed.old_chat_member, changed.new_chat_member))
        if was_there and not is_there:
            await self._services.chats.set_enabled(changed.chat.id, False)
        if is_there and not was_there:
            await self._services.chats.seen(changed.chat.id, changed.chat.title or "")
            if self._services.settings.access == "closed" and not await self._services.access.is_approved(changed.chat):
                return
            texts = texts_for(changed.from_user.language_code).sources
            await delivery.send(context.bot, changed.chat.id, Outgoing(texts.group_hello))

    async def on_migrate(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:  # noqa: ARG002
        """Move the settings of a group that became a supergroup; both chats tell of it."""
        message = update.effective_message
        if message is None:
            return
        if message.migrate_to_chat_id:
            await self._services.chats.migrate(message.chat_id, message.migrate_to_chat_id)
        if message.migrate_from_chat_id:
            await self._services.chats.migrate(message.migrate_from_chat_id, message.chat_id)

    async def _change(self, bot: Bot, chat: Chat, place: Place, arguments: Sequence[str]) -> None:
        chats, (action, *rest) = self._services.chats, arguments
        if action in ("on", "off"):
            await chats.set_enabled(chat.id, action == "on")
        if action == "on" and await self._may_ask_for_approval(chat):
            await self._admission.ask_for_group(bot, chat, place.user)
        if action == "all":
            await chats.set_tags(chat.id, ())
        if action == "tag" and rest:
            chosen = (await chats.get(chat.id)).tags
            pressed = [tag for tag in {*chosen, *await self._tags()} if _tag_hash(tag) == rest[0]]
            kept = [tag for tag in chosen if tag not in pressed]
            await chats.set_tags(chat.id, kept + [tag for tag in pressed if tag not in chosen])

    async def _may_ask_for_approval(self, chat: Chat) -> bool:
        """Whether the bot's administrators have neither decided nor been asked."""
        if await self._services.access.is_approved(chat) or (await self._services.chats.get(chat.id)).denied:
            return False
        return not await self._services.decisions.card_holders(chat.id)

    async def _tags(self) -> list[str]:
        return tags_of(await self._services.worker.run(self._services.index.briefings))

    async def _settings(self, chat: Chat, texts: SourceTexts) -> Outgoing:
        group, tags = await self._services.chats.get(chat.id), await self._tags()
        lines = [texts.group_on if group.enabled else texts.group_off]
        if not await self._services.access.is_approved(chat):
            lines.append(texts.group_not_approved)
        lines.append(texts.group_tags.format(tags=shown_tags(group.tags)) if group.tags else texts.group_all)
        if tags:
            lines.append(texts.group_how)
        shown = list(dict.fromkeys([*group.tags, *tags]))[:MAX_TAGS]
        switch = _button(texts.button_off, "off") if group.enabled else _button(texts.button_on, "on")
        everything = (_button(texts.button_all_tags, "all"),) if group.tags else ()
        toggles = [_button(CHOSEN * (tag in group.tags) + shown_name(tag), "tag", _tag_hash(tag)) for tag in shown]
        rows = [tuple(toggles[start : start + TAGS_IN_A_ROW]) for start in range(0, len(toggles), TAGS_IN_A_ROW)]
        buttons = tuple(row for row in ((switch,), everything, *rows) if row)
        return Outgoing("\n\n".join(lines), (), buttons)


async def _is_administrator(bot: Bot, place: Place) -> bool:
    """Whether who wrote or pressed administers the group; what Telegram does not tell counts as no."""
    try:
        member = await bot.get_chat_member(place.chat_id, place.user.id)
    except TelegramError:
        return False
    return member.status in ADMINISTRATORS


def _is_there(member: ChatMember) -> bool:
    return member.status not in AWAY


def _button(label: str, *arguments: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=callbacks.make("grp", *arguments))


def _tag_hash(tag: str) -> str:
    """A tag may be longer than a button's data."""
    return sha256(tag.encode()).hexdigest()[:16]
