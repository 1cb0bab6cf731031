"""`python -m bot backup FILE` and `restore FILE`: the bot's database and the briefings together, in one file."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import load_data_dir
from bot.state.database import FILE_NAME
from bot.state.examine import examine
from bot.state.schema import MIGRATIONS
from index import BriefingError, BriefingIndex, StoreError, load_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = ("backup", "restore")
DONE = 0


def main(arguments: Sequence[str]) -> int:
    """Write a backup, while the bot runs or not; or restore one, while it does not. The caller sees to that.

    :raises BriefingError: when something cannot be read or written.
    """
    chosen = _parser().parse_args(arguments)
    index = BriefingIndex(load_settings())
    database = {FILE_NAME: load_data_dir() / FILE_NAME}
    try:
        if chosen.command == "backup":
            report = index.backup(chosen.file, database)
        elif not chosen.yes:
            raise BriefingError("This replaces the briefings and all that the bot knows of people: say --yes if so.")
        else:
            report = index.restore(chosen.file, database, _check)
    finally:
        index.close()
    for name in report.left_out:
        sys.stdout.write(f"Left out, since its name or content cannot be read: {name!a}\n")
    sys.stdout.write(
        f"{chosen.file}: the bot's database, the store, {report.briefings:,} files of the folder, "
        f"{report.archived:,} of the archive, {report.bytes:,} bytes.\n"
    )
    return DONE


def _check(copy: Path) -> None:
    """Refuse a database that the bot could not open: what it would take the place of is gone then."""
    try:
        schema = examine(copy)
    except sqlite3.Error as error:
        raise StoreError(f"The bot's database in the backup is damaged: {error}. Nothing has changed.") from error
    if schema > len(MIGRATIONS):
        raise StoreError("The bot's database in the backup was made by a newer Briefing Bot: upgrade this one.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bot")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    backup = commands.add_parser("backup", description="Write one file with all that is needed to have this bot again.")
    backup.add_argument("file", metavar="FILE", type=Path, help="the zip file; one that is there is replaced")
    restore = commands.add_parser("restore", description="Make everything what it was. The bot must not run.")
    restore.add_argument("file", metavar="FILE", type=Path, help="what backup has written")
    restore.add_argument("--yes", action="store_true", help="what is there now may be replaced")
    return parser
