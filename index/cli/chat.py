"""Chat: questions in a loop; each may lean on the one before it."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from index.cli.visible import one_line
from index.errors import BriefingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.briefing_index import BriefingIndex
    from index.datatypes import Answer, Filters

PROMPT = "? "
GREETING = "Ask the briefings; exit or Ctrl-D ends.\n"
ENDINGS = frozenset({"exit", "quit"})


def chat(index: BriefingIndex, k: int, filters: Filters, show: Callable[[Answer], None]) -> None:
    """Answer questions from standard input until it ends; one that cannot be answered ends nothing."""
    by_hand = sys.stdin.isatty()
    if by_hand:
        _edit_lines()
        sys.stdout.write(GREETING)
    topic = None
    while True:
        try:
            question = input(PROMPT if by_hand else "").strip()
        except EOFError:
            break
        if question.casefold() in ENDINGS:
            break
        if not question:
            continue
        try:
            answer = index.ask(question, k, filters, topic)
        except BriefingError as error:
            sys.stderr.write(f"{one_line(str(error))}\n")
            continue
        show(answer)
        sys.stdout.flush()
        if not answer.small_talk:
            topic = answer.topic


def _edit_lines() -> None:
    """Let arrow keys work in `input`, which they do once readline is imported; some systems have none."""
    try:
        import_module("readline")
    except ImportError:
        return
