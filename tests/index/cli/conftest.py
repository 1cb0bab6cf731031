"""A folder of two briefings, and the command line driven in this process with the embedder of the tests."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from index.__main__ import main

TURKEY = """---
title: Turkey and the F-35
date: 2025-11-18
tags: [defence, turkey]
---

# Turkey and the F-35

## Removal

Turkey was removed from the F-35 programme because it bought S-400 missiles from Russia. The partners split its orders.

## Outlook

Talks about a return go on in Ankara.
"""
GRAIN = """---
title: Grain corridor
date: 2026-03-26
tags: [trade]
---

# Grain corridor

Ships with wheat left Odesa again after the harvest.
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a command line."""

    code: int
    out: str
    err: str

    @property
    def document(self):
        """What a machine reads: all of standard output, which must be one document in one line."""
        assert self.out.count("\n") == 1
        return json.loads(self.out)

    @property
    def documents(self):
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of briefings, with nothing indexed yet; whatever is found counts as an answer."""
    folder = tmp_path / "briefings"
    folder.mkdir()
    (folder / "turkey.md").write_text(TURKEY, encoding="utf-8")
    (folder / "grain.md").write_text(GRAIN, encoding="utf-8")
    monkeypatch.setenv("INDEX_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("INDEX_BRIEFINGS_DIR", str(folder))
    monkeypatch.setenv("INDEX_MIN_CONFIDENCE", "0")
    monkeypatch.setenv("INDEX_SURE_CONFIDENCE", "0")
    monkeypatch.setenv("INDEX_RERANKER", "none")
    monkeypatch.chdir(tmp_path)  # no .env there
    return folder


@pytest.fixture
def run(folder, embedder, capsys):
    def run(*argv):
        code = main([str(argument) for argument in argv], embedder)
        return Run(code, *capsys.readouterr())

    return run


@pytest.fixture
def synced(run):
    """The command line, with the folder indexed."""
    assert run("sync").code == 0
    return run
