from __future__ import annotations

from statistics import fmean

import pytest

from index.evaluate.measures import (
    Outcome,
    Selection,
    calibration,
    found,
    hit_rate,
    mean_reciprocal_rank,
    refusals,
    seconds,
    selections,
)

OUTCOMES = [
    Outcome("answerable", 0.9, is_answered=True, rank=1),
    Outcome("answerable", 0.8, is_answered=True, rank=4),
    Outcome("answerable", 0.5, is_answered=True, is_unsure=True, rank=1),
    Outcome("answerable", 0.2, is_answered=False, rank=1),
    Outcome("unanswerable", 0.1, is_answered=False),
    Outcome("unanswerable", 0.6, is_answered=True, is_unsure=True),
    Outcome("foreign", 0.0, is_answered=False),
]


def value(rate):
    return rate.value if rate else None


def test_hit_rate_counts_the_ranks_up_to_k():
    ranks = [1, 2, 3, 10, None]
    assert value(hit_rate(ranks, 1)) == 0.2
    assert value(hit_rate(ranks, 3)) == 0.6
    assert value(hit_rate(ranks, 10)) == 0.8


def test_mean_reciprocal_rank_counts_what_is_not_found_as_nothing():
    assert value(mean_reciprocal_rank([1, 2, 4, None])) == (1 + 1 / 2 + 1 / 4 + 0) / 4


def test_what_is_found_has_an_interval_and_the_number_of_questions():
    measured = found([1, 2, None, 5])
    assert [value(rate) for rate in (measured.s_at_1, measured.s_at_3, measured.s_at_10)] == [0.25, 0.5, 0.75]
    assert value(measured.mrr) == (1 + 1 / 2 + 1 / 5) / 4
    assert measured.s_at_1
    assert (measured.s_at_1.low, measured.s_at_1.high, measured.s_at_1.count) == (0.0, 0.75, 4)
    assert found([]).s_at_1 is None


def test_refusals_part_the_questions_of_a_case_in_three():
    answerable, near, foreign = (refusals(OUTCOMES, case) for case in ("answerable", "unanswerable", "foreign"))
    assert [value(rate) for rate in (answerable.answered, answerable.unsure, answerable.refused)] == [0.5, 0.25, 0.25]
    assert [value(rate) for rate in (near.answered, near.unsure, near.refused)] == [0.0, 0.5, 0.5]
    assert [value(rate) for rate in (foreign.answered, foreign.unsure, foreign.refused)] == [0.0, 0.0, 1.0]
    assert answerable.auc is None
    assert value(near.auc) == 6 / 8  # 0.9 and 0.8 above both, 0.5 and 0.2 above one
    assert value(foreign.auc) == 1.0


def test_without_questions_of_a_case_there_is_no_rate():
    none = refusals(OUTCOMES[:4], "foreign")
    assert (none.answered, none.unsure, none.refused, none.auc) == (None, None, None, None)


def test_the_confidence_is_compared_with_what_is_right():
    measured = calibration([*OUTCOMES, Outcome("answerable", 1.0, is_answered=True, rank=1)])
    bins = [(one.low, one.high, one.count, value(one.right)) for one in measured.bins]
    assert bins == [  # the foreign one, of 0.0, is left out; 1.0 is in the last bin
        (0.1, 0.2, 1, 0.0),
        (0.2, 0.3, 1, 1.0),
        (0.5, 0.6, 1, 1.0),
        (0.6, 0.7, 1, 0.0),
        (0.8, 0.9, 1, 0.0),
        (0.9, 1.0, 2, 1.0),
    ]
    assert measured.bins[-1].confidence == 0.95
    squares = [0.1**2, 0.8**2, 0.5**2, 0.8**2, 0.1**2, 0.6**2, 0.0]
    assert value(measured.brier) == pytest.approx(fmean(squares))
    assert calibration([]).bins == ()


def test_selections_weigh_each_sentence_alike():
    measured = selections(
        [
            Outcome("answerable", 0.9, is_answered=True, selection=Selection(2, 4, 1, 1)),
            Outcome("answerable", 0.9, is_answered=True, selection=Selection(1, 1, 1, 3)),
            Outcome("answerable", 0.9, is_answered=True, selection=Selection(3, 3, 0, 2)),
            Outcome("answerable", 0.1, is_answered=False),
            Outcome("unanswerable", 0.9, is_answered=True),
        ]
    )
    assert value(measured.quotes) == 2
    assert value(measured.precision) == 2 / 8
    assert value(measured.recall) == 2 / 6
    assert value(measured.recall_of_several) == 1 / 5
    assert measured.recall_of_several
    assert measured.recall_of_several.count == 2
    assert selections([]).recall is None


def test_p95_is_the_time_within_which_95_of_100_are_answered():
    times = seconds([number / 100 for number in range(100, 0, -1)])
    assert (times.median, times.p95, times.count) == (0.505, 0.95, 100)
    assert seconds([0.25]).p95 == 0.25
