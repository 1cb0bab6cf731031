from __future__ import annotations

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.datatypes import Briefing
from index.evaluate.measures import Outcome, area_under_roc_curve, hit_rate, mean_reciprocal_rank, summed_up

CONFIDENCES = st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=20)


def briefing(sentences: int) -> Briefing:
    moment = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    return Briefing("a.md", "A", None, "en", (), "0" * 64, "0" * 64, 100, sentences, 0, moment)


def test_hit_rate_counts_the_ranks_up_to_k():
    ranks = [1, 2, 3, 10, None]
    assert hit_rate(ranks, 1) == 0.2
    assert hit_rate(ranks, 3) == 0.6
    assert hit_rate(ranks, 10) == 0.8


def test_mean_reciprocal_rank_counts_what_is_not_found_as_nothing():
    assert mean_reciprocal_rank([1, 2, 4, None]) == (1 + 1 / 2 + 1 / 4 + 0) / 4


@pytest.mark.parametrize(
    ("positives", "negatives", "area"),
    [
        pytest.param([0.9, 0.8], [0.7, 0.1], 1.0, id="parted"),
        pytest.param([0.1], [0.2, 0.3], 0.0, id="the wrong way round"),
        pytest.param([0.5, 0.5], [0.5], 0.5, id="all tied"),
        # pairs: 0.9 > both (2), 0.4 > 0.2 (1), 0.4 = 0.4 (a half) of 4
        pytest.param([0.9, 0.4], [0.4, 0.2], 3.5 / 4, id="one tie"),
    ],
)
def test_area_under_roc_curve(positives: list[float], negatives: list[float], area: float):
    assert area_under_roc_curve(positives, negatives) == area


@given(CONFIDENCES, CONFIDENCES)
def test_area_under_roc_curve_is_the_part_of_pairs_in_order(positives: list[float], negatives: list[float]):
    pairs = [(positive > negative) + (positive == negative) / 2 for positive in positives for negative in negatives]
    assert area_under_roc_curve(positives, negatives) == pytest.approx(sum(pairs) / len(pairs))


def test_without_questions_of_a_kind_there_is_no_rate():
    assert hit_rate([], 1) is None
    assert mean_reciprocal_rank([]) is None
    assert area_under_roc_curve([0.5], []) is None
    assert area_under_roc_curve([], [0.5]) is None


def test_report_counts_refusals_of_each_kind():
    outcomes = [
        Outcome(True, 1, True, 0.9, 0.01),
        Outcome(True, 4, True, 0.8, 0.02),
        Outcome(True, None, False, 0.2, 0.03),
        Outcome(False, None, False, 0.1, 0.04),
        Outcome(False, None, True, 0.6, 0.50),
    ]
    report = summed_up("q.jsonl", "own", [briefing(7), briefing(5)], outcomes, 0.5)
    assert (report.briefings, report.sentences) == (2, 12)
    assert (report.answerable, report.unanswerable) == (3, 2)
    assert (report.s_at_1, report.s_at_3, report.s_at_10) == (1 / 3, 1 / 3, 2 / 3)
    assert report.mrr == pytest.approx((1 + 0.25) / 3)
    assert report.refusal_rate == 0.5
    assert report.false_refusal_rate == 1 / 3
    assert report.auc == 5 / 6
    assert (report.median_seconds, report.p95_seconds) == (0.03, 0.5)


def test_p95_is_the_time_within_which_95_of_100_are_answered():
    outcomes = [Outcome(True, 1, True, 0.9, number / 100) for number in range(100, 0, -1)]
    assert summed_up("q.jsonl", "own", [], outcomes, 0.5).p95_seconds == 0.95


def test_report_for_machines_and_for_people():
    report = summed_up("q.jsonl", "own", [briefing(1_234)], [Outcome(True, 2, True, 0.9, 0.0123)], 0.35)
    assert json.loads(json.dumps(report.as_dict())) == {
        "file": "q.jsonl",
        "format": "own",
        "briefings": 1,
        "sentences": 1234,
        "answerable": 1,
        "unanswerable": 0,
        "s_at_1": 0.0,
        "s_at_3": 1.0,
        "s_at_10": 1.0,
        "mrr": 0.5,
        "refusal_rate": None,
        "false_refusal_rate": 0.0,
        "auc": None,
        "min_confidence": 0.35,
        "median_seconds": 0.0123,
        "p95_seconds": 0.0123,
    }
    rows = dict(report.as_rows())
    assert rows["asked of"] == "1 briefings, 1,234 sentences"
    assert rows["S@3"] == "1.000"
    assert rows["refused of the unanswerable, below 0.35"] == "-"
    assert rows["seconds a question, median"] == "0.012"
