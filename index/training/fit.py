"""The held-out questions, read by the reranker -> the constants of index/confidence.py, and how good they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import brier_score_loss, roc_auc_score  # type: ignore[import-untyped]

from index.ranking import RERANKED, SCORE_WEIGHT
from index.training.lists import candidate_at, without_answer
from index.training.written import NO_PARAGRAPH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from index.rerank import Reranker
    from index.training.candidates import Candidate as Found
    from index.training.lists import Source

FALSELY_REFUSED = (0.03, 0.04, 0.05, 0.06)
FIXED_THRESHOLDS = (0.3, 0.5)
FURTHER_THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Ranked:
    """The candidates of one question, the best first."""

    file: str
    answered: bool
    """Whether the passage that answers was there."""
    features: NDArray[np.float64]
    """[candidates, 5 or 4]: the logit of the reranker, if there is one, and the four measures."""
    answers: NDArray[np.bool_]


def ranked(reranker: Reranker | None, sources: Sequence[Source]) -> list[Ranked]:
    """Rank the candidates of each question, with and without the passage that answers it."""
    results = []
    for source in sources:
        whole = source.mined.candidates
        lists = {True: list(whole[:RERANKED])} if source.mined.paragraph != NO_PARAGRAPH else {}
        lists[False] = without_answer(source, whole)[:RERANKED]
        logits = {} if reranker is None else _logits(reranker, source, list(lists.values()))
        results += [
            _ranked(source.file, found, logits, answered=answered) for answered, found in lists.items() if found
        ]
    return results


def _logits(reranker: Reranker, source: Source, lists: Sequence[Sequence[Found]]) -> dict[int, float]:
    """Candidate, by its identity -> what the reranker says of it."""
    read = {id(candidate): candidate for found in lists for candidate in found}
    pairs = [
        (source.mined.question, candidate_at(source.texts[candidate.article], candidate.position))
        for candidate in read.values()
    ]
    return dict(zip(read, reranker.relevance(pairs).tolist(), strict=True))


def _ranked(file: str, found: Sequence[Found], logits: dict[int, float], *, answered: bool) -> Ranked:
    order = sorted(found, key=lambda candidate: -logits.get(id(candidate), 0.0) - SCORE_WEIGHT * candidate.score)
    features = [[*([logits[id(candidate)]] if logits else []), *candidate.measures] for candidate in order]
    return Ranked(file, answered, np.array(features), np.array([candidate.answers for candidate in order]))


def hit_rates(results: Sequence[Ranked]) -> Iterator[tuple[str, float, float]]:
    """File, S@1, S@3."""
    for file in sorted({each.file for each in results}):
        answers = [each.answers for each in results if each.file == file and each.answered]
        yield file, float(np.mean([a[0] for a in answers])), float(np.mean([a[:3].any() for a in answers]))


@dataclass(frozen=True, slots=True)
class Fitted:
    """The constants of index/confidence.py."""

    intercept: float
    weights: NDArray[np.float64]

    def logits(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of candidates [n, features] -> [n]."""
        return features @ self.weights + self.intercept

    def probabilities(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """That these candidates answer -> [n]."""
        return np.asarray(1 / (1 + np.exp(-self.logits(features))))


def fit(results: Sequence[Ranked]) -> Fitted:
    """Fit the probability that the best sentence answers; each file has the same weight.

    The direction is the one that best tells the questions with an answer from those without; the scale is the one on
    which it is the probability that the best sentence answers (Platt, Probabilistic Outputs for SVMs, 1999).
    """
    features = np.array([each.features[0] for each in results])
    counts = Counter(each.file for each in results)
    weights = np.array([1 / counts[each.file] for each in results])
    weights /= weights.mean()
    answerable = np.array([each.answered for each in results])
    right = np.array([each.answers[0] for each in results])
    direction = LogisticRegression(C=100.0, max_iter=2000).fit(features, answerable, weights)
    along = direction.decision_function(features)[:, np.newaxis]
    scale = LogisticRegression(C=100.0, max_iter=2000).fit(along, right, weights)
    factor = float(scale.coef_[0, 0])
    return Fitted(float(scale.intercept_[0] + factor * direction.intercept_[0]), factor * direction.coef_[0])


def report(results: Sequence[Ranked], say: Callable[[str], None]) -> None:
    """Print the constants, their quality on each file when fitted on the others, and thresholds."""
    for file, first, three in hit_rates(results):
        say(f"{file}: S@1 {first:.3f}, S@3 {three:.3f}")
    say("fitted on the others: " + "; ".join(_left_out(results)))
    model = fit(results)
    say(f"INTERCEPT = {model.intercept:.2f}")
    say(f"WEIGHTS = ({', '.join(f'{weight:.2f}' for weight in model.weights)})")
    probability = model.probabilities(np.array([each.features[0] for each in results]))
    answerable = np.array([each.answered for each in results])
    right = np.array([each.answers[0] for each in results])
    say(f"Brier score {brier_score_loss(right, probability):.3f}")
    files = np.array([each.file for each in results])
    for threshold in [*np.quantile(probability[answerable], FALSELY_REFUSED), *FIXED_THRESHOLDS]:
        say(f"threshold {threshold:.3f}")
        for file in sorted(set(files)):
            answered = np.mean(probability[(files == file) & answerable] >= threshold)
            refused = np.mean(probability[(files == file) & ~answerable] < threshold)
            say(f"  {file}: answered {answered:.3f} of the answerable, refused {refused:.3f} of the others")
    _further(results, model, say)


def _left_out(results: Sequence[Ranked]) -> Iterator[str]:
    """For each file, fitted on all others: how well the questions with an answer are told from those without."""
    for file in sorted({each.file for each in results}):
        model = fit([each for each in results if each.file != file])
        own = [each for each in results if each.file == file]
        logits = model.logits(np.array([each.features[0] for each in own]))
        yield f"{file} AUC {roc_auc_score([each.answered for each in own], logits):.3f}"


def _further(results: Sequence[Ranked], model: Fitted, say: Callable[[str], None]) -> None:
    """What showing further sentences from some probability on does to precision and recall, of three at most."""
    answerable = [each for each in results if each.answered]
    for threshold in FURTHER_THRESHOLDS:
        shown = right = gold = 0
        for each in answerable:
            probability = model.probabilities(each.features)
            chosen = [0, *(place for place in range(1, len(probability)) if probability[place] >= threshold)][:SHOWN]
            shown, right, gold = (
                shown + len(chosen),
                right + int(each.answers[chosen].sum()),
                gold + int(each.answers.sum()),
            )
        say(
            f"further from {threshold:.2f}: {shown / len(answerable):.2f} sentences, precision {right / shown:.3f}, "
            f"recall {right / gold:.3f}, F1 {2 * right / (shown + gold):.3f}"
        )
