"""What of an answer fits its message, and what the ledger keeps of it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

from bot.handlers.ask import _entry, _fitting, _message
from bot.messages import ENGLISH
from bot.parts import with_parts
from bot.questions import Found
from index import Answer, Citation, Question, Quote, Searched, Span

SHA = "0123456789abcdef" * 4
PLACE = SimpleNamespace(chat_id=1, topic_id=None, user=SimpleNamespace(id=1), texts=ENGLISH)


def quote_of(start, text="It was."):
    return Quote(text, Citation("a.md", "Title", None, SHA, None, None, Span(start, start + len(text))), 1.0)


def answer_of(*quotes, nearest=(), **more):
    return Answer("why?", quotes, nearest, 0.5, Searched(1, None, None), 1, 0.1, topic="why?", **more)


def shown(answer):
    """The message, and what the ledger keeps."""
    found = Found(answer, Question("why?"), ())
    fitted = _fitting(found, ENGLISH.answers)
    return _message(found, fitted, 5, ENGLISH.answers), _entry(found, fitted, PLACE, "why?", 1)


def test_the_buttons_of_several_questions_name_the_quotes_of_the_ledger():
    near = quote_of(900)
    parts = [answer_of(*map(quote_of, (10, 50, 90))), answer_of(nearest=(near,)), answer_of(quote_of(10))]
    message, entry = shown(with_parts(answer_of(nearest=(near,)), parts))
    assert entry.quotes == tuple(quote_of(start).citation.id for start in (10, 50, 10))
    assert (entry.nearest, entry.answered) == ((), True)
    assert [button.callback_data for button in message.buttons[0]] == ["ctx:5:0", "ctx:5:1", "ctx:5:2"]
    assert message.text.count("The briefings do not answer this.") == 1


def test_of_several_questions_none_is_answered():
    near = quote_of(900)
    message, entry = shown(answer_of(nearest=(near,), parts=(answer_of(nearest=(near,)), answer_of())))
    assert message.text == (
        "The briefings do not answer this.\nSearched: 1 briefing.\n\n"
        "Closest, but they do not answer it:\nTitle · no date\nIt was."
    )
    assert (entry.quotes, entry.nearest, entry.answered) == ((), (near.citation.id,), False)


def test_one_question():
    message, entry = shown(answer_of(quote_of(10), unsure=True))
    assert message.text == "This may answer it, I am not sure:\nTitle · no date\nIt was."
    assert (entry.quotes, entry.answered) == ((quote_of(10).citation.id,), True)


def test_quotes_without_room_are_not_kept():
    long = [quote_of(1000 * number, "x" * 1000) for number in range(4)]
    _, entry = shown(with_parts(answer_of(), [replace(answer_of(quote), question=f"{quote}?") for quote in long]))
    assert entry.quotes == tuple(quote.citation.id for quote in long[:3])
    assert entry.answered
