"""Which id Telegram keeps a file under."""

import asyncio

from bot.state.database import Database
from bot.state.files import Files


def test_the_last_id_is_remembered_and_survives_a_restart(tmp_path):
    async def use():
        database = Database(tmp_path)
        await database.open()
        files = Files(database)
        assert await files.file_id("a" * 64) is None
        await files.remember("a" * 64, "first")
        await files.remember("a" * 64, "second")
        await files.remember("b" * 64, "other")
        await database.close()
        await database.open()
        assert await files.file_id("a" * 64) == "second"
        assert await files.file_id("b" * 64) == "other"
        await database.close()

    asyncio.run(use())
