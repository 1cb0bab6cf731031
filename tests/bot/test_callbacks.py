from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import MAX_BYTES, make, number, parse

LONGEST_CITATION = "0123456789abcdef-123456789-123456789"


def test_what_is_made_can_be_read():
    assert make("ctx", 12, 0) == "ctx:12:0"
    assert parse("ctx:12:0") == ("ctx", ["12", "0"])
    assert parse(make("pas", LONGEST_CITATION, -123456)) == ("pas", [LONGEST_CITATION, "-123456"])
    assert parse(make("list")) == ("list", [])


@pytest.mark.parametrize(
    "data",
    ["", "x", ":", "ctx:", "ctx::1", "CTX:1", "ctx:1:2:3:4", "ctx:a b", "ctx:1\n", "ctx:ü", "ctx:" + "1" * 61, "📎:1"],
)
def test_what_no_button_holds_is_told(data):
    assert parse(data) is None


@given(st.text(max_size=80))
def test_reading_never_fails(data):
    found = parse(data)
    assert found is None or make(found[0], *found[1]) == data


def test_telegrams_limit():
    assert len(make("pas", "x" * 50, "123456789").encode()) == 64 == MAX_BYTES
    with pytest.raises(ValueError, match="is no callback data"):
        make("pas", "x" * 50, "1234567890")
    with pytest.raises(ValueError, match="is no callback data"):
        make("fb", "a:b c")


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("12", 12),
        ("-3", -3),
        ("+1", 1),
        ("", None),
        ("x", None),
        ("1.5", None),
        ("٣", None),
        ("1" * 16, None),
        (" 1", None),
    ],
)
def test_numbers(argument, expected):
    assert number(argument) == expected
