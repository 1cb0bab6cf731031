"""Worker: all calls to the index, off the event loop; questions that wait together are answered together."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from index import Answer, BriefingIndex, Question

MOST_TOGETHER = 32
"""Questions answered in one go."""
OTHER_THREADS = 4
LONG_THREADS = 2
"""One for each lane of operations."""

T = TypeVar("T")


class Busy(Exception):  # noqa: N818 - it says how it is, nothing went wrong
    """So many questions wait that this one is not taken."""


class Worker:
    """One thread answers questions, a few others do what is done with briefings besides (lists, contexts, files).

    What changes briefings has a thread of its own.
    """

    def __init__(self, index: BriefingIndex, queue_size: int) -> None:
        self._index = index
        self._waiting: asyncio.Queue[tuple[Question, asyncio.Future[Answer]]] = asyncio.Queue(queue_size)
        self._asking = ThreadPoolExecutor(1, thread_name_prefix="questions")
        self._others = ThreadPoolExecutor(OTHER_THREADS, thread_name_prefix="index")
        self._long = ThreadPoolExecutor(LONG_THREADS, thread_name_prefix="operations")
        self._task: asyncio.Task[None] | None = None
        self.ready = asyncio.Event()
        """Set once there is something to ask: until then questions wait."""

    def start(self) -> None:
        """Begin to answer."""
        self._task = asyncio.create_task(self._answer_forever(), name="questions")

    async def stop(self) -> None:
        """End; who still waits gets asyncio.CancelledError."""
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])
        while not self._waiting.empty():
            self._waiting.get_nowait()[1].cancel()
        self._asking.shutdown(wait=False, cancel_futures=True)
        self._others.shutdown(wait=False, cancel_futures=True)
        self._long.shutdown(wait=False, cancel_futures=True)

    @property
    def waiting(self) -> int:
        """How many questions wait."""
        return self._waiting.qsize()

    async def ask(self, question: Question) -> Answer:
        """Answer a question.

        :raises Busy: when too many wait before it.
        :raises BriefingError: from the index.
        """
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        try:
            self._waiting.put_nowait((question, answered))
        except asyncio.QueueFull:
            raise Busy from None
        return await answered

    async def run(self, function: Callable[..., T], *arguments: object) -> T:
        """Call the index for something else, such as `run(index.context, citation_id)`."""
        return await asyncio.get_running_loop().run_in_executor(self._others, function, *arguments)

    async def run_long(self, function: Callable[..., T], *arguments: object) -> T:
        """Call the index for what may take minutes (an operation): no question waits for it."""
        return await asyncio.get_running_loop().run_in_executor(self._long, function, *arguments)

    async def _answer_forever(self) -> None:
        await self.ready.wait()
        while True:
            together = [await self._waiting.get()]
            while len(together) < MOST_TOGETHER and not self._waiting.empty():
                together.append(self._waiting.get_nowait())
            together = [(question, answered) for question, answered in together if not answered.done()]
            try:
                await self._answer(together)
            except asyncio.CancelledError:
                for _, answered in together:
                    answered.cancel()
                raise

    async def _answer(self, together: list[tuple[Question, asyncio.Future[Answer]]]) -> None:
        questions = [question for question, _ in together]
        try:
            loop = asyncio.get_running_loop()
            results = await loop.run_in_executor(self._asking, self._index.ask_all, questions)
        except Exception as error:  # noqa: BLE001 - each who waits gets it, and one by one it may go well
            if len(together) > 1:
                for alone in together:
                    await self._answer([alone])
                return
            _finish(together[0][1], error)
            return
        for (_, answered), result in zip(together, results, strict=True):
            _finish(answered, result)


def _finish(answered: asyncio.Future[Answer], result: Answer | Exception) -> None:
    if answered.done():  # who asked is gone
        return
    if isinstance(result, Exception):
        answered.set_exception(result)
    else:
        answered.set_result(result)
