"""What is measured: the outcome of each question -> rates, each with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import fmean, median
from typing import TYPE_CHECKING, Literal, TypeAlias

from index.evaluate.bootstrap import Rate, area_rate, mean_rate, ratio_rate

if TYPE_CHECKING:
    from collections.abc import Sequence

SLOWEST_PART = 0.05
BINS = 10
SEVERAL = 2
"""So many sentences that answer are several."""

Case: TypeAlias = Literal["answerable", "unanswerable", "foreign"]
"""Unanswerable: the answer is not in the briefings, or its paragraph was left out; foreign: its whole article was."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What was shown in an answer, in sentences: a quote may be made of several."""

    quotes: int
    sentences: int
    answering: int
    """So many of these hold an answer,"""
    gold: int
    """and so many in all briefings do."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question, asked once."""

    case: Case
    confidence: float
    is_answered: bool
    """Whether quotes were given,"""
    is_unsure: bool = False
    """and whether as such that may answer."""
    rank: int | None = None
    """Of the first sentence that answers, from 1; None when it is not among those looked at."""
    selection: Selection | None = None
    """Of an answerable question that was answered."""


@dataclass(frozen=True, slots=True)
class Found:
    """s_at_k: the part of the answerable questions that have a sentence which answers among the first k.

    mrr: the mean of 1 / its rank, 0 beyond those looked at.
    """

    s_at_1: Rate | None
    s_at_3: Rate | None
    s_at_10: Rate | None
    mrr: Rate | None


@dataclass(frozen=True, slots=True)
class Refusals:
    """Which part of the questions of one case was answered, answered as unsure, and refused: 1 together."""

    case: Case
    answered: Rate | None
    unsure: Rate | None
    refused: Rate | None
    auc: Rate | None
    """The probability that an answerable question has a higher confidence than one of this case."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions whose confidence is in [low, high)."""

    low: float
    high: float
    count: int
    confidence: float
    """Their mean,"""
    right: Rate
    """and for which part of them the best sentence answers: the same, were the confidence a probability."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether the confidence is a probability: of answerable and unanswerable questions, of which none is right."""

    bins: tuple[Bin, ...]
    """Those that are not empty."""
    brier: Rate | None
    """The mean square of what the confidence is wrong by: Brier (1950). 0.25 for one that says always a half."""


@dataclass(frozen=True, slots=True)
class Selections:
    """What is shown of the answerable questions that were answered."""

    quotes: Rate | None
    """How many quotes an answer has."""
    precision: Rate | None
    """The part of all shown sentences that hold an answer."""
    recall: Rate | None
    """The part of all sentences that answer these questions that are shown."""
    recall_of_several: Rate | None
    """The same of the questions that several sentences answer."""


@dataclass(frozen=True, slots=True)
class Seconds:
    """What a person waits for an answer, one question at a time."""

    median: float
    p95: float
    count: int


def found(ranks: Sequence[int | None]) -> Found:
    """Measure by the ranks of the answerable questions."""
    return Found(hit_rate(ranks, 1), hit_rate(ranks, 3), hit_rate(ranks, 10), mean_reciprocal_rank(ranks))


def hit_rate(ranks: Sequence[int | None], k: int) -> Rate | None:
    """The part of the ranks (from 1) that are at most k."""
    return mean_rate([is_hit(rank, k) for rank in ranks])


def is_hit(rank: int | None, k: int) -> bool:
    """Whether there is a rank (from 1), and it is at most k."""
    return rank is not None and rank <= k


def mean_reciprocal_rank(ranks: Sequence[int | None]) -> Rate | None:
    """The mean of 1 / rank (from 1), where none counts 0."""
    return mean_rate([1 / rank if rank else 0.0 for rank in ranks])


def refusals(outcomes: Sequence[Outcome], case: Case) -> Refusals:
    """Measure what became of the questions of one case."""
    chosen = [outcome for outcome in outcomes if outcome.case == case]
    answerable = [outcome.confidence for outcome in outcomes if outcome.case == "answerable"]
    return Refusals(
        case=case,
        answered=mean_rate([outcome.is_answered and not outcome.is_unsure for outcome in chosen]),
        unsure=mean_rate([outcome.is_answered and outcome.is_unsure for outcome in chosen]),
        refused=mean_rate([not outcome.is_answered for outcome in chosen]),
        auc=None if case == "answerable" else area_rate(answerable, [outcome.confidence for outcome in chosen]),
    )


def calibration(outcomes: Sequence[Outcome]) -> Calibration:
    """Compare the confidence with what is right; foreign questions, which are easier, are left out.

    An answerable question is right when the first sentence answers, an unanswerable one never: the confidence is how
    probable it is that what is shown answers.
    """
    judged = [
        (outcome.confidence, is_hit(outcome.rank, 1))
        for outcome in outcomes
        if outcome.case in ("answerable", "unanswerable")
    ]
    bins = []
    for number in range(BINS):
        inside = [(sure, right) for sure, right in judged if min(int(sure * BINS), BINS - 1) == number]
        right = mean_rate([right for _, right in inside])
        if right is not None:
            mean = fmean(sure for sure, _ in inside)
            bins.append(Bin(number / BINS, (number + 1) / BINS, len(inside), mean, right))
    return Calibration(tuple(bins), mean_rate([(sure - right) ** 2 for sure, right in judged]))


def selections(outcomes: Sequence[Outcome]) -> Selections:
    """Measure what was shown where something was."""
    shown = [outcome.selection for outcome in outcomes if outcome.selection]
    several = [selection for selection in shown if selection.gold >= SEVERAL]
    return Selections(
        quotes=mean_rate([selection.quotes for selection in shown]),
        precision=ratio_rate([one.answering for one in shown], [one.sentences for one in shown]),
        recall=ratio_rate([one.answering for one in shown], [one.gold for one in shown]),
        recall_of_several=ratio_rate([one.answering for one in several], [one.gold for one in several]),
    )


def seconds(times: Sequence[float]) -> Seconds:
    """Sum up the times of single questions, of which there is at least one."""
    return Seconds(median(times), sorted(times)[math.ceil(len(times) * (1 - SLOWEST_PART)) - 1], len(times))
