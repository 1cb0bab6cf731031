from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram_server.content import check_entities, check_keyboard

from bot.messages import answers as messages
from bot.parts import with_parts
from bot.render.outgoing import shown_name, units
from bot.render.parts import fitting_parts, parts_message
from index import Answer, Citation, Quote, Searched, Span

JUNE, MAY = datetime.date(2025, 6, 12), datetime.date(2026, 5, 1)
SHA = "0123456789abcdef" * 4
EN = messages.ENGLISH
WHY, WHO = "Why was Turkey removed from F-35?", "And who buys Eurofighters?"


def quote_of(text, title="Title", *, section=None, date=JUNE):
    return Quote(text, Citation("a.md", title, date, SHA, section, None, Span(10, 10 + len(text))), 1.0)


def part_of(question, *quotes, **more):
    return Answer(question, quotes, (), 0.5, Searched(3, JUNE, MAY), 1, 0.1, topic=question, **more)


def whole_of(*parts):
    return with_parts(part_of("why? who?"), parts)


def shown(answer, notes=()):
    """The message, and the quotes that fit."""
    fitted = fitting_parts(answer, EN, notes)
    return parts_message(answer, fitted, 5, EN, notes), fitted


def marked(message, *kinds):
    encoded = message.text.encode("utf-16-le")
    return [
        encoded[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
        for entity in message.entities
        if entity.type in kinds
    ]


def labels(message):
    return [[button.text for button in row] for row in message.buttons]


def texts_of(answer):
    return [quote.text for quote in answer.quotes]


def check(message):
    """Telegram's own rules."""
    assert 0 < units(message.text) <= 4096
    assert len(message.entities) <= 100
    check_entities(message.text, [entity.to_dict() for entity in message.entities])
    check_keyboard(message.markup.to_dict() if message.markup else None)


def test_each_question_has_its_quotes_which_are_numbered_throughout():
    message, fitted = shown(
        whole_of(part_of(WHY, quote_of("S-400."), quote_of("Shut out.")), part_of(WHO, quote_of("Turkey.", date=None))),
        ["Searched only: tag defence"],
    )
    assert message.text == (
        "Searched only: tag defence\n\n"
        "Why was Turkey removed from F-35?\n"
        "1. Title · 12 June 2025\nS-400.\n\n2. Title · 12 June 2025\nShut out.\n\n"
        "And who buys Eurofighters?\n"
        "3. Title · no date\nTurkey."
    )
    assert texts_of(fitted) == ["S-400.", "Shut out.", "Turkey."]
    assert marked(message, "blockquote") == ["S-400.", "Turkey."]
    assert marked(message, "expandable_blockquote") == ["Shut out."]
    assert [text for text in marked(message, "bold") if text != "Title"] == [WHY, WHO]
    assert labels(message) == [["In context 1", "2", "3"], ["More", "👍", "👎"], ["Copy citation"]]
    assert [button.callback_data for button in message.buttons[0]] == ["ctx:5:0", "ctx:5:1", "ctx:5:2"]
    check(message)


def test_what_is_not_answered_and_what_may_be_is_said_of_each():
    message, _ = shown(whole_of(part_of(WHY), part_of(WHO, quote_of("Turkey."), unsure=True)))
    assert message.text == (
        "Why was Turkey removed from F-35?\nThe briefings do not answer this.\n\n"
        "And who buys Eurofighters?\nThis may answer it, I am not sure:\nTitle · 12 June 2025\nTurkey."
    )
    assert labels(message)[0] == ["In context"]
    check(message)


def test_what_is_to_be_known_of_an_answer_stands_below_its_question():
    newest = part_of("latest?", quote_of("Now.", date=MAY), newest_first=True, searched_for="What is the latest?")
    message, _ = shown(whole_of(newest, part_of(WHO)))
    assert message.text.startswith(
        "latest?\nSearched for: What is the latest?\nNewest first; the newest is of 1 May 2026.\n"
        "Title · 1 May 2026\nNow."
    )
    check(message)


@pytest.mark.parametrize(("parts", "quotes"), [(2, 4), (3, 6), (4, 4)])
def test_the_more_questions_the_fewer_quotes_of_each(parts, quotes):
    message, fitted = shown(whole_of(*[part_of(f"Why {n}?", *[quote_of(f"{n}.")] * 3) for n in range(parts)]))
    assert len(fitted.quotes) == len(labels(message)[0]) == quotes
    check(message)


def test_the_best_quote_of_each_goes_before_a_second_one():
    long = [quote_of("a" * 1000), quote_of("b" * 1000)]
    _, fitted = shown(whole_of(part_of(WHY, *long), part_of(WHO, quote_of("c" * 1000), quote_of("Short."))))
    assert [texts_of(part) for part in fitted.parts] == [["a" * 1000, "b" * 1000], ["c" * 1000, "Short."]]
    _, fitted = shown(whole_of(*[part_of(WHY, *long)] * 3))
    assert [len(part.quotes) for part in fitted.parts] == [1, 1, 1]


def test_that_there_is_no_room_is_said():
    message, fitted = shown(whole_of(*[part_of(f"Why {n}?", quote_of(str(n) * 1000), unsure=n > 1) for n in range(4)]))
    assert [len(part.quotes) for part in fitted.parts] == [1, 1, 1, 0]
    assert message.text.endswith("Why 3?\nThere is an answer, but no room for it here: please ask this by itself.")
    check(message)


def test_long_questions_are_shortened():
    message, _ = shown(whole_of(part_of("x" * 3000, quote_of("a" * 1000)), *[part_of("y" * 3000)] * 3))
    assert message.text.startswith("x" * 74 + "…\nTitle · ")
    assert message.text.count("y" * 74 + "…\nThe briefings do not answer this.") == 3


anything = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=1000)
words = anything.map(str.strip).filter(bool)
some_parts = st.lists(
    st.builds(
        lambda question, quotes, **more: part_of(question, *quotes, **more),
        words,
        st.lists(st.builds(quote_of, words, anything, section=st.none() | anything), max_size=3),
        unsure=st.booleans(),
        searched_for=st.none() | words,
        newest_first=st.booleans(),
    ),
    min_size=2,
    max_size=4,
).filter(lambda parts: any(part.quotes for part in parts))


@settings(deadline=None)
@given(some_parts, st.lists(anything.map(lambda text: text[:300]), max_size=1))
def test_whatever_is_asked_the_message_is_valid_and_names_all_questions(parts, notes):
    answer = whole_of(*parts)
    for texts in (messages.ENGLISH, messages.TURKISH, messages.RUSSIAN):
        fitted = fitting_parts(answer, texts, notes)
        message = parts_message(answer, fitted, 10**9, texts, notes)
        assert marked(message, "blockquote", "expandable_blockquote") == texts_of(fitted)
        for part, whole in zip(fitted.parts, parts, strict=True):
            assert replace(part, quotes=whole.quotes) == whole
            assert part.quotes == whole.quotes[: len(part.quotes)]
        headings = set(marked(message, "italic")) & set(marked(message, "bold"))
        limit = min(120, 300 // len(parts))
        assert headings == {shown_name(part.question, limit) for part in parts} - {""}
        check(message)
