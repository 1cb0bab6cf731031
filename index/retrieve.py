"""Question -> ranked sentences: candidates from four rankings, each measured in the same four ways, and summed.

A sentence is found by its own likeness and by that of its passage, in meaning (cosine) and in words (BM25). The sum of
the four has the same scale for every question and size of store, unlike ranks or z-scores, so it also tells how well a
sentence fits, not only that it fits better than the others.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.datatypes import Hit
from index.shared_names import SharedName, in_words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from index.datatypes import Filters
    from index.store import SentenceRow, Snapshot, Unit
    from index.vectors import VectorIndex, Vectors

# Chosen on SelQA and QED (README, decisions); the likeness of the sentence itself has the weight 1.
COVERAGE_WEIGHT = 1.25
PASSAGE_WEIGHT = 0.75
PASSAGE_COVERAGE_WEIGHT = 1.5

SENTENCE_CANDIDATES = 100
PASSAGE_CANDIDATES = 30
COMMON = 0.3
"""A token that occurs in a greater part of all texts finds nothing, and looking it up takes the longest."""

# Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009); the values SQLite's FTS5 uses
BM25_K1 = 1.2
BM25_B = 0.75


@dataclass(frozen=True, slots=True)
class _Words:
    """The question's keywords against all sentences, or all passages."""

    unit: Unit
    names: Sequence[SharedName]
    weights: dict[str, float]
    """token -> its inverse document frequency."""
    telling: list[str]
    """The tokens that are worth looking up."""
    mean_tokens: float


@dataclass(frozen=True, slots=True)
class Search:
    """One way to put a question: its vector [dimension], its keywords, and the names among them."""

    vector: NDArray[np.float32]
    tokens: Sequence[str]
    names: Sequence[SharedName] = ()


def retrieve(snapshot: Snapshot, vectors: Vectors, searches: Sequence[Search], filters: Filters) -> list[Hit]:
    """Rank the sentences that a question may be answered by, the best first.

    :param searches: the ways to put the question, at least one; each measure is the mean over them.
    :param vectors: of the snapshot's generation.
    """
    version_ids = None if filters.is_empty else snapshot.matching_versions(filters)
    if version_ids == []:
        return []
    worded = [
        (
            search.vector,
            _words(snapshot, "sentence", search, len(vectors.sentences), vectors.mean_sentence_tokens),
            _words(snapshot, "passage", search, len(vectors.passages), vectors.mean_passage_tokens),
        )
        for search in searches
    ]
    sentence_ids, passage_ids = set[int](), set[int]()
    for vector, sentence_words, passage_words in worded:
        sentence_ids |= _best(snapshot, vectors.sentences, vector, sentence_words, SENTENCE_CANDIDATES, version_ids)
        passage_ids |= _best(snapshot, vectors.passages, vector, passage_words, PASSAGE_CANDIDATES, version_ids)
    rows = {row.id: row for row in snapshot.sentences(sentence_ids)}
    rows.update((row.id, row) for row in snapshot.sentences_of_passages(passage_ids))
    passage_ids = {row.passage_id for row in rows.values()}
    similarities = _mean(vectors.sentences.similarities(vector, rows) for vector, _, _ in worded)
    passage_similarities = _mean(vectors.passages.similarities(vector, passage_ids) for vector, _, _ in worded)
    coverages = _mean(_coverages(snapshot, words, rows) for _, words, _ in worded)
    passage_coverages = _mean(_coverages(snapshot, words, passage_ids) for _, _, words in worded)
    hits = [
        _hit(
            row,
            similarities[row.id],
            passage_similarities[row.passage_id],
            coverages[row.id],
            passage_coverages[row.passage_id],
        )
        for row in rows.values()
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.sentence_id))


def _mean(measures: Iterable[dict[int, float]]) -> dict[int, float]:
    """The mean of a measure over all searches, id by id."""
    searches = list(measures)
    return {row_id: sum(measure[row_id] for measure in searches) / len(searches) for row_id in searches[0]}


def _words(snapshot: Snapshot, unit: Unit, search: Search, count: int, mean_tokens: float) -> _Words:
    other_tokens = {token for name in search.names for other in name.others for token in other}
    stored = snapshot.document_frequencies(unit, {*search.tokens, *other_tokens})
    frequencies = {token: stored.get(token, 0) for token in search.tokens}
    for name in search.names:  # as frequent as the most frequent way to write it
        written = max((min(stored.get(token, 0) for token in other) for other in name.others), default=0)
        frequencies.update({token: max(frequencies.get(token, 0), written) for token in name.own})
    rare = [token for token in search.tokens if 0 < frequencies[token] <= COMMON * count]
    return _Words(
        unit=unit,
        names=search.names,
        weights={token: inverse_document_frequency(count, frequency) for token, frequency in frequencies.items()},
        telling=[*(rare or search.tokens), *(" ".join(other) for name in search.names for other in name.others)],
        mean_tokens=mean_tokens,
    )


def _best(
    snapshot: Snapshot,
    vectors: VectorIndex,
    query: NDArray[np.float32],
    words: _Words,
    limit: int,
    version_ids: Sequence[int] | None,
) -> set[int]:
    """The ids of the sentences or passages that are nearest in meaning, and of those that share most words."""
    among = None if version_ids is None else snapshot.ids(words.unit, version_ids)
    nearest = vectors.nearest(query, limit, among)
    return {*nearest, *snapshot.keyword_matches(words.unit, words.telling, limit, version_ids)}


def _hit(
    row: SentenceRow, similarity: float, passage_similarity: float, coverage: float, passage_coverage: float
) -> Hit:
    return Hit(
        sentence_id=row.id,
        passage_id=row.passage_id,
        version_id=row.version_id,
        sentence=row.sentence,
        similarity=similarity,
        passage_similarity=passage_similarity,
        coverage=coverage,
        passage_coverage=passage_coverage,
        score=score_of(similarity, coverage, passage_similarity, passage_coverage),
    )


def score_of(similarity: float, coverage: float, passage_similarity: float, passage_coverage: float) -> float:
    """The weighted sum of the four measures."""
    return (
        similarity
        + COVERAGE_WEIGHT * coverage
        + PASSAGE_WEIGHT * passage_similarity
        + PASSAGE_COVERAGE_WEIGHT * passage_coverage
    )


def _coverages(snapshot: Snapshot, words: _Words, ids: Iterable[int]) -> dict[int, float]:
    return {
        row_id: bm25_coverage(words.weights, in_words_of(words.names, document), words.mean_tokens)
        for row_id, document in snapshot.tokens(words.unit, ids).items()
    }


def inverse_document_frequency(count: int, frequency: int) -> float:
    """How much a token tells that occurs in `frequency` of `count` texts; above 0, also for one that is everywhere.

    Lucene's form, log(1 + (n - f + 0.5) / (f + 0.5)): without the 1 a token that is in half of the texts tells nothing,
    and in a store of a few dozen sentences the words of its subject are.
    """
    return math.log((count + 1) / (frequency + 0.5))


def bm25_coverage(weights: dict[str, float], document: Sequence[str], mean_tokens: float) -> float:
    """The BM25 score of a text as a part of the highest that the question's tokens allow, in [0, 1].

    :param weights: token of the question -> its inverse document frequency.
    """
    highest = (BM25_K1 + 1) * sum(weights.values())
    if not highest:
        return 0.0
    counts = Counter(token for token in document if token in weights)
    length_penalty = BM25_K1 * (1 - BM25_B + BM25_B * len(document) / mean_tokens)
    score = sum(weights[token] * count * (BM25_K1 + 1) / (count + length_penalty) for token, count in counts.items())
    return score / highest
