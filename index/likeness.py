"""Which published briefings are much like a document: other editions of it, and copies with small changes."""

from __future__ import annotations

import heapq
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from index.datatypes import Likeness
from index.keywords import keywords
from index.store import text_sha256

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.datatypes import Document
    from index.store import Snapshot

LISTED_FROM = 0.3
"""Two of the sample briefings share at most 0.07; one of which every second sentence was changed, 0.34 and more."""
MOST_LISTED = 5
CANDIDATES = 10
RAREST_TOKENS = 60
MOST_PASSAGES = 400
MOST_TOKENS = 5_000
MOST_SENTENCES = 2_000
COMPARED_CHARACTERS = 1_000_000
"""Of each text, 300 pages from its beginning: more would take seconds."""

Triples = set[tuple[str, str, str]]


def alike(snapshot: Snapshot, document: Document) -> tuple[Likeness, ...]:
    """Find the published briefings that share most of their words with a document, the most alike first.

    Not among them is one with the very same text.
    """
    triples = word_triples(document.extract.text)
    sha256 = text_sha256(document.extract.text)
    found = []
    for version_id in _candidates(snapshot, document):
        briefing = snapshot.version(version_id).briefing
        if briefing.sha256 != sha256:
            found.append(Likeness(briefing, likeness(triples, word_triples(snapshot.text(version_id)))))
    found.sort(key=lambda like: (-like.share, like.briefing.name))
    return tuple(like for like in found[:MOST_LISTED] if like.share >= LISTED_FROM)


def word_triples(text: str) -> Triples:
    """All groups of three words that follow each other; of a shorter text that what there is."""
    words = keywords(text[:COMPARED_CHARACTERS], "")
    words += [""] * (3 - len(words))
    return set(zip(words, words[1:], words[2:], strict=False))


def likeness(first: Triples, second: Triples) -> float:
    """Dice's coefficient: 1 when all groups of three words stand in both, 0 when none does."""
    return 2 * len(first & second) / (len(first) + len(second))


def _candidates(snapshot: Snapshot, document: Document) -> list[int]:
    """The ids of the versions worth a closer look: they share whole sentences or the rarest words."""
    sentences = (entry.embedded for passage in document.passages for entry in passage.sentences)
    by_sentences = snapshot.versions_with_texts(islice(sentences, MOST_SENTENCES))
    tokens = (token for passage in document.passages for token in passage.tokens)
    by_words = _sharing_rare_words(snapshot, islice(dict.fromkeys(tokens), MOST_TOKENS))
    most = [*_most_common(by_sentences), *_most_common(by_words)]
    return list(dict.fromkeys(most))


def _most_common(versions: Counter[int]) -> list[int]:
    return [version_id for version_id, _ in versions.most_common(CANDIDATES // 2)]


def _sharing_rare_words(snapshot: Snapshot, tokens: Iterable[str]) -> Counter[int]:
    """Version id -> how many of those tokens it shares that occur in the fewest published passages."""
    frequencies = snapshot.document_frequencies("passage", tokens)
    rarest = set(heapq.nsmallest(RAREST_TOKENS, frequencies, key=lambda token: (frequencies[token], token)))
    passages = snapshot.keyword_matches("passage", rarest, MOST_PASSAGES)
    version_of = {row.passage_id: row.version_id for row in snapshot.sentences_of_passages(passages)}
    shared: dict[int, set[str]] = {}
    for passage_id, found in snapshot.tokens("passage", passages).items():
        shared.setdefault(version_of[passage_id], set()).update(rarest.intersection(found))
    return Counter({version_id: len(words) for version_id, words in shared.items()})
