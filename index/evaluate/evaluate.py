"""Ask all questions of a file, and measure the answers; it needs nothing but the file.

Questions that bring their articles are asked of a store of their own, in a temporary folder. Whether those without an
answer are refused is measured by ablation: the paragraph that answers is left out, its article stays, and the question
is asked again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from index.errors import BriefingError
from index.evaluate.corpus import temporary_corpus
from index.evaluate.measures import Outcome, summed_up
from index.evaluate.questions import FOLDS
from index.evaluate.readers import read_question_set
from index.writing import Progress, no_progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from index.briefing_index import BriefingIndex
    from index.evaluate.corpus import Corpus
    from index.evaluate.measures import Report
    from index.evaluate.questions import ArticleQuestion, KnownQuestion

K = 10
"""So many sentences are looked at."""

Item = TypeVar("Item")


def evaluate_file(
    index: BriefingIndex, path: Path, limit: int | None = None, progress: Progress = no_progress
) -> Report:
    """Measure how well the questions of a file are answered.

    Our own format is asked of the index as it is; SQuAD's, SelQA's and QED's of a store of their own, which has the
    settings and the model of the index.

    :param limit: ask only so many of the questions, evenly spaced.
    :raises BriefingError: when the file cannot be read or is in no known format.
    """
    question_set = read_question_set(path)
    if not question_set.articles:
        stated = evenly_spaced(question_set.stated, limit)
        outcomes = _outcomes(index, stated, progress)
        return summed_up(path.name, question_set.format, index.briefings(), outcomes, index.settings.min_confidence)
    questions = evenly_spaced(question_set.about_articles, limit)
    with temporary_corpus(index, question_set.articles, progress) as corpus:
        corpus.publish()
        briefings = corpus.index.briefings()
        outcomes = _outcomes(corpus.index, questions, progress)
        outcomes += _ablated_outcomes(corpus, questions, progress)
    return summed_up(path.name, question_set.format, briefings, outcomes, index.settings.min_confidence)


def evenly_spaced(items: Sequence[Item], limit: int | None) -> Sequence[Item]:
    """Choose `limit` of the items, or all when there are no more or there is no limit.

    :raises BriefingError: for a limit below 1.
    """
    if limit is None or limit >= len(items):
        return items
    if limit < 1:
        raise BriefingError(f"The limit is {limit}; ask at least one question.")
    return [items[number * len(items) // limit] for number in range(limit)]


def _ablated_outcomes(corpus: Corpus, questions: Sequence[ArticleQuestion], progress: Progress) -> list[Outcome]:
    """Ask the answerable ones again, each where the paragraph that answers it is left out."""
    answerable = [question for question in questions if question.is_answerable]
    outcomes: list[Outcome] = []
    for fold in range(FOLDS):
        chosen = [question for question in answerable if question.fold == fold]
        if not chosen:
            continue
        corpus.publish(left_out=fold)
        for question in chosen:
            progress("asking again", len(outcomes), len(answerable))
            answer = corpus.index.ask(question.text)
            outcomes.append(Outcome(False, None, answer.answered, answer.confidence, answer.seconds))
    progress("asking again", len(outcomes), len(answerable))
    return outcomes


def _outcomes(index: BriefingIndex, questions: Sequence[KnownQuestion], progress: Progress) -> list[Outcome]:
    outcomes = []
    for done, question in enumerate(questions):
        progress("asking", done, len(questions))
        outcomes.append(_outcome(index, question))
    progress("asking", len(questions), len(questions))
    return outcomes


def _outcome(index: BriefingIndex, question: KnownQuestion) -> Outcome:
    answer = index.ask(question.text)
    return Outcome(
        is_answerable=question.is_answerable,
        rank=_rank(index, question) if question.is_answerable else None,
        is_answered=answer.answered,
        confidence=answer.confidence,
        seconds=answer.seconds,
    )


def _rank(index: BriefingIndex, question: KnownQuestion) -> int | None:
    ranked = enumerate(index.search(question.text, K), 1)
    return next((rank for rank, quote in ranked if question.is_answered_by(quote)), None)
