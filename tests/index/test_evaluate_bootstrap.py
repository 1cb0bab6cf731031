from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.evaluate.bootstrap import Rate, area_rate, area_under_roc_curve, mean_rate, ratio_rate

CONFIDENCES = st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=20)


def test_where_all_have_the_same_outcome_the_interval_is_a_point():
    assert mean_rate([True, True, True]) == Rate(1.0, 1.0, 1.0, 3)
    assert mean_rate([False]) == Rate(0.0, 0.0, 0.0, 1)
    assert area_rate([0.9, 0.8], [0.1]) == Rate(1.0, 1.0, 1.0, 3)


def test_the_interval_of_a_part_is_about_two_standard_errors_wide():
    rate = mean_rate([1.0] * 80 + [0.0] * 320)
    assert rate
    assert (rate.value, rate.count) == (0.2, 400)
    # the standard error of a part: (0.2 * 0.8 / 400) ** 0.5 = 0.02
    assert rate.low == pytest.approx(0.2 - 1.96 * 0.02, abs=0.006)
    assert rate.high == pytest.approx(0.2 + 1.96 * 0.02, abs=0.006)


def test_the_same_is_drawn_each_time():
    assert mean_rate([1, 0, 0, 1, 1]) == mean_rate([1, 0, 0, 1, 1])
    assert area_rate([0.9, 0.2], [0.1, 0.3]) == area_rate([0.9, 0.2], [0.1, 0.3])


def test_a_ratio_weighs_each_question_by_its_whole():
    rate = ratio_rate([1, 1, 0], [1, 4, 5])
    assert rate
    assert rate.value == 2 / 10
    assert (rate.low, rate.high) == (0.0, 1.0)  # only the third drawn, and only the first: 1 in 27 each


def test_draws_without_a_whole_do_not_count():
    rate = ratio_rate([0, 3], [0, 4])
    assert rate == Rate(0.75, 0.75, 0.75, 2)


def test_without_questions_there_is_no_rate():
    assert mean_rate([]) is None
    assert ratio_rate([0, 0], [0, 0]) is None
    assert area_rate([0.5], []) is None
    assert area_rate([], [0.5]) is None


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


def test_the_interval_of_the_area_holds_it():
    rate = area_rate([0.9, 0.8, 0.4, 0.7], [0.5, 0.6, 0.1, 0.2])
    assert rate
    assert rate.value == 14 / 16  # 0.4 is below two
    assert rate.low < 14 / 16 <= rate.high <= 1
    assert rate.count == 8
