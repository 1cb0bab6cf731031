"""`python -m bot audit`: who did what, read from the bot's database while it runs or not. Needs no token."""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from bot.settings import load_data_dir
from bot.state.audit import EVERYTHING, NEWEST_FIRST, Recorded, recorded
from bot.state.database import FILE_NAME
from bot.visible import visible
from index import BriefingError, StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

DONE, PIPE_CLOSED = 0, 1


def main(arguments: Sequence[str]) -> int:
    """Print the audit trail, newest first -> the exit code.

    :raises BriefingError: when there is no database, or it cannot be read.
    """
    chosen = _parser().parse_args(arguments)
    entries = read(load_data_dir() / FILE_NAME, chosen.limit)
    try:
        for entry in entries:
            sys.stdout.write((_as_json(entry) if chosen.json else _as_line(entry)) + "\n")
        if not entries and not chosen.json:
            sys.stdout.write("Nothing has been recorded yet.\n")
        sys.stdout.flush()
    except BrokenPipeError:  # `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    return DONE


def read(path: Path, limit: int = EVERYTHING) -> list[Recorded]:
    """Read entries, newest first, and change nothing."""
    if not path.is_file():
        raise BriefingError(f"There is no {path}: no bot has run with this BOT_DATA_DIR.")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return [recorded(row) for row in connection.execute(NEWEST_FIRST, (limit, 0))]
    except sqlite3.Error as error:
        if "no such table" in str(error):
            raise StoreError(
                f"{path} was made by an older Briefing Bot: start the bot once, that upgrades it."
            ) from None
        raise StoreError(f"{path} cannot be read: {error}.") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m bot", description="Without a command: run the bot. Also: doctor, backup FILE, and restore FILE."
    )
    audit = parser.add_subparsers(required=True, metavar="COMMAND").add_parser(
        "audit", help="who did what, newest first", description="Print who did what, newest first."
    )
    audit.add_argument("--json", action="store_true", help="one JSON object a line, for programs")
    audit.add_argument("--limit", type=_positive, default=EVERYTHING, metavar="N", help="at most so many entries")
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


def _as_json(entry: Recorded) -> str:
    return json.dumps(
        {
            "at": entry.at.isoformat(),
            "actor_id": entry.actor_id,
            "actor": entry.actor_name,
            "action": entry.action,
            "subject": entry.subject,
            "details": entry.details,
        },
        ensure_ascii=False,
    )


def _as_line(entry: Recorded) -> str:
    actor = " ".join(str(part) for part in (entry.actor_name, entry.actor_id and f"({entry.actor_id})") if part)
    details = ", ".join(f"{key}: {value}" for key, value in entry.details.items())
    parts = [f"{entry.at:%Y-%m-%d %H:%M:%S}Z", actor or "–", entry.action, entry.subject, details]
    return visible("  ".join(part for part in parts if part))
