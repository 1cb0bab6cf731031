"""What the button More asks the index, and what of the answer is new."""

from __future__ import annotations

import asyncio
import datetime
from types import SimpleNamespace

import pytest

from bot.handlers.context import ContextHandlers
from bot.messages.answers import ENGLISH
from bot.state.ledger import LedgerEntry
from index import Answer, Citation, Filters, NoSuchBriefingError, Question, Quote, Searched, Span, Verification

NOW = datetime.datetime.now(datetime.UTC)
SHA = "0123456789abcdef" * 4
FILTERS = Filters(tags=("gas",))


def quote_at(start):
    return Quote("x" * 5, Citation("a.md", "Title", None, SHA, None, None, Span(start, start + 5)), 1.0)


def answer_of(*starts, **more):
    quotes = tuple(map(quote_at, starts))
    return Answer("why?", quotes, (), 0.5, Searched(1, None, None), 1, 0.1, topic="why?", **more)


ENTRY = LedgerEntry(
    id=5, chat_id=1, topic_id=None, user_id=1, question_message_id=1, language="en", question="since May, why?",
    searched="why?", topic="why?", follows="who?", about="him", filters=FILTERS, answered=True, confidence=0.5,
    quotes=(quote_at(10).citation.id,), nearest=(), generation=1, created_at=NOW,
)  # fmt: skip


class Worker:
    """Answers everything with one answer, or fails; `asked` are the questions."""

    def __init__(self, answer):
        self.answer = answer
        self.asked = []

    async def ask(self, question):
        self.asked.append(question)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def run(self, function, *arguments):
        return function(*arguments)


@pytest.fixture
def further():
    """Ask for more -> the starts of the quotes, and whether they only may answer."""

    def further(answer):
        further.worker = Worker(answer)
        index = SimpleNamespace(verify=lambda citation_id: Verification("unchanged", "x" * 5, None))
        handlers = ContextHandlers(SimpleNamespace(worker=further.worker, index=index))
        quotes, unsure = asyncio.run(handlers._further(ENTRY, ENGLISH))
        return [quote.citation.span.start for quote in quotes], unsure

    return further


def test_it_is_asked_for_quotes_that_add_little_too(further):
    assert further(answer_of(8, 10, 20, 30)) == ([20, 30], False)
    assert further.worker.asked == [Question("why?", 30, FILTERS, "who?", "him", further=True)]


def test_whether_they_answer_is_passed_on(further):
    assert further(answer_of(20, unsure=True)) == ([20], True)


def test_of_several_questions_each_has_its_turn_and_no_quote_comes_twice(further):
    parts = (answer_of(10, 20, 30), answer_of(20, 40))
    assert further(answer_of(10, 20, 30, 20, 40, parts=parts)) == ([20, 40, 30], False)


def test_when_a_briefing_is_gone_there_is_no_more(further):
    assert further(NoSuchBriefingError("a.md")) == ([], False)
