"""The gate before all handlers: what is not for the bot or from nobody it knows goes no further.

Group -1 of the application; whoever is refused in a private chat gets one reply, a group that is closed gets none.
"""

from __future__ import annotations

import datetime
import logging
from typing import TYPE_CHECKING

from telegram import InlineQueryResultsButton, MessageOriginChannel
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest
from telegram.ext import ApplicationHandlerStop

from bot import delivery
from bot.access import GROUPS, is_addressed
from bot.admission import INVITATION
from bot.attempts import needs_role
from bot.commands import OF_ROLE, offer_own_commands
from bot.limits import Limits
from bot.messages import texts_for
from bot.render.outgoing import Outgoing

if TYPE_CHECKING:
    from telegram import Message, Update, User
    from telegram.ext import ContextTypes

    from bot.admission import Admission
    from bot.services import Services
    from bot.twins import Twins

ALL_THINGS_FACTOR = 6
"""So many times more than questions are buttons, commands and inline queries allowed."""

logger = logging.getLogger(__name__)


class Gate:
    """One callback for every update; raises ApplicationHandlerStop for what goes no further."""

    def __init__(self, services: Services, admission: Admission, twins: Twins) -> None:
        self._services = services
        self._admission = admission
        self._twins = twins
        self._limits = Limits()
        self._welcomed: set[int] = set()
        self._albums: dict[int, str] = {}
        self.taken_up: frozenset[int] = frozenset()
        """Numbers of updates that a bot that ended had begun to handle."""

    async def on_update(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Let an update through, or stop it."""
        if update.effective_message is not None and update.callback_query is None:
            self._twins.seen(update.effective_message.chat_id, update.effective_message.message_id)
        if not await self._passes(update, context):
            raise ApplicationHandlerStop

    async def _passes(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> bool:
        user, chat = update.effective_user, update.effective_chat
        if update.my_chat_member is not None:
            await self._note_blocking(update)
            return chat is not None and chat.type in GROUPS
        if update.message is not None and (update.message.migrate_to_chat_id or update.message.migrate_from_chat_id):
            return True
        if user is None or (chat is not None and chat.type == ChatType.CHANNEL) or self._is_machine(update, context):
            return False
        if update.callback_query is not None:
            return await self._passes_button(update, user)
        if update.inline_query is not None:
            return await self._passes_inline(update, user)
        message = update.message or update.edited_message
        if message is None:
            return False
        if message.chat.type in GROUPS:
            return await self._passes_in_group(update, message, user, context)
        return await self._passes_in_private(update, message, user, context)

    @staticmethod
    def _is_machine(update: Update, context: ContextTypes.DEFAULT_TYPE) -> bool:
        """Whether it was a bot, a channel in its discussion group, or this bot by an inline result of its own."""
        message, user = update.effective_message, update.effective_user
        if update.callback_query or update.inline_query or message is None or user is None:
            return user is not None and user.is_bot
        if message.via_bot is not None and message.via_bot.id == context.bot.id:
            return True
        anonymous = message.sender_chat is not None and message.sender_chat.id == message.chat_id
        return not anonymous and (user.is_bot or message.sender_chat is not None)

    async def _note_blocking(self, update: Update) -> None:
        changed = update.my_chat_member
        if changed is not None and changed.chat.type == ChatType.PRIVATE:
            blocked = changed.new_chat_member.status == ChatMemberStatus.BANNED
            await self._services.people.set_blocked(changed.chat.id, blocked)

    async def _passes_button(self, update: Update, user: User) -> bool:
        query = update.callback_query
        if query is None:
            return False
        chat = query.message.chat if query.message else None
        texts = texts_for(user.language_code).access
        allowed = chat is not None and chat.type in GROUPS and await self._services.access.is_open(chat)
        # in a group that is closed, its administrators may still press the button that opens it
        settings = chat is not None and chat.type in GROUPS and (query.data or "").startswith("grp:")
        if not (allowed or settings or await self._services.access.role_of(user.id)):
            await self._services.attempts.note(update)
            await delivery.answer_callback(query, texts.may_not_toast, alert=True)
            return False
        refusal = self._limits.take(("all", user.id), self._all_things)
        if refusal:
            await delivery.answer_callback(query, texts.too_fast.format(seconds=texts.seconds(refusal.seconds)))
        return refusal is None

    async def _passes_inline(self, update: Update, user: User) -> bool:
        query = update.inline_query
        if query is None:
            return False
        known = await self._services.access.role_of(user.id)
        if known and not self._limits.take(("all", user.id), self._all_things):
            return True
        text = texts_for(user.language_code).access.inline_ask
        button = None if known else InlineQueryResultsButton(text, start_parameter="inline")
        try:
            await query.answer([], cache_time=0, is_personal=True, button=button)
        except BadRequest as error:
            logger.info("an inline query cannot be answered: %s", error)
        return False

    async def _passes_in_group(
        self, update: Update, message: Message, user: User, context: ContextTypes.DEFAULT_TYPE
    ) -> bool:
        if not is_addressed(message, context.bot):
            return False
        if not await self._services.access.is_open(message.chat):
            if needs_role(message):
                await self._services.attempts.note(update)
            # all else is silence: its administrators learn from /settings what is to be done
            asks = _command(message) == "/settings" and update.message is not None
            return asks and self._limits.take(("all", user.id), self._all_things) is None
        if not self._is_fresh(update, message):
            return False
        settings, texts = self._services.settings, texts_for(user.language_code).access
        if is_question(message):
            refusal = self._limits.take(("group", message.chat_id), settings.chat_questions_per_minute)
            text = texts.too_fast_group
            if not refusal:
                refusal = self._limits.take(("questions", user.id), settings.questions_per_minute)
                text = texts.too_fast
        else:
            refusal, text = self._limits.take(("all", user.id), self._all_things), texts.too_fast
        if refusal and refusal.first:
            text = text.format(seconds=texts.seconds(refusal.seconds))
            topic = message.message_thread_id if message.is_topic_message else None
            await delivery.send(
                context.bot, message.chat_id, Outgoing(text), topic_id=topic, reply_to=message.message_id
            )
        return refusal is None and not await self._was_answered(update)

    async def _passes_in_private(
        self, update: Update, message: Message, user: User, context: ContextTypes.DEFAULT_TYPE
    ) -> bool:
        if await self._services.access.role_of(user.id) is None:
            await self._turn_away(update, message, user, context)
            return False
        await self._services.people.seen(user)
        await self._welcome(context, user)
        if update.message and is_upload(message) and await self._services.access.is_at_least(user.id, "uploader"):
            return True  # never too late, and never too many: an album is ten at once
        if not self._is_fresh(update, message):
            return False
        if self._is_rest_of_album(message):
            return False
        settings, texts = self._services.settings, texts_for(user.language_code).access
        if is_question(message):
            refusal = self._limits.take(("questions", user.id), settings.questions_per_minute)
        else:
            refusal = self._limits.take(("all", user.id), self._all_things)
        if refusal and refusal.first:
            text = texts.too_fast.format(seconds=texts.seconds(refusal.seconds))
            await delivery.send(context.bot, message.chat_id, Outgoing(text), reply_to=message.message_id)
        return refusal is None and not await self._was_answered(update)

    async def _turn_away(
        self, update: Update, message: Message, user: User, context: ContextTypes.DEFAULT_TYPE
    ) -> None:
        """Give a stranger the one reply: what to do, or that it has been done."""
        refusal = self._limits.take(("stranger", user.id), self._services.settings.questions_per_minute)
        if refusal or update.message is None:
            return
        if needs_role(message):
            await self._services.attempts.note(update)
        command, _, payload = (message.text or "").partition(" ")
        if command == "/start" and payload.startswith(INVITATION):
            await self._services.people.seen(user)
            text = await self._admission.redeem(context.bot, payload.removeprefix(INVITATION), user)
        else:
            text = await self._denial(user, context, asks=command == "/start")
        await delivery.send(context.bot, message.chat_id, Outgoing(text))

    async def _denial(self, user: User, context: ContextTypes.DEFAULT_TYPE, *, asks: bool) -> str:
        people, texts = self._services.people, texts_for(user.language_code).access
        person = await people.get(user.id)
        if person and person.denied:
            return texts.denied
        if self._services.settings.access == "closed":
            return texts.closed.format(user_id=user.id)
        if person and person.pending:
            return texts.request_waits
        if not asks:
            return texts.request_first
        await people.seen(user)
        await self._admission.ask_for_person(context.bot, user)
        return texts.request_sent

    async def _welcome(self, context: ContextTypes.DEFAULT_TYPE, user: User) -> None:
        """Show an uploader or administrator their commands, and the latter the requests that came before them."""
        role = await self._services.access.role_of(user.id)
        if user.id in self._welcomed or role not in OF_ROLE:
            return
        self._welcomed.add(user.id)
        await offer_own_commands(context.bot, user.id, role, user.language_code)
        if role == "admin":
            await self._admission.catch_up(context.bot, user.id)

    def _is_fresh(self, update: Update, message: Message) -> bool:
        """Whether a question came in time; what is none (a command, a document) is never too late."""
        if not is_question(message):
            return True
        at = (message.edit_date if update.edited_message else None) or message.date
        age = datetime.datetime.now(datetime.UTC) - at
        return age <= datetime.timedelta(minutes=self._services.settings.max_question_age_minutes)

    def _is_rest_of_album(self, message: Message) -> bool:
        """Whether it is a further one of several sent together: one line is said about them all."""
        before = self._albums.get(message.chat_id)
        if message.media_group_id is None:
            return False
        self._albums[message.chat_id] = message.media_group_id
        return before == message.media_group_id

    async def _was_answered(self, update: Update) -> bool:
        """Whether the bot ended after it had answered, and before it could note so."""
        if update.update_id not in self.taken_up or update.message is None:
            return False
        message = update.message
        return await self._services.ledger.by_question(message.chat_id, message.message_id) is not None

    @property
    def _all_things(self) -> int:
        return ALL_THINGS_FACTOR * self._services.settings.questions_per_minute


def is_question(message: Message) -> bool:
    """Whether a message wants an answer from the briefings: any text but other commands; also a voice or a picture."""
    command = _command(message)
    return message.document is None and command in ("", "/ask")


def is_upload(message: Message) -> bool:
    """Whether a message becomes a briefing if its sender may upload: a document, a forwarded post of a channel."""
    is_post = isinstance(message.forward_origin, MessageOriginChannel)
    return message.document is not None or (is_post and bool(message.text or message.caption))


def _command(message: Message) -> str:
    """The command that a message is, without the bot's name; "" for none."""
    text = message.text or ""
    return text.split(maxsplit=1)[0].partition("@")[0].lower() if text.startswith("/") else ""
