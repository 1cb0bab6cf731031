"""Briefings to look at: lists, cards, original files, and quotes to be checked or opened."""

from __future__ import annotations

import logging
import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from telegram import InputFile
from telegram.constants import FileSizeLimit
from telegram.error import BadRequest, Forbidden

from bot import callbacks, delivery
from bot.handlers.focus import end_focus, focus_on_briefing
from bot.handlers.place import Place, place_of
from bot.render.admin_card import admin_rows
from bot.render.briefings import (
    A_PAGE,
    EVERYTHING,
    card_message,
    latest_message,
    list_message,
    short_hash,
    verification_message,
)
from bot.render.context import context_message
from bot.render.outgoing import MAX_UNITS, Outgoing, shown_name, units
from index import BriefingError

if TYPE_CHECKING:
    from telegram import Bot, CallbackQuery, Update
    from telegram.ext import ContextTypes

    from bot.services import Services
    from index import Briefing

CITATION = re.compile(r"(?<![0-9a-f])[0-9a-f]{16}-\d{1,9}-\d{1,9}(?!\d)", re.IGNORECASE)
UPLOAD_SECONDS = 120

logger = logging.getLogger(__name__)


class SourceHandlers:
    """Buttons name a briefing by the hash of its text: below an old message they never show another text."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def on_briefings(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/briefings: the first page of the list."""
        place = place_of(update)
        if place is not None:
            await place.say(context.bot, list_message(await self._briefings(), 0, place.texts.sources))

    async def on_latest(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/latest: the newest briefings."""
        place = place_of(update)
        if place is not None:
            await place.say(context.bot, latest_message(await self._briefings(), place.texts.sources))

    async def on_list(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show another page of the list in the place of this one, or of a card: list:<page>."""
        place, query = place_of(update), update.callback_query
        if place is None or query is None:
            return
        page = callbacks.number(_argument(query))
        if page is None:
            await delivery.answer_callback(query, place.texts.answers.not_understood_toast)
            return
        await delivery.answer_callback(query)
        await self._show(context.bot, place, list_message(await self._briefings(), page, place.texts.sources))

    async def on_card(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show a card in the place of the list: card:<hash>."""
        place, query = place_of(update), update.callback_query
        if place is None or query is None:
            return
        briefings = await self._briefings()
        briefing = await self._named(query, place, briefings)
        if briefing is not None:
            await delivery.answer_callback(query)
            may_edit = not place.is_group and await self._services.access.is_at_least(place.user.id, "admin")
            further = admin_rows(briefing, place.texts.editing) if may_edit else ()
            card = card_message(briefing, briefings.index(briefing) // A_PAGE, place.texts.sources, further)
            await self._show(context.bot, place, card)

    async def on_only(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Restrict one's questions to a briefing, or end that: only:<hash> | only:off."""
        place, query = place_of(update), update.callback_query
        if place is None or query is None:
            return
        if _argument(query) == EVERYTHING:
            message = await end_focus(self._services, place)
        else:
            briefing = await self._named(query, place, await self._briefings())
            if briefing is None:
                return
            message = await focus_on_briefing(self._services, place, briefing)
        await delivery.answer_callback(query, message.text if place.is_group else None, alert=place.is_group)
        if not place.is_group:  # others need not read what one of them asks
            await place.say(context.bot, message)

    async def on_file(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Send the original file of a briefing: file:<hash>."""
        place, query = place_of(update), update.callback_query
        if place is None or query is None:
            return
        briefing = await self._named(query, place, await self._briefings())
        if briefing is None:
            return
        await delivery.answer_callback(query, place.texts.sources.file_sending)
        known = await self._services.files.file_id(briefing.file_sha256)
        if known and await self._send_document(context.bot, place, briefing, known):
            return
        await self._upload(context.bot, place, briefing)

    async def on_verify(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/verify and a citation, or any text that holds one: what has become of the quote."""
        place = place_of(update)
        if place is None:
            return
        words = " ".join(context.args or ())
        if not words:
            await place.say(context.bot, Outgoing(place.texts.sources.verify_how))
            return
        found = CITATION.search(words)
        await self._verify(context.bot, place, found[0].lower() if found else "")

    async def on_open_citation(self, update: Update, context: ContextTypes.DEFAULT_TYPE, citation_id: str) -> None:
        """Show a quote in its context, from a deep link; one that is gone is shown as /verify does."""
        place = place_of(update)
        if place is None:
            return
        try:
            found = await self._services.worker.run(self._services.index.context, citation_id)
        except BriefingError:
            await self._verify(context.bot, place, citation_id)
            return
        message = context_message(found, 0, place.texts.answers)
        if units(message.text) > MAX_UNITS:  # not a quote of ours: somebody has written this link
            await self._verify(context.bot, place, citation_id)
            return
        await place.say(context.bot, message)

    async def _verify(self, bot: Bot, place: Place, citation_id: str) -> None:
        try:
            verification = await self._services.worker.run(self._services.index.verify, citation_id)
        except BriefingError:
            await place.say(bot, Outgoing(place.texts.sources.verify_nonsense))
            return
        await place.say(bot, verification_message(verification, place.texts))

    async def _briefings(self) -> list[Briefing]:
        return await self._services.worker.run(self._services.index.briefings)

    async def _named(self, query: CallbackQuery, place: Place, briefings: list[Briefing]) -> Briefing | None:
        """The briefing that a button names; when it is gone, the button is answered so."""
        wanted = _argument(query)
        for briefing in briefings:
            if short_hash(briefing) == wanted:
                return briefing
        await delivery.answer_callback(query, place.texts.sources.gone, alert=True)
        return None

    async def _show(self, bot: Bot, place: Place, message: Outgoing) -> None:
        """Change the message below which a button was pressed; say it anew when that is gone."""
        if not await delivery.edit(bot, place.chat_id, place.message_id, message):
            await place.say(bot, message)

    async def _upload(self, bot: Bot, place: Place, briefing: Briefing) -> None:
        texts, title = place.texts.sources, shown_name(briefing.title)
        path = await self._services.worker.run(self._services.index.original, briefing.name)
        if path is None:
            await place.say(bot, Outgoing(texts.file_missing.format(title=title)))
            return
        if path.stat().st_size > FileSizeLimit.FILESIZE_UPLOAD:
            await place.say(bot, Outgoing(texts.file_too_large.format(title=title)))
            return
        content = await self._services.worker.run(path.read_bytes)
        file = InputFile(BytesIO(content), filename=Path(briefing.name).name)
        file_id = await self._send_document(bot, place, briefing, file)
        if file_id:
            await self._services.files.remember(briefing.file_sha256, file_id)

    async def _send_document(self, bot: Bot, place: Place, briefing: Briefing, document: InputFile | str) -> str | None:
        """Send a file -> its id at Telegram; None when Telegram does not know the id that was given."""
        try:
            sent = await bot.send_document(
                place.chat_id,
                document,
                caption=shown_name(briefing.title),
                message_thread_id=place.topic_id,
                read_timeout=UPLOAD_SECONDS,
            )
        except (BadRequest, Forbidden) as error:
            if delivery.is_gone(error):
                raise delivery.UndeliverableError(place.chat_id, str(error)) from error
            if isinstance(document, InputFile):
                raise
            logger.info("Telegram does not know the file of %s any more: %s", briefing.name, error)
            return None
        return sent.document.file_id if sent.document else None


def _argument(query: CallbackQuery) -> str:
    """The one argument of a button; "" when it has another form."""
    parsed = callbacks.parse(query.data or "")
    return parsed[1][0] if parsed and len(parsed[1]) == 1 else ""
