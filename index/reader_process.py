"""The process that reads documents for another one: `python -m index.reader_process DESCRIPTOR`, see index/aside.py.

Whatever a document does to it, it ends with the process that started it, and so do the programs that it runs.
"""

from __future__ import annotations

import fcntl
import os
import resource
import select
import signal
import sys
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.aside import READY, Failure
from index.errors import UnreadableError
from index.extract import extract
from index.prepare import prepare

if TYPE_CHECKING:
    from index.aside import Request
    from index.datatypes import Document

CIVILITY = 10
"""Added to the niceness: questions come first."""
SPARE_CPU_SECONDS = 10
"""The kernel ends a reader that its parent has forgotten; the parent is to be quicker."""


def main() -> None:
    """Read what is asked for, until nobody asks any more."""
    connection: Connection[Any, Any] = Connection(int(sys.argv[1]))
    _end_with_parent()
    os.nice(CIVILITY)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    connection.send(READY)
    _be_silent()
    while True:
        try:
            request: Request = connection.recv()
        except (EOFError, ConnectionResetError):
            return
        connection.send(_answer(request))


def _end_with_parent() -> None:
    """Have the kernel kill this process group when the other end of standard input is closed.

    No thread could do it: one call of a parser may keep Python's lock for minutes.
    """
    if sys.platform != "linux":  # there it ends when it has read its document
        return
    fcntl.fcntl(0, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(0, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([0], [], [], 0)[0]:  # closed already
        os.killpg(0, signal.SIGKILL)


def _be_silent() -> None:
    """Let no library write between the lines of the program that it reads for."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _answer(request: Request) -> Document | Failure:
    try:
        _limit(request.seconds, request.megabytes)
        found = extract(Path(request.path), ocr=request.ocr, name=request.name)
        return prepare(request.name, request.file_sha256, found)
    except UnreadableError as error:
        return Failure("unreadable", str(error))
    except MemoryError:
        return Failure("memory")
    except Exception:  # noqa: BLE001 - a defect of a reader must not keep the other documents from being read
        return Failure("defect", traceback.format_exc())


def _limit(seconds: float, megabytes: int) -> None:
    """Limit what reading the next document may take beyond what this process has by now."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cpu_seconds = int(usage.ru_utime + usage.ru_stime + seconds) + SPARE_CPU_SECONDS
    _set_limit(resource.RLIMIT_CPU, cpu_seconds)
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        _set_limit(resource.RLIMIT_AS, pages * resource.getpagesize() + megabytes * 2**20)


def _set_limit(kind: int, value: int) -> None:
    highest = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (value if highest == resource.RLIM_INFINITY else min(value, highest), highest))


if __name__ == "__main__":
    main()
