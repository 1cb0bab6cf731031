"""Questions: the words of a person -> an answer whose quotes have been checked against the store just now."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.parts import with_parts
from bot.render.answer import answer_notes, restrictions
from bot.render.outgoing import shown_name
from bot.worker import Busy
from index import BriefingError, Filters, NoSuchDateError, StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.messages.answers import AnswerTexts
    from bot.services import Services
    from index import Answer, BriefingIndex, Question, Quote


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was written, where and by whom; what it may lean on, what it is about."""

    text: str
    chat_id: int
    user_id: int
    follows: str | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The answer, the question as it was asked of the index, and what the person should know about that."""

    answer: Answer
    question: Question
    notes: tuple[str, ...]

    @property
    def follows(self) -> str | None:
        """What the question was understood with, if it was."""
        topic = self.question.follows
        return topic if topic == self.answer.topic and topic != self.answer.question else None


class CannotAskError(Exception):
    """There is nothing to ask the index; the message is for the person, in their language."""


class Questions:
    """Asks the index on behalf of people."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def answer(self, asked: Asked, texts: AnswerTexts, k: int) -> Found:
        """Answer with at most k quotes.

        :raises CannotAskError: with what the person is to be told instead.
        """
        try:
            question = replace(await self._understood(asked, texts), k=k, follows=asked.follows, about=asked.about)
            widened: tuple[str, ...] = ()
            answer = await self.ask(question)
            if not answer.answered and not answer.small_talk and question.otherwise is not None:
                without = replace(question, text=question.otherwise.text, filters=question.otherwise.filters)
                widened = (_widened(question.filters, texts),)
                question, answer = without, await self.ask(without)
        except Busy:
            raise CannotAskError(texts.busy) from None
        except StoreError:
            raise
        except NoSuchDateError as error:
            raise CannotAskError(texts.no_such_date.format(date=error.words)) from error
        except BriefingError as error:  # of the filters; the question itself was looked at before
            raise CannotAskError(texts.cannot_search) from error
        found = Found(answer, question, ())
        return replace(found, notes=(*await self._notes(found, asked, texts), *widened))

    async def ask(self, question: Question) -> Answer:
        """Ask the index; when a quote is not in the store as it was found, once more. What is shown is in it."""
        answer = await self._services.worker.ask(question)
        standing = await self._standing(answer)
        if standing == answer:
            return answer
        return await self._standing(await self._services.worker.ask(question))

    async def _standing(self, answer: Answer) -> Answer:
        """The answer without the quotes that are not slices of a published text, neither in it nor in its parts."""
        run, index = self._services.worker.run, self._services.index
        answer = replace(answer, nearest=await run(standing, index, answer.nearest))
        if answer.parts:
            return with_parts(answer, [await self._standing(part) for part in answer.parts])
        return replace(answer, quotes=await run(standing, index, answer.quotes))

    async def _understood(self, asked: Asked, texts: AnswerTexts) -> Question:
        if not any(character.isalnum() for character in asked.text):
            raise CannotAskError(texts.no_words)
        today = datetime.datetime.now().astimezone().date()
        question = await self._services.worker.run(self._services.index.understand, asked.text, today)
        filters = await self._restricted(question.filters, asked, texts)
        if question.otherwise is None:
            return replace(question, filters=filters)
        otherwise = await self._restricted(question.otherwise.filters, asked, texts)
        return replace(question, filters=filters, otherwise=replace(question.otherwise, filters=otherwise))

    async def _restricted(self, filters: Filters, asked: Asked, texts: AnswerTexts) -> Filters:
        """Add what the person has chosen, unless they named a briefing, and what the group allows."""
        tags = (await self._services.chats.get(asked.chat_id)).tags if asked.chat_id < 0 else ()
        focus = await self._services.chats.focus(asked.chat_id, asked.user_id)
        if focus is None or filters.briefings:
            return replace(filters, tags=tags)
        if focus.kind == "tag" and not tags:
            return replace(filters, tags=(focus.value,))
        briefings = await self._services.worker.run(self._services.index.briefings)
        names = tuple(
            briefing.name
            for briefing in briefings
            if focus.value in (briefing.tags if focus.kind == "tag" else (briefing.name,))
        )
        if not names:
            await self._services.chats.clear_focus(asked.chat_id, asked.user_id)
            raise CannotAskError(texts.focus_gone)
        return replace(filters, briefings=names, tags=tags)

    async def _notes(self, found: Found, asked: Asked, texts: AnswerTexts) -> tuple[str, ...]:
        notes = []
        if found.follows:
            notes.append(texts.follow_up.format(question=shown_name(found.follows)))
        notes.extend(answer_notes(found.answer, texts))
        filters = found.question.filters
        if asked.chat_id < 0:
            filters = replace(filters, tags=())  # what a group is restricted to is known there
        if not filters.is_empty:
            published = await self._services.worker.run(self._services.index.briefings)
            titles = [briefing.title for briefing in published if briefing.name in filters.briefings]
            notes.append(restrictions(filters, titles, texts))
        return tuple(notes)


def _widened(filters: Filters, texts: AnswerTexts) -> str:
    """Say that a time that was probably meant for the briefings was not kept to."""
    since, until = (texts.date(day) if day else "…" for day in (filters.since, filters.until))
    return texts.widened.format(since=since, until=until)


def standing(index: BriefingIndex, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """The quotes that are, at this moment, slices of published texts."""
    return tuple(quote for quote in quotes if _stands(index, quote))


def _stands(index: BriefingIndex, quote: Quote) -> bool:
    found = index.verify(quote.citation.id)
    return found.status == "unchanged" and found.text == quote.text
