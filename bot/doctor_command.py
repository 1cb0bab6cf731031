"""`python -m bot doctor`: is all there that the bot needs, and what is to be done where it is not."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING

from bot.doctor.examination import examine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.doctor.finding import Finding

NAME = "doctor"
WELL, ILL = 0, 1


def main(arguments: Sequence[str]) -> int:
    """Look at everything -> 0, or 1 when something does not work."""
    chosen = _parser().parse_args(arguments)
    if chosen.offline:
        os.environ["HF_HUB_OFFLINE"] = "1"  # before the library that loads models is imported
    found = []
    for finding in examine(offline=chosen.offline):
        found.append(finding)
        if not chosen.json:
            sys.stdout.write(f"{finding.state:<8} {finding.check:<16} {finding.says}\n")
            sys.stdout.flush()  # loading the models takes a while
    is_well = all(finding.state != "failed" for finding in found)
    if chosen.json:
        sys.stdout.write(_as_json(found, is_well=is_well) + "\n")
    return WELL if is_well else ILL


def _as_json(found: Sequence[Finding], *, is_well: bool) -> str:
    checks = [{"check": finding.check, "state": finding.state, "says": finding.says} for finding in found]
    return json.dumps({"ok": is_well, "checks": checks}, ensure_ascii=False)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bot")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    doctor = commands.add_parser(
        NAME, description="Look whether all is there that the bot needs, and change nothing. Run it as the bot's user."
    )
    doctor.add_argument("--json", action="store_true", help="one JSON document, for programs")
    doctor.add_argument("--offline", action="store_true", help="use no network: Telegram is not asked")
    return parser
