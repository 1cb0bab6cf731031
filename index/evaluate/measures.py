"""What is measured: the outcome of each question -> rates, and the report of them all."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import asdict, dataclass
from statistics import fmean, median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.datatypes import Briefing

SLOWEST_PART = 0.05


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question, asked once."""

    is_answerable: bool
    rank: int | None
    """Of the first sentence that answers, from 1; None when it is not among those looked at."""
    is_answered: bool
    """Whether quotes were given, the confidence being high enough."""
    confidence: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """The measures of one file of questions. A rate is None where there is no question to measure it by.

    s_at_k: the part of the answerable questions that have a sentence which answers among the first k. mrr: the mean of
    1 / its rank, 0 beyond the tenth. refusal_rate: the part of the unanswerable that were refused, false_refusal_rate
    of the answerable. auc: the probability that an answerable question has a higher confidence than an unanswerable.
    """

    file: str
    format: str
    briefings: int
    sentences: int
    answerable: int
    unanswerable: int
    s_at_1: float | None
    s_at_3: float | None
    s_at_10: float | None
    mrr: float | None
    refusal_rate: float | None
    false_refusal_rate: float | None
    auc: float | None
    min_confidence: float
    median_seconds: float
    p95_seconds: float

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    def as_rows(self) -> list[tuple[str, str]]:
        """Labels and values for a table that people read."""
        return [
            ("questions", f"{self.answerable:,} answerable, {self.unanswerable:,} not ({self.format})"),
            ("asked of", f"{self.briefings:,} briefings, {self.sentences:,} sentences"),
            ("S@1", _shown(self.s_at_1)),
            ("S@3", _shown(self.s_at_3)),
            ("S@10", _shown(self.s_at_10)),
            ("MRR", _shown(self.mrr)),
            (f"refused of the unanswerable, below {self.min_confidence:g}", _shown(self.refusal_rate)),
            (f"refused of the answerable, below {self.min_confidence:g}", _shown(self.false_refusal_rate)),
            ("area under the ROC curve", _shown(self.auc)),
            ("seconds a question, median", f"{self.median_seconds:.3f}"),
            ("seconds a question, 95 % below", f"{self.p95_seconds:.3f}"),
        ]


def summed_up(
    file: str, format_name: str, briefings: Sequence[Briefing], outcomes: Sequence[Outcome], min_confidence: float
) -> Report:
    """Make the report of the outcomes, of which there is at least one, for questions asked of these briefings."""
    answerable = [outcome for outcome in outcomes if outcome.is_answerable]
    unanswerable = [outcome for outcome in outcomes if not outcome.is_answerable]
    ranks = [outcome.rank for outcome in answerable]
    seconds = [outcome.seconds for outcome in outcomes]
    return Report(
        file=file,
        format=format_name,
        briefings=len(briefings),
        sentences=sum(briefing.sentences for briefing in briefings),
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        s_at_1=hit_rate(ranks, 1),
        s_at_3=hit_rate(ranks, 3),
        s_at_10=hit_rate(ranks, 10),
        mrr=mean_reciprocal_rank(ranks),
        refusal_rate=_mean([not outcome.is_answered for outcome in unanswerable]),
        false_refusal_rate=_mean([not outcome.is_answered for outcome in answerable]),
        auc=area_under_roc_curve(
            [outcome.confidence for outcome in answerable], [outcome.confidence for outcome in unanswerable]
        ),
        min_confidence=min_confidence,
        median_seconds=median(seconds),
        p95_seconds=sorted(seconds)[math.ceil(len(seconds) * (1 - SLOWEST_PART)) - 1],
    )


def hit_rate(ranks: Sequence[int | None], k: int) -> float | None:
    """The part of the ranks (from 1) that are at most k."""
    return _mean([rank is not None and rank <= k for rank in ranks])


def mean_reciprocal_rank(ranks: Sequence[int | None]) -> float | None:
    """The mean of 1 / rank (from 1), where none counts 0."""
    return _mean([1 / rank if rank else 0.0 for rank in ranks])


def area_under_roc_curve(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """The part of all pairs in which the positive is the larger, ties counting half: Mann and Whitney (1947)."""
    if not positives or not negatives:
        return None
    ordered = sorted(negatives)
    below = sum(bisect_left(ordered, value) + bisect_right(ordered, value) for value in positives) / 2
    return below / (len(positives) * len(negatives))


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None


def _shown(rate: float | None) -> str:
    return "-" if rate is None else f"{rate:.3f}"
