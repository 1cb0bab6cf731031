from __future__ import annotations

import sys

from index.cli.progress import progress_bar


def test_bars_go_to_a_terminal_on_standard_error_only(run, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    terminal = sys.stderr
    monkeypatch.setattr(type(terminal), "isatty", lambda stream: stream is terminal)
    result = run("sync", "--json")
    assert result.document["added"] == ["grain.md", "turkey.md"]
    assert "reading" in result.err
    assert "embedding" in result.err


def test_nothing_is_drawn_elsewhere(run):
    assert run("sync").err == ""


def test_rate_and_count(monkeypatch, capsys):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda stream: True)
    with progress_bar() as progress:
        for done in (0, 20, 40):
            progress("reading", done, 40)
        progress("embedding", 0, 0)
    err = capsys.readouterr().err
    assert "40/40" in err
    assert "/s" in err
    assert "embedding" not in err
