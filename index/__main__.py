"""`python -m index`: runs a command line, and turns whatever goes wrong into one line and an exit code."""

from __future__ import annotations

import io
import logging
import os
import sys
import traceback
from typing import TYPE_CHECKING

from index.cli import machine
from index.cli.arguments import UsageError, parse, wants_json
from index.cli.commands import run
from index.cli.visible import one_line
from index.errors import BriefingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.embed import Embedder

DONE, FAILED, WRONG_USAGE, INTERRUPTED, CLOSED_PIPE = 0, 1, 2, 130, 141  # the last two as shells count signals


def main(argv: Sequence[str] | None = None, embedder: Embedder | None = None) -> int:
    """Run a command line -> its exit code: 0 done, 1 a failure that is the input's, 2 wrong usage.

    :param argv: without the program's name; that of the process when None.
    :param embedder: the model of the settings when None.
    """
    argv = sys.argv[1:] if argv is None else argv
    _use_utf8()
    try:
        code = _run(argv, embedder)
        sys.stdout.flush()  # here, and not when Python ends, a closed pipe can be handled
    except BrokenPipeError:
        _abandon_output()
        return CLOSED_PIPE
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        return INTERRUPTED
    return code


def _run(argv: Sequence[str], embedder: Embedder | None) -> int:
    try:
        arguments = parse(argv)
    except UsageError as error:
        sys.stderr.write(error.usage)
        _report(str(error), argv)
        return WRONG_USAGE
    except SystemExit:  # argparse has shown the help
        return DONE
    if arguments.debug:
        logging.basicConfig(level=logging.INFO)
    try:
        return run(arguments, embedder)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - no traceback for people, unless they ask for it
        if arguments.debug:
            traceback.print_exc()
        _report(_explain(error), argv)
    return FAILED


def _explain(error: Exception) -> str:
    if isinstance(error, BriefingError):
        return str(error)
    return (
        f"{type(error).__name__}: {error} - this is a defect of Briefing Bot; "
        "the same command with --debug shows where it is."
    )


def _report(message: str, argv: Sequence[str]) -> None:
    sys.stderr.write(f"{one_line(message)}\n")
    if wants_json(argv):
        machine.write({"error": message})


def _use_utf8() -> None:
    """Read and write UTF-8 in any locale; what is no Unicode is escaped, which JSON understands too."""
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


def _abandon_output() -> None:
    """Let what is still to be written go nowhere, or Python would complain at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
