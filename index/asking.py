"""Questions -> answers: the whole flow of a question, from one generation of the store."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from index.answer import answer_of, cut, merged
from index.errors import BriefingError, NoSuchBriefingError, StoreError
from index.keywords import query_keywords
from index.question import clean_question
from index.ranking import Versions, rerank_all
from index.retrieve import Search, retrieve
from index.shared_names import shared_names
from index.spelling import mended
from index.understanding import Understood, understood
from index.vectors import Vectors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.answer import Thresholds
    from index.datatypes import Answer, Hit, Question, Quote
    from index.embed import FloatMatrix
    from index.embedders import Embedders
    from index.rerank import Reranker
    from index.store import Snapshot, Store

GENERATIONS_KEPT = 2

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Found:
    """One question of a message, and the sentences found for it, the best first."""

    asked: Understood
    hits: list[Hit]


class Asker:
    """Answers questions from a store, with the model that made its vectors; these stay in memory.

    :param reranker: None when the retrieval is to rank alone.
    """

    def __init__(self, store: Store, embedders: Embedders, reranker: Reranker | None, thresholds: Thresholds) -> None:
        self._store = store
        self._embedders = embedders
        self._reranker = reranker
        self._thresholds = thresholds
        self._vectors: dict[str, Vectors] = {}
        """By publication: of the generation that is asked, and of one that is about to be published."""
        self._vectors_lock = threading.Lock()

    def ask_all(self, questions: Sequence[Question]) -> list[Answer | BriefingError]:
        """Answer questions that have come together, all from the generation that is published."""
        with self._store.reading() as snapshot:
            self._forget_before(snapshot.generation)
            return self.answers(snapshot, questions)

    def answers(self, snapshot: Snapshot, questions: Sequence[Question]) -> list[Answer | BriefingError]:
        """Answer questions from one generation, also one that is not published yet; the models see them at once."""
        started = time.monotonic()
        versions = Versions(snapshot)
        return [
            found if isinstance(found, BriefingError) else self._answer(versions, found, started)
            for found in self._search_all(versions, questions)
        ]

    def ask_and_rank(self, questions: Sequence[Question], k: int) -> list[tuple[Answer, list[Quote]]]:
        """Answer questions, and give with each answer the k best sentences one by one.

        :raises BriefingError: for the first question that cannot be asked.
        """
        started = time.monotonic()
        answered = []
        with self._store.reading() as snapshot:
            self._forget_before(snapshot.generation)
            versions = Versions(snapshot)
            for found in self._search_all(versions, questions):
                if isinstance(found, BriefingError):
                    raise found
                by_rank = chain.from_iterable(zip_longest(*(part.hits[:k] for part in found)))  # of each part the first
                best = [quote for hit in by_rank if hit for quote in cut(versions, [hit])]
                answered.append((self._answer(versions, found, started), best[:k]))
        return answered

    def search(self, question: Question) -> list[Quote]:
        """Give the k best sentences one by one, whether they answer or not."""
        ((_, ranked),) = self.ask_and_rank([question], question.k)
        return ranked

    def prepare(self, snapshot: Snapshot) -> None:
        """Read the vectors of a generation that is about to be published, so that no question waits for them."""
        if not self._vectors:  # nobody asks
            return
        try:
            vectors = Vectors.of(snapshot)
        except StoreError:  # who asks is told
            logger.warning("the vectors of generation %d cannot be read", snapshot.generation, exc_info=True)
            return
        with self._vectors_lock:
            self._keep(vectors)

    def _search_all(self, versions: Versions, questions: Sequence[Question]) -> list[list[_Found] | BriefingError]:
        """Search for the questions of all messages; each model sees all of them at once."""
        messages = [self._understood(versions.snapshot, question) for question in questions]
        parts = [part for message in messages if not isinstance(message, BriefingError) for part in message]
        embedded = self._embed(versions.snapshot, parts)
        try:
            hits = [self._hits(versions.snapshot, part, embedded) for part in parts]
        except StoreError as error:  # whatever is asked
            return [error for _ in questions]
        if self._reranker is not None:
            # not what leans on something: in two sentences at once the reranker finds fewer of the right ones
            alone = [place for place, part in enumerate(parts) if len(part.searches) == 1]
            asked = [(parts[place].wording, hits[place]) for place in alone]
            for place, ranked in zip(alone, rerank_all(self._reranker, versions, asked), strict=True):
                hits[place] = ranked
        found = iter([_Found(part, best) for part, best in zip(parts, hits, strict=True)])
        return [
            message if isinstance(message, BriefingError) else [next(found) for _ in message] for message in messages
        ]

    def _understood(self, snapshot: Snapshot, question: Question) -> list[Understood] | BriefingError:
        try:
            if question.k < 1:
                raise BriefingError(f"Ask for at least one quote, not for {question.k}.")
            for name in question.filters.briefings:
                if snapshot.published(name) is None:
                    raise NoSuchBriefingError(name)
            cleaned = replace(question, text=clean_question(question.text))
            return understood(cleaned, lambda text: self._mended(snapshot, text))
        except BriefingError as error:
            return error

    def _mended(self, snapshot: Snapshot, text: str) -> str:
        vectors = self._vectors_of(snapshot)
        return mended(text, snapshot, vectors.vocabulary, snapshot.languages()) if vectors.vocabulary else text

    def _embed(self, snapshot: Snapshot, parts: Sequence[Understood]) -> dict[str, FloatMatrix]:
        """The vectors of all texts to be searched; small talk alone does not wake the model."""
        texts = [text for part in parts for text in part.searches]
        return dict(zip(texts, self._embedders.embed_questions(snapshot.model, texts), strict=True)) if texts else {}

    def _hits(self, snapshot: Snapshot, part: Understood, embedded: Mapping[str, FloatMatrix]) -> list[Hit]:
        vectors = self._vectors_of(snapshot)
        if not len(vectors.sentences) or not part.searches:
            return []
        _check_dimension(snapshot, vectors, embedded)
        languages = snapshot.languages()
        searches = [
            Search(embedded[text], query_keywords(text, languages), shared_names(text, languages))
            for text in part.searches
        ]
        hits = retrieve(snapshot, vectors, searches, part.question.filters)
        return _without(snapshot, hits, part.question.about) if part.question.about else hits

    def _answer(self, versions: Versions, found: Sequence[_Found], started: float) -> Answer:
        """The answer to a message: to its question, or made of those to its several questions."""
        answers = [
            answer_of(part.asked, part.hits, versions, self._thresholds, time.monotonic() - started) for part in found
        ]
        return answers[0] if len(answers) == 1 else merged(found[0].asked.message, answers)

    def _vectors_of(self, snapshot: Snapshot) -> Vectors:
        with self._vectors_lock:
            vectors = self._vectors.get(snapshot.publication) or Vectors.of(snapshot)
            self._keep(vectors)
            return vectors

    def _keep(self, vectors: Vectors) -> None:
        self._vectors.pop(vectors.publication, None)
        self._vectors[vectors.publication] = vectors
        while len(self._vectors) > GENERATIONS_KEPT:
            del self._vectors[next(iter(self._vectors))]

    def _forget_before(self, generation: int) -> None:
        with self._vectors_lock:
            for vectors in list(self._vectors.values()):
                if vectors.generation < generation and len(self._vectors) > 1:
                    del self._vectors[vectors.publication]


def _check_dimension(snapshot: Snapshot, vectors: Vectors, embedded: Mapping[str, FloatMatrix]) -> None:
    """Refuse to compare the vectors of two models that have the same name.

    :raises StoreError: when they differ in length.
    """
    found, needed = next(iter(embedded.values())).shape[-1], vectors.sentences.dimension
    if found != needed:
        raise StoreError(
            f"The store has vectors of {needed} numbers, the model {snapshot.model!r} makes some of {found}: "
            "another model has this name by now; run python -m index rebuild."
        )


def _without(snapshot: Snapshot, hits: Sequence[Hit], known: str) -> list[Hit]:
    """Leave out the sentences that a person has before them."""
    texts = {version_id: snapshot.text(version_id) for version_id in {hit.version_id for hit in hits}}
    return [hit for hit in hits if texts[hit.version_id][hit.sentence.span.start : hit.sentence.span.end] not in known]
