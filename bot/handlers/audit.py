"""/audit: administrators read who did what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import callbacks, delivery
from bot.handlers.place import place_of
from bot.handlers.rights import may
from bot.render.audit import A_PAGE, audit_message
from bot.render.outgoing import Outgoing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import Update
    from telegram.ext import ContextTypes

    from bot.messages import Texts
    from bot.services import Services
    from bot.state.audit import Recorded

MOST_PAGES = 100_000


class AuditHandlers:
    """Newest first, in pages."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def on_audit(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/audit: the first page."""
        place = place_of(update)
        if place is not None and await may(self._services, update, context, "admin"):
            await place.say(context.bot, await self._page(0, place.texts))

    async def on_page(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """aud:<page>: another page in the place of this one."""
        place, query = place_of(update), update.callback_query
        if place is None or query is None or not await may(self._services, update, context, "admin"):
            return
        _, arguments = callbacks.parse(query.data or "") or ("", [])
        page = callbacks.number(arguments[0]) if len(arguments) == 1 else None
        if page is None or not 0 <= page < MOST_PAGES:
            await delivery.answer_callback(query, place.texts.answers.not_understood_toast, alert=True)
            return
        await delivery.answer_callback(query)
        await delivery.edit(context.bot, place.chat_id, place.message_id, await self._page(page, place.texts))

    async def _page(self, page: int, texts: Texts) -> Outgoing:
        entries = await self._services.audit.page(A_PAGE + 1, page * A_PAGE)
        if not entries:
            return Outgoing(texts.operations.audit_none)
        return audit_message(entries, page, await self._names(entries), texts)

    async def _names(self, entries: Sequence[Recorded]) -> dict[str, str]:
        """What the people and groups are called now that something was done with."""
        names = {}
        for subject in {entry.subject for entry in entries}:
            number = callbacks.number(subject)
            if number is None:
                continue
            person = await self._services.people.get(number) if number > 0 else None
            name = person.name if person else (await self._services.chats.get(number)).title
            if name and name != subject:
                names[subject] = f"{name} ({subject})"
        return names
