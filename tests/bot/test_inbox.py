from __future__ import annotations

import datetime

from telegram import Chat, Message, Update, User

from bot.inbox import Inbox

ANN = User(1, "Ann", is_bot=False)


def update(number, text="why? 😀"):
    at = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    return Update(number, message=Message(7, at, Chat(1, "private"), from_user=ANN, text=text))


def test_what_telegram_sends_twice_comes_once(with_database):
    async def work(database):
        inbox = Inbox(database)
        first = update(5)
        for one in (first, first, update(6)):
            await inbox.put(one)
        return [inbox.get_nowait().update_id for _ in range(inbox.qsize())]

    assert with_database(work) == [5, 6]


def test_numbers_that_begin_anew(with_database):
    async def work(database):
        inbox = Inbox(database)
        await inbox.put(update(5, "before"))
        await inbox.put(update(5, "after a quiet week"))
        return [inbox.get_nowait().message.text for _ in range(inbox.qsize())]

    assert with_database(work) == ["before", "after a quiet week"]


def test_what_was_not_handled_is_taken_up(with_database):
    async def work(database):
        inbox = Inbox(database)
        for number in (1, 2, 3):
            await inbox.put(update(number, f"text {number} 😀"))
        await inbox.handled(inbox.get_nowait())
        after_restart = Inbox(database)
        assert await after_restart.take_up(None) == {2, 3}
        taken = [after_restart.get_nowait() for _ in range(after_restart.qsize())]
        assert [one.message.text for one in taken] == ["text 2 😀", "text 3 😀"]
        assert taken[0].message.date.tzinfo is not None
        await after_restart.put(update(1, "text 1 😀"))
        assert await database.rows("SELECT body FROM handled_updates WHERE update_id = 1") == [(None,)]
        assert after_restart.empty()

    with_database(work)


def test_old_numbers_are_forgotten(with_database):
    async def work(database):
        inbox = Inbox(database)
        await inbox.put(update(1))
        await database.write("UPDATE handled_updates SET came_at = '2020-01-01T00:00:00+00:00'")
        assert await Inbox(database).take_up(None) == frozenset()

    with_database(work)
