from __future__ import annotations

import asyncio
import datetime
import sqlite3
from contextlib import closing

import pytest
from telegram import User

from bot.state.audit import Actor, Audit, Entry
from bot.state.database import FILE_NAME, Database
from bot.state.ledger import Ledger, LedgerEntry
from bot.state.people import People
from index import StoreError

ANN = User(5_000_000_001, "Evangeline", is_bot=False, language_code="en")
QUESTION = "What does nobody know of the harbour of Odesa?"


def entry(question):
    return LedgerEntry(
        chat_id=ANN.id,
        topic_id=None,
        user_id=ANN.id,
        question_message_id=1,
        language="en",
        question=question,
        searched=question,
        topic=question,
        answered=False,
        confidence=0.1,
        quotes=(),
        nearest=(),
        generation=1,
        created_at=datetime.datetime.now(datetime.UTC),
    )


def test_only_its_owner_may_read_it(with_database):
    async def work(database):
        await database.write("INSERT INTO facts VALUES ('a', 'b')")
        return {path.name: path.stat().st_mode & 0o777 for path in database.path.parent.glob(f"{FILE_NAME}*")}

    assert with_database(work) == {FILE_NAME: 0o600, f"{FILE_NAME}-wal": 0o600, f"{FILE_NAME}-shm": 0o600}


def test_what_is_forgotten_is_gone_from_the_file(with_database, tmp_path):
    """Not only from the tables: SQLite reuses the room of a deleted row, but does not empty it unless told to."""

    async def ask(database):
        people, ledger = People(database), Ledger(database)
        await people.seen(ANN)
        for number in range(200):
            await ledger.record(entry(f"{QUESTION} {number}"))
        await Audit(database).record(Actor(ANN.id, ANN.first_name, "en"), Entry("refused", "/users"))

    async def forget(database):
        assert await database.row("PRAGMA secure_delete") == (1,)
        await Ledger(database).forget(ANN.id)
        await People(database).forget(ANN.id)
        await Audit(database).forget(ANN.id)

    with_database(ask)
    before = (tmp_path / FILE_NAME).read_bytes()
    assert QUESTION.encode() in before
    assert b"Evangeline" in before
    with_database(forget)
    after = (tmp_path / FILE_NAME).read_bytes()
    assert QUESTION.encode() not in after
    assert b"Evangeline" not in after
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_a_database_of_a_newer_program_is_refused_and_left_alone(with_database, tmp_path):
    async def nothing(database):
        pass

    with_database(nothing)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match=r"made by a newer Briefing Bot \(schema 99, this one knows \d+\): upgrade"):
        with_database(nothing)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (99,)


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreError, match=r"The bot's database .* cannot be used: "):
        asyncio.run(Database(tmp_path / "data").open())
