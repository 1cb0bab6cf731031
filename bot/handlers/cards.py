"""The buttons below the cards of documents that were sent, and the values that they ask for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot import callbacks, delivery
from bot.caption import read_date, read_tags, read_title
from bot.handlers.place import Place, place_of
from bot.handlers.rights import may
from bot.render.briefings import shown_tags
from bot.render.outgoing import Outgoing, shown_name
from bot.render.preview import replaceable, tags_of, title_of
from bot.render.prompt import prompt_message
from bot.state.audit import Entry, actor_of
from index import NO_DATE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Bot, Update
    from telegram.ext import ContextTypes

    from bot.messages import Texts
    from bot.services import Services
    from bot.state.prompts import Prompt
    from bot.state.uploads import Upload
    from bot.uploads import UploadWork
    from index import Briefing, Details

    Handler = Callable[[Update, ContextTypes.DEFAULT_TYPE], Awaitable[None]]

PROMPT = "upload"
TITLE, DATE, TAGS = "title", "date", "tags"


class CardHandlers:
    """A card belongs to whoever sent the document; nobody else decides about it."""

    def __init__(self, services: Services, work: UploadWork, on_question: Handler) -> None:
        self._services = services
        self._uploads = services.uploads
        self._work = work
        self._on_question = on_question

    async def on_button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """up:<upload>:<what> or up:<upload>:replace:<place in the list of those it may replace>."""
        place, query = place_of(update), update.callback_query
        if place is None or query is None or not await may(self._services, update, context, "uploader"):
            return
        _, arguments = callbacks.parse(query.data or "") or ("", [])
        number = callbacks.number(arguments[0]) if len(arguments) >= 2 else None
        upload = await self._uploads.get(number) if number is not None else None
        texts = place.texts.uploads
        toast: str | None = texts.unknown_toast
        if upload is not None and upload.user_id != place.user.id:
            await self._services.attempts.note(update)
            toast = texts.not_yours_toast
        elif upload is not None:
            toast = await self._press(context.bot, place, upload, arguments[1:])
        await delivery.answer_callback(query, toast, alert=toast is not None)

    async def _press(self, bot: Bot, place: Place, upload: Upload, wanted: list[str]) -> str | None:
        """Do what a button is for -> what is to be said instead, when it is too late for that."""
        match wanted:
            case ["all" | "none" as what]:
                return await self._decide_all(place, upload, publish=what == "all")
            case ["again"] if upload.state == "failed":
                await self._again(place, upload)
            case ["discard"] if upload.state in ("shown", "failed"):
                await self._discard(place, upload)
            case ["publish"] if upload.state == "shown":
                return await self._publish(place, upload, None)
            case ["replace", digits] if upload.state == "shown" and upload.preview:
                candidates, chosen = replaceable(upload, upload.preview), callbacks.number(digits)
                if chosen is None or not 0 <= chosen < len(candidates):
                    return place.texts.answers.not_understood_toast
                return await self._publish(place, upload, candidates[chosen])
            case ["title" | "date" | "tags" as field] if upload.state == "shown":
                await self._ask(bot, place, upload, field)
            case _:
                return _too_late(upload, place.texts)
        return None

    async def on_value(self, update: Update, context: ContextTypes.DEFAULT_TYPE, prompt: Prompt, value: str) -> bool:
        """The title, date or tags that were asked for; a question in between is answered, unless it is a reply."""
        message, place = update.effective_message, place_of(update)
        if message is None or place is None or not await may(self._services, update, context, "uploader"):
            return True
        if value.endswith("?") and message.reply_to_message is None and update.callback_query is None:
            await self._on_question(update, context)
            return False
        upload = await self._uploads.get(int(prompt.arguments["upload"]))
        if upload is None or upload.state != "shown" or upload.preview is None or upload.user_id != place.user.id:
            text = _too_late(upload, place.texts) if upload else place.texts.uploads.unknown_toast
            await place.say(context.bot, Outgoing(text))
            return True
        field = str(prompt.arguments["field"])
        details = _changed(upload.details, field, value)
        if details is None:
            text = place.texts.editing.date_unreadable if field == DATE else place.texts.editing.title_empty
            await place.say(context.bot, Outgoing(text.format(text=shown_name(value))))
            return False
        unread = None if field == DATE else upload.unread_date
        await self._uploads.set_details(upload.id, details, unread)
        await self._work.cards.refresh(replace(upload, details=details, unread_date=unread))
        done = Outgoing(place.texts.uploads.value_set)
        await delivery.send(context.bot, place.chat_id, done, reply_to=upload.card_message_id)
        return True

    async def _ask(self, bot: Bot, place: Place, upload: Upload, field: str) -> None:
        if upload.preview is None:
            return
        texts = place.texts.editing
        questions = {TITLE: texts.ask_title, DATE: texts.ask_date, TAGS: texts.ask_tags}
        title, tags = shown_name(title_of(upload, upload.preview)), shown_tags(tags_of(upload, upload.preview))
        arguments = {"upload": upload.id, "field": field}
        prompt_id = await self._services.prompts.ask(place.chat_id, place.user.id, PROMPT, arguments)
        text = questions[field].format(title=title, tags=tags)
        await place.say(bot, prompt_message(text, prompt_id, texts, can_clear=field in (DATE, TAGS)))

    async def _publish(self, place: Place, upload: Upload, replaced: Briefing | None) -> str | None:
        if not await self._uploads.move(upload.id, "shown", "publishing", replaced):
            return place.texts.uploads.publishing_toast
        upload = replace(upload, state="publishing", replaces=replaced)
        await self._work.cards.show(upload, await self._work.cards.message(upload, place.texts))
        await self._work.submit(upload, actor_of(place.user))
        await self._work.cards.refresh_album(upload)
        return None

    async def _again(self, place: Place, upload: Upload) -> None:
        if await self._uploads.move(upload.id, "failed", "arrived", upload.replaces):
            upload = replace(upload, state="arrived")
            await self._work.cards.show(upload, await self._work.cards.message(upload, place.texts))
            await self._work.submit(upload, actor_of(place.user))

    async def _discard(self, place: Place, upload: Upload) -> None:
        if not await self._uploads.move(upload.id, upload.state, "discarded"):
            return
        await self._work.discard(upload)
        await self._services.audit.record(actor_of(place.user), Entry("discarded", upload.file_name))
        await self._work.cards.show(
            upload, await self._work.cards.message(replace(upload, state="discarded"), place.texts)
        )
        await self._work.cards.refresh_album(upload)

    async def _decide_all(self, place: Place, upload: Upload, *, publish: bool) -> str | None:
        """Decide about all documents that were sent together and wait for it."""
        waiting = await self._work.cards.waiting(upload)
        if not waiting:
            return _too_late(upload, place.texts)
        for one in waiting:
            await (self._publish(place, one, None) if publish else self._discard(place, one))
        return None


def _changed(details: Details, field: str, value: str) -> Details | None:
    """Set a value as a person writes it, "" for none; None when it cannot be read."""
    if field == TITLE:
        title = read_title(value)
        return replace(details, title=title) if title else None
    if field == TAGS:
        return replace(details, tags=read_tags(value))
    date = read_date(value) if value else NO_DATE
    return replace(details, date=date) if date else None


def _too_late(upload: Upload, texts: Texts) -> str:
    """Say what has become of a document about which nothing can be decided any more."""
    ours = texts.uploads
    toasts = {
        "arrived": ours.being_read_toast,
        "publishing": ours.publishing_toast,
        "published": ours.published_toast,
        "discarded": ours.discarded_toast,
    }
    return toasts.get(upload.state, texts.answers.not_understood_toast)
