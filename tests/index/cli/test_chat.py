from __future__ import annotations

import io
import sys

import pytest

from index.briefing_index import BriefingIndex


@pytest.fixture
def chat(synced, monkeypatch):
    """Type lines, with what the index was asked, and after which question."""
    asked = []
    ask = BriefingIndex.ask

    def watched(index, question, k, filters, follows):
        asked.append((question, follows))
        return ask(index, question, k, filters, follows)

    def chat(*lines):
        monkeypatch.setattr(BriefingIndex, "ask", watched)
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return synced("chat", "--k", "1"), asked

    return chat


def test_questions_until_the_input_ends(chat):
    result, _ = chat("Why was Turkey removed from the F-35 programme?", "Which ships left Odesa?")
    assert result.code == 0
    assert result.out.index("“Turkey was removed") < result.out.index("“Ships with wheat left Odesa")


def test_a_question_may_lean_on_the_one_before_it(chat):
    _, asked = chat("Why was Turkey removed?", "thanks", "", "and when?")
    assert asked == [
        ("Why was Turkey removed?", None),
        ("thanks", "Why was Turkey removed?"),
        ("and when?", "Why was Turkey removed?"),
    ]


def test_a_question_that_cannot_be_asked_ends_nothing(chat):
    result, asked = chat("Why was Turkey removed?", "???", "and when?")
    assert result.code == 0
    assert result.err == "There is no word in the question; ask in words, for example: why was Turkey removed?\n"
    assert asked[-1] == ("and when?", "Why was Turkey removed?")


@pytest.mark.parametrize("ending", ["exit", "EXIT", " quit "])
def test_exit(chat, ending):
    result, asked = chat(ending, "Why was Turkey removed?")
    assert (result.code, asked) == (0, [])
