"""Databases of every schema that there was are opened by this code, brought to its schema, and say what they said."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from dump_databases import ANN, BEN, FIRST, GROUP, QUESTION, SECOND, write
from three_briefings import cite

from bot import backup_command
from bot.state.audit import Audit
from bot.state.chats import Chats, Focus
from bot.state.database import FILE_NAME, Database
from bot.state.files import Files
from bot.state.ledger import Ledger
from bot.state.operations import OperationRows
from bot.state.people import People
from bot.state.schema import MIGRATIONS as BOTS_MIGRATIONS
from index import BriefingIndex
from index.store.schema import MIGRATIONS as STORES_MIGRATIONS

FIXTURES = Path(__file__).parent / "fixtures"
GRAIN = "Ships with wheat left Odesa."


def number_of(dump):
    return int(re.search(r"\d+", dump.stem)[0])


STORES = sorted(FIXTURES.glob("store-*.sql"), key=number_of)
BOTS = sorted(FIXTURES.glob("bot-*.sql"), key=number_of)


def made_of(dump, path):
    """Make a database of its dump."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(dump.read_text("utf-8"))
    return path


def schema_of(path):
    """Number and statements of a database's schema."""
    with closing(sqlite3.connect(path)) as connection:
        (number,) = connection.execute("PRAGMA user_version").fetchone()
        return number, set(connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def with_bots_database(folder, work):
    async def opened():
        database = Database(folder)
        await database.open()
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(opened())


@pytest.mark.parametrize(("dumps", "migrations"), [(STORES, STORES_MIGRATIONS), (BOTS, BOTS_MIGRATIONS)])
def test_there_is_a_dump_of_each_schema(dumps, migrations):
    """Where one is missing: PYTHONPATH=. python tests/dump_databases.py."""
    assert [number_of(dump) for dump in dumps] == [*range(1, len(migrations) + 1)]


@pytest.mark.parametrize("dump", STORES, ids=lambda dump: dump.stem)
def test_a_store_answers_as_it_did(dump, settings, embedder):
    path = made_of(dump, settings.data_dir / "store.sqlite3")
    write(settings.briefings_dir, SECOND)
    index = BriefingIndex(settings, embedder)
    check_answers(index)
    assert schema_of(path)[0] == len(STORES_MIGRATIONS)
    report = index.sync()
    assert (report.is_quiet, report.unchanged) == (True, 2)
    write(settings.briefings_dir, SECOND | {"gas.txt": FIRST["gas.txt"]})
    assert index.sync().added == ("gas.txt",)
    assert index.ask("What is full of gas?").quotes[0].text == FIRST["gas.txt"]
    assert index.check() == []
    index.close()


def check_answers(index):
    """All that the dumped store has to know."""
    quote = index.ask(QUESTION).quotes[0]
    assert (quote.text, quote.citation.briefing) == (GRAIN, "grain.md")
    (grain,) = [briefing for briefing in index.briefings() if briefing.name == "grain.md"]
    assert (grain.date.isoformat(), grain.tags) == ("2026-05-03", ("grain",))
    assert index.check() == []
    old = FIRST["turkey.txt"]
    statuses = {
        cite(words, text): status
        for words, text, status in [
            (GRAIN, GRAIN, "unchanged"),
            ("It had bought missiles.", old, "moved"),
            ("Turkey was removed from the programme.", old, "changed"),
            (FIRST["gas.txt"], FIRST["gas.txt"], "withdrawn"),
        ]
    }
    verified = index.verify_all(statuses)
    assert {citation: found.status for citation, found in verified.items()} == statuses
    assert [edition.end_reason for edition in index.history("turkey.txt")] == [None, "replaced"]


@pytest.mark.parametrize("dump", BOTS, ids=lambda dump: dump.stem)
def test_a_bots_database_knows_what_it_knew(dump, tmp_path):
    path = made_of(dump, tmp_path / FILE_NAME)
    with_bots_database(tmp_path, check_memory)
    assert schema_of(path)[0] == len(BOTS_MIGRATIONS)


async def check_memory(database):
    """All that the dumped database has to know."""
    people, chats, ledger = People(database), Chats(database), Ledger(database)
    assert await people.admins() == [ANN]
    assert [(person.id, person.name, person.language) for person in await people.pending()] == [(BEN, "Ben", "tr")]
    group = await chats.get(GROUP)
    assert (group.title, group.enabled, group.tags) == ("Ports", True, ("grain",))
    assert await chats.focus(ANN, ANN) == Focus("tag", "grain")
    assert await Files(database).file_id("f" * 64) == "BQACAgIAAx"
    entry = await ledger.by_message(ANN, 8)
    assert (entry.question, entry.quotes, entry.confidence) == (QUESTION, (cite(GRAIN, GRAIN),), 0.75)
    assert [(judged.entry.id, judged.up, judged.down) for judged in await ledger.feedback(5)] == [(entry.id, 0, 1)]
    trail, waiting = await Audit(database).all(), await OperationRows(database).waiting()
    since_schema_2 = [("published", "grain.md")]
    assert [(recorded.action, recorded.subject) for recorded in trail] in ([], since_schema_2)
    assert [operation.kind for operation in waiting] == ["reindex"] * len(trail)


@pytest.mark.parametrize("dump", [*STORES, *BOTS], ids=lambda dump: dump.stem)
def test_a_migrated_database_has_the_schema_of_a_new_one(dump, tmp_path, settings, embedder):
    """So no step may be changed after its release: what is migrated and what is new would part."""
    old, new = tmp_path / "old", tmp_path / "new"
    name = "store.sqlite3" if dump in STORES else FILE_NAME
    made_of(dump, old / name)
    for folder in (old, new):
        if dump in STORES:
            index = BriefingIndex(settings.model_copy(update={"data_dir": folder}), embedder)
            index.briefings()
            index.close()
        else:
            with_bots_database(folder, lambda database: People(database).admins())
    assert schema_of(old / name) == schema_of(new / name)


@pytest.mark.parametrize("store", STORES, ids=lambda dump: dump.stem)
def test_a_backup_of_then_is_restored(store, settings, embedder, tmp_path, monkeypatch):
    bot = BOTS[min(STORES.index(store), len(BOTS) - 1)]
    members = {
        "store.sqlite3": made_of(store, tmp_path / "then" / "store.sqlite3").read_bytes(),
        FILE_NAME: made_of(bot, tmp_path / "then" / FILE_NAME).read_bytes(),
        **{f"briefings/{name}": text for name, text in SECOND.items()},
    }
    with zipfile.ZipFile(tmp_path / "backup.zip", "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content)
        packed.writestr("backup.json", json.dumps({"format": 1, "files": [*members]}))
    (tmp_path / "bot").mkdir()
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path / "bot"))
    monkeypatch.setenv("INDEX_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("INDEX_BRIEFINGS_DIR", str(settings.briefings_dir))
    assert backup_command.main(["restore", str(tmp_path / "backup.zip"), "--yes"]) == 0
    with_bots_database(tmp_path / "bot", check_memory)
    index = BriefingIndex(settings, embedder)
    check_answers(index)
    assert index.sync().is_quiet
    index.close()
