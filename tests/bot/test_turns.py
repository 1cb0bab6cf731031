from __future__ import annotations

import asyncio
import datetime

from telegram import Chat, InlineQuery, Message, Update, User

from bot.turns import Turns

ANN = User(1, "Ann", is_bot=False)
NOW = datetime.datetime(2026, 11, 5, tzinfo=datetime.UTC)


def message(number, text, chat=1, seconds=0.0):
    at = NOW + datetime.timedelta(seconds=seconds)
    return Update(number, message=Message(number, at, Chat(chat, "private"), from_user=ANN, text=text))


def handle(*updates, pause=0.01):
    """Handle updates at the same time -> what happened: (update, "begins" or "ends"), and who was noted as done."""
    log, done = [], []

    async def note(update):
        done.append(update.update_id)

    async def work(update):
        log.append((update.update_id, "begins"))
        await asyncio.sleep(pause)
        log.append((update.update_id, "ends"))

    async def run():
        turns = Turns(note)
        await asyncio.gather(*[turns.process_update(update, work(update)) for update in updates])
        assert not turns._locks

    asyncio.run(run())
    return log, done


def test_one_chat_keeps_its_order():
    log, done = handle(message(1, "a"), message(2, "b"), message(3, "/start"))
    assert log == [(number, what) for number in (1, 2, 3) for what in ("begins", "ends")]
    assert done == [1, 2, 3]


def test_chats_do_not_wait_for_one_another():
    log, _ = handle(message(1, "a", chat=1), message(2, "b", chat=2))
    assert [what for _, what in log] == ["begins", "begins", "ends", "ends"]


def test_asked_twice_at_once_is_handled_once():
    log, done = handle(message(1, "why?"), message(2, "why?"), message(3, "/ask why?"), message(4, "/ask why?"))
    assert [number for number, _ in log] == [1, 1, 3, 3]
    assert sorted(done) == [1, 2, 3, 4]


def test_asked_again_is_handled_again():
    log, _ = handle(message(1, "why?"), message(2, "why?", seconds=5), message(3, "why?", chat=2))
    assert {number for number, _ in log} == {1, 2, 3}


def test_commands_are_no_questions():
    log, _ = handle(message(1, "/start"), message(2, "/start"))
    assert len(log) == 4


def test_inline_queries_do_not_wait():
    queries = [Update(number, inline_query=InlineQuery(str(number), ANN, "q", "")) for number in (1, 2)]
    log, _ = handle(*queries)
    assert [what for _, what in log] == ["begins", "begins", "ends", "ends"]


def test_what_was_cut_off_is_not_done():
    done = []

    async def note(update):
        done.append(update)

    async def run():
        turns = Turns(note)
        task = asyncio.create_task(turns.process_update(message(1, "a"), asyncio.sleep(60)))
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())
    assert done == []
