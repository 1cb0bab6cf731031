"""The bot's database in a test: `with_database(work)` runs the coroutine function `work` with an open one."""

from __future__ import annotations

import asyncio

import pytest

from bot.state.database import Database


@pytest.fixture
def with_database(tmp_path):
    def run(work):
        async def opened():
            database = Database(tmp_path)
            await database.open()
            try:
                return await work(database)
            finally:
                await database.close()

        return asyncio.run(opened())

    return run
