"""Arrivals: documents that have just come are taken down, and read when those sent together with them are there too."""

from __future__ import annotations

import asyncio
import datetime
import logging
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot import delivery
from bot.delivery import UndeliverableError
from bot.operations import Actor
from bot.render.outgoing import Outgoing, shown_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import Bot

    from bot.messages import Texts
    from bot.services import Services
    from bot.state.uploads import Upload
    from bot.uploads import UploadWork

ALBUM_SECONDS = 1.0
"""So long after one of several documents sent together the next is waited for; Telegram gives no sign of the last."""
ABANDONED = datetime.timedelta(days=7)
MOST_CANDIDATES = 12
"""Messages that may be the one that a bot that was killed had sent just before."""

logger = logging.getLogger(__name__)


class Arrivals:
    """Nobody waits for what goes on here: all of it is taken up at the next start."""

    def __init__(self, services: Services, bot: Bot, work: UploadWork) -> None:
        self._services = services
        self._uploads = services.uploads
        self._bot = bot
        self._work = work
        self._albums: dict[tuple[int, str], asyncio.Task[None]] = {}

    async def start(self) -> None:
        """Forget what nobody has decided about for long; go on with what was under way when the bot ended."""
        oldest = datetime.datetime.now(datetime.UTC) - ABANDONED
        await self._uploads.tidy(oldest)
        for upload in await self._uploads.abandoned(oldest):
            await self._work.discard(upload)
            text = (await self._work.cards.texts_of(upload)).uploads.left_lying
            told = text.format(name=shown_name(upload.file_name), days=ABANDONED.days)
            await self._work.cards.show(upload, Outgoing(told))
        await self._work.downloads.delete_all_but(await self._uploads.open_ids())
        for upload in await self._uploads.unfinished():
            person = await self._services.people.get(upload.user_id)
            actor = Actor(upload.user_id, person.name if person else "", person.language if person else "")
            if await self._services.access.is_at_least(upload.user_id, "uploader"):
                await self.read(upload, actor)
            else:
                await self._work.discard(upload)

    @property
    def max_bytes(self) -> int:
        """The largest file that is taken."""
        return self._work.downloads.max_bytes

    async def arrive(
        self, upload: Upload, actor: Actor, texts: Texts, question: Callable[[Upload, Texts], Outgoing] | None = None
    ) -> None:
        """Take a document down, show that it has come, and have it read.

        :param question: makes the message that asks first whether it is to be read.
        """
        upload, is_new = await self._uploads.arrive(upload)
        if upload.card_message_id is None:
            message = question(upload, texts) if question else await self._work.cards.message(upload, texts)
            upload = await self._with_card(upload, message, is_new)
        if upload.state == "arrived":
            await self.read(upload, actor)

    async def read(self, upload: Upload, actor: Actor) -> None:
        """Have a document read; one of several sent together when no more of them come."""
        if upload.media_group_id is None or upload.state != "arrived":
            await self._work.submit(upload, actor)
            return
        key = (upload.chat_id, upload.media_group_id)
        if key in self._albums:
            self._albums[key].cancel()
        self._albums[key] = asyncio.create_task(self._read_album(upload, actor), name=f"album {key}")

    async def _read_album(self, upload: Upload, actor: Actor) -> None:
        await asyncio.sleep(ALBUM_SECONDS)
        self._albums.pop((upload.chat_id, upload.media_group_id or ""), None)
        try:
            for one in await self._uploads.album(upload):
                if one.state == "arrived":
                    await self._work.submit(one, actor)
        except Exception:
            logger.exception("the documents sent together with upload %d are read at the next start", upload.id)

    async def _with_card(self, upload: Upload, message: Outgoing, is_new: bool) -> Upload:
        """Send the message that becomes the card. That it cannot be sent stops nothing: it comes when it can."""
        try:
            message_id = None if is_new else await self._sent_before(upload, message)
            if message_id is None:
                message_id = await delivery.send(self._bot, upload.chat_id, message, reply_to=upload.message_id)
            await self._uploads.set_card(upload.id, message_id)
        except (TelegramError, UndeliverableError) as error:
            logger.warning("nothing can be said about upload %d yet: %s", upload.id, error)
        return await self._uploads.get(upload.id) or upload

    async def _sent_before(self, upload: Upload, message: Outgoing) -> int | None:
        """Look for the message that a bot had sent that was killed before it could note so (as bot/twins.py does).

        It is one of the first of the bot after the document; Telegram says so when an edit gives it its old text.
        """
        known = await self._uploads.messages(upload.chat_id)
        for candidate in range(upload.message_id + 1, upload.message_id + 1 + MOST_CANDIDATES):
            if candidate in known or await self._services.ledger.by_message(upload.chat_id, candidate) is not None:
                continue
            if await delivery.edit(self._bot, upload.chat_id, candidate, message):
                return candidate
        return None
