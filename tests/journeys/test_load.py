"""Load: 50 people ask at once, each the next question as soon as the last is answered. None lost, none twice."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[1] / "evaluation" / "sample_questions.jsonl"
PEOPLE = 50


def percentile(values, part):
    """By nearest rank."""
    return sorted(values)[max(0, -(-len(values) * part // 100) - 1)]


@pytest.mark.parametrize("each", [6, pytest.param(20, marks=pytest.mark.slow)])
def test_fifty_people_at_once(server, bot, each, record_property, capsys):
    questions = [json.loads(line)["question"] for line in SAMPLES.read_text("utf-8").splitlines()]
    people = [server.user(f"User {number}") for number in range(PEOPLE)]
    seconds, failures = [], []

    def ask(number, user):
        try:
            for turn in range(each):
                # no two of a person's are the same, or a repetition would be dropped
                sent = user.send(questions[(number * 7 + turn) % len(questions)])
                began = time.monotonic()
                user.chat.wait_for(after=sent, timeout=60)
                seconds.append(time.monotonic() - began)
        except AssertionError as failure:
            failures.append(failure)

    began = time.monotonic()
    threads = [threading.Thread(target=ask, args=one) for one in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    server.wait_until_idle()
    assert not failures
    assert len(seconds) == PEOPLE * each
    assert [len(user.chat.bot_messages()) for user in people] == [each] * PEOPLE
    assert server.violations == []
    figures = {f"p{part}": round(percentile(seconds, part), 2) for part in (50, 95, 99)}
    record_property("seconds", figures)
    with capsys.disabled():
        print(f"\n{PEOPLE * each} questions of {PEOPLE} people in {took:.1f} s, {figures} s")  # noqa: T201
