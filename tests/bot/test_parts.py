from __future__ import annotations

import pytest

from bot.parts import in_turns, with_parts
from index import Answer, Citation, Quote, Searched, Span


def quotes_of(letters):
    return tuple(
        Quote(letter, Citation("a.md", "T", None, "0" * 64, None, None, Span(0, 1)), 1.0) for letter in letters
    )


def answer_of(letters="", *parts):
    return Answer("why?", quotes_of(letters), (), 0.5, Searched(1, None, None), 1, 0.1, parts=parts)


def letters(quotes):
    return "".join(quote.text for quote in quotes)


def test_the_quotes_are_those_of_the_parts():
    whole = answer_of("abc", answer_of("ab"), answer_of(), answer_of("c"))
    changed = with_parts(whole, [answer_of("b"), answer_of(), answer_of("c")])
    assert changed == answer_of("bc", answer_of("b"), answer_of(), answer_of("c"))
    assert with_parts(whole, whole.parts) == whole
    assert not with_parts(whole, [answer_of()] * 3).answered


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (answer_of("abc"), "abc"),
        (answer_of("abcdef", answer_of("abc"), answer_of(), answer_of("d"), answer_of("ef")), "adebfc"),
        (answer_of(), ""),
    ],
)
def test_each_part_has_its_turn(answer, expected):
    assert letters(in_turns(answer)) == expected
