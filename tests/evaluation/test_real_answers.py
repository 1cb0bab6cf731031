"""Whole answers on the sample briefings, with the packaged models and the default settings."""

from __future__ import annotations

import pytest

CONTRADICTED = {
    "How much does the Baltic air defence order cost?": ("€1.2 billion", "to €1.35 billion"),
    "How many people died in the Izmail explosion?": ("three dock workers", "Five people died"),
    "How many tonnes of grain did the corridor carry in the first half of 2025?": ("4.1 million", "4.4 million"),
    "When does the first Skadi battery arrive?": ("March 2026", "September 2026"),
}
NEWEST = {
    "What is the latest on the first Skadi battery?": "2026-07-10-alliance-summit.md",
    "any news about the grain corridor agreement?": "2026-03-26-grain-corridor-review.md",
    "what's the current state of Turkey and the F-35 programme": "2026-07-10-alliance-summit.md",
}
SEVERAL = (
    "Why was Turkey removed from F-35? And who builds the Skadi batteries?",
    "who builds the Skadi batteries and when does the first of them arrive?",
)


@pytest.mark.parametrize("question", CONTRADICTED)
def test_briefings_that_contradict_each_other_are_both_quoted(index, question):
    answer = index.ask(question)
    texts = " ".join(" ".join(quote.text.split()) for quote in answer.quotes)
    assert all(words in texts for words in CONTRADICTED[question]), texts
    assert len({quote.citation.date for quote in answer.quotes}) > 1


@pytest.mark.parametrize("question", NEWEST)
def test_the_newest_state_comes_first(index, question):
    answer = index.ask(question)
    assert answer.newest_first
    assert answer.quotes[0].citation.briefing == NEWEST[question]


@pytest.mark.parametrize("message", SEVERAL)
def test_all_questions_of_a_message_are_answered(index, message):
    answer = index.ask(message)
    assert [part.answered for part in answer.parts] == [True, True]
    assert answer.quotes == tuple(quote for part in answer.parts for quote in part.quotes)


def test_typing_errors_are_mended(index):
    answer = index.ask("wy was turky removed from the f35 progamme")
    assert answer.searched_for == "why was turkey removed from the f35 programme"
    assert "because it had bought S-400 missiles" in answer.quotes[0].text
