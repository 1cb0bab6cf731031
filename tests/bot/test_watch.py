from __future__ import annotations

import asyncio
import shutil
import sqlite3
import time

import pytest

from bot import watch
from bot.watch import FolderWatch, look, restless

REST = 0.1


class Watching:
    """A watch under way, quicker than in earnest; `seen` holds the files at each change that was told."""

    def __init__(self, folder, **seconds):
        self.folder = folder
        self.seen = []
        self.failures = 0
        self.looks = 0
        times = {"rest": REST, "longest_unrest": 0.5, "look_every": 60.0, "wake": 0.2} | seconds
        self.watch = FolderWatch(folder, self.on_change, **times)

    async def on_change(self):
        if self.failures:
            self.failures -= 1
            raise sqlite3.OperationalError("database or disk is full")
        self.seen.append(sorted(look(self.folder)))

    async def told(self, times, timeout=5.0):
        deadline = time.monotonic() + timeout
        while len(self.seen) < times:
            assert time.monotonic() < deadline, self.seen
            await asyncio.sleep(0.02)

    async def rest(self, seconds=0.5):
        await asyncio.sleep(seconds)


@pytest.fixture
def watching(tmp_path):
    """Run a coroutine function while the folder is watched; at the end no more may be told."""

    def run(work, **seconds):
        async def watched():
            folder = tmp_path / "briefings"
            folder.mkdir(exist_ok=True)
            one = Watching(folder, **seconds)
            await one.watch.begin()
            task = asyncio.create_task(one.watch.run())
            await asyncio.sleep(0.1)
            try:
                await work(one)
                count = len(one.seen)
                await one.rest()
                assert len(one.seen) == count
                assert not task.done()
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

        asyncio.run(watched())

    return run


def test_new_changed_renamed_deleted(watching):
    async def work(one):
        path = one.folder / "a.txt"
        path.write_text("one")
        await one.told(1)
        path.write_text("other")
        await one.told(2)
        path.rename(one.folder / "b.txt")
        await one.told(3)
        (one.folder / "deep" / "er").mkdir(parents=True)
        (one.folder / "deep" / "er" / "c.txt").write_text("c")
        await one.told(4)
        shutil.rmtree(one.folder / "deep")
        await one.told(5)
        assert one.seen[2:] == [["b.txt"], ["b.txt", "deep/er/c.txt"], ["b.txt"]]

    watching(work)


def test_a_thousand_files_are_one_change(watching):
    async def work(one):
        for number in range(1000):
            (one.folder / f"{number}.txt").write_text("text")
        await one.told(1)
        await one.rest()
        assert [len(names) for names in one.seen] == [1000]

    watching(work)


def test_what_is_being_copied_is_waited_for(watching):
    async def work(one):
        with (one.folder / "slow.txt").open("w") as file:
            for _ in range(8):
                file.write("half")
                file.flush()
                await asyncio.sleep(REST / 2)
                assert one.seen == []
        await one.told(1)

    watching(work, longest_unrest=60)


def test_the_others_do_not_wait_for_ever(watching):
    async def work(one):
        (one.folder / "whole.txt").write_text("whole")
        with (one.folder / "growing.txt").open("w") as file:
            while not one.seen:
                file.write("more")
                file.flush()
                await asyncio.sleep(REST / 4)
            assert "growing.txt" in await still_growing(one, file)
        count = len(one.seen)
        await one.told(count + 1)  # once more when it rests, although there are no more notices of it

    watching(work)


async def still_growing(one, file):
    task = asyncio.create_task(restless(one.folder))
    while not task.done():
        file.write("more")
        file.flush()
        await asyncio.sleep(0.02)
    return await task


@pytest.fixture(autouse=True)
def a_short_rest(monkeypatch):
    monkeypatch.setattr(watch, "REST", REST)


def test_what_does_not_count(watching):
    async def work(one):
        (one.folder / ".copy.txt.partial").write_text("half")
        (one.folder / ".git").mkdir()
        (one.folder / ".git" / "HEAD").write_text("x")
        (one.folder / "empty").mkdir()
        await one.rest()
        assert one.seen == []
        (one.folder / "canaries.txt").write_text("QUESTION => NAME")
        await one.told(1)
        (one.folder / ".details").mkdir()
        (one.folder / ".details" / "0a.json").write_text("{}")
        await one.told(2)
        (one.folder / ".details" / ".0b.partial").write_text("{}")
        (one.folder / "empty" / ".details").mkdir()
        (one.folder / "empty" / ".details" / "0c.json").write_text("{}")

    watching(work)


@pytest.mark.parametrize("how", ["moved away", "deleted"])
def test_the_folder_goes_and_comes_back(watching, how):
    async def work(one):
        (one.folder / "a.txt").write_text("a")
        await one.told(1)
        if how == "deleted":
            shutil.rmtree(one.folder)
        else:
            one.folder.rename(one.folder.with_name("elsewhere"))
        await one.told(2)
        await one.rest()
        one.folder.mkdir()
        (one.folder / "b.txt").write_text("b")
        await one.told(3)
        (one.folder / "c.txt").write_text("c")
        await one.told(4)
        assert one.seen == [["a.txt"], [], ["b.txt"], ["b.txt", "c.txt"]]

    watching(work)


def test_another_folder_takes_its_place(watching):
    async def work(one):
        (one.folder / "a.txt").write_text("a")
        await one.told(1)
        other = one.folder.with_name("other")
        other.mkdir()
        (other / "b.txt").write_text("b")
        one.folder.rename(one.folder.with_name("old"))
        other.rename(one.folder)
        await one.told(2)
        (one.folder / "c.txt").write_text("c")
        await one.told(3)
        assert one.seen[1:] == [["b.txt"], ["b.txt", "c.txt"]]

    watching(work)


def test_a_link_that_is_set_anew(watching, tmp_path):
    """As deployments do: briefings -> version-1 becomes briefings -> version-2."""
    for number in (1, 2):
        (tmp_path / f"version-{number}").mkdir()
        (tmp_path / f"version-{number}" / f"{number}.txt").write_text("x")
    (tmp_path / "briefings").symlink_to(tmp_path / "version-1")

    async def work(one):
        (tmp_path / "new").symlink_to(tmp_path / "version-2")
        (tmp_path / "new").rename(tmp_path / "briefings")
        await one.told(1)
        (tmp_path / "version-2" / "3.txt").write_text("x")
        await one.told(2)
        assert one.seen == [["2.txt"], ["2.txt", "3.txt"]]

    watching(work)


def test_no_notices_at_all(watching, monkeypatch):
    """As on a network drive: it is seen by looking, and on what notices lack nothing is lost."""

    async def silent(*paths, rust_timeout, **how):
        while True:
            await asyncio.sleep(rust_timeout / 1000)
            yield set()

    monkeypatch.setattr(watch, "awatch", silent)

    async def work(one):
        await one.rest()
        (one.folder / "a.txt").write_text("a")
        await one.told(1)

    watching(work, look_every=0.5)


def test_the_system_has_no_watches_left(watching, monkeypatch):
    real, asked = watch.awatch, []

    def scarce(*paths, force_polling, poll_delay_ms, **how):
        asked.append(force_polling)
        if not force_polling:
            raise OSError(28, "OS file watch limit reached.")
        return real(*paths, force_polling=True, poll_delay_ms=50, **how)

    monkeypatch.setattr(watch, "awatch", scarce)

    async def work(one):
        (one.folder / "a.txt").write_text("a")
        await one.told(1)
        (one.folder / "b.txt").write_text("b")
        await one.told(2)
        assert asked[:2] == [None, True]

    watching(work)


def test_no_busy_loop(watching, monkeypatch):
    looks = []
    real = watch.look
    monkeypatch.setattr(watch, "look", lambda folder: looks.append(1) or real(folder))

    async def work(one):
        end = time.monotonic() + 1
        number = 0
        while time.monotonic() < end:
            number += 1
            (one.folder / f".hidden-{number}").write_text("x")
            await asyncio.sleep(0.01)
        assert len(looks) < 4 / REST + 5
        assert one.seen == []

    watching(work)


def test_what_could_not_be_told_is_told_later(watching):
    async def work(one):
        one.failures = 2
        (one.folder / "a.txt").write_text("a")
        await one.told(1)
        assert one.failures == 0

    watching(work)


def test_restless(tmp_path):
    async def work():
        (tmp_path / "old.txt").write_text("x")
        assert await restless(tmp_path / "nowhere") == set()
        assert await restless(tmp_path) == set()
        with (tmp_path / "new.txt").open("w") as file:
            task = asyncio.create_task(restless(tmp_path))
            while not task.done():
                file.write("x")
                file.flush()
                await asyncio.sleep(0.02)
        assert await task == {"new.txt"}

    asyncio.run(work())
