from __future__ import annotations

from bot.state.chats import Chats, Focus, GroupChat

OLD, NEW, ANN, BEN = -4_000_001, -1_002_000_000_001, 1, 2


def test_settings_of_a_group(with_database):
    async def work(database):
        chats = Chats(database)
        assert await chats.get(OLD) == GroupChat(OLD)
        await chats.set_enabled(OLD, True)
        await chats.seen(OLD, "Team")
        await chats.set_tags(OLD, ["nato", "gaz"])
        assert await chats.get(OLD) == GroupChat(OLD, "Team", False, False, True, ("nato", "gaz"))

    with_database(work)


def test_a_supergroup_keeps_them(with_database):
    async def work(database):
        chats = Chats(database)
        await chats.seen(OLD, "Team")
        await chats.set_enabled(OLD, True)
        await chats.set_focus(OLD, ANN, Focus("tag", "nato"))
        await chats.seen(NEW, "Team")
        for _ in range(2):  # Telegram tells it twice
            await chats.migrate(OLD, NEW)
        assert await chats.get(NEW) == GroupChat(NEW, "Team", enabled=True)
        assert await chats.focus(NEW, ANN) == Focus("tag", "nato")
        assert await chats.get(OLD) == GroupChat(OLD)

    with_database(work)


def test_focus(with_database):
    async def work(database):
        chats = Chats(database)
        assert not await chats.clear_focus(ANN, ANN)
        await chats.set_focus(ANN, ANN, Focus("tag", "nato"))
        await chats.set_focus(ANN, ANN, Focus("briefing", "a.md"))
        await chats.set_focus(OLD, ANN, Focus("tag", "gas"))
        await chats.set_focus(OLD, BEN, Focus("tag", "chips"))
        assert await chats.focus(ANN, ANN) == Focus("briefing", "a.md")
        assert await chats.clear_focus(ANN, ANN)
        assert await chats.focus(ANN, ANN) is None
        await chats.forget(ANN)
        return [await chats.focus(OLD, user) for user in (ANN, BEN)]

    assert with_database(work) == [None, Focus("tag", "chips")]
