"""Admission: people and groups ask to be let in, the administrators decide by a card, once."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton
from telegram.error import TelegramError

from bot import delivery
from bot.callbacks import make
from bot.commands import offer_own_commands
from bot.messages import texts_for
from bot.render.outgoing import Outgoing, shown_name
from bot.state.audit import Entry, actor_of
from bot.state.people import name_of

if TYPE_CHECKING:
    from telegram import Bot, Chat, User

    from bot.messages import Texts
    from bot.services import Services

INVITATION = "i_"
"""What the payload of a deep link with an invitation begins with; its secret follows."""

logger = logging.getLogger(__name__)


class Admission:
    """Requests, their cards, and what follows from a decision. A subject is a person (> 0) or a group (< 0)."""

    def __init__(self, services: Services) -> None:
        self._people = services.people
        self._chats = services.chats
        self._decisions = services.decisions
        self._access = services.access
        self._audit = services.audit
        self._attempts = services.attempts

    async def ask_for_person(self, bot: Bot, user: User) -> None:
        """Ask the administrators to let a person in."""
        await self._people.ask(user.id)
        await self._send_cards(bot, user.id, name_of(user))

    async def ask_for_group(self, bot: Bot, chat: Chat, user: User) -> None:
        """Ask the administrators to let a group in that one of its administrators has switched on."""
        await self._chats.seen(chat.id, chat.title or "")
        await self._send_cards(bot, chat.id, name_of(user))

    async def decide(self, bot: Bot, subject: int, yes: bool, by: User) -> bool:
        """Let in or refuse, tell those concerned -> False when it has been decided before."""
        cards = await self._decisions.decide(subject, yes, actor_of(by))
        if not cards:
            return False
        logger.info("%s was %s by %s", subject, "let in" if yes else "refused", by.id)
        for admin, message_id in cards:
            await self._mark_decided(bot, subject, admin, message_id, yes, by)
        if subject > 0:
            person = await self._people.get(subject)
            texts = texts_for(person.language if person else None).access
            await self.tell(bot, subject, texts.let_in if yes else texts.denied)
        return True

    async def redeem(self, bot: Bot, token: str, user: User) -> str:
        """Use an invitation -> what to say to who opened it."""
        texts = texts_for(user.language_code).access
        given = await self._people.redeem(token, user.id)
        if given is None:
            await self._attempts.refused(user, f"/start {INVITATION}…")
            return texts.invitation_useless
        role = await self._access.role_of(user.id)
        await self._audit.record(actor_of(user), Entry("invited", str(user.id), {"role": given}))
        if role is None:  # a bot that is closed takes no more readers by invitation
            return texts.invitation_useless
        logger.info("%s is %s by an invitation", user.id, role)
        await offer_own_commands(bot, user.id, role, user.language_code)
        if role == "admin":
            await self.catch_up(bot, user.id)
        return texts.invited.format(role=texts.role_names[role])

    async def tell(self, bot: Bot, chat_id: int, text: str) -> None:
        """Send a plain text to somebody who may not want to hear it: then nothing happens."""
        try:
            await delivery.send(bot, chat_id, Outgoing(text))
        except (delivery.UndeliverableError, TelegramError) as error:
            logger.info("%s could not be told: %s", chat_id, error)

    async def texts_of(self, user_id: int) -> Texts:
        """What to say to a person who has not written just now."""
        person = await self._people.get(user_id)
        return texts_for(person.language if person else None)

    async def catch_up(self, bot: Bot, admin: int) -> None:
        """Show an administrator the requests of people that they have no card of."""
        for person in await self._people.pending():
            if admin not in await self._decisions.card_holders(person.id):
                await self._send_card(bot, admin, person.id, person.name)

    async def _send_cards(self, bot: Bot, subject: int, name: str) -> None:
        for admin in await self._access.admins():
            if await self._people.get(admin) is None:
                logger.warning("administrator %s has never written to the bot, and cannot be asked", admin)
            else:
                await self._send_card(bot, admin, subject, name)

    async def _send_card(self, bot: Bot, admin: int, subject: int, name: str) -> None:
        texts = (await self.texts_of(admin)).access
        buttons = (
            InlineKeyboardButton(texts.approve, callback_data=make("acc", subject, "yes")),
            InlineKeyboardButton(texts.deny, callback_data=make("acc", subject, "no")),
        )
        if subject > 0:
            text = texts.person_asks.format(name=shown_name(name), user_id=subject)
        else:
            title = (await self._chats.get(subject)).title
            text = texts.group_asks.format(title=shown_name(title), name=shown_name(name), chat_id=subject)
        try:
            message_id = await delivery.send(bot, admin, Outgoing(text, (), (buttons,)))
        except (delivery.UndeliverableError, TelegramError) as error:
            logger.warning("administrator %s cannot be asked about %s: %s", admin, subject, error)
            return
        await self._decisions.remember_card(subject, admin, message_id)

    async def _mark_decided(self, bot: Bot, subject: int, admin: int, message_id: int, yes: bool, by: User) -> None:
        texts = await self.texts_of(admin)
        person = await self._people.get(subject) if subject > 0 else None
        name = person.name if person else (await self._chats.get(subject)).title
        verdict = (texts.access.approved_by if yes else texts.access.denied_by).format(name=shown_name(name_of(by)))
        card = Outgoing(f"{shown_name(name) or subject}\n{subject}\n\n{verdict}")
        try:
            await delivery.edit(bot, admin, message_id, card)
        except TelegramError as error:
            logger.info("the card of %s could not be changed: %s", admin, error)
