"""How people see what was measured: reports -> tables of words and figures, which the command line draws."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from index.evaluate.bootstrap import Rate
    from index.evaluate.languages import LanguageReport
    from index.evaluate.measures import Case
    from index.evaluate.report import Report

CASE_WORDS: Final[dict[Case, str]] = {
    "answerable": "answered by the briefings",
    "unanswerable": "their paragraph left out",
    "foreign": "their article left out",
}
OWN = "own"
NOT_THERE = "not in the briefings"
NOTHING = "-"
NONE_LEFT_OUT: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Table:
    """What it shows, what its columns are, and its rows."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(
    reports: Sequence[Report], languages: Sequence[LanguageReport] = (), left_out: Mapping[str, str] = NONE_LEFT_OUT
) -> list[Table]:
    """All tables that have a row; after each rate stands the interval that holds the true one 95 times of 100.

    :param left_out: file -> why it was not asked.
    """
    made = [
        _found(reports),
        _refusals(reports),
        _calibration(reports),
        _selections(reports),
        _languages(languages),
        _without_reranker(reports),
        Table("Left out", ("file", "reason"), tuple(left_out.items())),
    ]
    return [table for table in made if table.rows]


def _found(reports: Sequence[Report]) -> Table:
    rows = [
        (
            report.source.file,
            _asked(report),
            f"{report.briefings:,}",
            f"{report.sentences:,}",
            *(shown(rate) for rate in (report.found.s_at_1, report.found.s_at_3, report.found.s_at_10)),
            shown(report.found.mrr),
            f"{report.seconds.median:.3f}",
            f"{report.seconds.p95:.3f}",
        )
        for report in reports
    ]
    headings = ("file", "questions", "briefings", "sentences", "S@1", "S@3", "S@10", "MRR", "seconds", "95 % below")
    return Table(
        "Found: the sentence that answers is among the first 1, 3, 10; the median of the seconds", headings, tuple(rows)
    )


def _asked(report: Report) -> str:
    """How many questions of how many; those that nothing answers are told apart."""
    if report.source.format == OWN:
        return f"{report.answerable:,}, and {report.unanswerable:,} unanswerable"
    return f"{report.answerable:,} of {report.source.questions:,}"


def _refusals(reports: Sequence[Report]) -> Table:
    rows = [
        (
            report.source.file,
            _case_words(report, refusals.case),
            f"{report.counts[refusals.case]:,}",
            *(shown(rate) for rate in (refusals.answered, refusals.unsure, refusals.refused, refusals.auc)),
        )
        for report in reports
        for refusals in report.refusals
        if report.counts[refusals.case]
    ]
    thresholds = " or ".join(dict.fromkeys(f"{report.min_confidence:g}" for report in reports))
    headings = ("file", "questions", "asked", "answered", "unsure", "refused", "AUC against the answerable")
    return Table(f"Refused: with a confidence below {thresholds}", headings, tuple(rows))


def _case_words(report: Report, case: Case) -> str:
    return NOT_THERE if report.source.format == OWN and case == "unanswerable" else CASE_WORDS[case]


def _calibration(reports: Sequence[Report]) -> Table:
    headings = ("file", "confidence", "questions", "mean confidence", "right", "Brier score")
    return Table(
        "Confidence: how often the first sentence answers, of answerable questions and those without their paragraph",
        headings,
        tuple(row for report in reports for row in _calibration_rows(report)),
    )


def _calibration_rows(report: Report) -> Iterator[tuple[str, ...]]:
    for each in report.calibration.bins:
        span = f"{each.low:.1f} to {each.high:.1f}"
        yield report.source.file, span, f"{each.count:,}", f"{each.confidence:.3f}", shown(each.right), ""
    brier = report.calibration.brier
    if brier:
        yield report.source.file, "all", f"{brier.count:,}", "", "", shown(brier)


def _selections(reports: Sequence[Report]) -> Table:
    rows = [
        (
            report.source.file,
            f"{report.selections.quotes.count:,}",
            *(shown(rate) for rate in (report.selections.quotes, report.selections.precision)),
            shown(report.selections.recall),
            _with_count(report.selections.recall_of_several),
        )
        for report in reports
        if report.selections.quotes
    ]
    headings = ("file", "answers", "quotes an answer", "precision", "recall", "recall where several sentences answer")
    title = "Shown: which part of the shown sentences answers, and which part of those that answer is shown"
    return Table(title, headings, tuple(rows))


def _languages(languages: Sequence[LanguageReport]) -> Table:
    rows = [
        (
            report.language,
            f"{report.questions:,}",
            *(shown(rate) for rate in (report.s_at_1, report.s_at_3)),
            *(shown(rate) for rate in (report.english_s_at_1, report.english_s_at_3)),
        )
        for report in languages
    ]
    headings = ("language", "questions", "S@1", "S@3", "asked in English, S@1", "S@3")
    title = "Languages: questions and articles in one, and English questions over its articles"
    return Table(title, headings, tuple(rows))


def _without_reranker(reports: Sequence[Report]) -> Table:
    rows = [
        (
            report.source.file,
            *(shown(rate) for rate in (report.found.s_at_1, without.s_at_1, without.gain_at_1)),
            *(shown(rate) for rate in (report.found.s_at_3, without.s_at_3, without.gain_at_3)),
            f"{report.seconds.median:.3f}",
            f"{without.seconds.median:.3f}",
        )
        for report in reports
        if (without := report.without_reranker)
    ]
    headings = ("file", "S@1", "without", "gain", "S@3", "without", "gain", "seconds", "without")
    return Table("Reranker: with it and without it, asked by turns", headings, tuple(rows))


def shown(rate: Rate | None) -> str:
    """A rate with its interval."""
    return f"{rate.value:.3f} ({rate.low:.3f} to {rate.high:.3f})" if rate else NOTHING


def _with_count(rate: Rate | None) -> str:
    return f"{shown(rate)} of {rate.count:,} questions" if rate else NOTHING
