from __future__ import annotations

import datetime

from bot.state import operations as module
from bot.state.audit import Actor, Audit, Entry
from bot.state.operations import OperationRows

ADA = Actor(7, "Ada", "tr")


def test_a_row_waits_until_its_outcome_stands_in_it(with_database):
    async def work(database):
        rows = OperationRows(database)
        first = await rows.add("publish", {"name": "Ü", "tags": ["a"]}, ADA, 7, 12)
        second = await rows.add("sync", {}, Actor(None, "schedule", ""), None, None)
        one, two = await rows.waiting()
        assert (one.id, one.kind, one.arguments, one.actor, one.chat_id, one.message_id, one.attempts) == (
            first, "publish", {"name": "Ü", "tags": ["a"]}, ADA, 7, 12, 0,
        )  # fmt: skip
        assert (two.id, two.actor, two.chat_id) == (second, Actor(None, "schedule", ""), None)
        assert await rows.begin(first)
        assert [operation.attempts for operation in await rows.waiting()] == [1, 0]
        assert await rows.ended(first) is None
        assert await rows.end(first, "done", "{}", ADA, [Entry("published", "Ü")])
        assert [operation.id for operation in await rows.waiting()] == [second]
        assert not await rows.begin(first)
        ended = await rows.ended(first)
        assert (ended.operation.id, ended.outcome) == (first, "{}")

    with_database(work)


def test_it_ends_once_and_so_does_its_entry(with_database):
    async def work(database):
        rows, audit = OperationRows(database), Audit(database)
        number = await rows.add("publish", {}, ADA, 7, None)
        assert await rows.end(number, "done", None, ADA, [Entry("published", "a")])
        assert not await rows.end(number, "cancelled", None, ADA, [Entry("cancelled", "publish")])
        assert [entry.action for entry in await audit.all()] == ["published"]

    with_database(work)


def test_what_was_told_is_not_told_again(with_database):
    async def work(database):
        rows = OperationRows(database)
        in_chat = await rows.add("publish", {}, ADA, 7, None)
        job = await rows.add("sync", {}, ADA, None, None)
        for number in (in_chat, job):
            await rows.end(number, "done", "text", ADA, [])
        assert [ended.operation.id for ended in await rows.untold()] == [in_chat]  # nobody waits for the other
        await rows.shown_in(in_chat, 55)
        (ended,) = await rows.untold()
        assert (ended.operation.message_id, ended.outcome) == (55, "text")
        await rows.told(in_chat, 55)
        assert await rows.untold() == []

    with_database(work)


def test_an_attempt_that_was_given_up_does_not_count(with_database):
    async def work(database):
        rows = OperationRows(database)
        number = await rows.add("publish", {}, ADA, 7, None)
        await rows.begin(number)
        await rows.begin(number)
        await rows.give_back(number)
        assert [operation.attempts for operation in await rows.waiting()] == [1]

    with_database(work)


def test_old_ones_are_deleted_once_they_were_told(with_database, monkeypatch):
    async def work(database):
        rows = OperationRows(database)
        told, untold, waiting = [await rows.add("publish", {}, ADA, 7, None) for _ in range(3)]
        for number in (told, untold):
            await rows.end(number, "done", "text", ADA, [])
        await rows.told(told, 1)
        await rows.clear_up()
        assert await rows.ended(told)
        monkeypatch.setattr(module, "KEPT", datetime.timedelta(seconds=-5))
        await rows.clear_up()
        assert await rows.ended(told) is None
        assert await rows.ended(untold)
        assert [operation.id for operation in await rows.waiting()] == [waiting]

    with_database(work)


def test_a_name_is_forgotten(with_database):
    async def work(database):
        rows = OperationRows(database)
        await rows.add("publish", {}, ADA, 7, None)
        await rows.forget(7)
        assert [operation.actor for operation in await rows.waiting()] == [Actor(7, "", "tr")]

    with_database(work)
