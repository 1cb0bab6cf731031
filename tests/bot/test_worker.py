from __future__ import annotations

import asyncio
import threading

import pytest

from bot.worker import MOST_TOGETHER, Busy, Worker
from index import BriefingError, Question


class Index:
    """Answers each question with itself in capitals; `gate` holds it up."""

    def __init__(self):
        self.batches = []
        self.gate = threading.Event()
        self.gate.set()

    def ask_all(self, questions):
        self.gate.wait(5)
        texts = [question.text for question in questions]
        self.batches.append(texts)
        if "crash" in texts:
            raise RuntimeError("crash")
        return [BriefingError("no") if text == "bad" else text.upper() for text in texts]


def working(work, queue_size=100, ready=True):
    async def run():
        index = Index()
        worker = Worker(index, queue_size)
        worker.start()
        if ready:
            worker.ready.set()
        try:
            return await work(worker, index)
        finally:
            index.gate.set()
            await worker.stop()

    return asyncio.run(run())


async def asked(worker, *texts):
    tasks = [asyncio.create_task(worker.ask(Question(text))) for text in texts]
    await asyncio.sleep(0.05)
    return tasks


def test_what_waits_together_is_answered_together():
    async def work(worker, index):
        index.gate.clear()
        first = await asked(worker, "first")
        rest = await asked(worker, *map(str, range(40)))
        index.gate.set()
        answers = await asyncio.gather(*first, *rest)
        assert answers == ["FIRST", *map(str, range(40))]
        assert [len(batch) for batch in index.batches] == [1, MOST_TOGETHER, 40 - MOST_TOGETHER]

    working(work)


def test_one_bad_question_does_not_harm_the_others():
    async def work(worker, index):
        index.gate.clear()
        tasks = await asked(worker, "first", "good", "bad", "crash", "fine")
        index.gate.set()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [results[0], results[1], results[4]] == ["FIRST", "GOOD", "FINE"]
        assert isinstance(results[2], BriefingError)
        assert isinstance(results[3], RuntimeError)
        assert await worker.ask(Question("next")) == "NEXT"

    working(work)


def test_a_full_queue():
    async def work(worker, index):
        index.gate.clear()
        tasks = await asked(worker, "under way")
        tasks += await asked(worker, "one", "two")
        with pytest.raises(Busy):
            await worker.ask(Question("three"))
        index.gate.set()
        assert await asyncio.gather(*tasks) == ["UNDER WAY", "ONE", "TWO"]

    working(work, queue_size=2)


def test_questions_wait_for_the_first_briefings():
    async def work(worker, index):
        tasks = await asked(worker, "early")
        assert not tasks[0].done()
        assert await worker.run(lambda: "other calls do not") == "other calls do not"
        worker.ready.set()
        assert await asyncio.gather(*tasks) == ["EARLY"]

    working(work, ready=False)


def test_who_gave_up_is_not_answered():
    async def work(worker, index):
        index.gate.clear()
        await asked(worker, "under way")
        (impatient,) = await asked(worker, "impatient")
        impatient.cancel()
        await asyncio.sleep(0)
        index.gate.set()
        assert await worker.ask(Question("patient")) == "PATIENT"
        assert index.batches[1] == ["patient"]

    working(work)


def test_the_end_releases_all_who_wait():
    async def work(worker, index):
        tasks = await asked(worker, "early", "late")
        await worker.stop()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(result) for result in results] == [asyncio.CancelledError] * 2

    working(work, ready=False)


def test_long_work_holds_nothing_else_up():
    """Two at a time, one for each lane of operations; lists and contexts go on."""
    under_way, most, go = [], [], threading.Event()

    def long():
        under_way.append(1)
        most.append(len(under_way))
        go.wait(30)
        under_way.pop()

    async def work(worker, index):
        tasks = [asyncio.create_task(worker.run_long(long)) for _ in range(8)]
        while not most:
            await asyncio.sleep(0.005)
        assert await worker.run(lambda number: number + 1, 1) == 2
        assert await worker.ask(Question("why?")) == "WHY?"
        go.set()
        await asyncio.gather(*tasks)

    working(work)
    assert max(most) == 2
