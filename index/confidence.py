"""How probable it is that a sentence answers: a logistic regression over what retrieval and reranker say of it.

Fitted by `python -m index.training` on questions that the reranker was not trained on, of all its training files, each
asked with and without the passage that answers it (README, decisions).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.datatypes import Hit

# similarity, coverage, passage_similarity, passage_coverage; without a reranker
MEASURES_INTERCEPT = -5.61
MEASURES_WEIGHTS = (3.58, 2.30, 1.05, 4.77)
# the packaged reranker's logit first, then the same
INTERCEPT = -3.86
WEIGHTS = (0.37, 2.89, 0.92, 0.91, 3.02)


def confidence(hit: Hit) -> float:
    """Estimate the probability that this sentence answers the question it was found for."""
    measures = (hit.similarity, hit.coverage, hit.passage_similarity, hit.passage_coverage)
    if hit.relevance is None:
        logit = MEASURES_INTERCEPT + _sum(MEASURES_WEIGHTS, measures)
    else:
        logit = INTERCEPT + _sum(WEIGHTS, (hit.relevance, *measures))
    return 1 / (1 + math.exp(-logit))


def _sum(weights: tuple[float, ...], values: tuple[float, ...]) -> float:
    return sum(weight * value for weight, value in zip(weights, values, strict=True))
