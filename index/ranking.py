"""Found sentences -> ranked ones: the reranker reads the best of them, each with what stands around it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from index.rerank import Candidate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.datatypes import Briefing, Hit
    from index.rerank import FloatVector, Reranker
    from index.store import Snapshot
    from index.store.rows import SentenceRow

RERANKED = 20
"""So many of the best are read."""
SCORE_WEIGHT = 5.0
"""Of the score of the retrieval, beside the packaged reranker's logit."""


class Versions:
    """The texts and briefings that the hits of some questions belong to, each read once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._texts: dict[int, str] = {}
        self._briefings: dict[int, Briefing] = {}

    def text(self, version_id: int) -> str:
        """The stored text, whole."""
        if version_id not in self._texts:
            self._texts[version_id] = self.snapshot.text(version_id)
        return self._texts[version_id]

    def briefing(self, version_id: int) -> Briefing:
        """What describes it."""
        if version_id not in self._briefings:
            self._briefings[version_id] = self.snapshot.version(version_id).briefing
        return self._briefings[version_id]

    def sentence(self, row: SentenceRow | Hit) -> str:
        """The words of a sentence."""
        return self.text(row.version_id)[row.sentence.span.start : row.sentence.span.end]


def rerank_all(reranker: Reranker, versions: Versions, found: Sequence[tuple[str, Sequence[Hit]]]) -> list[list[Hit]]:
    """Rank the hits of several questions anew; the reranker reads all of them at once.

    :param found: each question and its hits, the best first.
    """
    read = [(question, _read(reranker, versions, hits)) for question, hits in found]
    candidates = _candidates(versions, [hit for _, hits in read for hit in hits])
    pairs = [(question, candidates[hit.sentence_id]) for question, hits in read for hit in hits]
    logits = reranker.relevance(pairs)
    ranked, start = [], 0
    for (_, hits), (_, of_question) in zip(found, read, strict=True):
        end = start + len(of_question)
        ranked.append(_ranked(hits, logits[start:end], is_packaged=reranker.is_packaged))
        start = end
    return ranked


def _read(reranker: Reranker, versions: Versions, hits: Sequence[Hit]) -> list[Hit]:
    """The hits that are read: the best, or none where most of them are in languages that the reranker does not know."""
    best = list(hits[:RERANKED])
    known = sum(reranker.reads(versions.briefing(hit.version_id).language) for hit in best)
    return best if 2 * known >= len(best) else []


def _ranked(hits: Sequence[Hit], logits: FloatVector, *, is_packaged: bool) -> list[Hit]:
    """Sort by the sum of relevance and score; what was not read comes behind, in its order.

    :param is_packaged: whether the confidence was fitted to these logits; others only order.
    """
    read = [
        replace(hit, relevance=float(logit) if is_packaged else None, score=float(logit) + SCORE_WEIGHT * hit.score)
        for hit, logit in zip(hits, logits, strict=False)
    ]
    if not read:
        return list(hits)
    last = hits[len(read) - 1].score
    lowest = min(hit.score for hit in read)
    rest = [replace(hit, score=lowest - SCORE_WEIGHT * (last - hit.score)) for hit in hits[len(read) :]]
    return [*sorted(read, key=lambda hit: (-hit.score, hit.sentence_id)), *rest]


def _candidates(versions: Versions, hits: Sequence[Hit]) -> dict[int, Candidate]:
    """The hits with the sentences before them in their sections, by sentence id."""
    rows = {row.id: row for row in versions.snapshot.sentences({hit.sentence_id - 1 for hit in hits})}

    def before(hit: Hit) -> str:
        row = rows.get(hit.sentence_id - 1)
        if row is None or row.version_id != hit.version_id or row.sentence.section != hit.sentence.section:
            return ""
        return versions.sentence(row)

    return {
        hit.sentence_id: Candidate(versions.sentence(hit), versions.briefing(hit.version_id).title, before(hit))
        for hit in hits
    }
