"""The sample briefings, the packaged model and the default settings: the answers must not get worse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.evaluate import evaluate_file

QUESTIONS = Path(__file__).with_name("sample_questions.jsonl")


@pytest.fixture(scope="module")
def report(index):
    return evaluate_file(index, QUESTIONS)


def test_the_expected_words_stand_in_the_briefings(index):
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        if question["expected"] is None:
            assert question["briefing"] is None
            continue
        text = " ".join(index.text(question["briefing"]).split())
        forms = [question["expected"]] if isinstance(question["expected"], str) else question["expected"]
        assert any(words in text for words in forms), question["id"]


def test_a_third_of_the_questions_is_not_answered_by_the_briefings(report):
    assert report.answerable >= 60
    assert report.unanswerable >= report.answerable / 2


def test_the_answer_is_found(report):
    assert report.found.s_at_1.value >= 0.69
    assert report.found.s_at_3.value >= 0.86
    assert report.found.s_at_10.value >= 0.95


def test_what_the_briefings_do_not_say_is_refused(report):
    assert report.auc >= 0.76
    assert report.refusal_rate >= 0.48
    assert report.false_refusal_rate <= 0.18
