"""The results of an inline query: each quote once, as Telegram wants it."""

from __future__ import annotations

from bot.handlers.inline import _results
from bot.messages.answers import ENGLISH
from index import Answer, Citation, Quote, Searched, Span

SHA = "0123456789abcdef" * 4


def quote_at(start):
    return Quote("It was.", Citation("a.md", "Title", None, SHA, None, None, Span(start, start + 7)), 1.0)


def answer_of(*starts, **more):
    return Answer("why?", tuple(map(quote_at, starts)), (), 0.5, Searched(1, None, None), 1, 0.1, **more)


def described(answer):
    """(where it begins, what is said of it) of each."""
    results = _results(answer, "some_bot", ENGLISH)
    return [(int(result.id.split("-")[1]), result.description) for result in results]


def test_a_quote_of_several_questions_is_offered_once():
    parts = (answer_of(10, 50), answer_of(50, 90, unsure=True), answer_of())
    assert described(answer_of(10, 50, 50, 90, parts=parts)) == [
        (10, "Title · no date"), (50, "Title · no date"), (90, "may answer it · Title · no date"),
    ]  # fmt: skip


def test_what_only_may_answer():
    assert described(answer_of(10, unsure=True)) == [(10, "may answer it · Title · no date")]


def test_no_more_than_telegram_takes():
    assert len(described(answer_of(*range(0, 800, 10)))) == 50
