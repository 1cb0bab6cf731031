"""What holds of every command: errors in one line, exit codes, standard output for JSON alone."""

from __future__ import annotations

import json
import re

import pytest

from index.__main__ import main

COMMANDS = [
    "add",
    "remove",
    "reinstate",
    "history",
    "withdrawn",
    "list",
    "show",
    "sync",
    "rebuild",
    "canary",
    "ask",
    "chat",
    "verify",
    "check",
    "evaluate",
    "settings",
]


@pytest.mark.parametrize("argv", [["--help"], *([command, "--help"] for command in COMMANDS)], ids=" ".join)
def test_help(argv, capsys):
    assert main(argv) == 0
    assert capsys.readouterr().out.startswith("usage: python -m index")


def test_all_commands_are_in_the_help(capsys):
    main(["--help"])
    shown = capsys.readouterr().out
    assert [command for command in COMMANDS if not re.search(rf"\n    {command}\s", shown)] == []


def test_wrong_usage_is_shown_with_what_would_be_right(run):
    result = run("ask", "Why?", "--since", "2026-02-31")
    assert result.code == 2
    assert result.out == ""
    usage, *_, message = result.err.splitlines()
    assert usage.startswith("usage: python -m index ask")
    assert message == "argument --since: '2026-02-31' is not in the calendar: there is no such day"


def test_machines_get_wrong_usage_as_json(run):
    result = run("show", "a.md", "--json", "--span", "x")
    assert result.code == 2
    assert result.document == {"error": "argument --span: 'x' is no span: write START-END, for example 120-284"}


def test_a_failure_of_the_input_is_one_line(synced):
    result = synced("show", "none.md")
    assert (result.code, result.out) == (1, "")
    assert result.err == "There is no briefing 'none.md': python -m index list shows the names.\n"


def test_machines_get_a_failure_as_json_too(synced):
    result = synced("show", "none.md", "--json")
    assert result.code == 1
    assert result.document == {"error": "There is no briefing 'none.md': python -m index list shows the names."}
    assert result.err == "There is no briefing 'none.md': python -m index list shows the names.\n"


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["show", "turkey.md", "--span", "5-99999"], "'turkey.md' has "),
        (["ask", "???"], "There is no word in the question"),
        (["ask", "a" * 10_000], "The question has 10,000 characters; ask in at most 4,096."),
        (["ask", "wheat?", "--briefing", "none.md"], "There is no briefing 'none.md'"),
        (["remove", "--", "-none.md"], "There is no briefing '-none.md'"),
        (["verify", "page 7"], "'page 7' is no citation; one looks like 0123456789abcdef-120-284."),
        (["evaluate", "none.jsonl"], ""),
    ],
)
def test_bad_input(synced, argv, message):
    result = synced(*argv)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith(message)
    assert result.err.count("\n") == 1


def test_a_setting_that_does_not_fit(run, monkeypatch):
    monkeypatch.setenv("INDEX_MIN_CONFIDENCE", "2")
    result = run("list", "--json")
    assert result.code == 1
    assert result.document["error"].startswith("INDEX_MIN_CONFIDENCE='2' does not fit: ")


def test_a_message_cannot_command_the_terminal(synced):
    result = synced("show", "\x1b[2J\nname")
    assert result.err.count("\n") == 1
    assert "\x1b" not in result.err


@pytest.fixture
def defect(monkeypatch):
    def fail(index):
        raise ZeroDivisionError("division by zero\nin two lines")

    monkeypatch.setattr("index.BriefingIndex.briefings", fail)


def test_a_defect_is_one_line(run, defect):
    result = run("list", "--json")
    assert result.code == 1
    assert result.err == (
        "ZeroDivisionError: division by zero in two lines - this is a defect of Briefing Bot; "
        "the same command with --debug shows where it is.\n"
    )
    assert result.document["error"].startswith("ZeroDivisionError: division by zero\nin two lines - ")


def test_debug_shows_the_traceback(run, defect):
    result = run("list", "--debug")
    assert result.code == 1
    assert result.err.startswith("Traceback (most recent call last):\n")
    assert "test_main.py" in result.err


def test_interrupted(run, monkeypatch):
    def interrupt(index):
        raise KeyboardInterrupt

    monkeypatch.setattr("index.BriefingIndex.briefings", interrupt)
    result = run("list", "--json")
    assert (result.code, result.out, result.err) == (130, "", "Interrupted.\n")


def test_evaluate(synced, tmp_path):
    questions = tmp_path / "questions.jsonl"
    rows = [
        {
            "id": "1",
            "question": "Why was Turkey removed from the F-35 programme?",
            "briefing": "turkey.md",
            "expected": "bought S-400 missiles",
        },
        {"id": "2", "question": "Which ships left Odesa?", "briefing": "grain.md", "expected": "Ships with wheat"},
        {"id": "3", "question": "Who won the chess tournament?", "briefing": None, "expected": None},
    ]
    questions.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    result = synced("evaluate", "--json", questions)
    assert (result.code, result.err) == (0, "")
    assert (result.document["answerable"], result.document["unanswerable"], result.document["s_at_1"]) == (2, 1, 1.0)
    assert "S@1" in synced("evaluate", questions).out
    result = synced("evaluate", "--json", "--limit", "2", questions.parent)
    assert (result.code, [report["answerable"] for report in result.document["reports"]]) == (0, [2])
