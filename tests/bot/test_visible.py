from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.visible import visible


def test_what_can_be_seen_stays():
    assert visible("Ünsal, 数据 (7)") == "Ünsal, 数据 (7)"
    assert visible("a\x1b[31m\u202e\nb") == "a\ufffd[31m\ufffd\ufffdb"


@given(st.text())
def test_a_terminal_obeys_nothing_of_it(text):
    assert visible(text).isprintable()
    assert len(visible(text)) == len(text)
