from __future__ import annotations

from random import Random

import numpy as np
import pytest
from fake_reranker import UNFIT, FakeReranker

from index.rerank import Candidate
from index.training import fit as module
from index.training.fit import Ranked, fit, hit_rates, ranked, report


def result(answers, features=None, file="a.json", *, answered=True):
    features = np.zeros((len(answers), 5)) if features is None else np.array(features, float)
    return Ranked(file, answered, features, np.array(answers, bool))


def samples(count=60, columns=5):
    """Questions that are answered where the first measure is large, and a little by chance."""
    chance = Random(2)
    results = []
    for number in range(count):
        right = number % 2 == 0
        best = [(2.0 if right else -2.0) + chance.gauss(0, 1.5), *(chance.random() for _ in range(columns - 1))]
        other = [-3.0, *(chance.random() for _ in range(columns - 1))]
        results.append(result([right, False], [best, other], "ab"[number % 3 == 0] + ".json", answered=right))
    return results


# what is ranked


def test_candidates_are_read_once_and_ranked_with_and_without_the_answer(source, monkeypatch):
    monkeypatch.setattr(module, "RERANKED", 6)
    reranker = FakeReranker({"4 of a": 9.0, "5 of a": 1.0, "1 of a": 5.0})
    whole, rest = ranked(reranker, [source])
    assert (whole.file, whole.answered, rest.answered) == ("file.json", True, False)
    assert whole.answers.tolist() == [True, False, True, False, False, False]
    assert whole.features[:, 0].tolist() == [9.0, 5.0, 1.0, UNFIT, UNFIT, UNFIT]
    # at the same logit the better score comes first
    assert whole.features[:, 1].tolist() == pytest.approx([0.8, 0.95, 0.75, 1.0, 0.9, 0.85])
    assert rest.answers.tolist() == [False] * 6
    assert rest.features[:, 1].tolist() == pytest.approx([0.95, 1.0, 0.9, 0.85, 0.7, 0.65])
    (pairs,) = reranker.calls
    assert len(pairs) == len(set(pairs)) == 8  # the first six, and the two that come in for the answers
    assert {question for question, _ in pairs} == {"Why was Turkey removed?"}


def test_candidates_are_read_with_what_stands_around_them(source):
    reranker = FakeReranker({})
    ranked(reranker, [source])
    read = {candidate.sentence: candidate for _, candidate in reranker.calls[0]}
    assert read["Sentence 1 of a."] == Candidate("Sentence 1 of a.", "Article a", "Sentence 0 of a.")
    assert read["Sentence 4 of a."] == Candidate("Sentence 4 of a.", "Article a")


def test_logit_and_score_are_summed(source, monkeypatch):
    reranker = FakeReranker({"0 of a": 0.0, "1 of a": 0.01, "": -99.0})
    for weight, first in ((1.0, 1.0), (0.0, 0.95)):
        monkeypatch.setattr(module, "SCORE_WEIGHT", weight)
        assert ranked(reranker, [source])[0].features[0][1] == pytest.approx(first)


def test_without_a_reranker_the_measures_rank_alone(source):
    whole, rest = ranked(None, [source])
    assert whole.features.shape[1] == rest.features.shape[1] == 4
    assert whole.features[:3, 0].tolist() == pytest.approx([1.0, 0.95, 0.9])
    assert whole.answers[:6].tolist() == [False, False, False, False, True, True]


# how good that is


def test_hit_rates_by_hand():
    results = [
        result([True, False, False]),
        result([False, False, True, False]),
        result([False, False, False, True]),
        result([False, False, False]),
        result([False], answered=False),
        result([False, True], file="b.json"),
    ]
    assert list(hit_rates(results)) == [("a.json", 0.25, 0.5), ("b.json", 0.0, 1.0)]


def test_what_is_fitted_parts_what_answers_from_what_does_not():
    results = samples()
    model = fit(results)
    assert model.weights.shape == (5,)
    assert model.weights[0] > 0.5
    probability = model.probabilities(np.array([each.features[0] for each in results]))
    right = np.array([each.answers[0] for each in results])
    assert probability[right].mean() > 0.8 > 0.2 > probability[~right].mean()


def test_only_the_best_candidate_counts():
    results = samples()
    changed = [
        result(each.answers, [each.features[0], [99.0] * 5], each.file, answered=each.answered) for each in results
    ]
    assert (fit(results).weights == fit(changed).weights).all()


def test_each_file_has_the_same_weight():
    results = samples()
    repeated = [*results, *(each for each in results if each.file == "a.json")]
    assert fit(repeated).weights == pytest.approx(fit(results).weights, rel=0.1)


@pytest.mark.parametrize("columns", [4, 5])
def test_the_report_has_what_the_constants_are_set_to(columns):
    results, lines = samples(columns=columns), []
    report(results, lines.append)
    model = fit(results)
    assert f"INTERCEPT = {model.intercept:.2f}" in lines
    assert f"WEIGHTS = ({', '.join(f'{weight:.2f}' for weight in model.weights)})" in lines
    assert lines[0] == "a.json: S@1 1.000, S@3 1.000"
    (left_out,) = [line for line in lines if "AUC" in line]
    assert left_out.startswith("fitted on the others: a.json AUC ")
    assert sum(line.startswith("further from ") for line in lines) == len(module.FURTHER_THRESHOLDS)


def test_thresholds_are_told_with_what_they_do():
    lines = []
    report(samples(), lines.append)
    thresholds = [float(line.split()[1]) for line in lines if line.startswith("threshold ")]
    assert thresholds[: len(module.FALSELY_REFUSED)] == sorted(thresholds[: len(module.FALSELY_REFUSED)])
    assert thresholds[-2:] == list(module.FIXED_THRESHOLDS)
    assert sum(" of the answerable, refused " in line for line in lines) == 2 * len(thresholds)
