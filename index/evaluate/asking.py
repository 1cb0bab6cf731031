"""Known questions -> what became of each, and the seconds that it takes."""

from __future__ import annotations

import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from index.briefing_index import BriefingIndex
from index.datatypes import Question
from index.errors import BriefingError
from index.evaluate.measures import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.datatypes import Answer, Quote
    from index.evaluate.measures import Case
    from index.evaluate.questions import KnownQuestion
    from index.evaluate.sentences import Sentences
    from index.writing import Progress

K = 10
"""So many sentences are looked at."""
BATCH = 16
"""So many questions are asked at once where their time is not taken."""
TIMED = 100
"""So many questions are asked one at a time."""
NO_RERANKER = "none"

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Timed:
    """The seconds of each of some questions, asked one at a time: by the index, and by the same without reranker."""

    seconds: list[float]
    seconds_without: list[float]
    """Empty where there is no such index."""


def evenly_spaced(items: Sequence[Item], limit: int | None) -> Sequence[Item]:
    """Choose `limit` of the items, or all when there are no more or there is no limit.

    :raises BriefingError: for a limit below 1.
    """
    if limit is None or limit >= len(items):
        return items
    if limit < 1:
        raise BriefingError(f"The limit is {limit}; ask at least one question.")
    return [items[number * len(items) // limit] for number in range(limit)]


def outcomes_of(
    index: BriefingIndex, questions: Sequence[KnownQuestion], sentences: Sentences, progress: Progress
) -> list[Outcome]:
    """Ask questions as they are, and look where what answers them is found, and what of it is shown."""
    outcomes = []
    for question, (answer, quotes) in zip(questions, _ranked(index, questions, progress, "asking"), strict=True):
        if not question.is_answerable:
            outcomes.append(unanswered(answer, "unanswerable"))
            continue
        outcomes.append(
            Outcome(
                case="answerable",
                confidence=answer.confidence,
                is_answered=answer.answered,
                is_unsure=answer.unsure,
                rank=_rank(question, quotes),
                selection=sentences.selection(question, answer.quotes) if answer.answered else None,
            )
        )
    return outcomes


def unanswered(answer: Answer, case: Case) -> Outcome:
    """What became of a question that what is published does not answer."""
    return Outcome(case, answer.confidence, answer.answered, answer.unsure)


def ranks_of(
    index: BriefingIndex, questions: Sequence[KnownQuestion], progress: Progress, stage: str
) -> list[int | None]:
    """The rank (from 1) of the first sentence that answers each question, where it is among the first K."""
    found = _ranked(index, questions, progress, stage)
    return [_rank(question, quotes) for question, (_, quotes) in zip(questions, found, strict=True)]


def timed(
    index: BriefingIndex, plain: BriefingIndex | None, questions: Sequence[KnownQuestion], progress: Progress
) -> Timed:
    """Ask some of the questions one at a time, of both indexes by turns: the machine may be slower at one time.

    :param plain: the index without reranker.
    """
    chosen = evenly_spaced(questions, TIMED)
    times = Timed([], [])
    for done, question in enumerate(chosen):
        progress("taking the time", done, len(chosen))
        turn = [(index, times.seconds)]
        if plain is not None:
            turn.insert(done % 2, (plain, times.seconds_without))
        for asked, seconds in turn:
            started = time.perf_counter()
            asked.ask(question.text)
            seconds.append(time.perf_counter() - started)
    progress("taking the time", len(chosen), len(chosen))
    return times


@contextmanager
def without_reranker(index: BriefingIndex) -> Iterator[BriefingIndex | None]:
    """Open the same store with the same model, but without the reranker; None when the index has none."""
    if getattr(index.settings, "reranker", NO_RERANKER) == NO_RERANKER:
        yield None
        return
    settings = index.settings.model_copy(update={"reranker": NO_RERANKER})
    with closing(BriefingIndex(settings, index.embedder)) as plain:
        yield plain


def answers_to(
    index: BriefingIndex, questions: Sequence[KnownQuestion], progress: Progress, stage: str
) -> Iterator[Answer]:
    """Answer questions, some at once.

    :raises BriefingError: for the first that cannot be asked.
    """
    for done, batch in _batches(questions):
        progress(stage, done, len(questions))
        for answer in index.ask_all(batch):
            if isinstance(answer, BriefingError):
                raise answer
            yield answer
    progress(stage, len(questions), len(questions))


def _ranked(
    index: BriefingIndex, questions: Sequence[KnownQuestion], progress: Progress, stage: str
) -> Iterator[tuple[Answer, list[Quote]]]:
    for done, batch in _batches(questions):
        progress(stage, done, len(questions))
        yield from index.ask_and_rank(batch, K)
    progress(stage, len(questions), len(questions))


def _batches(questions: Sequence[KnownQuestion]) -> Iterator[tuple[int, list[Question]]]:
    for start in range(0, len(questions), BATCH):
        yield start, [Question(question.text) for question in questions[start : start + BATCH]]


def _rank(question: KnownQuestion, quotes: Sequence[Quote]) -> int | None:
    return next((rank for rank, quote in enumerate(quotes, 1) if question.is_answered_by(quote)), None)
