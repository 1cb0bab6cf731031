"""What the tests of the training share: questions with what was found for them, made by hand."""

from __future__ import annotations

import pytest

from index.retrieve import score_of
from index.training.candidates import Candidate, Mined, Text
from index.training.lists import Source


def found(position, *, answers=False, article="a", measure=0.5):
    measures = (measure, 0.0, 0.0, 0.0)
    return Candidate(article, position, measures, score_of(*measures), answers)


@pytest.fixture
def texts():
    """Two articles of six paragraphs, each of two sentences, in sections of two paragraphs."""

    def text(name):
        return Text(
            title=f"Article {name}",
            sentences=tuple(f"Sentence {number} of {name}." for number in range(12)),
            passages=tuple(number // 2 for number in range(12)),
            paragraphs=tuple(number // 2 for number in range(12)),
            sections=tuple(f"Section {number // 4}" for number in range(12)),
        )

    return {name: text(name) for name in ("a", "b")}


@pytest.fixture
def source(texts):
    """A question that sentences 4 and 5 of the article "a" answer, which are its paragraph 2."""
    candidates = [
        *(found(number, answers=number in (4, 5), measure=1 - number / 20) for number in range(12)),
        *(found(number, article="b", measure=0.3 - number / 100) for number in range(12)),
    ]
    return Source("file.json", Mined("Why was Turkey removed?", "a", 2, tuple(candidates)), texts)
