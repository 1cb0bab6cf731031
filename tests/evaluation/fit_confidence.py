"""Fit the constants of index/answer.py `confidence`, by logistic regression; a program, not a test.

    python tests/evaluation/fit_confidence.py ../shared/data/selqa-ass-dev.json ../shared/data/qed-dev.jsonl \
        ../shared/data/covid-qa.json

Each question is asked twice: of all articles of its file (1: they answer it), and where the paragraph that answers is
left out (0). Takes about three minutes on two cores; deterministic.
"""

from __future__ import annotations

# ruff: noqa: T201 - printing is what it is for
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score

from index import BriefingError, BriefingIndex, IndexSettings
from index.answer import distinct
from index.datatypes import Filters
from index.evaluate.asking import evenly_spaced
from index.evaluate.corpus import temporary_corpus
from index.evaluate.questions import FOLDS
from index.evaluate.readers import read_question_set
from index.keywords import query_keywords
from index.retrieve import Search, retrieve
from index.store import Store
from index.vectors import Vectors
from index.writing import no_progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.evaluate.questions import QuestionSet

FEATURES = ("similarity", "coverage", "passage_similarity", "passage_coverage", "margin", "tokens")
CHOSEN = FEATURES[:4]
VARIANTS = {
    "similarity alone": FEATURES[:1],
    "both similarities": ("similarity", "passage_similarity"),
    "both coverages": ("coverage", "passage_coverage"),
    "the four": FEATURES[:4],
    "the four, margin": FEATURES[:5],
    "the four, tokens": (*FEATURES[:4], "tokens"),
    "the four, margin, tokens": FEATURES,
}
QUESTIONS = 600
CORPUS_CHARACTERS = 450_000
"""Of each file only so much is embedded: every second article, or every third ..."""
ANSWERED_PART = 0.95


def main(arguments: Sequence[str]) -> int:
    """Print what each feature adds, the constants, and the threshold."""
    if not arguments:
        print("Give at least one training file; XQuAD is for measuring only.", file=sys.stderr)
        return 2
    with TemporaryDirectory() as folder:
        index = BriefingIndex(IndexSettings(data_dir=Path(folder)))
        samples = {Path(argument).name: _samples(index, Path(argument)) for argument in arguments}
    _compare(samples)
    _print_fit(samples)
    return 0


def _samples(index: BriefingIndex, path: Path) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Ask a file's questions on the whole and where their answer is left out -> features [n, 6], labels [n]."""
    question_set = _smaller(read_question_set(path))
    questions = evenly_spaced([q for q in question_set.about_articles if q.is_answerable], QUESTIONS)
    rows, labels = [], []
    with temporary_corpus(index, question_set.articles, no_progress) as corpus:
        for fold in (None, *range(FOLDS)):
            corpus.publish(left_out=fold)
            asked = [question.text for question in questions if fold is None or question.fold == fold]
            rows += _features(corpus.index, asked)
            labels += [int(fold is None)] * len(asked)
    print(f"{path.name}: {len(questions)} questions, {len(question_set.articles)} articles", flush=True)
    return np.array(rows), np.array(labels)


def _smaller(question_set: QuestionSet) -> QuestionSet:
    characters = sum(len(part.text) for article in question_set.articles for part in article.paragraphs)
    step = -(-characters // CORPUS_CHARACTERS)
    articles = question_set.articles[::step]
    names = {article.name for article in articles}
    questions = tuple(question for question in question_set.about_articles if question.article in names)
    return replace(question_set, articles=articles, about_articles=questions)


def _features(index: BriefingIndex, questions: Sequence[str]) -> list[list[float]]:
    """Ask, as `BriefingIndex.ask` does, and measure the best hit of each question."""
    rows = []
    with closing(Store(index.settings.data_dir)) as store, store.reading() as snapshot:
        vectors = Vectors.of(snapshot)
        for question, vector in zip(questions, index.embedder.embed_questions(questions), strict=True):
            asked = query_keywords(question, snapshot.languages())
            hits = retrieve(snapshot, vectors, [Search(vector, asked)], Filters())
            best, *others = distinct(hits, snapshot.tokens("sentence", [hit.sentence_id for hit in hits]), 2)
            margin = best.score - others[0].score if others else best.score
            likeness = [best.similarity, best.coverage, best.passage_similarity, best.passage_coverage]
            rows.append([*likeness, margin, float(len(asked))])
    return rows


def _fit(samples: Sequence[tuple[NDArray[np.float64], NDArray[np.int64]]], columns: list[int]) -> LogisticRegression:
    """Fit on several files, each of the same weight."""
    features = np.concatenate([rows for rows, _ in samples])[:, columns]
    labels = np.concatenate([labels for _, labels in samples])
    weights = np.concatenate([np.full(len(labels), 1 / len(labels)) for _, labels in samples])
    return LogisticRegression(C=100.0, max_iter=1000).fit(features, labels, weights / weights.mean())


def _compare(samples: dict[str, tuple[NDArray[np.float64], NDArray[np.int64]]]) -> None:
    """Print the area under the ROC curve on each file, fitted on each one (the columns) and on all the others."""
    for label, names in VARIANTS.items():
        columns = [FEATURES.index(name) for name in names]
        print(f"\n{label}")
        for tested, (rows, labels) in samples.items():
            cells = []
            for trained, sample in samples.items():
                score = _fit([sample], columns).decision_function(rows[:, columns])
                cells.append(f"{trained[:8]} {roc_auc_score(labels, score):.3f}")
            if rest := [sample for name, sample in samples.items() if name != tested]:
                score = _fit(rest, columns).decision_function(rows[:, columns])
                cells.append(f"all others {roc_auc_score(labels, score):.3f}")
            print(f"  AUC on {tested[:8]:10} fitted on: " + ", ".join(cells))


def _print_fit(samples: dict[str, tuple[NDArray[np.float64], NDArray[np.int64]]]) -> None:
    columns = [FEATURES.index(name) for name in CHOSEN]
    model = _fit(list(samples.values()), columns)
    print(f"\nINTERCEPT = {model.intercept_[0]:.2f}")
    for name, weight in zip(CHOSEN, model.coef_[0], strict=True):
        print(f"{name.upper()}_WEIGHT = {weight:.2f}")
    answerable, unanswerable = [], []
    for name, (rows, labels) in samples.items():
        probability = model.predict_proba(rows[:, columns])[:, 1]
        answerable.append(probability[labels == 1])
        unanswerable.append(probability[labels == 0])
        brier = brier_score_loss(labels, probability)
        print(f"{name}: AUC {roc_auc_score(labels, probability):.3f}, Brier score {brier:.3f}")
    for label, threshold in {
        f"{ANSWERED_PART:.0%} answered on average": float(np.quantile(np.concatenate(answerable), 1 - ANSWERED_PART)),
        "as likely as not": 0.5,
    }.items():
        print(f"\nthreshold {threshold:.3f} ({label})")
        for name, positive, negative in zip(samples, answerable, unanswerable, strict=True):
            answered, refused = np.mean(positive >= threshold), np.mean(negative < threshold)
            print(f"  {name}: answerable answered {answered:.3f}, unanswerable refused {refused:.3f}")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BriefingError as error:
        sys.exit(str(error))
