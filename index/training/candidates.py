"""Question sets -> candidates: what the retrieval finds for each question, and which of it answers.

Where an article's own paragraph is left out, what is found of the rest is a list without an answer, so one search
gives a question with and without one.
"""

from __future__ import annotations

import pickle
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.datatypes import Filters
from index.evaluate.corpus import temporary_corpus
from index.keywords import query_keywords
from index.retrieve import Search, retrieve
from index.store import Store
from index.training.written import NO_PARAGRAPH, with_written
from index.vectors import Vectors
from index.writing import no_progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from index.briefing_index import BriefingIndex
    from index.datatypes import Hit
    from index.evaluate.corpus import Corpus
    from index.evaluate.questions import Article, ArticleQuestion
    from index.store import Snapshot

CANDIDATES = 50
"""So many of the sentences found are kept; those that answer are kept wherever they stand."""
AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Text:
    """An article as it was cut: `sentences[i]` stands in `passages[i]` and in the paragraph `paragraphs[i]`."""

    title: str
    sentences: tuple[str, ...]
    passages: tuple[int, ...]
    paragraphs: tuple[int, ...]
    sections: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that was found: its article and position there, its measures, and whether it answers."""

    article: str
    position: int
    measures: tuple[float, float, float, float]
    """similarity, coverage, passage_similarity, passage_coverage."""
    score: float
    answers: bool


@dataclass(frozen=True, slots=True)
class Mined:
    """A question and the best candidates for it, in the order of their scores."""

    question: str
    article: str
    paragraph: int
    """The one that answers; NO_PARAGRAPH where none does."""
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class MinedFile:
    """All that was found for the questions of one file."""

    texts: dict[str, Text]
    questions: tuple[Mined, ...]


def mined(index: BriefingIndex, data: Path, name: str, cache: Path) -> MinedFile:
    """Search all questions of a file in all of its articles, or read what was found before.

    :param cache: a folder; what it holds must come from the same program.
    """
    kept = cache / f"{name}.pickle"
    if kept.exists():
        return pickle.loads(kept.read_bytes())  # type: ignore[no-any-return]  # noqa: S301 - written below
    question_set = with_written(data, name)
    questions = [
        question
        for question in question_set.about_articles
        if question.is_answerable or question.paragraph == NO_PARAGRAPH
    ]
    with temporary_corpus(index, question_set.articles, no_progress) as corpus:
        corpus.publish()
        found = _mine(corpus, question_set.articles, questions)
    cache.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(pickle.dumps(found))
    return found


def _mine(corpus: Corpus, articles: Sequence[Article], questions: Sequence[ArticleQuestion]) -> MinedFile:
    with closing(Store(corpus.index.settings.data_dir)) as store, store.reading() as snapshot:
        places = {article.name: _Place(snapshot, article) for article in articles}
        found = tuple(_searched(corpus, snapshot, places, questions))
        return MinedFile({name: place.text for name, place in places.items()}, found)


class _Place:
    """An article in the store: sentence id -> its position."""

    def __init__(self, snapshot: Snapshot, article: Article) -> None:
        version = snapshot.published(article.name)
        assert version is not None  # noqa: S101 - it was just published
        self.version_id = version.id
        text = snapshot.text(version.id)
        rows = snapshot.sentences_of_passages(snapshot.passages(version.id))
        starts = [(paragraph.start, paragraph.number) for paragraph in article.paragraphs]
        self.positions = {row.id: position for position, row in enumerate(rows)}
        self.spans = [row.sentence.span for row in rows]
        self.text = Text(
            title=article.title,
            sentences=tuple(text[span.start : span.end] for span in self.spans),
            passages=tuple(row.passage_id for row in rows),
            paragraphs=tuple(
                max((start, number) for start, number in starts if start <= span.start or start == starts[0][0])[1]
                for span in self.spans
            ),
            sections=tuple(row.sentence.section for row in rows),
        )


def _searched(
    corpus: Corpus, snapshot: Snapshot, places: dict[str, _Place], questions: Sequence[ArticleQuestion]
) -> Iterator[Mined]:
    names = {place.version_id: name for name, place in places.items()}
    vectors = Vectors.of(snapshot)
    languages = snapshot.languages()
    for start in range(0, len(questions), AT_ONCE):
        part = questions[start : start + AT_ONCE]
        embedded = corpus.index.embedder.embed_questions([question.text for question in part])
        for question, vector in zip(part, embedded, strict=True):
            search = Search(vector, query_keywords(question.text, languages))
            hits = retrieve(snapshot, vectors, [search], Filters())
            yield _mined_question(question, hits, names, places)


def _mined_question(
    question: ArticleQuestion, hits: Sequence[Hit], names: dict[int, str], places: dict[str, _Place]
) -> Mined:
    candidates = []
    for rank, hit in enumerate(hits):
        name = names[hit.version_id]
        span = hit.sentence.span
        answers = name == question.article and any(
            span.start < gold.end and gold.start < span.end for gold in question.gold
        )
        if rank < CANDIDATES or answers:
            measures = (hit.similarity, hit.coverage, hit.passage_similarity, hit.passage_coverage)
            position = places[name].positions[hit.sentence_id]
            candidates.append(Candidate(name, position, measures, hit.score, answers))
    return Mined(question.text, question.article, question.paragraph, tuple(candidates))
