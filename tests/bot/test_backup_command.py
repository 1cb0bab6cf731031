from __future__ import annotations

import asyncio
import sqlite3
import sys
import zipfile
from contextlib import closing

import pytest
from filelock import FileLock

from bot import __main__ as command_line
from bot.state.database import FILE_NAME, Database
from bot.state.files import Files
from index.store import Store


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run `python -m bot` with arguments -> its exit code, and what it has written."""
    (tmp_path / "briefings").mkdir()
    (tmp_path / "briefings" / "a.txt").write_text("A briefing.")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BOT_TOKEN", raising=False)
    for name, folder in (("BOT_DATA_DIR", "bot"), ("INDEX_DATA_DIR", "data"), ("INDEX_BRIEFINGS_DIR", "briefings")):
        monkeypatch.setenv(name, str(tmp_path / folder))

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["bot", *arguments])
        code = command_line.main()
        written = capsys.readouterr()
        return code, written.out + written.err

    return run


def bots_files(folder, remember=None):
    """What the bot's database knows, after it was told something."""

    async def work():
        database = Database(folder)
        await database.open()
        if remember:
            await Files(database).remember("sha", remember)
        known = await Files(database).file_id("sha")
        await database.close()
        return known

    return asyncio.run(work())


def test_everything_is_as_it_was(run, tmp_path):
    Store(tmp_path / "data").close()
    bots_files(tmp_path / "bot", "first")
    code, said = run("backup", "backup.zip")
    assert (code, said.startswith("backup.zip: the bot's database, the store, 1 files of the folder, 0 of")) == (
        0,
        True,
    )
    bots_files(tmp_path / "bot", "second")
    (tmp_path / "briefings" / "a.txt").unlink()
    assert run("restore", "backup.zip") == (
        1, "This replaces the briefings and all that the bot knows of people: say --yes if so.\n",
    )  # fmt: skip
    assert bots_files(tmp_path / "bot") == "second"
    assert run("restore", "backup.zip", "--yes")[0] == 0
    assert bots_files(tmp_path / "bot") == "first"
    assert (tmp_path / "briefings" / "a.txt").read_text() == "A briefing."
    assert sorted(path.name for path in (tmp_path / "bot").iterdir()) == ["bot.lock", FILE_NAME]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("PRAGMA user_version = 99", "was made by a newer Briefing Bot: upgrade this one."),
        ("DROP TABLE people", "is damaged: no such table: people. Nothing has changed."),
    ],
)
def test_a_bots_database_that_could_not_be_opened_takes_no_ones_place(run, tmp_path, damage, said):
    Store(tmp_path / "data").close()
    bots_files(tmp_path / "bot", "first")
    with closing(sqlite3.connect(tmp_path / "bot" / FILE_NAME)) as connection:
        connection.execute(damage)
    assert run("backup", "backup.zip")[0] == 0
    (tmp_path / "bot" / FILE_NAME).unlink()
    bots_files(tmp_path / "bot", "second")
    (tmp_path / "briefings" / "b.txt").write_text("Another briefing.")
    assert run("restore", "backup.zip", "--yes") == (1, f"The bot's database in the backup {said}\n")
    assert bots_files(tmp_path / "bot") == "second"
    assert (tmp_path / "briefings" / "b.txt").exists()
    assert not any(path.name.startswith((".", "restoring")) for path in (tmp_path / "data").iterdir())


def test_no_secret_is_in_a_backup(run, tmp_path, monkeypatch):
    secrets = {"BOT_TOKEN": "123456789:AAEaTokenThatIsNone", "BOT_WEBHOOK_SECRET": "a-secret-that-is-none"}
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in secrets.items()))
    Store(tmp_path / "data").close()
    bots_files(tmp_path / "bot", "first")
    assert run("backup", "backup.zip")[0] == 0
    assert (tmp_path / "backup.zip").stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(tmp_path / "backup.zip") as packed:
        held = {name: packed.read(name) for name in packed.namelist()}
    assert set(held) == {"backup.json", "store.sqlite3", FILE_NAME, "briefings/a.txt"}
    assert not any(value.encode() in content for value in secrets.values() for content in held.values())


def test_not_while_the_bot_runs(run, tmp_path):
    Store(tmp_path / "data").close()
    bots_files(tmp_path / "bot", "first")
    with FileLock(tmp_path / "bot" / "bot.lock"):
        assert run("backup", "backup.zip")[0] == 0
        code, said = run("restore", "backup.zip", "--yes")
    assert code == 1
    assert said.startswith("Another bot uses the folder")


def test_what_cannot_be_done_is_said_in_one_line(run):
    assert run("restore", "none.zip", "--yes") == (1, "There is no file none.zip.\n")
    code, said = run("backup", "x.zip")
    assert (code, said.count("\n"), said.startswith("There is no store in")) == (1, 1, True)
