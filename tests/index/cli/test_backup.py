from __future__ import annotations

import io

import pytest


@pytest.fixture
def saved(synced, folder):
    assert synced("backup", "backup.zip").code == 0
    (folder / "grain.md").unlink()
    synced("sync")
    return synced


def test_people_are_told_what_was_kept(synced, tmp_path):
    said = synced("backup", "backup.zip").out
    size = (tmp_path / "backup.zip").stat().st_size
    assert said == f"backup.zip: the store, 2 files of the folder, 0 of the archive, {size:,} bytes.\n"


def test_machines_too(saved, tmp_path):
    size = (tmp_path / "backup.zip").stat().st_size
    document = {"file": "backup.zip", "briefings": 2, "archived": 0, "bytes": size, "left_out": []}
    assert saved("restore", "backup.zip", "--yes", "--json").document == document
    assert [briefing["name"] for briefing in saved("list", "--json").document["briefings"]] == ["grain.md", "turkey.md"]
    assert saved("sync", "--json").document["unchanged"] == 2


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("answer", "restored"), [("y\n", True), ("Yes\n", True), ("\n", False), ("", False)])
def test_a_person_is_asked(saved, folder, monkeypatch, answer, restored):
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    result = saved("restore", "backup.zip")
    assert result.err.startswith("The store and the folder of briefings become what they were in the backup. Go on?")
    assert ((folder / "grain.md").exists(), result.code) == (restored, 0 if restored else 1)


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_nobody_to_ask_is_no_agreement(saved, folder, options, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    result = saved("restore", "backup.zip", *options)
    assert (result.code, (folder / "grain.md").exists()) == (1, False)
    assert "say --yes" in result.err


def test_what_is_no_backup(saved, folder):
    result = saved("restore", folder / "turkey.md", "--yes")
    assert result.code == 1
    assert "is damaged or no backup" in result.err
