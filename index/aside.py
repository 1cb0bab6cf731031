"""Reading documents in another process that can be killed, so that none can do harm.

One that takes too long, needs too much memory or crashes its reader is unreadable; the next is read by a new process.

The process is started at first use. It ends when nothing was read for a minute, and with the process that uses it.
"""

from __future__ import annotations

import atexit
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from index.errors import BriefingError, UnreadableError
from index.extract.metadata import shown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

    from index.datatypes import Document
    from index.settings import IndexSettings

MODULE = "index.reader_process"
READY = "ready"
START_SECONDS = 60
IDLE_SECONDS = 60
POLL_SECONDS = 0.2

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """What the other process is to read, and within which limits."""

    name: str
    path: str
    file_sha256: str
    ocr: bool
    seconds: float
    megabytes: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the other process has not read a document."""

    reason: Literal["unreadable", "memory", "defect"]
    text: str = ""


class _GivenUpError(Exception):
    """The reader has to be killed, or has ended; the message goes on behind the name of the document."""


def read_aside(
    name: str,
    path: Path,
    file_sha256: str,
    settings: IndexSettings,
    *,
    wait: Callable[[], None] = lambda: None,
    anew: bool = False,
) -> Document:
    """Read and divide a document in the other process.

    One that had to be given up is remembered by its hash, and not tried again as long as this process lives.

    :param name: under which it is to be published; its ending tells the format, and it may give the title and date.
    :param wait: called several times a second meanwhile; what it raises gives the reading up.
    :param anew: try again also what had to be given up.
    :raises UnreadableError: when it gives no text within the limits of the settings.
    """
    request = Request(
        name, str(path.absolute()), file_sha256, settings.ocr, settings.read_seconds, settings.read_megabytes
    )
    known = (file_sha256, Path(name).suffix.lower(), request.ocr, request.seconds, request.megabytes)
    reason = None if anew else _given_up.get(known)
    if reason is None:
        try:
            with _process() as process:
                answer = process.read(request, wait)
        except _GivenUpError as error:
            logger.warning("%a %s", name, error)
            reason = _given_up[known] = str(error)
        else:
            _given_up.pop(known, None)
            return _document(name, answer)
    raise UnreadableError(f"{shown_name(Path(name))} {reason}")


_given_up: dict[tuple[object, ...], str] = {}


def _document(name: str, answer: Document | Failure) -> Document:
    if not isinstance(answer, Failure):
        return answer
    if answer.reason == "unreadable":
        raise UnreadableError(answer.text)
    logger.error("%a cannot be read because of a defect:\n%s", name, answer.text)
    raise UnreadableError(
        f"{shown_name(Path(name))} cannot be read because of a defect of this program: the log tells more; "
        "save the document in another format."
    )


class _ReaderProcess:
    """One process that reads one document after the other.

    None of a pool: those of pebble and concurrent.futures kill their worker, and leave the Tesseract that it runs.
    """

    def __init__(self) -> None:
        self._connection, theirs = _pipe()
        self._is_ready = False
        self.used_at = time.monotonic()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - nothing in it comes from outside
                # -P: a module in the working directory, which may be a folder of documents, is none of ours
                [sys.executable, "-P", "-m", MODULE, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.PIPE,  # nothing is written: its end tells the reader that this process has ended
                stdout=subprocess.DEVNULL,
                start_new_session=True,  # its own process group, to be killed with what it runs
                env={**os.environ, "PYTHONPATH": _python_path(), "OPENBLAS_NUM_THREADS": "1"},
            )
        self.look_later(IDLE_SECONDS)

    def look_later(self, seconds: float) -> None:
        """Look after so many seconds whether it can be ended. A timer for each document would cost as much as one."""
        self._timer = threading.Timer(seconds, _end_if_idle, [self])
        self._timer.daemon = True
        self._timer.start()

    def read(self, request: Request, wait: Callable[[], None]) -> Document | Failure:
        """Let it read a document.

        :raises _GivenUpError: for a document that it cannot bear.
        """
        if not self._is_ready:
            self._wait_until_ready(wait)
        with _crashes_explained():
            self._connection.send(request)
        if not self._has_answer(request.seconds, wait):
            raise _GivenUpError(
                f"could not be read within {request.seconds:g} seconds: split it, or set INDEX_READ_SECONDS."
            )
        with _crashes_explained():
            answer: Document | Failure = self._connection.recv()
        if isinstance(answer, Failure) and answer.reason == "memory":
            raise _GivenUpError(
                f"needs more than {request.megabytes} MiB of memory: split it, or set INDEX_READ_MEGABYTES."
            )
        return answer

    def _wait_until_ready(self, wait: Callable[[], None]) -> None:
        if self._has_answer(START_SECONDS, wait):
            with suppress(EOFError, OSError):
                self._is_ready = self._connection.recv() == READY
        if not self._is_ready:
            raise BriefingError(
                f"The process that reads documents does not start: {sys.executable} -m {MODULE} 0 tells why."
            )

    def _has_answer(self, seconds: float, wait: Callable[[], None]) -> bool:
        deadline = time.monotonic() + seconds
        while not self._connection.poll(max(0, min(POLL_SECONDS, deadline - time.monotonic()))):
            if time.monotonic() >= deadline:
                return False
            wait()
        return True

    @property
    def has_ended(self) -> bool:
        """Whether somebody has killed it."""
        return self._process.poll() is not None

    def kill(self) -> None:
        """End it, and what it has started."""
        self._timer.cancel()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._connection.close()
        if self._process.stdin:
            self._process.stdin.close()


@contextmanager
def _crashes_explained() -> Iterator[None]:
    try:
        yield
    except (EOFError, OSError) as error:
        raise _GivenUpError(
            "crashes the program that reads it, perhaps for want of memory: save it again or in another format."
        ) from error


def _pipe() -> tuple[Connection[Any, Any], Connection[Any, Any]]:
    return Pipe()


def _python_path() -> str:
    """Let the process find this package, wherever it was imported from."""
    return os.pathsep.join(filter(None, [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH")]))


_idle: deque[_ReaderProcess] = deque()


@contextmanager
def _process() -> Iterator[_ReaderProcess]:
    """Lend an idle process, or a new one. After any error it is killed."""
    process = _idle_process() or _ReaderProcess()
    try:
        yield process
    except BaseException:
        process.kill()
        raise
    process.used_at = time.monotonic()
    _idle.append(process)


def _idle_process() -> _ReaderProcess | None:
    while True:
        try:
            process = _idle.pop()
        except IndexError:  # also when another thread was quicker
            return None
        if not process.has_ended:
            return process
        process.kill()


def _end_if_idle(process: _ReaderProcess) -> None:
    left = process.used_at + IDLE_SECONDS - time.monotonic()
    if left <= 0:
        with suppress(ValueError):  # it is at work
            _idle.remove(process)
            process.kill()
    if not process.has_ended:
        process.look_later(max(left, 1))


@atexit.register
def end_readers() -> None:
    """End the processes that are idle; those at work end with this process."""
    while process := _idle_process():
        process.kill()
