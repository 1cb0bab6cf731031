from __future__ import annotations

import datetime
import io
import re
import sys
from dataclasses import replace

import pytest
from reportlab.pdfgen.canvas import Canvas

from index.cli.people import PeopleOutput
from index.datatypes import Answer, Citation, Quote, Searched, Span
from index.settings import IndexSettings

JUNE, MAY = datetime.date(2025, 6, 12), datetime.date(2026, 5, 1)
SHA = "0123456789abcdef" * 4
QUESTION = "Why was Turkey removed from the F-35 programme?"


def test_quotes(synced):
    result = synced("ask", "--k", "1", QUESTION)
    citation = synced("ask", "--k", "1", "--json", QUESTION).document["quotes"][0]["citation"]
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[:3] == [
        "“Turkey was removed from the F-35 programme because it bought S-400 missiles from Russia.”",
        "    Turkey and the F-35 · 2025-11-18 · Removal",
        f"    {citation}",
    ]
    assert "Searched: 2 briefings, from 2025-11-18 to 2026-03-26" in lines[-1]


def test_no_answer(synced, monkeypatch):
    monkeypatch.setenv("INDEX_MIN_CONFIDENCE", "1")
    result = synced("ask", "--k", "1", "Who won the wheat chess tournament?")
    assert result.code == 0
    assert result.out.splitlines()[:6] == [
        "The briefings do not answer this.",
        "Searched: 2 briefings, from 2025-11-18 to 2026-03-26.",
        "",
        "Closest, but they do not answer it:",
        "",
        "“Ships with wheat left Odesa again after the harvest.”",
    ]


def quote_of(text, date=MAY):
    return Quote(text, Citation("a.md", "Title", date, SHA, None, None, Span(0, len(text))), 1.0)


def answer_of(question, *quotes, **more):
    return Answer(question, quotes, (), 0.5, Searched(3, JUNE, MAY), 1, 0.1, **more)


@pytest.fixture
def said(capsys):
    """What people get to read of an answer, line by line."""

    def said(answer):
        PeopleOutput().answer(answer)
        return capsys.readouterr().out.splitlines()

    return said


def test_quotes_that_only_may_answer(said):
    assert said(answer_of("why?", quote_of("It was.", None), unsure=True)) == [
        "This may answer it, I am not sure:",
        "“It was.”",
        "    Title · no date",
        "    0123456789abcdef-0-7",
        "",
        "Confidence 0.50. Searched: 3 briefings, from 2025-06-12 to 2026-05-01, in 0.1 s.",
    ]


def test_what_an_answer_says_of_itself(said):
    newest = answer_of("lates?", quote_of("Now."), newest_first=True, searched_for="latest?")
    assert said(newest)[:3] == ["Searched for: latest?", "Newest first; the newest is of 2026-05-01.", "“Now.”"]
    assert said(replace(newest, quotes=()))[:2] == ["Searched for: latest?", "The briefings do not answer this."]
    assert said(replace(newest, quotes=(quote_of("Now.", None),)))[:2] == ["Searched for: latest?", "“Now.”"]


def test_several_questions(said):
    parts = (
        answer_of("Why was it?", quote_of("It was."), searched_for="Why is it?"),
        answer_of("And who?"),
        answer_of("And when?", quote_of("Now."), unsure=True),
    )
    whole = answer_of("Why was it? And who? And when?", quote_of("It was."), quote_of("Now."), unsure=True, parts=parts)
    assert said(whole) == [
        "Why was it?",
        "Searched for: Why is it?",
        "“It was.”",
        "    Title · 2026-05-01",
        "    0123456789abcdef-0-7",
        "",
        "Confidence 0.50.",
        "",
        "And who?",
        "The briefings do not answer this.",
        "",
        "And when?",
        "This may answer it, I am not sure:",
        "“Now.”",
        "    Title · 2026-05-01",
        "    0123456789abcdef-0-4",
        "",
        "Confidence 0.50.",
        "",
        "Searched: 3 briefings, from 2025-06-12 to 2026-05-01, in 0.1 s.",
    ]


def test_several_questions_of_which_none_is_answered(said):
    assert said(answer_of("Why? And who?", parts=(answer_of("Why?"), answer_of("And who?")))) == [
        "The briefings do not answer this.",
        "Searched: 3 briefings, from 2025-06-12 to 2026-05-01.",
    ]


def test_one_briefing_searched(synced, monkeypatch):
    monkeypatch.setenv("INDEX_MIN_CONFIDENCE", "1")
    result = synced("ask", "wheat?", "--briefing", "grain.md")
    assert "Searched: 1 briefing of 2026-03-26." in result.out


def test_small_talk(synced):
    result = synced("ask", "hello")
    assert result.out.startswith("At your service!")
    assert result.code == 0


def test_an_empty_store_says_what_to_do(run):
    assert "run python -m index sync" in run("list").out
    assert "python -m index sync" in run("ask", "Why?").out


def test_list(synced):
    headings, grain, turkey = synced("list").out.splitlines()
    assert headings.split() == ["name", "date", "title", "tags", "sentences", "pages"]
    assert grain.split()[:4] == ["grain.md", "2026-03-26", "Grain", "corridor"]
    assert "defence, turkey" in turkey


def test_a_narrow_terminal_leaves_names_whole(synced, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda stream: True)
    lines = re.sub("\x1b\\[[0-9;]*m", "", synced("list").out).splitlines()
    assert max(map(len, lines)) <= 60
    assert [line.split()[0] for line in lines if ".md" in line] == ["grain.md", "turkey.md"]


def test_show(synced):
    stored = synced("show", "turkey.md", "--json").document["text"]
    shown = synced("show", "turkey.md").out
    assert shown.startswith("Turkey and the F-35 · turkey.md · 2025-11-18 · en · defence · turkey · ")
    assert shown.split("\n\n", 1)[1] == f"{stored}\n"
    assert synced("show", "turkey.md", "--span", "3-9").out.split("\n\n", 1)[1] == f"{stored[3:9]}\n"


def test_sync(run, folder):
    (folder / "empty.txt").write_bytes(b"")
    result = run("sync")
    assert result.code == 1
    lines = result.out.splitlines()
    assert lines[:4] == ["added", "  grain.md", "  turkey.md", "unreadable"]
    assert lines[4].startswith("  empty.txt: ")
    assert lines[5].startswith("2 added, 0 changed, 0 removed, 0 unchanged, 0 duplicate, 1 unreadable; ")


def test_long_lists_are_cut(run, folder):
    for number in range(20):
        (folder / f"note{number}.txt").write_text(f"Fact number {number} is known.\n", encoding="utf-8")
    assert "  and 2 more (--json names them all)" in run("sync").out.splitlines()


def test_verify(synced):
    citation = synced("ask", "--k", "1", "--json", QUESTION).document["quotes"][0]["citation"]
    result = synced("verify", f" {citation}\n")
    assert result.code == 0
    assert result.out.splitlines()[:2] == [
        f"{citation}: Unchanged: the briefing is published as it was quoted.",
        "“Turkey was removed from the F-35 programme because it bought S-400 missiles from Russia.”",
    ]
    unknown = synced("verify", "0123456789abcdef-1-2")
    assert unknown.code == 1
    assert unknown.out == "0123456789abcdef-1-2: Unknown: nothing that is or was in this store is cited so.\n"


def test_check(synced, monkeypatch):
    assert synced("check").out == "The store is whole.\n"
    monkeypatch.setattr("index.BriefingIndex.check", lambda index: ["1 sentences without a vector."])
    assert synced("check").out == "1 sentences without a vector.\n"


def test_remove(synced):
    assert synced("remove", "grain.md").out.splitlines()[1] == "  grain.md"


def test_settings(run):
    result = run("settings")
    assert result.code == 0
    line = next(line for line in result.out.splitlines() if line.startswith("INDEX_MIN_CONFIDENCE"))
    assert line.split()[:3] == [
        "INDEX_MIN_CONFIDENCE",
        "0.0",
        str(IndexSettings.model_fields["min_confidence"].default),
    ]


def test_settings_that_cannot_be_read_are_listed_too(run, monkeypatch):
    monkeypatch.setenv("INDEX_DATADIR", "/x")
    result = run("settings")
    assert result.code == 1
    assert "INDEX_DATA_DIR" in result.out
    assert result.err == "INDEX_DATADIR is not a setting; python -m index settings lists them all.\n"
    assert run("settings", "--json").document == {"error": result.err.strip()}


def test_text_of_briefings_is_shown_and_not_obeyed(run, folder):
    (folder / "evil.txt").write_text(
        "The alarm [bold red]colours[/bold red] and \x1b[2J\x1b]0;owned\x07clears the zebra screen.\n", encoding="utf-8"
    )
    run("sync")
    result = run("ask", "--k", "1", "--briefing", "evil.txt", "Which alarm colours the zebra screen?")
    assert "[bold red]colours[/bold red]" in result.out
    assert not {character for character in result.out if character < " " and character != "\n"}
    shown = run("show", "evil.txt").out
    assert not {character for character in shown if character < " " and character != "\n"}


@pytest.mark.parametrize("variable", ["NO_COLOR", None])
def test_colours_only_on_a_terminal_that_wants_them(synced, monkeypatch, variable):
    if variable:
        monkeypatch.setenv(variable, "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda stream: True)
    out = synced("check").out
    assert ("\x1b[32m" in out) is (variable is None)


def test_pages_without_text_are_named(run, folder):
    content = io.BytesIO()
    canvas = Canvas(content)
    for text in ("The harbour of Izmail reopened on Monday.", "", "Grain ships left it on Tuesday.", ""):
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    (folder / "scan.pdf").write_bytes(content.getvalue())
    result = run("sync")
    assert result.code == 0
    assert "pages without text" in result.out
    assert "  scan.pdf: 2, 4" in result.out


def test_a_section_that_is_the_title_is_not_said_twice(run, folder):
    (folder / "grain.md").write_text("# Grain corridor\n\nThe harbour of Izmail reopened on Monday.\n")
    run("sync")
    lines = run("ask", "--k", "1", "When did the harbour of Izmail reopen?").out.splitlines()
    assert lines[1] == "    Grain corridor · no date"


def test_canaries(synced, folder):
    assert synced("canary", "list").out == (
        "There are no canary questions: python -m index canary add QUESTION NAME makes one.\n"
    )
    assert synced("canary", "add", "Which ships left Odesa?", "grain.md").out == (
        "  Which ships left Odesa? - finds grain.md\n"
    )
    (folder / "canaries.txt").write_text("Which ships left Odesa? => none.md\nnothing\n")
    listed = synced("canary", "list")
    assert (listed.code, listed.out) == (
        1,
        "  Which ships left Odesa? - does not find none.md\n"
        "canaries.txt: Line 2 is not of the form QUESTION => NAME.\n",
    )
    (folder / "grain.md").unlink()
    assert "canary questions that do not find their briefings\n  Which ships left Odesa?" in synced("sync").out
    assert synced("canary", "remove", "Which ships left Odesa?").out == "No canary any more: Which ships left Odesa?\n"
    assert (folder / "canaries.txt").read_text() == "nothing\n"


def test_history_withdrawn_and_reinstate(synced, tmp_path):
    assert synced("withdrawn").out == "There is nothing that can be brought back.\n"
    (tmp_path / "turkey.md").write_text("# Turkey again\n\nTalks about a return go on in Ankara.\n")
    synced("add", "--replace", tmp_path / "turkey.md")
    synced("remove", "turkey.md")
    headings, last, first = synced("history", "turkey.md").out.splitlines()
    assert headings.split() == ["name", "title", "published", "until", "because", "text"]
    assert (last.split()[-2], first.split()[-2]) == ("withdrawn", "replaced")
    assert "Turkey again" in last
    assert [line.split() for line in synced("withdrawn").out.splitlines()] == [headings.split(), last.split()]
    assert synced("reinstate", "turkey.md").out == "searchable again\n  turkey.md\n"
    assert "Turkey again" in synced("list").out
    missing = synced("history", "none.md")
    assert (missing.code, missing.err.startswith("There is and was no briefing 'none.md'")) == (1, True)
