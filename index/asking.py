"""Questions -> answers: the whole flow of a question, from one generation of the store."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from index.answer import confidence, distinct, quotes
from index.datatypes import Answer, Question
from index.errors import BriefingError, NoSuchBriefingError, StoreError
from index.keywords import query_keywords
from index.question import clean_question, is_small_talk, leans_on_previous, with_previous
from index.retrieve import Search, retrieve
from index.vectors import Vectors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.datatypes import Hit, Quote
    from index.embed import FloatMatrix
    from index.embedders import Embedders
    from index.store import Snapshot, Store

DISTINCT_AMONG = 10
"""How many times k hits are looked at to find k that say different things."""
GENERATIONS_KEPT = 2

logger = logging.getLogger(__name__)


class Asker:
    """Answers questions from a store, with the model that made its vectors; these stay in memory."""

    def __init__(self, store: Store, embedders: Embedders, min_confidence: float) -> None:
        self._store = store
        self._embedders = embedders
        self._min_confidence = min_confidence
        self._vectors: dict[str, Vectors] = {}
        """By publication: of the generation that is asked, and of one that is about to be published."""
        self._vectors_lock = threading.Lock()

    def ask_all(self, questions: Sequence[Question]) -> list[Answer | BriefingError]:
        """Answer questions that have come together, all from the generation that is published."""
        with self._store.reading() as snapshot:
            self._forget_before(snapshot.generation)
            return self.answers(snapshot, questions)

    def answers(self, snapshot: Snapshot, questions: Sequence[Question]) -> list[Answer | BriefingError]:
        """Answer questions from one generation, also one that is not published yet; the model sees them at once."""
        started = time.monotonic()
        asked = [_cleaned(question) for question in questions]
        embedded = self._embed(snapshot, [question for question in asked if isinstance(question, Question)])
        return [
            question if isinstance(question, BriefingError) else self._answer(snapshot, question, embedded, started)
            for question in asked
        ]

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

    def search(self, question: Question) -> list[Quote]:
        """Give the k best sentences one by one, whether they answer or not."""
        question = replace(question, text=clean_question(question.text))
        with self._store.reading() as snapshot:
            hits = self._hits(snapshot, question, self._embed(snapshot, [question]))[: question.k]
            return [quote for hit in hits for quote in _cut(snapshot, [hit])]

    def ask_and_rank(self, questions: Sequence[Question], k: int) -> list[tuple[Answer, list[Quote]]]:
        """Answer questions, and give with each answer the k best sentences one by one.

        :raises BriefingError: for the first question that cannot be asked.
        """
        ranked = [self.search(replace(question, k=k)) for question in questions]
        answers = []
        for answer in self.ask_all(questions):
            if isinstance(answer, BriefingError):
                raise answer
            answers.append(answer)
        return list(zip(answers, ranked, strict=True))

    def _embed(self, snapshot: Snapshot, questions: Sequence[Question]) -> dict[str, FloatMatrix]:
        """The vectors of all texts to be searched; small talk alone does not wake the model."""
        texts = [text for question in questions for text in _search_texts(question)]
        return dict(zip(texts, self._embedders.embed_questions(snapshot.model, texts), strict=True)) if texts else {}

    def _answer(
        self, snapshot: Snapshot, question: Question, embedded: Mapping[str, FloatMatrix], started: float
    ) -> Answer | BriefingError:
        small_talk = is_small_talk(question.text)
        try:
            hits = [] if small_talk else self._hits(snapshot, question, embedded)
        except BriefingError as error:
            return error
        found = _best_quotes(snapshot, hits, question.k)
        certainty = confidence(hits, is_follow_up=len(_search_texts(question)) > 1)
        answered = certainty >= self._min_confidence and not small_talk
        return Answer(
            question=question.text,
            quotes=found if answered else (),
            nearest=() if answered else found,
            confidence=certainty,
            searched=snapshot.searched(question.filters),
            generation=snapshot.generation,
            seconds=time.monotonic() - started,
            small_talk=small_talk,
            topic=_topic(question),
        )

    def _hits(self, snapshot: Snapshot, question: Question, embedded: Mapping[str, FloatMatrix]) -> list[Hit]:
        for name in question.filters.briefings:
            if snapshot.published(name) is None:
                raise NoSuchBriefingError(name)
        vectors = self._vectors_of(snapshot)
        if not len(vectors.sentences):
            return []
        _check_dimension(snapshot, vectors, embedded)
        languages = snapshot.languages()
        searches = [Search(embedded[text], query_keywords(text, languages)) for text in _search_texts(question)]
        hits = retrieve(snapshot, vectors, searches, question.filters)
        return _without(snapshot, hits, question.about) if question.about else hits

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


def _best_quotes(snapshot: Snapshot, hits: Sequence[Hit], k: int) -> tuple[Quote, ...]:
    best = hits[: DISTINCT_AMONG * k]
    tokens = snapshot.tokens("sentence", [hit.sentence_id for hit in best])
    return _cut(snapshot, distinct(best, tokens, k))


def _cut(snapshot: Snapshot, hits: Sequence[Hit]) -> tuple[Quote, ...]:
    version_ids = {hit.version_id for hit in hits}
    briefings = {version_id: snapshot.version(version_id).briefing for version_id in version_ids}
    return quotes(hits, briefings, {version_id: snapshot.text(version_id) for version_id in version_ids})


def _cleaned(question: Question) -> Question | BriefingError:
    try:
        if question.k < 1:
            raise BriefingError(f"Ask for at least one quote, not for {question.k}.")
        return replace(question, text=clean_question(question.text))
    except BriefingError as error:
        return error


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


def _leans(question: Question) -> bool:
    return question.follows is not None and leans_on_previous(question.text)


def _search_texts(question: Question) -> list[str]:
    """What is searched: the question itself and, where it leans on something, also both together."""
    if is_small_talk(question.text):
        return []
    if question.about:
        return [question.text, with_previous(question.text, question.about)]
    if question.follows and _leans(question):
        return [question.text, with_previous(question.text, question.follows)]
    return [question.text]


def _without(snapshot: Snapshot, hits: Sequence[Hit], known: str) -> list[Hit]:
    """Leave out the sentences that a person has before them."""
    texts = {version_id: snapshot.text(version_id) for version_id in {hit.version_id for hit in hits}}
    return [hit for hit in hits if texts[hit.version_id][hit.sentence.span.start : hit.sentence.span.end] not in known]


def _topic(question: Question) -> str:
    if question.about:
        return with_previous(question.text, question.about)
    goes_on = _leans(question) or is_small_talk(question.text)
    return question.follows if question.follows and goes_on else question.text
