"""Operations end as they should: killed at every point, cancelled, refused, failed, on a full disk."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import asynccontextmanager, suppress
from types import SimpleNamespace

import pytest

import bot.operations
import bot.progress
from bot.messages import ENGLISH, TURKISH
from bot.operations import Actor, Entry, GivenUpError, Operations, Outcome
from bot.render.outgoing import Outgoing
from bot.state.audit import Audit
from bot.state.database import Database
from bot.state.operations import OperationRows
from index import BriefingError, ConflictError

ADA, BEN = Actor(7, "Ada", "en"), Actor(8, "Ben", "tr")
JOB = Actor(None, "schedule", "")


class Roles:
    def __init__(self):
        self.of = {7: "admin", 8: "uploader"}

    async def is_at_least(self, user_id, role):
        order = ("reader", "uploader", "admin")
        return user_id in self.of and order.index(self.of[user_id]) >= order.index(role)


class Chat:
    """A Telegram that takes everything at once; `messages` are as they stand."""

    def __init__(self):
        self.messages = {}
        self.log = []

    async def send_message(self, chat_id, text, reply_markup=None, **_):
        number = 100 + len(self.log)
        self._put("send", number, text, reply_markup)
        return SimpleNamespace(message_id=number)

    async def edit_message_text(self, text, chat_id, message_id, reply_markup=None, **_):
        self._put("edit", message_id, text, reply_markup)

    async def delete_message(self, chat_id, message_id):
        self.log.append(("delete", message_id, time.monotonic()))
        del self.messages[message_id]

    def _put(self, how, number, text, markup):
        self.log.append((how, number, time.monotonic()))
        rows = markup.inline_keyboard if markup else ()
        self.messages[number] = (text, [button.text for row in rows for button in row])

    @property
    def texts(self):
        return [text for text, _ in self.messages.values()]


class World:
    """One bot after the other on the same folder: `async with world.run() as operations`."""

    def __init__(self, folder):
        self.folder = folder
        self.roles = Roles()
        self.chat = Chat()
        self.reported = []
        self.performs = {}

    async def report(self, error):
        self.reported.append(error)
        return "abc123"

    @asynccontextmanager
    async def run(self, database=None, stop=True):
        self.database = database or Database(self.folder)
        await self.database.open()
        operations = Operations(self.database, self.roles)
        for kind, (perform, role, hooks) in self.performs.items():
            operations.register(kind, perform, role, **hooks)
        task = asyncio.create_task(operations.run(self.chat, self.report))
        try:
            yield operations
        finally:
            if stop:
                await operations.stop()
            await operations._telling.stop(0)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await self.database.close()

    async def audit(self):
        return [(entry.actor_name, entry.action, entry.subject) for entry in await Audit(self.database).all()]

    async def states(self):
        return [tuple(row) for row in await self.database.rows("SELECT state, attempts, told FROM operations")]

    async def until(self, condition, seconds=30):
        deadline = time.monotonic() + seconds
        while not (await condition() if asyncio.iscoroutinefunction(condition) else condition()):
            assert time.monotonic() < deadline, (self.chat.messages, await self.states())
            await asyncio.sleep(0.005)

    async def until_told(self):
        async def told():
            return all(state != "waiting" and told for state, _, told in await self.states())

        await self.until(told)


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.setattr(bot.progress, "SHOWN_AFTER", 0.05)
    monkeypatch.setattr(bot.progress, "BETWEEN_EDITS", 0.02)
    monkeypatch.setattr(bot.operations, "LONGEST_STOP", 0.5)
    monkeypatch.setattr(bot.operations, "FIRST_PAUSE", 0.05)
    return World(tmp_path)


def publishing(world, go=None):
    """A perform that publishes idempotently, in a thread; with progress until `go` is set."""
    published = []

    def work(progress):
        deadline = time.monotonic() + 60
        while go and not go.wait(0.005) and time.monotonic() < deadline:
            progress("embedding", 384, 1200)
        published.append("a.md")

    async def perform(operation, progress):
        await asyncio.get_running_loop().run_in_executor(None, work, progress)
        return Outcome(Outgoing("Added."), (Entry("published", operation.arguments["name"]),))

    world.performs["publish"] = (perform, "uploader", {})
    return published


def test_quick_work_is_told_and_nothing_else(world):
    published = publishing(world)

    async def work():
        async with world.run() as operations:
            await operations.submit("publish", {"name": "a.md"}, BEN, 8)
            await world.until_told()
            assert await world.audit() == [("Ben", "published", "a.md")]
            assert await world.states() == [("done", 1, 1)]
            assert operations.running is None
            assert operations.waiting() == 0

    asyncio.run(work())
    assert published == ["a.md"]
    assert [how for how, *_ in world.chat.log] == ["send"]
    assert list(world.chat.messages.values()) == [("Added.", [])]


def test_long_work_is_shown_in_one_message(world):
    go = threading.Event()
    publishing(world, go)

    async def work():
        async with world.run() as operations:
            await operations.submit("publish", {"name": "a.md"}, BEN, 8)
            await world.until(lambda: "Dizine ekleniyor: 384 / 1.200 metin" in world.chat.texts)
            assert list(world.chat.messages.values()) == [("Dizine ekleniyor: 384 / 1.200 metin", ["İptal"])]
            go.set()
            await world.until_told()

    asyncio.run(work())
    assert [how for how, *_ in world.chat.log].count("send") == 1
    assert list(world.chat.messages.values()) == [("Added.", [])]


def test_a_card_is_changed_into_what_came_of_it(world):
    publishing(world)

    async def work():
        async with world.run() as operations:
            await operations.submit("publish", {"name": "a.md"}, ADA, 7, 55)
            await world.until_told()

    asyncio.run(work())
    assert world.chat.messages == {55: ("Added.", [])}


def test_one_after_the_other_and_who_waits_knows_it(world):
    under_way, most, next_one = [], [], asyncio.Semaphore(0)

    async def perform(operation, progress):
        under_way.append(operation.id)
        most.append(len(under_way))
        await next_one.acquire()
        under_way.remove(operation.id)
        return Outcome(Outgoing(f"Done {operation.id}."))

    world.performs["wait"] = (perform, "uploader", {"heading": lambda operation, texts: f"No. {operation.id}"})

    async def work():
        async with world.run() as operations:
            ids = [await operations.submit("wait", {}, ADA, 7) for _ in range(3)]
            await world.until(lambda: len(world.chat.messages) == 3)
            assert operations.running.id == ids[0]
            assert operations.waiting() == 2
            assert world.chat.texts == [
                f"No. {ids[0]}\nWorking …",
                f"No. {ids[1]}\nWaiting for its turn; so many are before it: 1",
                f"No. {ids[2]}\nWaiting for its turn; so many are before it: 2",
            ]
            next_one.release()
            await world.until(
                lambda: f"No. {ids[2]}\nWaiting for its turn; so many are before it: 1" in world.chat.texts
            )
            next_one.release()
            next_one.release()
            await world.until_told()
            assert world.chat.texts == [f"Done {number}." for number in ids]

    asyncio.run(work())
    assert most == [1, 1, 1]


def test_jobs_have_no_chat_and_need_no_role(world):
    async def perform(operation, progress):
        await asyncio.sleep(0.1)
        return Outcome(Outgoing("Nobody reads this."), (Entry("reindexed", ""),))

    world.performs["sync"] = (perform, "admin", {})

    async def work():
        async with world.run() as operations:
            await operations.submit("sync", {}, JOB)
            await world.until_told()
            assert await world.audit() == [("schedule", "reindexed", "")]

    asyncio.run(work())
    assert world.chat.log == []


class Mortal(Database):
    """A database whose bot is killed at a transaction: just before it, or when it is committed."""

    def __init__(self, folder, dies_at, after):
        super().__init__(folder)
        self.dies_at, self.after = dies_at, after
        self.count = 0
        self.dead = asyncio.Event()

    @asynccontextmanager
    async def transaction(self):
        number = self.count = self.count + 1
        if number == self.dies_at and not self.after:
            await self._die()
        async with super().transaction() as connection:
            yield connection
        if number >= self.dies_at:
            await self._die()

    async def _die(self):
        self.dead.set()
        await asyncio.Event().wait()


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("takes_long", [False, True])
@pytest.mark.parametrize("dies_at", range(1, 8))
def test_killed_at_any_write(world, takes_long, dies_at, after):
    """Confirmed work is done at the next start, recorded once, and told."""
    go = threading.Event()
    published = publishing(world, go if takes_long else None)

    async def work():
        async with world.run():
            pass  # the schema is there
        database = Mortal(world.folder, dies_at, after)
        confirmed = []

        async def submit(operations):
            confirmed.append(await operations.submit("publish", {"name": "a.md"}, ADA, 7))

        async with world.run(database, stop=False) as operations:
            submitting = asyncio.create_task(submit(operations))
            asyncio.get_running_loop().call_later(0.15, go.set)
            waits = [asyncio.create_task(database.dead.wait()), asyncio.create_task(world.until_told())]
            await asyncio.sleep(0.01)
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED, timeout=30)
            for task in (submitting, *waits):
                task.cancel()
            await asyncio.gather(submitting, *waits, return_exceptions=True)
        async with world.run():
            await world.until_told()
            states = await world.states()
            assert all(state == "done" for state, *_ in states)
            if confirmed:
                assert len(states) == 1
            assert await world.audit() == [("Ada", "published", "a.md")] * len(states)
            assert len(published) >= len(states)
            assert world.chat.texts.count("Added.") >= len(states)
        assert world.reported == []

    asyncio.run(work())


def test_what_ended_is_not_performed_again(world):
    published = publishing(world)

    async def work():
        async with world.run(stop=False) as operations:
            world.chat.send_message = lambda *_, **__: asyncio.Event().wait()  # killed before it is told
            await operations.submit("publish", {"name": "a.md"}, ADA, 7)

            async def done():
                return await world.states() == [("done", 1, 0)]

            await world.until(done)
        del world.chat.send_message
        async with world.run():
            await world.until_told()

    asyncio.run(work())
    assert published == ["a.md"]
    assert world.chat.texts == ["Added."]


def test_a_bot_that_is_told_to_end_gives_up_and_goes_on_later(world):
    go = threading.Event()
    published = publishing(world, go)

    async def work():
        for _ in range(5):  # more often than a crash would be tried
            async with world.run() as operations:
                if not await world.states():
                    await operations.submit("publish", {"name": "a.md"}, ADA, 7)
                await world.until(lambda operations=operations: operations.running)
                await asyncio.sleep(0.01)
            async with Peek(world.folder) as rows:
                (operation,) = await rows.waiting()
                assert operation.attempts == 0
        assert published == []
        go.set()
        async with world.run():
            await world.until_told()

    asyncio.run(work())
    assert published == ["a.md"]
    assert world.chat.texts[-1] == "Added."


def test_what_does_not_poll_is_not_waited_for(world):
    release = threading.Event()

    async def perform(operation, progress):
        await asyncio.get_running_loop().run_in_executor(None, release.wait, 60)
        return Outcome()

    world.performs["deaf"] = (perform, "admin", {})

    async def work():
        async with world.run() as operations:
            await operations.submit("deaf", {}, ADA, 7)
            await world.until(lambda: operations.running)
            try:
                await asyncio.wait_for(operations.stop(), 30)
                assert await world.states() == [("waiting", 0, 0)]
            finally:
                release.set()

    asyncio.run(work())


def test_an_operation_that_kills_the_bot_is_given_up(world):
    async def perform(operation, progress):
        await asyncio.Event().wait()

    async def fine(operation, progress):
        return Outcome(Outgoing("Fine."))

    world.performs["deadly"] = (perform, "admin", {})
    world.performs["fine"] = (fine, "admin", {})

    async def work():
        for attempt in range(3):
            async with world.run(stop=False) as operations:
                if not attempt:
                    await operations.submit("deadly", {}, BEN, 8)
                    await operations.submit("fine", {}, ADA, 7)

                async def begun(attempt=attempt):
                    return (await world.states())[0][1] == attempt + 1

                await world.until(begun)
        async with world.run():
            await world.until_told()
            assert [state for state, *_ in await world.states()] == ["failed", "done"]

    world.roles.of[8] = "admin"
    asyncio.run(work())
    assert set(world.chat.texts) == {TURKISH.operations.given_up.format(times=3), "Fine."}
    assert [str(error) for error in world.reported] == ["operation 1 (deadly) was given up"]


def test_cancelled_while_it_runs(world):
    published = publishing(world, threading.Event())

    async def work():
        async with world.run() as operations:
            number = await operations.submit("publish", {"name": "a.md"}, BEN, 8)
            await world.until(lambda: world.chat.messages)
            assert await operations.cancel_one(number, ADA) == "not_theirs"  # administrator or not
            assert await operations.cancel_one(number, BEN) == "stopping"
            await world.until_told()
            assert await world.states() == [("cancelled", 1, 1)]
            assert await world.audit() == [("Ben", "cancelled", "publish")]
            assert await operations.cancel_one(number, BEN) == "ended"
            assert await operations.cancel_one(number, ADA) == "not_theirs"
            assert await operations.cancel_one(99, BEN) == "not_theirs"
            assert (await operations.outcome(number)).text == TURKISH.operations.cancelled

    asyncio.run(work())
    assert published == []
    assert list(world.chat.messages.values()) == [(TURKISH.operations.cancelled, [])]


def test_all_that_one_has_set_going_is_cancelled(world):
    publishing(world, threading.Event())

    async def work():
        async with world.run() as operations:
            await operations.submit("publish", {"name": "a.md"}, JOB)
            for actor in (ADA, BEN, BEN):
                await operations.submit("publish", {"name": "a.md"}, actor, actor.id)
            await world.until(lambda: operations.running)
            assert await operations.cancel(BEN) == 2
            assert await operations.cancel(BEN) == 0
            assert operations.running.actor == JOB
            assert operations.waiting() == 1
            assert await operations.cancel(ADA) == 2  # an administrator's, and the job
            await world.until_told()
            assert await world.audit() == [
                ("Ada", "cancelled", "publish"), ("Ada", "cancelled", "publish"),
                ("Ben", "cancelled", "publish"), ("Ben", "cancelled", "publish"),
            ]  # fmt: skip
            assert [state for state, *_ in await world.states()] == ["cancelled"] * 4

    asyncio.run(work())
    assert sorted(world.chat.texts) == sorted([ENGLISH.operations.cancelled] + [TURKISH.operations.cancelled] * 2)


def test_too_late_to_cancel(world):
    """What was published before is told as such."""

    async def perform(operation, progress):
        await asyncio.sleep(0.1)
        return Outcome(Outgoing("Withdrawn."), (Entry("withdrawn", "a.md"),))

    world.performs["withdraw"] = (perform, "admin", {})

    async def work():
        async with world.run() as operations:
            number = await operations.submit("withdraw", {}, ADA, 7)
            await world.until(lambda: operations.running)
            await asyncio.sleep(0.02)
            assert await operations.cancel_one(number, ADA) == "stopping"
            await world.until_told()
            assert await world.audit() == [("Ada", "withdrawn", "a.md")]

    asyncio.run(work())
    assert world.chat.texts == ["Withdrawn."]


def test_the_role_is_looked_up_when_the_turn_has_come(world):
    published = publishing(world)
    cards = []

    async def card(operation, text, state):
        cards.append(state)
        return Outgoing(f"{text} CARD")

    perform, role, _ = world.performs["publish"]
    world.performs["publish"] = (perform, role, {"otherwise": card})

    async def work():
        world.roles.of[8] = "reader"
        async with world.run() as operations:
            await operations.submit("publish", {"name": "a.md"}, BEN, 8)
            await world.until_told()
            assert await world.states() == [("failed", 1, 1)]
            assert await world.audit() == [("Ben", "refused", "publish")]

    asyncio.run(work())
    assert published == []
    assert cards == ["failed"]
    assert world.chat.texts == [f"{TURKISH.operations.no_longer_allowed} CARD"]


@pytest.mark.parametrize(
    ("error", "text", "reports"),
    [
        (BriefingError("Do this."), "Do this.", 0),
        (ConflictError("It was changed."), ENGLISH.operations.conflict.format(reason="It was changed."), 0),
        (ValueError("secret"), ENGLISH.access.went_wrong.format(reference="abc123"), 1),
        (GivenUpError(), ENGLISH.access.went_wrong.format(reference="abc123"), 1),
    ],
)
def test_what_fails_is_told_and_the_next_is_performed(world, error, text, reports):
    async def fail(operation, progress):
        raise error

    publishing(world)
    world.performs["fail"] = (fail, "uploader", {})

    async def work():
        async with world.run() as operations:
            await operations.submit("fail", {}, ADA, 7)
            await operations.submit("publish", {"name": "a.md"}, ADA, 7)
            await world.until_told()
            assert [state for state, *_ in await world.states()] == ["failed", "done"]
            assert await world.audit() == [("Ada", "published", "a.md")]

    asyncio.run(work())
    assert world.chat.texts == [text, "Added."]
    assert len(world.reported) == reports


def test_a_feature_that_fails_to_say_why_is_spoken_for(world):
    async def fail(operation, progress):
        raise BriefingError("Do this.")

    world.performs["fail"] = (fail, "uploader", {"otherwise": fail_too})

    async def work():
        async with world.run() as operations:
            await operations.submit("fail", {}, ADA, 7)
            await world.until_told()

    asyncio.run(work())
    assert world.chat.texts == ["Do this."]
    assert len(world.reported) == 1


async def fail_too(operation, text, state):
    raise ValueError("no card")


def test_nothing_to_say(world):
    """A message that showed progress goes."""

    async def perform(operation, progress):
        progress("reading", 0, 1)
        await asyncio.sleep(0.12)
        return Outcome()

    world.performs["read"] = (perform, "uploader", {})

    async def work():
        async with world.run() as operations:
            await operations.submit("read", {}, ADA, 7)
            await world.until_told()

    asyncio.run(work())
    assert [how for how, *_ in world.chat.log] == ["send", "delete"]


def test_the_feature_learns_where_it_was_told(world):
    where = []

    async def told(operation, message_id):
        where.append((operation.arguments["name"], message_id))

    publishing(world)
    perform, role, _ = world.performs["publish"]
    world.performs["publish"] = (perform, role, {"told": told})

    async def work():
        async with world.run() as operations:
            await operations.submit("publish", {"name": "a.md"}, ADA, 7)
            await world.until(lambda: where)

    asyncio.run(work())
    assert where == [("a.md", next(iter(world.chat.messages)))]


def test_a_full_disk_is_told_and_waited_for(world):
    async def perform(operation, progress):
        return Outcome(Outgoing("x" * 3000), tuple(Entry("published", "y" * 3000) for _ in range(20)))

    world.performs["publish"] = (perform, "uploader", {})

    async def work():
        async with world.run() as operations:
            limit = "PRAGMA max_page_count = {}"
            (pages,) = await world.database.row("PRAGMA page_count")
            await world.database.row(limit.format(pages + 3))
            await operations.submit("publish", {}, ADA, 7)
            await world.until(lambda: world.chat.messages)
            assert world.chat.texts == [ENGLISH.operations.disk_full]
            await world.database.row(limit.format(10_000))
            await world.until_told()
            assert len(await world.audit()) == 20

    asyncio.run(work())
    assert world.chat.texts == ["x" * 3000]


def test_what_cannot_be_submitted(world):
    publishing(world)

    async def work():
        async with world.run() as operations:
            for kind, chat_id in (("unheard of", 7), ("publish", -7)):
                with pytest.raises(ValueError, match="cannot be submitted"):
                    await operations.submit(kind, {}, ADA, chat_id)
            assert await world.states() == []

    asyncio.run(work())


class Peek:
    """The rows between two runs."""

    def __init__(self, folder):
        self.database = Database(folder)

    async def __aenter__(self):
        await self.database.open()
        return OperationRows(self.database)

    async def __aexit__(self, *_):
        await self.database.close()


def test_what_reads_does_not_wait_for_what_writes_but_for_its_own_like(world):
    async def story():
        rebuilt, begun = asyncio.Event(), []

        async def rebuild(operation, progress):
            await rebuilt.wait()
            return Outcome(Outgoing("rebuilt"))

        async def read(operation, progress):
            assert begun == ended
            begun.append(operation.id)
            await asyncio.sleep(0.02)
            ended.append(operation.id)
            return Outcome(Outgoing("read"))

        ended = []
        world.performs = {"rebuild": (rebuild, "admin", {}), "read": (read, "admin", {"lane": "reading"})}
        async with world.run() as operations:
            first = await operations.submit("rebuild", {}, ADA, 7)
            reads = [await operations.submit("read", {}, ADA, 7) for _ in range(3)]
            await world.until(lambda: len(ended) == 3)
            assert (begun, operations.running.id) == (reads, first)
            assert operations.writing.locked()
            rebuilt.set()
            await world.until_told()
        assert sorted(world.chat.texts) == ["read", "read", "read", "rebuilt"]

    asyncio.run(story())
