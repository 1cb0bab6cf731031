"""How sure a measured rate is: an interval that holds the true one 95 times of 100, by drawing the questions anew.

The percentile bootstrap: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13. Where all questions
had the same outcome it has nothing to draw from, and the interval is a point: too narrow for few questions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

RESAMPLES = 1_000
INTERVAL = (2.5, 97.5)
"""Percentiles."""
SEED = 20261128
AT_ONCE = 100
"""So many resamples are held in memory at a time."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate or a mean, the interval in which it may truly be, and by how many questions it was measured."""

    value: float
    low: float
    high: float
    count: int


def mean_rate(values: Sequence[float]) -> Rate | None:
    """The mean of one value for each question; None without questions."""
    return ratio_rate(values, [1.0] * len(values))


def ratio_rate(parts: Sequence[float], wholes: Sequence[float]) -> Rate | None:
    """The sum of the parts by the sum of the wholes, of which each question has one; None where there is no whole."""
    part, whole = np.asarray(parts, np.float64), np.asarray(wholes, np.float64)
    if not whole.sum():
        return None
    drawn = np.random.default_rng(SEED)
    ratios: list[NDArray[np.float64]] = []
    for _ in range(RESAMPLES // AT_ONCE):
        chosen = drawn.integers(len(part), size=(AT_ONCE, len(part)))
        sums = whole[chosen].sum(axis=1)
        ratios.append(part[chosen].sum(axis=1)[sums > 0] / sums[sums > 0])
    return _rate(float(part.sum() / whole.sum()), np.concatenate(ratios), len(part))


def area_rate(positives: Sequence[float], negatives: Sequence[float]) -> Rate | None:
    """The area under the ROC curve: see `area_under_roc_curve`. Positives and negatives are drawn apart."""
    positive, negative = np.asarray(positives, np.float64), np.asarray(negatives, np.float64)
    area = area_under_roc_curve(positive, negative)
    if area is None:
        return None
    drawn = np.random.default_rng(SEED)
    areas = [
        area_under_roc_curve(drawn.choice(positive, len(positive)), drawn.choice(negative, len(negative)))
        for _ in range(RESAMPLES)
    ]
    return _rate(area, np.array(areas, np.float64), len(positive) + len(negative))


def area_under_roc_curve(
    positives: Sequence[float] | NDArray[np.float64], negatives: Sequence[float] | NDArray[np.float64]
) -> float | None:
    """The part of all pairs in which the positive is the larger, ties counting half: Mann and Whitney (1947)."""
    if not len(positives) or not len(negatives):
        return None
    ordered = np.sort(np.asarray(negatives, np.float64))
    below = np.searchsorted(ordered, positives, "left").sum() + np.searchsorted(ordered, positives, "right").sum()
    return float(below / 2 / (len(positives) * len(negatives)))


def _rate(value: float, resampled: NDArray[np.float64], count: int) -> Rate:
    low, high = np.percentile(resampled, INTERVAL)
    return Rate(value, float(low), float(high), count)
