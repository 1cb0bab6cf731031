from __future__ import annotations

from math import exp

import pytest

from index import confidence as module
from index.confidence import confidence
from index.datatypes import Hit, Sentence, Span

MEASURES = ("similarity", "coverage", "passage_similarity", "passage_coverage")


def hit(relevance=None, similarity=0.5, coverage=0.25, passage_similarity=0.1, passage_coverage=0.5):
    return Hit(
        sentence_id=1,
        passage_id=1,
        version_id=1,
        sentence=Sentence(Span(0, 1)),
        similarity=similarity,
        passage_similarity=passage_similarity,
        coverage=coverage,
        passage_coverage=passage_coverage,
        score=1.0,
        relevance=relevance,
    )


@pytest.fixture(autouse=True)
def constants(monkeypatch):
    monkeypatch.setattr(module, "MEASURES_INTERCEPT", -2.0)
    monkeypatch.setattr(module, "MEASURES_WEIGHTS", (1.0, 2.0, 3.0, 4.0))
    monkeypatch.setattr(module, "INTERCEPT", -1.0)
    monkeypatch.setattr(module, "WEIGHTS", (0.5, 4.0, 3.0, 2.0, 1.0))


def logistic(logit):
    return pytest.approx(1 / (1 + exp(-logit)))


def test_the_confidence_is_the_logistic_of_what_was_measured():
    assert confidence(hit()) == logistic(-2 + 0.5 + 0.5 + 0.3 + 2)


def test_what_the_reranker_says_counts_with_weights_of_its_own():
    assert confidence(hit(relevance=3.0)) == logistic(-1 + 1.5 + 2 + 0.75 + 0.2 + 0.5)
    assert confidence(hit(relevance=0.0)) == logistic(-1 + 2 + 0.75 + 0.2 + 0.5)


@pytest.mark.parametrize("relevance", [None, -100.0, 0.0, 100.0])
@pytest.mark.parametrize("extreme", [-1.0, 0.0, 1.0])
def test_a_confidence_is_a_probability(monkeypatch, relevance, extreme):
    monkeypatch.undo()  # as it is fitted
    extreme_hit = hit(relevance, **dict.fromkeys(MEASURES, extreme))
    assert 0 <= confidence(extreme_hit) <= 1


def test_the_more_the_reranker_says_the_surer(monkeypatch):
    monkeypatch.undo()
    confidences = [confidence(hit(relevance)) for relevance in (-4.0, 0.0, 4.0)]
    assert confidences == sorted(set(confidences))
