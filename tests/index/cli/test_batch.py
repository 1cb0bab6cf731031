from __future__ import annotations

import io
import json
import sys
from types import SimpleNamespace

import pytest

QUESTION = "Why was Turkey removed from the F-35 programme?"
BAD_LINES = {
    b"not json": 'The line is no JSON; one looks like {"id": 1, "question": "..."}.',
    b"\xff\xfe": 'The line is no JSON; one looks like {"id": 1, "question": "..."}.',
    b'{"id": NaN, "question": "wheat?"}': 'The line is no JSON; one looks like {"id": 1, "question": "..."}.',
    b'{"id": 1e999, "question": "wheat?"}': 'The line is no JSON; one looks like {"id": 1, "question": "..."}.',
    b"[" * 100_000: 'The line is no JSON; one looks like {"id": 1, "question": "..."}.',
    b'"wheat?"': 'The line is no JSON object; one looks like {"id": 1, "question": "..."}.',
}
BAD_FIELDS = [
    ({}, "The line has no question: write it as text under the key question."),
    ({"question": 7}, "The line has no question: write it as text under the key question."),
    ({"question": "???"}, "There is no word in the question"),
    (
        {"question": "wheat?", "since": "2026-02-31"},
        "since: '2026-02-31' is not in the calendar: there is no such day.",
    ),
    (
        {"question": "wheat?", "until": 2026},
        "until: '2026' is no date: write it as YYYY-MM-DD, for example 2026-01-31.",
    ),
    (
        {"question": "wheat?", "since": "2026-02-02", "until": "2026-02-01"},
        "since 2026-02-02 is later than until 2026-02-01.",
    ),
    ({"question": "wheat?", "briefings": "grain.md"}, "briefings must be a list of texts."),
    ({"question": "wheat?", "briefings": ["none.md"]}, "There is no briefing 'none.md'"),
    ({"question": "wheat?", "tags": [1]}, "tags must be a list of texts."),
    ({"question": "wheat?", "k": 0}, "k must be a number from 1 on."),
    ({"question": "wheat?", "k": True}, "k must be a number from 1 on."),
    ({"question": "wheat?", "k": "3"}, "k must be a number from 1 on."),
]


@pytest.fixture
def ask_lines(synced, tmp_path):
    def ask_lines(*lines, options=()):
        file = tmp_path / "questions.jsonl"
        file.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))
        return synced("ask", "--jsonl", file, *options)

    return ask_lines


def test_one_answer_a_line_in_the_same_order(ask_lines, synced):
    result = ask_lines(
        {"id": "a", "question": QUESTION, "k": 1},
        {"id": 2, "question": "Which ships left Odesa?"},
        {"question": "Hello"},
    )
    assert (result.code, result.err) == (0, "")
    first, second, third = result.documents
    alone = synced("ask", "--json", "--k", "1", QUESTION).document
    assert {**first, "seconds": 0} == {"id": "a", **alone, "seconds": 0}
    assert (second["id"], second["quotes"][0]["briefing"]) == (2, "grain.md")
    assert (third["id"], third["small_talk"]) == (None, True)


def test_each_line_has_its_own_filters(ask_lines):
    result = ask_lines(
        {"question": "wheat?", "briefings": ["turkey.md"]},
        {"question": "wheat?", "since": "2026-01-01", "until": None},
        {"question": "wheat?", "tags": ["trade"]},
    )
    names = [{quote["briefing"] for quote in answer["quotes"]} for answer in result.documents]
    assert names == [{"turkey.md"}, {"grain.md"}, {"grain.md"}]


def test_options_are_for_the_lines_that_set_none(ask_lines):
    result = ask_lines(
        {"question": QUESTION},
        {"question": QUESTION, "k": 2, "briefings": ["turkey.md"]},
        options=["--k", "1", "--tag", "turkey"],
    )
    assert [answer["searched"]["briefings"] for answer in result.documents] == [1, 1]
    assert len(result.documents[0]["quotes"]) == 1


@pytest.mark.parametrize(("line", "message"), BAD_LINES.items(), ids=lambda value: repr(value[:20]))
def test_a_line_that_is_no_question(ask_lines, line, message):
    result = ask_lines(line, {"id": 2, "question": QUESTION})
    assert result.code == 1
    assert result.documents[0] == {"id": None, "error": message}
    assert result.documents[1]["answered"] is True


@pytest.mark.parametrize(("fields", "message"), BAD_FIELDS, ids=lambda value: None)
def test_a_line_with_wrong_fields(ask_lines, fields, message):
    result = ask_lines({"id": 1, **fields}, {"id": 2, "question": QUESTION})
    assert result.code == 1
    bad, good = result.documents
    assert (bad["id"], list(bad)) == (1, ["id", "error"])
    assert bad["error"].startswith(message)
    assert (good["id"], good["answered"]) == (2, True)


def test_empty_lines_and_a_byte_order_mark_are_passed_over(ask_lines):
    result = ask_lines(
        b'\xef\xbb\xbf{"id": 1, "question": "wheat?"}\r', b"", b"  ", b'{"id": 2, "question": "wheat?"}', b""
    )
    assert result.code == 0
    assert [answer["id"] for answer in result.documents] == [1, 2]


def test_half_characters_are_carried_over_as_json(ask_lines):
    result = ask_lines(rb'{"id": "\ud83d", "question": "wheat?"}')
    assert result.documents[0]["id"] == "\ud83d"


def test_a_missing_file(synced, tmp_path):
    result = synced("ask", "--jsonl", tmp_path / "none.jsonl")
    assert result.code == 1
    assert result.document == {"error": f"'{tmp_path / 'none.jsonl'}' cannot be read: No such file or directory."}


def test_standard_input_is_answered_line_by_line(synced, monkeypatch, capsys):
    written = []

    class Lines(io.RawIOBase):
        """Gives a second line only after it was asked for, and notes what had been answered by then."""

        def readable(self):
            return True

        def readinto(self, buffer):
            written.append(capsys.readouterr().out)
            content = b'{"id": 1, "question": "wheat?"}\n' if len(written) < 3 else b""
            buffer[: len(content)] = content
            return len(content)

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BufferedReader(Lines())))
    assert synced("ask", "--jsonl", "-").code == 0
    assert [output.count("\n") for output in written[:3]] == [0, 1, 1]
