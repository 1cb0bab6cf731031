"""The buttons below an answer that show more of the briefings: a quote in its context, reading on, more quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import callbacks, delivery
from bot.handlers.place import Place, place_of
from bot.parts import in_turns
from bot.questions import Questions
from bot.render.answer import MORE_QUOTES, fitting, more_message
from bot.render.context import cited, context_message
from bot.render.outgoing import MAX_UNITS, units
from bot.worker import Busy
from index import BriefingError, Question, StoreError

if TYPE_CHECKING:
    from telegram import Bot, CallbackQuery, Update
    from telegram.ext import ContextTypes

    from bot.messages.answers import AnswerTexts
    from bot.render.outgoing import Outgoing
    from bot.services import Services
    from bot.state.ledger import LedgerEntry
    from index import Quote, Verification

SEARCHED_FOR_MORE = 30
"""Of so many of the best quotes those are shown that were not yet."""


class ContextHandlers:
    """A button names an answer or a citation; what has become of it is looked up when it is pressed."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._questions = Questions(services)

    async def on_context(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """ctx:<answer>:<place>: a quote in its surroundings, as a message of its own."""
        query, place = update.callback_query, place_of(update)
        if query is None or place is None:
            return
        arguments = _numbers(query.data, 2)
        entry = await self._entry(place, arguments[0]) if arguments else None
        if arguments is None or entry is None or not 0 <= arguments[1] < len(entry.quotes):
            await delivery.answer_callback(query, place.texts.answers.stale_toast, alert=True)
            return
        citation_id = await self._present(query, entry.quotes[arguments[1]], place.texts.answers)
        passage = citation_id and await self._passage(citation_id, 0, place.texts.answers)
        if not passage:
            return
        message, cited = passage
        sent = await delivery.send(
            context.bot, place.chat_id, message, topic_id=place.topic_id, reply_to=place.message_id
        )
        await self._services.ledger.also_sent(entry.id, place.chat_id, sent)
        await self._services.shown.record(place.chat_id, sent, entry.id, message, [cited])

    async def on_move(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """pas:<citation>:<offset>: another passage of the same text, in the same message."""
        query, place = update.callback_query, place_of(update)
        if query is None or place is None:
            return
        texts = place.texts.answers
        _, arguments = callbacks.parse(query.data or "") or ("", [])
        offset = callbacks.number(arguments[1]) if len(arguments) == 2 else None
        if offset is None:
            await delivery.answer_callback(query, texts.not_understood_toast, alert=True)
            return
        citation_id = await self._present(query, arguments[0], texts)
        if citation_id is None:
            return
        moved = citation_id != arguments[0]
        passage = await self._passage(citation_id, 0 if moved else offset, texts)
        if not passage:
            return
        message, cited = passage
        entry = await self._services.ledger.by_message(place.chat_id, place.message_id)
        if entry is not None:
            await self._services.shown.record(place.chat_id, place.message_id, entry.id, message, [cited])
        if not await delivery.edit(context.bot, place.chat_id, place.message_id, message):
            await delivery.send(context.bot, place.chat_id, message, topic_id=place.topic_id)

    async def on_more(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """more:<answer>: further quotes that fit the question, as a message of their own."""
        query, place = update.callback_query, place_of(update)
        if query is None or place is None:
            return
        texts, arguments = place.texts.answers, _numbers(query.data, 1)
        entry = await self._entry(place, arguments[0]) if arguments else None
        if entry is None:
            await delivery.answer_callback(query, texts.stale_toast, alert=True)
            return
        try:
            quotes, unsure = await self._further(entry, texts)
        except Busy:
            await delivery.answer_callback(query, texts.busy, alert=True)
            return
        await delivery.answer_callback(query, None if quotes else texts.no_more_toast)
        if quotes:
            await self._send_more(context.bot, place, entry, quotes, unsure)

    async def on_unknown(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:  # noqa: ARG002 - a handler
        """Data that no button of this bot holds: forged, or of a version long ago."""
        if update.callback_query is None:
            return
        place = place_of(update)
        text = place.texts.answers.not_understood_toast if place else None
        await delivery.answer_callback(update.callback_query, text, alert=True)

    async def _entry(self, place: Place, answer_id: int) -> LedgerEntry | None:
        """The answer that a button names, if it was given in this chat."""
        entry = await self._services.ledger.get(answer_id)
        return entry if entry is not None and entry.chat_id == place.chat_id else None

    async def _present(self, query: CallbackQuery, citation_id: str, texts: AnswerTexts) -> str | None:
        """Answer the pressed button: where the quote stands now -> its citation; None when it is gone."""
        try:
            found: Verification = await self._services.worker.run(self._services.index.verify, citation_id)
        except StoreError:
            raise
        except BriefingError:
            await delivery.answer_callback(query, texts.not_understood_toast, alert=True)
            return None
        toasts = {
            "unchanged": None,
            "moved": texts.moved_toast,
            "changed": texts.changed_toast,
            "withdrawn": texts.withdrawn_toast,
            "unknown": texts.unknown_toast,
        }
        toast = toasts[found.status]
        await delivery.answer_callback(query, toast, alert=toast is not None)
        stands = found.status in ("unchanged", "moved") and found.citation is not None
        return found.citation.id if stands and found.citation else None

    async def _passage(self, citation_id: str, offset: int, texts: AnswerTexts) -> tuple[Outgoing, str] | None:
        """The passage as a message, and the citation of what it quotes.

        None where the text has ended, or for a span that nobody has quoted.
        """
        try:
            found = await self._services.worker.run(self._services.index.context, citation_id, offset)
        except StoreError:
            raise
        except BriefingError:  # replaced in this very moment, or a forged offset
            return None
        message = context_message(found, offset, texts)
        return (message, cited(found)) if units(message.text) <= MAX_UNITS else None

    async def _further(self, entry: LedgerEntry, texts: AnswerTexts) -> tuple[tuple[Quote, ...], bool]:
        """The next best quotes of an answer that were not shown yet, and whether they may not answer it."""
        question = Question(entry.searched, SEARCHED_FOR_MORE, entry.filters, entry.follows, entry.about, further=True)
        try:
            answer = await self._questions.ask(question)
        except StoreError:
            raise
        except BriefingError:  # a briefing of the filters was withdrawn
            return (), False
        shown, fresh = list(entry.quotes), []
        for quote in in_turns(answer):
            if not any(_overlaps(quote, citation_id) for citation_id in shown):
                fresh.append(quote)
                shown.append(quote.citation.id)
        return fitting(fresh, texts, MORE_QUOTES), answer.unsure

    async def _send_more(
        self, bot: Bot, place: Place, entry: LedgerEntry, quotes: tuple[Quote, ...], unsure: bool
    ) -> None:
        ledger = self._services.ledger
        first = await ledger.add_quotes(entry.id, [quote.citation.id for quote in quotes])
        message = more_message(entry.question, quotes, first, entry.id, place.texts.answers, unsure=unsure)
        sent = await delivery.send(bot, place.chat_id, message, topic_id=place.topic_id, reply_to=place.message_id)
        await ledger.also_sent(entry.id, place.chat_id, sent)
        shown = [quote.citation.id for quote in quotes]
        await self._services.shown.record(place.chat_id, sent, entry.id, message, shown)


def _numbers(data: str | None, count: int) -> list[int] | None:
    """The arguments of a button, when they are so many numbers."""
    _, arguments = callbacks.parse(data or "") or ("", [])
    numbers = [callbacks.number(argument) for argument in arguments]
    whole = [number for number in numbers if number is not None]
    return whole if len(whole) == len(numbers) == count else None


def _overlaps(quote: Quote, citation_id: str) -> bool:
    """Whether a quote has words in common with one shown before."""
    digest, start, end = citation_id.split("-")
    span = quote.citation.span
    return quote.citation.sha256.startswith(digest) and span.start < int(end) and int(start) < span.end
