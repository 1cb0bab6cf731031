from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot import audit_command
from bot.state.audit import Actor, Audit, Entry
from bot.state.database import FILE_NAME
from index import BriefingError

ROOT = Path(__file__).parents[2]
ADA, SCHEDULE = Actor(7, "Ada\x1b[31m", "en"), Actor(None, "schedule", "")


@pytest.fixture
def folder(tmp_path, with_database, monkeypatch):
    async def work(database):
        await Audit(database).record(ADA, Entry("published", "ü.md", {"title": "Ü"}))
        await Audit(database).record(SCHEDULE, Entry("reindexed", "", {"added": 3}))

    with_database(work)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("BOT_TOKEN", raising=False)
    return tmp_path


def test_for_programs(folder, capsys):
    assert audit_command.main(["audit", "--json"]) == 0
    newest, oldest = map(json.loads, capsys.readouterr().out.splitlines())
    at = newest.pop("at")
    assert at.endswith("+00:00")
    assert "T" in at
    assert newest == {
        "actor_id": None, "actor": "schedule", "action": "reindexed", "subject": "", "details": {"added": 3},
    }  # fmt: skip
    assert (oldest["actor_id"], oldest["actor"], oldest["subject"]) == (7, "Ada\x1b[31m", "ü.md")


def test_for_people(folder, capsys):
    assert audit_command.main(["audit", "--limit", "5"]) == 0
    newest, oldest = capsys.readouterr().out.splitlines()
    assert newest[19:] == "Z  schedule  reindexed  added: 3"
    assert oldest[19:] == "Z  Ada\ufffd[31m (7)  published  ü.md  title: Ü"
    audit_command.main(["audit", "--limit", "1"])
    assert capsys.readouterr().out == f"{newest}\n"


@pytest.mark.parametrize("arguments", [["nonsense"], ["audit", "--limit", "0"], ["audit", "--limit", "x"], ["-x"]])
def test_what_it_does_not_understand(folder, arguments, capsys):
    with pytest.raises(SystemExit) as end:
        audit_command.main(arguments)
    assert end.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_where_no_bot_has_run(tmp_path, monkeypatch):
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path / "nothing"))
    with pytest.raises(BriefingError, match="no bot has run with this BOT_DATA_DIR"):
        audit_command.main(["audit"])
    assert not (tmp_path / "nothing").exists()


def test_what_is_no_database_of_this_bot(tmp_path, monkeypatch):
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path))
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 100)
    with pytest.raises(BriefingError, match="cannot be read: file is not a database"):
        audit_command.main(["audit"])
    (tmp_path / FILE_NAME).unlink()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("CREATE TABLE people (id)")
    connection.close()
    with pytest.raises(BriefingError, match="start the bot once"):
        audit_command.main(["audit"])


def test_as_a_process_while_the_bot_writes(folder, with_database):
    """Neither a token nor a model is needed, and an open transaction is not waited for."""

    async def work(database):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("BOT_", "INDEX_"))}
        environment |= {"PYTHONPATH": str(ROOT), "BOT_DATA_DIR": str(folder)}
        async with database.transaction() as connection:
            await connection.execute("DELETE FROM audit")
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "audit", "--json", env=environment, stdout=subprocess.PIPE, cwd=folder
            )
            out, _ = await process.communicate()
            await connection.execute("ROLLBACK")
            await connection.execute("BEGIN")
        assert process.returncode == 0
        assert [json.loads(line)["action"] for line in out.splitlines()] == ["reindexed", "published"]

    with_database(work)
