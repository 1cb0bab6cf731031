from __future__ import annotations

import datetime

import pytest

from index.cli.arguments import UsageError, date, parse, wants_json
from index.datatypes import Span


def test_words_of_a_question_need_no_quotation_marks():
    arguments = parse(["ask", "--k", "2", "why", "was", "Turkey", "removed?"])
    assert (arguments.question, arguments.k) == (["why", "was", "Turkey", "removed?"], 2)


def test_filters():
    arguments = parse(
        [
            "ask",
            "q",
            "--briefing",
            "a.md",
            "--briefing",
            "b.md",
            "--tag",
            "x",
            "--since",
            "2024-02-29",
            "--until",
            "2024-03-01",
        ]
    )
    assert arguments.briefing == ["a.md", "b.md"]
    assert arguments.tag == ["x"]
    assert arguments.since == datetime.date(2024, 2, 29)
    assert arguments.until == datetime.date(2024, 3, 1)


def test_a_question_that_begins_with_a_dash():
    assert parse(["ask", "--json", "--", "-5 degrees?"]).question == ["-5 degrees?"]


def test_span():
    assert parse(["show", "a.md", "--span", "0-284"]).span == Span(0, 284)


@pytest.mark.parametrize(
    ("argv", "debug"), [(["--debug", "list"], True), (["list", "--debug"], True), (["list"], False)]
)
def test_debug_may_stand_on_either_side_of_the_command(argv, debug):
    assert parse(argv).debug is debug


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["fetch"], "argument COMMAND: invalid choice: 'fetch'"),
        (["list", "--jso"], "unrecognized arguments: --jso"),
        (["chat", "--json"], "unrecognized arguments: --json"),
        (["ask"], "ask takes either a question or --jsonl FILE"),
        (["ask", "why?", "--jsonl", "-"], "ask takes either a question or --jsonl FILE"),
        (["ask", "q", "--k", "0"], "argument --k: '0' is no number from 1 on"),
        (["ask", "q", "--k", "three"], "argument --k: 'three' is no number from 1 on"),
        (["ask", "q", "--since", "2026-02-31"], "argument --since: '2026-02-31' is not in the calendar"),
        (["ask", "q", "--until", "31 February"], "argument --until: '31 February' is no date: write it as YYYY-MM-DD"),
        (
            ["ask", "q", "--since", "2026-02-02", "--until", "2026-02-01"],
            "--since 2026-02-02 is later than --until 2026-02-01",
        ),
        (["show", "a.md", "--span", "120"], "argument --span: '120' is no span: write START-END, for example 120-284"),
        (["show", "a.md", "--span", "9-9"], "argument --span: '9-9' is no span"),
        (["evaluate", "f", "--limit", "-1"], "argument --limit: '-1' is no number from 1 on"),
    ],
)
def test_wrong_usage(argv, message):
    with pytest.raises(UsageError) as caught:
        parse(argv)
    assert message in str(caught.value)
    assert caught.value.usage.startswith("usage: python -m index")


@pytest.mark.parametrize("text", ["20260131", "2026-W01-1", "2026-1-31", "２０２６-01-31", "", "2026-01-31T00:00"])
def test_a_date_has_one_form(text):
    with pytest.raises(ValueError, match="write it as YYYY-MM-DD, for example 2026-01-31"):
        date(text)


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["list", "--json"], True),
        (["ask", "--jsonl", "-"], True),
        (["ask", "--jsonl=f"], True),
        (["ask", "--", "--json"], False),
        (["list"], False),
    ],
)
def test_wants_json(argv, expected):
    assert wants_json(argv) is expected
