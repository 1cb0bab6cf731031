"""Questions in chats: asked, asked back, edited."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING

from telegram import MessageEntity

from bot import delivery
from bot.handlers.place import Place, place_of
from bot.questions import Asked, CannotAskError, Found, Questions
from bot.render.answer import QUOTES_IN_A_MESSAGE, answer_message, fitting, no_answer_message
from bot.render.outgoing import Outgoing
from bot.render.parts import fitting_parts, parts_message
from bot.state.ledger import LedgerEntry
from bot.state.shown import Key
from index import SUFFIXES

if TYPE_CHECKING:
    from telegram import Bot, Message, Update
    from telegram.ext import ContextTypes

    from bot.messages.answers import AnswerTexts
    from bot.services import Services
    from index import Answer


class AskHandlers:
    """One message of a person, one message of the bot."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._questions = Questions(services)

    async def on_question(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A text in a private chat; in a group a reply to the bot or a mention of it."""
        message, place = update.message, place_of(update)
        if message is None or place is None:
            return
        text = _without_mention(message, context.bot.username)
        if text.startswith("/"):
            if not place.is_group:
                await self._reply(context.bot, place, Outgoing(place.texts.answers.unknown_command))
            return
        await self._answer(context.bot, place, message, text)

    async def on_ask_command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/ask QUESTION."""
        message, place = update.message, place_of(update)
        if message is None or place is None:
            return
        _, text = _split(message.text or "")
        if not text:
            await self._reply(context.bot, place, Outgoing(place.texts.answers.how_to_ask))
            return
        await self._answer(context.bot, place, message, text)

    async def on_edited(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """The answer follows when a question is edited; one that had got no answer is asked now."""
        message, place = update.edited_message, place_of(update)
        if message is None or place is None:
            return
        command, text = _split(_without_mention(message, context.bot.username))
        earlier = await self._services.ledger.by_question(place.chat_id, message.message_id)
        if not text or command not in ("", "/ask") or (earlier and text == earlier.question):
            return
        if earlier is None and place.is_group:
            return
        await self._answer(context.bot, place, message, text, earlier)

    async def on_other(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A voice message, a sticker, a picture: the bot reads text only."""
        place = place_of(update)
        if place is not None and not place.is_group:
            text = place.texts.answers.only_text
            if await self._services.access.is_at_least(place.user.id, "uploader"):
                text = place.texts.uploads.no_pictures.format(formats=", ".join(sorted(SUFFIXES)))
            await self._reply(context.bot, place, Outgoing(text))

    async def _answer(
        self, bot: Bot, place: Place, message: Message, text: str, earlier: LedgerEntry | None = None
    ) -> None:
        """Answer a question with a message, or by changing the one that had answered it before it was edited."""
        texts = place.texts.answers
        asked = await self._asked(message, place, text, bot, earlier)
        try:
            async with delivery.typing(bot, place.chat_id, place.topic_id):
                found = await self._questions.answer(asked, texts, QUOTES_IN_A_MESSAGE)
        except CannotAskError as refusal:
            await self._show(bot, place, Outgoing(str(refusal)), earlier)
            return
        if found.answer.small_talk:
            await self._show(bot, place, Outgoing(texts.small_talk), earlier)
            return
        shown = _fitting(found, texts)
        entry = _entry(found, shown, place, text, message.message_id)
        if earlier is None:
            answer_id = await self._services.ledger.record(entry)
        else:
            answer_id = earlier.id
            await self._services.ledger.correct(answer_id, entry)
        outgoing = _message(found, shown, answer_id, texts)
        sent = await self._show(bot, place, outgoing, earlier, replace(entry, id=answer_id))
        await self._services.ledger.sent(answer_id, sent)

    async def _asked(self, message: Message, place: Place, text: str, bot: Bot, earlier: LedgerEntry | None) -> Asked:
        """Put the question together with what it may refer to."""
        asked = Asked(text, place.chat_id, place.user.id)
        if earlier is not None:
            return replace(asked, follows=earlier.follows, about=earlier.about)
        replied = message.reply_to_message
        if replied is not None and replied.from_user is not None and replied.from_user.id == bot.id:
            if message.quote is not None and message.quote.text.strip():
                return replace(asked, about=message.quote.text)
            entry = await self._services.ledger.by_message(place.chat_id, replied.message_id)
            if entry is not None:
                return replace(asked, follows=entry.topic)
        if place.is_group:
            return asked
        last = await self._services.ledger.last_of(place.chat_id, place.user.id)
        minutes = datetime.timedelta(minutes=self._services.settings.follow_up_minutes)
        if last is None or message.date - last.created_at > minutes:
            return asked
        return replace(asked, follows=last.topic)

    async def _show(
        self,
        bot: Bot,
        place: Place,
        outgoing: Outgoing,
        earlier: LedgerEntry | None,
        entry: LedgerEntry | None = None,
    ) -> int:
        """Change the earlier answer; say it anew where there is none, or where it is gone. Keep what it quotes."""
        answer_id, citations = (entry.id, entry.quotes or entry.nearest) if entry else (0, ())
        shown, answered_by = self._services.shown, earlier.message_id if earlier else None
        if answered_by is not None:
            # before it is edited: a correction must never bring the old answer back
            await shown.record(place.chat_id, answered_by, answer_id, outgoing, citations)
            if await delivery.edit(bot, place.chat_id, answered_by, outgoing):
                return answered_by
            await shown.forget(Key(place.chat_id, answered_by))
        sent = await self._reply(bot, place, outgoing)
        await shown.record(place.chat_id, sent, answer_id, outgoing, citations)
        return sent

    @staticmethod
    async def _reply(bot: Bot, place: Place, outgoing: Outgoing) -> int:
        reply_to = place.message_id if place.is_group else None
        return await delivery.send(bot, place.chat_id, outgoing, topic_id=place.topic_id, reply_to=reply_to)


def _fitting(found: Found, texts: AnswerTexts) -> Answer:
    """The answer with what of it fits a message."""
    answer = replace(found.answer, nearest=fitting(found.answer.nearest, texts, notes=found.notes))
    if answer.parts:
        return fitting_parts(answer, texts, found.notes)
    return replace(answer, quotes=fitting(answer.quotes, texts, notes=found.notes))


def _message(found: Found, shown: Answer, answer_id: int, texts: AnswerTexts) -> Outgoing:
    """The answer as a message, in which `shown` has room."""
    if not found.answer.answered:
        return no_answer_message(shown, answer_id, found.question.filters, texts, found.notes)
    if shown.parts:
        return parts_message(found.answer, shown, answer_id, texts, found.notes)
    return answer_message(shown, answer_id, texts, found.notes)


def _entry(found: Found, shown: Answer, place: Place, text: str, question_message_id: int) -> LedgerEntry:
    answer = found.answer
    return LedgerEntry(
        chat_id=place.chat_id,
        topic_id=place.topic_id,
        user_id=place.user.id,
        question_message_id=question_message_id,
        language=place.texts.language,
        question=text,
        searched=found.question.text,
        topic=answer.topic,
        follows=found.follows,
        about=found.question.about,
        filters=found.question.filters,
        answered=answer.answered,
        confidence=answer.confidence,
        quotes=tuple(quote.citation.id for quote in shown.quotes),
        nearest=tuple(quote.citation.id for quote in (() if answer.answered else shown.nearest)),
        generation=answer.generation,
        created_at=datetime.datetime.now(datetime.UTC),
    )


def _split(text: str) -> tuple[str, str]:
    """Take "/ask@some_bot why?" apart -> "/ask", "why?"; "" for no command."""
    if not text.startswith("/"):
        return "", text
    command, *rest = text.split(maxsplit=1)
    return command.partition("@")[0].lower(), rest[0].strip() if rest else ""


def _without_mention(message: Message, username: str) -> str:
    """A text without the mention that addresses the bot."""
    text = message.text or ""
    for entity, mention in message.parse_entities([MessageEntity.MENTION]).items():
        if mention.lower() == f"@{username}".lower() and entity.length:
            text = text.replace(mention, " ", 1)
    return text.strip()
