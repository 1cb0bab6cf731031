"""Ranked sentences -> quotes, or none: which are shown, which are joined, and when there is no answer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from index.datatypes import Citation, Quote, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.datatypes import Briefing, Hit

# Logistic regression on SelQA, QED and COVID-QA, each question asked with and without the passage that answers it
# (README, decisions; tests/evaluation/fit_confidence.py).
INTERCEPT = -8.97
SIMILARITY_WEIGHT = 5.44
COVERAGE_WEIGHT = 5.24
PASSAGE_SIMILARITY_WEIGHT = 4.66
PASSAGE_COVERAGE_WEIGHT = 11.07
FOLLOW_UP_INTERCEPT = 1.3
"""For what leans on something: few of its own words stand in what answers it (tests/evaluation/test_follow_ups.py)."""

MAX_JOINED_CHARACTERS = 600
SAME_WORDS = 0.8
"""Two sentences that share this part of their keywords (Jaccard) say the same thing."""
WORTH_SHOWING = 0.5
"""A sentence with less than this part of the best one's score adds nothing to it."""


def confidence(hits: Sequence[Hit], *, is_follow_up: bool = False) -> float:
    """Estimate by the best hit the probability that the question is answered; 0 when there is none.

    :param is_follow_up: whether the question was searched together with what it leans on.
    """
    if not hits:
        return 0.0
    best = hits[0]
    logit = (
        INTERCEPT
        + is_follow_up * FOLLOW_UP_INTERCEPT
        + SIMILARITY_WEIGHT * best.similarity
        + COVERAGE_WEIGHT * best.coverage
        + PASSAGE_SIMILARITY_WEIGHT * best.passage_similarity
        + PASSAGE_COVERAGE_WEIGHT * best.passage_coverage
    )
    return 1 / (1 + math.exp(-logit))


def distinct(hits: Sequence[Hit], tokens: Mapping[int, Sequence[str]], k: int) -> list[Hit]:
    """Take the best k hits that do not say what a better one says already, and are not far behind the best.

    :param tokens: sentence id -> its keywords.
    """
    chosen: list[Hit] = []
    for hit in hits:
        if chosen and hit.score < WORTH_SHOWING * chosen[0].score:
            break
        words = set(tokens[hit.sentence_id])
        if all(_likeness(words, set(tokens[other.sentence_id])) < SAME_WORDS for other in chosen):
            chosen.append(hit)
        if len(chosen) == k:
            break
    return chosen


def quotes(hits: Sequence[Hit], briefings: Mapping[int, Briefing], texts: Mapping[int, str]) -> tuple[Quote, ...]:
    """Cut the quotes out of the stored texts, the best first; adjacent sentences become one quote.

    :param briefings, texts: version id -> the briefing and its stored text, for each version among the hits.
    """
    groups: list[list[Hit]] = []
    for hit in hits:
        text = texts[hit.version_id]
        neighbours = [group for group in groups if _adjacent([hit], group, text)]
        if not neighbours:
            groups.append([hit])
            continue
        neighbours[0].append(hit)
        for other in neighbours[1:]:  # the hit fills the gap between two
            if _adjacent(neighbours[0], other, text):
                neighbours[0].extend(other)
                groups.remove(other)
    return tuple(_quote(group, briefings[group[0].version_id], texts[group[0].version_id]) for group in groups)


def _likeness(words: set[str], others: set[str]) -> float:
    return len(words & others) / len(words | others) if words | others else 1.0


def _adjacent(group: Sequence[Hit], other: Sequence[Hit], text: str) -> bool:
    """Whether nothing but white space is between the two, in one passage, and both together are short enough."""
    if group[0].passage_id != other[0].passage_id:
        return False
    first, second = sorted((_joined_span(group), _joined_span(other)))
    return not text[first.end : second.start].strip() and second.end - first.start <= MAX_JOINED_CHARACTERS


def _joined_span(group: Sequence[Hit]) -> Span:
    return Span(min(hit.sentence.span.start for hit in group), max(hit.sentence.span.end for hit in group))


def _quote(group: Sequence[Hit], briefing: Briefing, text: str) -> Quote:
    span = _joined_span(group)
    first = min(group, key=lambda hit: hit.sentence.span)
    citation = Citation(
        briefing=briefing.name,
        title=briefing.title,
        date=briefing.date,
        sha256=briefing.sha256,
        section=first.sentence.section,
        page=first.sentence.page,
        span=span,
    )
    return Quote(text[span.start : span.end], citation, max(hit.score for hit in group))
