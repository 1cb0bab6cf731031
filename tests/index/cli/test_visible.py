from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.cli.visible import one_line, visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("\x00\x07\x0d\x7f", "␀␇␍␡"),
        ("\x9b31m", "<U+009B>31m"),
        ("a\u202egnp.exe", "a<U+202E>gnp.exe"),
        ("half \ud83d", "half <U+D83D>"),
        ("one\r\ntwo\tthree\n", "one\ntwo\tthree\n"),
        ("👩‍👩‍👧 עברית\u200f café", "👩‍👩‍👧 עברית\u200f café"),
    ],
)
def test_visible(text, expected):
    assert visible(text) == expected


@given(st.text())
def test_nothing_is_left_that_a_terminal_obeys(text):
    shown = visible(text)
    assert not [
        character for character in shown if unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t"
    ]


@given(st.text())
def test_one_line(text):
    assert len(one_line(text).splitlines()) <= 1
