"""Documents and forwarded posts that come in a private chat, from people who may upload."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from telegram import MessageOriginChannel

from bot.caption import read_title
from bot.downloads import cut_name, fit_name
from bot.handlers.editing import REPLACE_PROMPT
from bot.handlers.place import Place, place_of
from bot.render.outgoing import Outgoing, shown_name
from bot.render.preview import question_message, too_large_message
from bot.state.audit import actor_of
from bot.state.uploads import Upload
from index import SUFFIXES, Details

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Document, Message, Update
    from telegram.ext import ContextTypes

    from bot.arrivals import Arrivals
    from bot.services import Services
    from index import Briefing

    Handler = Callable[[Update, ContextTypes.DEFAULT_TYPE], Awaitable[None]]

LONG_FOR_A_QUESTION = 300
"""Characters: a forwarded text that is longer may be meant as a briefing."""
LONGEST_FIRST_LINE = 120
MAX_TITLE_CHARACTERS = 80
"""Of a title that is the beginning of a longer line."""
FORMATS = ", ".join(sorted(SUFFIXES))


class UploadHandlers:
    """What is none is left to others: `on_text` for a text, `on_other` for what is neither text nor document."""

    def __init__(self, services: Services, arrivals: Arrivals, *, on_text: Handler, on_other: Handler) -> None:
        self._services = services
        self._arrivals = arrivals
        self._on_text = on_text
        self._on_other = on_other

    async def on_document(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A document: it is taken from those who may upload, if it can be read at all."""
        message, place = update.message, place_of(update)
        if message is None or place is None or message.document is None:
            return
        if place.is_group:
            await self._on_other(update, context)
            return
        if not await self._services.access.is_at_least(place.user.id, "uploader"):
            await self._services.attempts.note(update)
            await place.say(context.bot, Outgoing(place.texts.uploads.may_not))
            return
        name = fit_name(message.document)
        refusal = self._refusal(message.document, name, place)
        if refusal is not None:
            await place.say(context.bot, refusal)
            return
        upload = replace(
            _upload(message, place, name, message.caption or ""),
            file_id=message.document.file_id,
            file_bytes=message.document.file_size,
            replaces=await self._to_be_replaced(place),
        )
        await self._arrivals.arrive(upload, actor_of(place.user), place.texts)

    async def on_forwarded(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A forwarded text: a post of a channel is a briefing, what anybody else has written most likely a question."""
        message, place = update.message, place_of(update)
        if message is None or place is None:
            return
        body, origin = message.text or message.caption or "", message.forward_origin
        is_post = isinstance(origin, MessageOriginChannel)
        may_be_one = body.strip() and (is_post or len(body) >= LONG_FOR_A_QUESTION)
        if place.is_group or not may_be_one or not await self._services.access.is_at_least(place.user.id, "uploader"):
            await (self._on_text if message.text else self._on_other)(update, context)
            return
        written_at = origin.date if origin else message.date
        upload = replace(
            _upload(message, place, _name_of(message)),
            body=body,
            details=Details(title=_first_line(body), date=written_at.astimezone().date()),
            replaces=await self._to_be_replaced(place) if is_post else None,
            state="arrived" if is_post else "failed",
        )
        question = None if is_post else question_message
        await self._arrivals.arrive(upload, actor_of(place.user), place.texts, question)

    def _refusal(self, document: Document, name: str, place: Place) -> Outgoing | None:
        """What can be said against a document before it is fetched."""
        texts = place.texts.uploads
        if PurePosixPath(name).suffix.lower() not in SUFFIXES:
            return Outgoing(texts.unknown_format.format(name=shown_name(name), formats=FORMATS))
        if document.file_size == 0:
            return Outgoing(texts.empty.format(name=shown_name(name)))
        if (document.file_size or 0) > self._arrivals.max_bytes:
            return too_large_message(name, document.file_size, self._services.settings, place.texts)
        return None

    async def _to_be_replaced(self, place: Place) -> Briefing | None:
        """The briefing for whose place a document was asked (Replace, below its card), if it is still published."""
        prompt = await self._services.prompts.get(place.chat_id, place.user.id)
        if prompt is None or prompt.action != REPLACE_PROMPT:
            return None
        published = await self._services.worker.run(self._services.index.briefings)
        await self._services.prompts.end(prompt.id)
        return next((one for one in published if one.name == prompt.arguments["name"]), None)


def _upload(message: Message, place: Place, name: str, caption: str = "") -> Upload:
    origin = message.forward_origin
    return Upload(
        chat_id=place.chat_id,
        message_id=message.message_id,
        user_id=place.user.id,
        media_group_id=message.media_group_id,
        file_name=name,
        caption=caption,
        forwarded=origin is not None,
        posted_at=origin.date if isinstance(origin, MessageOriginChannel) else None,
        created_at=datetime.datetime.now(datetime.UTC),
    )


def _name_of(message: Message) -> str:
    """Name a post after its channel and number, so that it is the same each time it is forwarded."""
    origin = message.forward_origin
    if not isinstance(origin, MessageOriginChannel):
        return f"forwarded-{message.message_id}.txt"
    words = re.findall(r"\w+", origin.chat.username or origin.chat.title or "")
    return cut_name("-".join([*words, str(origin.message_id)]), ".txt")


def _first_line(text: str) -> str | None:
    """The first line as a title; of a long one its beginning."""
    line = read_title(text.strip().split("\n")[0])
    if line is None or len(line) <= LONGEST_FIRST_LINE:
        return line
    return line[:MAX_TITLE_CHARACTERS].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
