"""Runs, and who is told what of them: once, in their language, also after a restart and without a network."""

from __future__ import annotations

import asyncio
import dataclasses
import sqlite3
import time
from contextlib import asynccontextmanager, suppress
from types import SimpleNamespace

import pytest
from telegram import User
from telegram.error import Forbidden, NetworkError

import bot.operations
import bot.progress
from bot import jobs, notices, reindexing, watch
from bot.operations import Actor, Operations
from bot.reindexing import FOLDER, REBUILD, SCHEDULE, START, SYNC, Reindexing
from bot.state.audit import Audit
from bot.state.database import Database
from bot.state.people import People
from index import BriefingError, CanariesFailedError, Canary, Status, StoreError, SyncReport

ADA, ALP = Actor(1, "Ada", "en"), Actor(2, "Alp", "tr")
QUIET = SyncReport((), (), (), 3, {}, {}, {}, 0, 7, 0.25)


def report(**changes):
    return dataclasses.replace(QUIET, **changes)


class Index:
    """Runs end as `results` say, the last one for ever; `calls` holds how they were asked for."""

    def __init__(self, folder):
        self.settings = SimpleNamespace(briefings_dir=folder)
        self.results = [QUIET]
        self.calls = []
        self.models = ("packed", "packed")
        self.published = {}
        self.gate = None

    def status(self):
        return Status(7, 3, 40, *self.models, 0, 1000)

    def briefings(self):
        return [SimpleNamespace(name=name, sha256=sha256) for name, sha256 in self.published.items()]

    def sync(self, progress, *, force, leave):
        return self._run(progress, SYNC, force, sorted(leave))

    def rebuild(self, progress, *, force):
        return self._run(progress, REBUILD, force)

    def read_again(self, name, progress, *, force):
        return self._run(progress, "read_again", name, force)

    def _run(self, progress, *call):
        self.calls.append(call)
        while self.gate and not self.gate.is_set():
            progress("reading", 1, 3)
            time.sleep(0.01)
        result = self.results.pop(0) if len(self.results) > 1 else self.results[0]
        if isinstance(result, Exception):
            raise result
        self.published |= dict.fromkeys(result.changed, result.embedded)
        return result


class Chats:
    """A Telegram that keeps what each person was sent."""

    def __init__(self):
        self.said = {}
        self.error = None

    async def send_message(self, chat_id, text, **_):
        if self.error:
            raise self.error
        self.said.setdefault(chat_id, []).append(text)
        return SimpleNamespace(message_id=len(self.said[chat_id]))

    async def edit_message_text(self, text, chat_id, message_id, **_):
        self.said[chat_id][message_id - 1] = text


class Access:
    async def admins(self):
        return [1, 2, 3]  # the third has never written

    async def is_at_least(self, user_id, role):
        return user_id in (1, 2, 3)


class World:
    """One bot after the other on the same folder: `async with world.run() as reindexing`."""

    def __init__(self, folder):
        self.data = folder / "data"
        self.folder = folder / "briefings"
        self.folder.mkdir()
        self.index = Index(self.folder)
        self.chats = Chats()
        self.reported = []

    async def report(self, error):
        self.reported.append(error)
        return "abc123"

    @asynccontextmanager
    async def run(self, ready=True):
        database = self.database = Database(self.data)
        await database.open()
        people = People(database)
        for number, name, language in ((1, "Ada", "en"), (2, "Alp", "tr")):
            await people.seen(User(number, name, is_bot=False, language_code=language))
        worker = SimpleNamespace(run=asyncio.to_thread, run_long=asyncio.to_thread, ready=asyncio.Event())
        if ready:
            worker.ready.set()
        self.operations = Operations(database, Access())
        services = SimpleNamespace(
            index=self.index, database=database, worker=worker, operations=self.operations, people=people,
            access=Access(),
        )  # fmt: skip
        runs = Reindexing(services)
        runs.register(self.operations)
        tasks = [
            asyncio.create_task(self.operations.run(self.chats, self.report)),
            asyncio.create_task(runs.notices.send_forever(self.chats)),
        ]
        try:
            yield runs
        finally:
            await self.operations.stop()
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            await database.close()

    async def done(self):
        """Wait until nothing is left to be done or told: what was said since the last time, by person."""
        for _ in range(1000):
            await asyncio.sleep(0.01)
            rows = await self.database.rows("SELECT 1 FROM operations WHERE state = 'waiting' OR NOT told")
            notices = await self.database.rows("SELECT 1 FROM facts WHERE key LIKE 'jobs.notice:%'")
            if not rows and (not notices or self.chats.error):
                said, self.chats.said = self.chats.said, {}
                return said
        raise AssertionError("not done")

    async def job(self, runs, result, actor=SCHEDULE):
        self.index.results = [result]
        assert await runs.request_sync(actor)
        return await self.done()


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.setattr(bot.progress, "SHOWN_AFTER", 0.05)
    monkeypatch.setattr(notices, "AGAIN_AFTER", 0.05)
    monkeypatch.setattr(watch, "REST", 0.1)
    return World(tmp_path)


def test_silent_when_nothing_has_changed(world):
    async def work():
        async with world.run() as runs:
            assert await world.job(runs, QUIET) == {}
            assert world.index.calls == [(SYNC, False, [])]
            assert (await runs.jobs.last_run())["actor"] == "schedule"
            assert await Audit(world.database).all() == []

    asyncio.run(work())


def test_what_has_changed_is_told_in_their_languages(world):
    async def work():
        async with world.run() as runs:
            news = report(added=("a.txt", "b.txt"), removed=("c.txt",), unreadable={"d.pdf": "d.pdf is damaged."})
            said = await world.job(runs, news, FOLDER)
            assert set(said) == {1, 2}
            assert "Added: 2\n• a.txt\n• b.txt\n" in said[1][0]
            assert "Withdrawn: 1\n• c.txt\n" in said[1][0]
            assert "Could not be read: 1\n• d.pdf is damaged.\n" in said[1][0]
            assert "after a change in the folder" in said[1][0]
            assert "Eklenen: 2" in said[2][0]
            entries = [(entry.actor_name, entry.action, entry.subject) for entry in await Audit(world.database).all()]
            assert entries == [("folder", "withdrawn", "c.txt"), ("folder", "published", "b.txt"),
                               ("folder", "published", "a.txt")]  # fmt: skip

    asyncio.run(work())


def test_what_is_wrong_is_told_once(world):
    async def work():
        async with world.run() as runs:
            flawed = report(unreadable={"d.pdf": "d.pdf is damaged."}, duplicates={"e.txt": "a.txt"})
            assert set(await world.job(runs, flawed)) == {1, 2}
            assert await world.job(runs, flawed) == {}
        async with world.run() as runs:
            assert await world.job(runs, flawed) == {}
            assert set(await world.job(runs, report(unreadable={"d.pdf": "d.pdf is encrypted."}))) == {1, 2}
            assert await world.job(runs, QUIET) == {}
            assert set(await world.job(runs, flawed)) == {1, 2}

    asyncio.run(work())


def test_who_does_not_want_reports(world):
    async def work():
        async with world.run() as runs:
            await runs.jobs.set_wants_reports(1, wants=False)
            assert set(await world.job(runs, report(added=("a.txt",)))) == {2}
        async with world.run() as runs:
            assert set(await world.job(runs, report(added=("b.txt",)))) == {2}
            assert set(await world.job(runs, StoreError("The store is damaged."))) == {1, 2}
            await runs.jobs.set_wants_reports(1, wants=True)
            assert set(await world.job(runs, report(added=("c.txt",)))) == {1, 2}

    asyncio.run(work())


def test_failing_is_told_once_and_its_end(world):
    async def work():
        trouble = StoreError("Another process is changing the store: try again when it has ended.")
        async with world.run() as runs:
            said = await world.job(runs, trouble)
            assert "could not be brought up to date (by schedule)" in said[1][0]
            assert "Another process is changing" in said[1][0]
            assert await world.job(runs, trouble) == {}
        async with world.run() as runs:
            assert await world.job(runs, trouble, FOLDER) == {}
            assert "Another process" in (await runs.jobs.last_run())["failed"]
            said = await world.job(runs, QUIET, FOLDER)
            assert said[1] == ["The briefings could be brought up to date again (after a change in the folder)."]
            assert await world.job(runs, QUIET) == {}
            assert set(await world.job(runs, trouble)) == {1, 2}

    asyncio.run(work())


def test_what_may_be_over_is_tried_again(world, monkeypatch):
    monkeypatch.setattr(jobs, "RETRY_AFTER", 0.05)

    async def work():
        async with world.run() as runs:
            settings = SimpleNamespace(reindex_schedule="off", watch=False)
            services = SimpleNamespace(**{**vars(runs._services), "settings": settings})
            retries = asyncio.create_task(jobs.Jobs(services).run())
            await world.job(runs, CanariesFailedError([Canary("who?", "a.txt")]))
            await asyncio.sleep(0.3)
            assert len(world.index.calls) == 1
            await world.job(runs, StoreError("No room."))
            world.index.results = [StoreError("No room."), QUIET]
            said = {}
            while 1 not in said:
                said = await world.done()
            assert said[1] == ["The briefings could be brought up to date again (another try)."]
            count = len(world.index.calls)
            await asyncio.sleep(0.2)
            assert len(world.index.calls) == count
            retries.cancel()

    asyncio.run(work())


def test_another_failure_is_news(world):
    async def work():
        first, second = Canary("who flies?", "a.txt"), Canary("who sails?", "b.txt")
        async with world.run() as runs:
            said = await world.job(runs, CanariesFailedError([first]))
            assert "who flies? ⇒ a.txt" in said[1][0]
            assert "/reindex force" in said[1][0]
            assert await world.job(runs, CanariesFailedError([first])) == {}
            assert "who sails? ⇒ b.txt" in (await world.job(runs, CanariesFailedError([first, second])))[1][0]
            assert "no folder" in (await world.job(runs, BriefingError("There is no folder x.")))[1][0]

    asyncio.run(work())


def test_a_defect_is_reported_once(world):
    async def work():
        async with world.run() as runs:
            assert await world.job(runs, ZeroDivisionError()) == {}
            assert await world.job(runs, ZeroDivisionError()) == {}
            assert [type(error) for error in world.reported] == [ZeroDivisionError]
            assert set(await world.job(runs, QUIET)) == {1, 2}

    asyncio.run(work())


def test_a_person_is_answered(world):
    async def work():
        async with world.run() as runs:
            await runs.request(SYNC, {"force": True}, ADA, ADA.id)
            said = await world.done()
            assert "Nothing had changed." in said[1][0]
            assert "(Ada)" in said[1][0]
            assert set(said) == {1}
            world.index.results = [report(added=("a.txt",))]
            await runs.request(REBUILD, {"force": False}, ALP, ALP.id)
            said = await world.done()
            assert "Dizin baştan oluşturuldu (Alp)" in said[2][0]
            assert "The index has been rebuilt (Alp)" in said[1][0]
            world.index.results = [StoreError("No room.")]
            await runs.request(SYNC, {"force": False}, ADA, ADA.id)
            assert await world.done() == {1: ["No room."]}
            assert world.index.calls == [(SYNC, True, []), (REBUILD, False), (SYNC, False, [])]
            actions = [(entry.actor_name, entry.action, entry.details) for entry in await Audit(world.database).all()]
            assert actions == [("Alp", "published", {}), ("Alp", "rebuilt", {}), ("Ada", "reindexed", {"force": True})]

    asyncio.run(work())


def test_what_was_only_read_anew_has_not_changed(world):
    async def work():
        async with world.run() as runs:
            world.index.published = {"a.txt": 0, "b.txt": 1}
            world.index.results = [report(changed=("a.txt", "b.txt"), embedded=1)]
            await runs.request(REBUILD, {"force": False}, ADA, ADA.id)
            said = await world.done()
            assert "Changed: 1\n• a.txt\n\nUnchanged: 4" in said[1][0]
            assert "Değişen: 1" in said[2][0]
            await runs.request("read_again", {"name": "a.txt", "force": True}, ADA, ADA.id)
            world.index.results = [report(changed=("a.txt",), embedded=1)]
            said = await world.done()
            assert "Nothing had changed." in said[1][0]
            assert 2 not in said
            assert world.index.calls[-1] == ("read_again", "a.txt", True)

    asyncio.run(work())


def test_killed_after_it_has_published_it_tells_what_it_has_changed(world, monkeypatch):
    monkeypatch.setattr(bot.operations, "LONGEST_STOP", 0.2)

    async def work():
        world.index.published = {"a.txt": "0", "old.txt": "1", "same.txt": "2"}
        world.index.gate = asyncio.Event()
        async with world.run() as runs:
            await runs.request_sync(SCHEDULE)
            while not world.index.calls:
                await asyncio.sleep(0.01)
        world.index.published = {"a.txt": "9", "new.txt": "3", "same.txt": "2"}  # so far it had come
        world.index.gate = None
        world.index.results = [QUIET]
        async with world.run():
            said = await world.done()
            assert "Added: 1\n• new.txt\n\nChanged: 1\n• a.txt\n\nWithdrawn: 1\n• old.txt\n\nUnchanged: 1" in said[1][0]
            entries = [(entry.action, entry.subject) for entry in await Audit(world.database).all()]
            assert sorted(entries) == [("published", "new.txt"), ("replaced", "a.txt"), ("withdrawn", "old.txt")]

    asyncio.run(work())


def test_the_same_is_not_queued_twice(world):
    async def work():
        async with world.run() as runs:
            world.index.gate = asyncio.Event()
            assert await runs.request_sync(SCHEDULE)
            while not world.index.calls:
                await asyncio.sleep(0.01)
            assert not await runs.request_sync(SCHEDULE)
            assert not await runs.request(SYNC, {"force": False}, ADA, ADA.id)
            assert await runs.request_sync(FOLDER, anew=True)  # the one under way may have looked before the change
            assert not await runs.request_sync(FOLDER, anew=True)
            assert await runs.request(SYNC, {"force": True}, ADA, ADA.id)
            world.index.gate.set()
            await world.done()
            assert [call[:2] for call in world.index.calls] == [(SYNC, False), (SYNC, False), (SYNC, True)]

    asyncio.run(work())


def test_what_telegram_does_not_take_is_told_later(world):
    async def work():
        async with world.run() as runs:
            world.chats.error = NetworkError("down")
            await world.job(runs, report(added=("a.txt",)))
            await asyncio.sleep(0.2)
        world.chats.error = None
        async with world.run() as runs:
            assert set(await world.done()) == {1, 2}
            world.chats.error = Forbidden("bot was blocked by the user")
            await world.job(runs, report(added=("b.txt",)))
            await asyncio.sleep(0.1)
            world.chats.error = None
            assert await world.done() == {}

    asyncio.run(work())


def test_another_model_is_told_once(world):
    async def work():
        async with world.run() as runs:
            world.index.models = ("old", "new")
            said = await world.job(runs, QUIET)
            assert "Settings: new\nIndex: old\n/reindex rebuild" in said[1][0]
            assert await world.job(runs, QUIET) == {}
        async with world.run() as runs:
            assert await world.job(runs, QUIET) == {}
            world.index.models = ("old", "newer")
            assert set(await world.job(runs, QUIET)) == {1, 2}
            world.index.models = ("", "newer")  # nothing published
            assert await world.job(runs, QUIET) == {}

    asyncio.run(work())


def test_the_first_run(world):
    async def work():
        async with world.run(ready=False) as runs:
            world.index.results = [BriefingError("There is no folder x: make it.")]
            await runs.request_sync(START)
            with pytest.raises(BriefingError, match="There is no folder x: make it"):
                await asyncio.wait_for(runs.first_run(), 5)
            assert await world.done() == {}  # the bot ends with this line, nobody hears of it at the next start
        async with world.run() as runs:
            assert await world.job(runs, QUIET, START) == {}
            await asyncio.wait_for(runs.first_run(), 5)

    asyncio.run(work())


@pytest.mark.parametrize("how", ["cancelled", "defect"])
def test_nobody_waits_for_ever_for_the_first_run(world, how):
    async def work():
        async with world.run(ready=False) as runs:
            world.index.results = [ZeroDivisionError()]
            if how == "cancelled":
                world.index.gate = asyncio.Event()
            await runs.request_sync(START)
            if how == "defect":
                with pytest.raises(BriefingError, match="abc123"):
                    await asyncio.wait_for(runs.first_run(), 5)
                return
            while not world.index.calls:
                await asyncio.sleep(0.01)
            assert await world.operations.cancel(ADA) == 1
            await asyncio.wait_for(runs.first_run(), 5)

    asyncio.run(work())


def test_what_is_being_written_is_left_out(world):
    async def work():
        async with world.run() as runs:
            with (world.folder / "half.txt").open("w") as file:
                world.index.results = [QUIET]
                await runs.request(SYNC, {"force": False}, ADA, ADA.id)
                while not world.index.calls:
                    file.write("more")
                    file.flush()
                    await asyncio.sleep(0.01)
                assert world.index.calls == [(SYNC, False, ["half.txt"])]
                said = await world.done()
                assert "still being written: 1\n• half.txt" in said[1][0]
                await runs.request(REBUILD, {"force": False}, ADA, ADA.id)
                refused = asyncio.create_task(world.done())
                while not refused.done():
                    file.write("more")
                    file.flush()
                    await asyncio.sleep(0.01)
                assert "still being written: half.txt" in refused.result()[1][0]
                assert len(world.index.calls) == 1

    asyncio.run(work())


def test_a_full_disk_does_not_undo_the_work(world, monkeypatch):
    async def work():
        async with world.run() as runs:

            async def full(*_):
                raise sqlite3.OperationalError("database or disk is full")

            monkeypatch.setattr(runs.jobs, "set_last_run", full)
            await runs.request(SYNC, {"force": False}, ADA, ADA.id)
            assert "Nothing had changed." in (await world.done())[1][0]
            await asyncio.wait_for(runs.first_run(), 5)

    asyncio.run(work())


def test_the_log_hears_of_long_work(caplog, monkeypatch):
    monkeypatch.setattr(reindexing, "BETWEEN_PROGRESS", 0)
    heard = []
    with caplog.at_level("INFO"):
        reindexing.Watched(lambda *what: heard.append(what))("embedding", 5, 9)
    assert "embedding: 5 of 9" in caplog.text
    assert heard == [("embedding", 5, 9)]
