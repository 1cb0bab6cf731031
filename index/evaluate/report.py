"""What is told of the questions of one file: the measures of all that was looked at, put together."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from index.evaluate.bootstrap import mean_rate
from index.evaluate.measures import (
    Calibration,
    Found,
    Refusals,
    Seconds,
    Selections,
    calibration,
    found,
    hit_rate,
    is_hit,
    refusals,
    seconds,
    selections,
)
from index.evaluate.tables import tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.datatypes import Briefing
    from index.evaluate.asking import Timed
    from index.evaluate.bootstrap import Rate
    from index.evaluate.measures import Case, Outcome
    from index.evaluate.tables import Table

CASES: tuple[Case, ...] = ("answerable", "unanswerable", "foreign")


@dataclass(frozen=True, slots=True)
class Source:
    """Where the questions come from."""

    file: str
    format: str
    questions: int
    """Of the file; of a sample fewer are asked."""


@dataclass(frozen=True, slots=True)
class WithoutReranker:
    """The same questions, asked without the reranker."""

    s_at_1: Rate | None
    s_at_3: Rate | None
    gain_at_1: Rate | None
    """What the reranker adds to s_at_1, question by question,"""
    gain_at_3: Rate | None
    """and to s_at_3."""
    seconds: Seconds


@dataclass(frozen=True, slots=True)
class Report:
    """The measures of one file of questions. A rate is None where there is no question to measure it by."""

    source: Source
    briefings: int
    sentences: int
    counts: dict[Case, int]
    """So many questions were asked of each case."""
    found: Found
    refusals: tuple[Refusals, ...]
    """Of each case; its rates are None when there were no questions of it."""
    calibration: Calibration
    selections: Selections
    min_confidence: float
    seconds: Seconds
    without_reranker: WithoutReranker | None

    @property
    def answerable(self) -> int:
        """How many questions were asked that the briefings answer."""
        return self.counts["answerable"]

    @property
    def unanswerable(self) -> int:
        """How many were asked that they do not; what stands beside the answer may be there."""
        return self.counts["unanswerable"]

    @property
    def refusal_rate(self) -> float | None:
        """The part of the unanswerable questions that were refused."""
        return _value(self._refusals_of("unanswerable").refused)

    @property
    def false_refusal_rate(self) -> float | None:
        """The part of the answerable questions that were refused."""
        return _value(self._refusals_of("answerable").refused)

    @property
    def auc(self) -> float | None:
        """The probability that an answerable question has a higher confidence than an unanswerable one."""
        return _value(self._refusals_of("unanswerable").auc)

    def _refusals_of(self, case: Case) -> Refusals:
        return next(refusals for refusals in self.refusals if refusals.case == case)

    def as_tables(self) -> list[Table]:
        """For people."""
        return tables([self])

    def as_dict(self) -> dict[str, Any]:
        """For JSON: the rates as numbers under names of their own, then all with their intervals."""
        return {
            "file": self.source.file,
            "format": self.source.format,
            "questions": self.source.questions,
            "briefings": self.briefings,
            "sentences": self.sentences,
            "answerable": self.answerable,
            "unanswerable": self.unanswerable,
            "foreign": self.counts["foreign"],
            **{name: _value(getattr(self.found, name)) for name in ("s_at_1", "s_at_3", "s_at_10", "mrr")},
            "refusal_rate": self.refusal_rate,
            "false_refusal_rate": self.false_refusal_rate,
            "auc": self.auc,
            "min_confidence": self.min_confidence,
            "median_seconds": self.seconds.median,
            "p95_seconds": self.seconds.p95,
            "found": asdict(self.found),
            "refusals": [asdict(refusals) for refusals in self.refusals],
            "calibration": asdict(self.calibration),
            "selections": asdict(self.selections),
            "seconds": asdict(self.seconds),
            "without_reranker": asdict(self.without_reranker) if self.without_reranker else None,
        }


def summed_up(
    source: Source,
    briefings: Sequence[Briefing],
    outcomes: Sequence[Outcome],
    times: Timed,
    ranks_without: Sequence[int | None],
    min_confidence: float,
) -> Report:
    """Make the report of the outcomes, of which there is at least one, for questions asked of these briefings.

    :param ranks_without: of the answerable questions, in the same order, without the reranker; empty: there is none.
    """
    counts = {case: sum(outcome.case == case for outcome in outcomes) for case in CASES}
    ranks = [outcome.rank for outcome in outcomes if outcome.case == "answerable"]
    return Report(
        source=source,
        briefings=len(briefings),
        sentences=sum(briefing.sentences for briefing in briefings),
        counts=counts,
        found=found(ranks),
        refusals=tuple(refusals(outcomes, case) for case in CASES),
        calibration=calibration(outcomes),
        selections=selections(outcomes),
        min_confidence=min_confidence,
        seconds=seconds(times.seconds),
        without_reranker=_without_reranker(ranks, ranks_without, times) if times.seconds_without else None,
    )


def _without_reranker(ranks: Sequence[int | None], without: Sequence[int | None], times: Timed) -> WithoutReranker:
    return WithoutReranker(
        s_at_1=hit_rate(without, 1),
        s_at_3=hit_rate(without, 3),
        gain_at_1=_gain(ranks, without, 1),
        gain_at_3=_gain(ranks, without, 3),
        seconds=seconds(times.seconds_without),
    )


def _gain(ranks: Sequence[int | None], without: Sequence[int | None], k: int) -> Rate | None:
    return mean_rate([is_hit(rank, k) - is_hit(other, k) for rank, other in zip(ranks, without, strict=True)])


def _value(rate: Rate | None) -> float | None:
    return rate.value if rate else None
