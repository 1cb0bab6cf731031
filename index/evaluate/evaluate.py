"""Ask all questions of files, and measure the answers; it needs nothing but the files.

Questions that bring their articles are asked of a store of their own, in a temporary folder. Whether those without an
answer are refused is measured by ablation: the paragraph that answers is left out, its article stays, and the question
is asked again; and once more where the whole article is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from index.errors import BriefingError
from index.evaluate.asking import (
    answers_to,
    evenly_spaced,
    outcomes_of,
    ranks_of,
    timed,
    unanswered,
    without_reranker,
)
from index.evaluate.corpus import temporary_corpus
from index.evaluate.languages import english_original, evaluate_language, of_the_original
from index.evaluate.questions import FOLDS, subject_folds
from index.evaluate.readers import read_question_set
from index.evaluate.report import Source, summed_up
from index.evaluate.sentences import Sentences
from index.evaluate.tables import tables
from index.writing import Progress, no_progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from index.briefing_index import BriefingIndex
    from index.evaluate.corpus import Corpus
    from index.evaluate.languages import LanguageReport
    from index.evaluate.measures import Outcome
    from index.evaluate.questions import ArticleQuestion, KnownQuestion, QuestionSet
    from index.evaluate.report import Report
    from index.evaluate.tables import Table

SAMPLE = 300
"""Of several files only so many questions each are asked, unless a limit is given,"""
ASKED_WHOLE = "xquad.en.json"
"""but all of the one by which we are measured, and on which nothing is trained or tuned."""
SUFFIXES = (".json", ".jsonl")


@dataclass(slots=True)
class Evaluation:
    """The reports of several files."""

    reports: list[Report] = field(default_factory=list)
    languages: list[LanguageReport] = field(default_factory=list)
    """Of translations of one of the files."""
    left_out: dict[str, str] = field(default_factory=dict)
    """File -> why it is none of questions."""

    def as_tables(self) -> list[Table]:
        """For people."""
        return tables(self.reports, self.languages, self.left_out)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "reports": [report.as_dict() for report in self.reports],
            "languages": [report.as_dict() for report in self.languages],
            "left_out": self.left_out,
        }


def evaluate_files(
    index: BriefingIndex, paths: Sequence[Path], limit: int | None = None, progress: Progress = no_progress
) -> Evaluation:
    """Measure by files of questions, and by all of them that are in folders; a translation only by its language.

    :param limit: ask only so many questions of each file, evenly spaced; without it a sample of most.
    :raises BriefingError: when a file cannot be read or is in no known format; in a folder it is left out.
    """
    evaluation = Evaluation()
    files = _question_sets(paths, evaluation)
    originals = {path: english_original(path, list(files)) for path in files}
    for number, (path, question_set) in enumerate(files.items()):
        progress("files", number, len(files))
        asked = limit if limit is not None else None if path.name == ASKED_WHOLE else SAMPLE
        if original := originals[path]:
            translation = evaluate_language(index, path, question_set, files[original], asked, progress)
            evaluation.languages.append(translation)
            continue
        report = _evaluate_set(index, path.name, question_set, asked, progress)
        evaluation.reports.append(report)
        if path in originals.values():
            evaluation.languages.insert(0, of_the_original(path, report))
    progress("files", len(files), len(files))
    return evaluation


def evaluate_file(
    index: BriefingIndex, path: Path, limit: int | None = None, progress: Progress = no_progress
) -> Report:
    """Measure how well the questions of one file are answered.

    Our own format is asked of the index as it is; SQuAD's, SelQA's and QED's of a store of their own, which has the
    settings and the model of the index.

    :param limit: ask only so many of the questions, evenly spaced.
    :raises BriefingError: when the file cannot be read or is in no known format.
    """
    return _evaluate_set(index, path.name, read_question_set(path), limit, progress)


def _question_sets(paths: Sequence[Path], evaluation: Evaluation) -> dict[Path, QuestionSet]:
    """Read all files before the first question is asked: what cannot be read is told at once."""
    found: dict[Path, QuestionSet] = {}
    for path in paths:
        if not path.is_dir():
            found[path] = read_question_set(path)
            continue
        for file in sorted(path.iterdir()):
            if file.suffix not in SUFFIXES:
                continue
            try:
                found[file] = read_question_set(file)
            except BriefingError as error:
                evaluation.left_out[file.name] = str(error)
    if not found:
        raise BriefingError(f"There is no file of questions in {', '.join(map(str, paths))}.")
    return found


def _evaluate_set(
    index: BriefingIndex, file: str, question_set: QuestionSet, limit: int | None, progress: Progress
) -> Report:
    if not question_set.articles:
        source = Source(file, question_set.format, len(question_set.stated))
        return _measure(index, source, evenly_spaced(question_set.stated, limit), None, progress)
    source = Source(file, question_set.format, len(question_set.about_articles))
    questions = evenly_spaced(question_set.about_articles, limit)
    with temporary_corpus(index, question_set.articles, progress) as corpus:
        corpus.publish()
        return _measure(corpus.index, source, questions, _Ablation(corpus, question_set, questions), progress)


def _measure(
    index: BriefingIndex,
    source: Source,
    questions: Sequence[KnownQuestion],
    ablation: _Ablation | None,
    progress: Progress,
) -> Report:
    briefings = index.briefings()
    outcomes = outcomes_of(index, questions, Sentences(index), progress)
    answerable = [question for question in questions if question.is_answerable]
    with without_reranker(index) as plain:
        ranks_without = ranks_of(plain, answerable, progress, "without the reranker") if plain else []
        times = timed(index, plain, questions, progress)
    if ablation:
        outcomes += ablation.without_paragraphs(progress)
        outcomes += ablation.without_articles(progress)
    return summed_up(source, briefings, outcomes, times, ranks_without, index.settings.min_confidence)


class _Ablation:
    """Asks the answerable questions of what does not answer them any more."""

    def __init__(self, corpus: Corpus, question_set: QuestionSet, questions: Sequence[ArticleQuestion]) -> None:
        self._corpus = corpus
        self._answerable = [question for question in questions if question.is_answerable]
        self._subjects = subject_folds(question_set.articles)

    def without_paragraphs(self, progress: Progress) -> list[Outcome]:
        """Each where the paragraph that answers it is left out; its article stays."""
        outcomes: list[Outcome] = []
        for fold in range(FOLDS):
            chosen = [question for question in self._answerable if question.fold == fold]
            if chosen:
                self._corpus.publish(left_out=fold)
                answers = answers_to(self._corpus.index, chosen, progress, "asking without the paragraph")
                outcomes += [unanswered(answer, "unanswerable") for answer in answers]
        return outcomes

    def without_articles(self, progress: Progress) -> list[Outcome]:
        """Each where the article that answers it is left out, with all of its subject."""
        outcomes: list[Outcome] = []
        for fold in range(FOLDS):
            chosen = [question for question in self._answerable if self._subjects.get(question.article) == fold]
            if chosen:
                self._corpus.publish(without=[name for name, own in self._subjects.items() if own == fold])
                answers = answers_to(self._corpus.index, chosen, progress, "asking without the article")
                outcomes += [unanswered(answer, "foreign") for answer in answers]
        return outcomes
