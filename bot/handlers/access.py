"""/start with what it may carry, the cards by which people are let in, and /users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton

from bot import delivery
from bot.admission import INVITATION
from bot.callbacks import make, number, parse
from bot.commands import offer_own_commands
from bot.handlers.rights import may
from bot.messages import texts_for
from bot.render.outgoing import Outgoing, shown_name
from bot.state.audit import Entry, actor_of
from bot.state.people import ROLES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from telegram import Bot, Update, User
    from telegram.ext import ContextTypes

    from bot.admission import Admission
    from bot.messages.access import AccessTexts
    from bot.services import Services
    from bot.state.people import Person, Role

CITATION = "q_"
NO_ROLE = "none"
REFUSED = "⛔"
MOST_LISTED = 90
"""Telegram takes 100 buttons."""


class AccessHandlers:
    """What administrators do with people; `on_plain_start` and `on_citation` are what /start does besides."""

    def __init__(
        self,
        services: Services,
        admission: Admission,
        *,
        on_plain_start: Callable[[Update, ContextTypes.DEFAULT_TYPE], Awaitable[None]],
        on_citation: Callable[[Update, ContextTypes.DEFAULT_TYPE, str], Awaitable[None]],
    ) -> None:
        self._services = services
        self._admission = admission
        self._on_plain_start = on_plain_start
        self._on_citation = on_citation

    async def on_start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/start, or a deep link that carries a citation or an invitation."""
        payload = context.args[0] if context.args else ""
        if payload.startswith(CITATION):
            await self._on_citation(update, context, payload.removeprefix(CITATION))
        elif payload.startswith(INVITATION):
            user, chat = update.effective_user, update.effective_chat
            if user is not None and chat is not None:
                text = await self._admission.redeem(context.bot, payload.removeprefix(INVITATION), user)
                await delivery.send(context.bot, chat.id, Outgoing(text))
        else:
            await self._on_plain_start(update, context)

    async def on_decide(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Approve or Deny on a card was pressed."""
        query = update.callback_query
        if query is None or not await may(self._services, update, context, "admin"):
            return
        texts = texts_for(query.from_user.language_code).access
        parsed = parse(query.data or "")
        subject = number(parsed[1][0]) if parsed and len(parsed[1]) == 2 else None
        if parsed is None or subject is None or parsed[1][1] not in ("yes", "no"):
            await delivery.answer_callback(query, texts.decided_toast)
            return
        decided = await self._admission.decide(context.bot, subject, parsed[1][1] == "yes", query.from_user)
        await delivery.answer_callback(query, texts.done_toast if decided else texts.decided_toast)

    async def on_users(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/users: the people and what they may do."""
        user = update.effective_user
        if user is not None and await may(self._services, update, context, "admin"):
            await delivery.send(context.bot, user.id, await self._list(user))

    async def on_user_button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A name in the list, a role on a card, or Back was pressed: usr | usr:<id> | usr:<id>:<role or none>."""
        query = update.callback_query
        if query is None or not await may(self._services, update, context, "admin"):
            return
        texts = texts_for(query.from_user.language_code)
        _, arguments = parse(query.data or "") or ("", [])
        person = await self._person(arguments)
        if not arguments:
            toast, shown = None, await self._list(query.from_user)
        elif person and len(arguments) == 1:
            toast, shown = None, self._card(person, texts.access)
        elif person and len(arguments) == 2 and arguments[1] in (*ROLES, NO_ROLE):
            toast = await self._change(context.bot, person, arguments[1], query.from_user)
            shown = await self._list(query.from_user)
        else:
            await delivery.answer_callback(query, texts.answers.not_understood_toast)
            return
        await delivery.answer_callback(query, toast)
        if query.message is not None:
            await delivery.edit(context.bot, query.message.chat.id, query.message.message_id, shown)

    async def _person(self, arguments: Sequence[str]) -> Person | None:
        user_id = number(arguments[0]) if arguments else None
        return await self._services.people.get(user_id) if user_id else None

    async def _change(self, bot: Bot, person: Person, wanted: str, by: User) -> str:
        """Give a person another role, or none, and tell them -> the toast for the administrator."""
        texts = texts_for(by.language_code).access
        if person.id in self._services.settings.admins:
            return texts.fixed_admin.format(name=shown_name(person.name))
        role: Role | None = next((role for role in ROLES if role == wanted), None)
        theirs = (await self._admission.texts_of(person.id)).access
        if role is None:
            await self._services.people.deny(person.id)
            await self._services.audit.record(actor_of(by), Entry("role_taken", str(person.id)))
            await self._admission.tell(bot, person.id, theirs.role_taken)
        else:
            await self._services.people.set_role(person.id, role)
            await self._services.audit.record(actor_of(by), Entry("role_given", str(person.id), {"role": role}))
            text = theirs.role_changed.format(role=theirs.role_names[role])
            await self._admission.tell(bot, person.id, text)
        await offer_own_commands(bot, person.id, role, person.language)
        return texts.done_toast

    async def _list(self, admin: User) -> Outgoing:
        texts = texts_for(admin.language_code).access
        people = await self._services.people.decided()
        fixed = self._services.settings.admins
        shown: list[tuple[int, Person | None, Role | None]] = [
            (user_id, await self._services.people.get(user_id), "admin") for user_id in fixed
        ]
        shown += [(person.id, person, person.role) for person in people if person.id not in fixed]
        rows = []
        for user_id, person, role in shown[:MOST_LISTED]:
            name = (person and shown_name(person.name)) or user_id
            label = f"{name} · {texts.role_names[role] if role else REFUSED}"
            rows.append((InlineKeyboardButton(label, callback_data=make("usr", user_id)),))
        return Outgoing(texts.users_title if rows else texts.users_none, (), tuple(rows))

    def _card(self, person: Person, texts: AccessTexts) -> Outgoing:
        role = texts.role_names[person.role] if person.role else REFUSED
        roles = tuple(
            InlineKeyboardButton(texts.role_names[role], callback_data=make("usr", person.id, role))
            for role in ROLES
            if role != person.role
        )
        remove = InlineKeyboardButton(texts.remove, callback_data=make("usr", person.id, NO_ROLE))
        back = InlineKeyboardButton(texts.back, callback_data=make("usr"))
        text = texts.user_card.format(name=shown_name(person.name), user_id=person.id, role=role)
        return Outgoing(text, (), (roles, (remove, back)))
