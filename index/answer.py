"""Ranked sentences -> an answer: whether there is one, which sentences are shown, and which are joined."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from index.confidence import confidence
from index.datatypes import Answer, Citation, Quote, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.datatypes import Briefing, Hit
    from index.ranking import Versions
    from index.understanding import Understood

MAX_JOINED_CHARACTERS = 600
SAME_WORDS = 0.8
"""Two sentences that share this part of their keywords (Jaccard) say the same thing."""
LOOKED_AT = 10
"""How many times k hits are looked at to find k that say different things."""
WORTH_SHOWING_BY_SCORE = 0.5
"""Where no reranker has read them: a sentence with less than this part of the best one's score adds nothing."""
WORTH_SHOWING = 0.4
"""A further sentence that answers with less than this probability adds nothing (README, decisions)."""
AS_GOOD = 0.5
"""A sentence with this part of the best one's confidence, or score, may be the right one as well."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which confidence on quotes are shown, and from which on without a doubt."""

    shown: float
    sure: float


def answer_of(
    asked: Understood, hits: Sequence[Hit], versions: Versions, thresholds: Thresholds, seconds: float
) -> Answer:
    """Answer one question by the sentences found for it, the best first."""
    question = asked.question
    certainty = confidence(hits[0]) if hits else 0.0
    answered = certainty >= thresholds.shown and not asked.is_small_talk
    chosen = _chosen(hits, versions, question.k, newest_first=asked.newest_first, further=question.further)
    found = cut(versions, chosen)
    return Answer(
        question=question.text,
        quotes=found if answered else (),
        nearest=() if answered else found,
        confidence=certainty,
        searched=versions.snapshot.searched(question.filters),
        generation=versions.snapshot.generation,
        seconds=seconds,
        small_talk=asked.is_small_talk,
        topic=asked.topic,
        unsure=answered and certainty < thresholds.sure,
        searched_for=asked.wording if asked.was_mended else None,
        newest_first=asked.newest_first and answered,
    )


def merged(message: str, answers: Sequence[Answer]) -> Answer:
    """Make one answer of those to the several questions of a message."""
    answered = [answer for answer in answers if answer.answered]
    return replace(
        answers[-1],
        question=message,
        quotes=tuple(chain.from_iterable(answer.quotes for answer in answers)),
        nearest=() if answered else tuple(chain.from_iterable(answer.nearest for answer in answers)),
        confidence=max(answer.confidence for answer in answers),
        unsure=bool(answered) and all(answer.unsure for answer in answered),
        searched_for=None,
        newest_first=False,
        parts=tuple(answers),
    )


def _chosen(hits: Sequence[Hit], versions: Versions, k: int, *, newest_first: bool, further: bool) -> list[Hit]:
    """The sentences to be shown: at most k, that say different things, none that adds nothing."""
    looked_at = hits[: LOOKED_AT * k]
    tokens = versions.snapshot.tokens("sentence", [hit.sentence_id for hit in looked_at])
    words = {sentence_id: set(of_sentence) for sentence_id, of_sentence in tokens.items()}
    if newest_first:
        return distinct(_newest(looked_at, versions), words, k)
    if further or not hits or hits[0].relevance is None:
        return distinct(looked_at if further else _worth_showing(looked_at), words, k)
    return sorted(distinct(_by_turns(_worth_showing(looked_at)), words, k), key=lambda hit: -hit.score)


def _worth_showing(hits: Sequence[Hit]) -> list[Hit]:
    """The best hit, and those that probably answer as well."""
    if not hits or hits[0].relevance is None:
        return [hit for hit in hits if hit is hits[0] or hit.score >= WORTH_SHOWING_BY_SCORE * hits[0].score]
    best = confidence(hits[0])
    # where even the best is doubtful, the right one may be another that is about as good
    least = WORTH_SHOWING if best >= WORTH_SHOWING else AS_GOOD * best
    return [hit for hit in _read(hits) if hit is hits[0] or confidence(hit) >= least]


def _read(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Those that the reranker has read, if it has read any: what is said of the others is on another scale."""
    return hits if hits[0].relevance is None else [hit for hit in hits if hit.relevance is not None]


def _by_turns(hits: Sequence[Hit]) -> list[Hit]:
    """The best hit of each briefing before any second one: where briefings contradict each other, both are quoted."""
    seen: set[int] = set()
    firsts, others = list["Hit"](), list["Hit"]()
    for hit in hits:
        (others if hit.version_id in seen else firsts).append(hit)
        seen.add(hit.version_id)
    return [*firsts, *others]


def _newest(hits: Sequence[Hit], versions: Versions) -> list[Hit]:
    """Those that fit about as well as the best one, the newest first; those without a date last."""
    if not hits:
        return []

    def fit(hit: Hit) -> float:
        return hit.score if hit.relevance is None else confidence(hit)

    fitting = [hit for hit in _read(hits) if hit is hits[0] or fit(hit) >= AS_GOOD * fit(hits[0])]
    return sorted(
        fitting, key=lambda hit: versions.briefing(hit.version_id).date or datetime.date.min, reverse=True
    )  # stable: of one day the best first


def distinct(hits: Iterable[Hit], words: dict[int, set[str]], k: int) -> list[Hit]:
    """Take the first k hits that do not say what an earlier one says already.

    :param words: sentence id -> its keywords.
    """
    chosen: list[Hit] = []
    for hit in hits:
        own = words[hit.sentence_id]
        if all(_likeness(own, words[other.sentence_id]) < SAME_WORDS for other in chosen):
            chosen.append(hit)
        if len(chosen) == k:
            break
    return chosen


def cut(versions: Versions, hits: Sequence[Hit]) -> tuple[Quote, ...]:
    """Cut the quotes out of the stored texts, the best first; adjacent sentences become one quote."""
    groups: list[list[Hit]] = []
    for hit in hits:
        text = versions.text(hit.version_id)
        neighbours = [group for group in groups if _adjacent([hit], group, text)]
        if not neighbours:
            groups.append([hit])
            continue
        neighbours[0].append(hit)
        for other in neighbours[1:]:  # the hit fills the gap between two
            if _adjacent(neighbours[0], other, text):
                neighbours[0].extend(other)
                groups.remove(other)
    return tuple(
        _quote(group, versions.briefing(group[0].version_id), versions.text(group[0].version_id)) for group in groups
    )


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
