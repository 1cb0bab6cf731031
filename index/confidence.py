"""How probable it is that a sentence answers: a logistic regression over what retrieval and reranker say of it.

Fitted by `python -m index.training` on questions of SelQA, QED and COVID-QA that the reranker was not trained on, each
asked with and without the passage that answers it (README, decisions).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.datatypes import Hit

# similarity, coverage, passage_similarity, passage_coverage; without a reranker
MEASURES_INTERCEPT = -5.97
MEASURES_WEIGHTS = (3.63, 2.69, 1.11, 4.79)
# the packaged reranker's logit first, then the same
INTERCEPT = -4.23
WEIGHTS = (0.38, 0.90, 1.96, 2.18, 3.98)
FOLLOW_UP_INTERCEPT = 0.25
"""For what leans on something: few of its own words stand in what answers it (tests/evaluation/test_follow_ups.py)."""


def confidence(hits: Sequence[Hit], *, is_follow_up: bool = False) -> float:
    """Estimate by the best hit the probability that the question is answered; 0 when there is none.

    :param is_follow_up: whether the question was searched together with what it leans on.
    """
    return _probability(hits[0], is_follow_up * FOLLOW_UP_INTERCEPT) if hits else 0.0


def sentence_confidence(hit: Hit) -> float:
    """Estimate the probability that this sentence answers, also beside a better one."""
    return _probability(hit, 0.0)


def _probability(hit: Hit, shift: float) -> float:
    measures = (hit.similarity, hit.coverage, hit.passage_similarity, hit.passage_coverage)
    if hit.relevance is None:
        logit = MEASURES_INTERCEPT + _sum(MEASURES_WEIGHTS, measures)
    else:
        logit = INTERCEPT + _sum(WEIGHTS, (hit.relevance, *measures))
    return 1 / (1 + math.exp(-logit - shift))


def _sum(weights: tuple[float, ...], values: tuple[float, ...]) -> float:
    return sum(weight * value for weight, value in zip(weights, values, strict=True))
