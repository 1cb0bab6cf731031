"""Cards: the message that stands for an upload, from its arrival to what came of it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot import delivery
from bot.messages import texts_for
from bot.render.outgoing import Outgoing, shown_name
from bot.render.preview import preview_message, title_of

if TYPE_CHECKING:
    from telegram import Bot

    from bot.messages import Texts
    from bot.services import Services
    from bot.state.uploads import Upload

logger = logging.getLogger(__name__)


class Cards:
    """Of documents that were sent together, the last card that is open has buttons for all that are."""

    def __init__(self, services: Services, bot: Bot) -> None:
        self._people = services.people
        self._uploads = services.uploads
        self._bot = bot

    async def message(self, upload: Upload, texts: Texts, note: str = "") -> Outgoing:
        """What the card of an upload says now."""
        name = shown_name(upload.file_name)
        if upload.state == "discarded":
            return Outgoing(texts.uploads.discarded.format(name=name))
        if upload.state == "published":
            return Outgoing(texts.uploads.published_toast)
        if upload.preview is None or upload.state in ("arrived", "failed"):
            return Outgoing(texts.uploads.reading.format(name=name))
        if upload.state == "publishing":
            title = shown_name(title_of(upload, upload.preview))
            return Outgoing(texts.uploads.publishing.format(title=title))
        waiting = await self.waiting(upload)
        is_last = bool(waiting) and waiting[-1].id == upload.id
        return preview_message(upload, upload.preview, texts, len(waiting) if is_last else 1, note)

    async def waiting(self, upload: Upload) -> list[Upload]:
        """Those sent together that wait for a decision and can be published; none while some are still read."""
        if upload.media_group_id is None:
            return []
        album = await self._uploads.album(upload)
        if any(one.state == "arrived" for one in album):
            return []
        return [one for one in album if one.state == "shown" and one.preview and not one.preview.twin]

    async def refresh(self, upload: Upload) -> None:
        """Show the card of an upload as it is now."""
        await self.show(upload, await self.message(upload, await self.texts_of(upload)))

    async def texts_of(self, upload: Upload) -> Texts:
        """The language of whoever sent it."""
        person = await self._people.get(upload.user_id)
        return texts_for(person.language if person else None)

    async def refresh_album(self, upload: Upload) -> None:
        """Show the last open card of documents sent together anew, after a change of another one."""
        waiting = await self.waiting(upload)
        if waiting and waiting[-1].id != upload.id:
            await self.refresh(waiting[-1])

    async def show(self, upload: Upload, message: Outgoing) -> None:
        """Change the card; that it could not be changed stops nothing."""
        if upload.card_message_id is None:
            return
        try:
            await delivery.edit(self._bot, upload.chat_id, upload.card_message_id, message)
        except TelegramError as error:
            logger.warning("the card of upload %d stays as it is: %s", upload.id, error)
