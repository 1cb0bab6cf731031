from __future__ import annotations

import asyncio
import sqlite3

import pytest


@pytest.mark.parametrize("turns", range(12))
def test_who_is_cancelled_leaves_no_transaction_open(with_database, turns):
    """Wherever it happens: at BEGIN, in between, at COMMIT."""

    async def work(database):
        task = asyncio.create_task(database.write("INSERT INTO facts (key, value) VALUES ('a', 'b')"))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        (outcome,) = await asyncio.gather(task, return_exceptions=True)
        assert isinstance(outcome, asyncio.CancelledError | int)
        await database.write("INSERT INTO facts (key, value) VALUES ('c', 'd')")
        assert ("c",) in await database.rows("SELECT key FROM facts")

    with_database(work)


def test_what_fails_changes_nothing(with_database):
    async def work(database):
        async def twice():
            async with database.transaction() as connection:
                for value in ("b", "c"):
                    await connection.execute("INSERT INTO facts (key, value) VALUES ('a', ?)", (value,))

        with pytest.raises(sqlite3.IntegrityError):
            await twice()
        assert await database.rows("SELECT * FROM facts") == []

    with_database(work)
