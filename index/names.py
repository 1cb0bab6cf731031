"""What people call a briefing or a tag -> which are meant."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.datatypes import Briefing

MIN_STEM = 4
"""Words this long may differ in their endings ("Baltic", "Baltics"; "Турция", "Турции")."""
MAX_ENDING = 3
FILLING = frozenset(
    ["the", "a", "an", "of", "on", "in", "about", "and", "our", "your", "that", "this", "briefing", "о", "об", "по"]
)


def called(name: str, briefings: Sequence[Briefing]) -> list[Briefing]:
    """Find the briefings that a person means by a name, in their order; several when it is ambiguous.

    The first of these that finds any: the whole name or title; its beginning; all words in the title or the name of the
    file; all words in the title, the name or the tags.
    """
    wanted = _folded(name)
    words = _words(name)
    if not words:
        return []
    rules: list[Callable[[Briefing], bool]] = [
        lambda briefing: wanted in (_folded(briefing.name), _folded(_stem(briefing)), _folded(briefing.title)),
        lambda briefing: any(_begins(whole, wanted) for whole in (briefing.title, briefing.name)),
        lambda briefing: _has_all(words, f"{briefing.title} {_stem(briefing)}"),
        lambda briefing: _has_all(words, f"{briefing.title} {_stem(briefing)} {' '.join(briefing.tags)}"),
    ]
    for rule in rules:
        found = [briefing for briefing in briefings if rule(briefing)]
        if found:
            return found
    return []


def _folded(text: str) -> str:
    return " ".join(text.replace("İ", "i").casefold().split())


def _stem(briefing: Briefing) -> str:
    return PurePosixPath(briefing.name).stem


def _begins(whole: str, beginning: str) -> bool:
    return re.match(rf"{re.escape(beginning)}(?!\w)", _folded(whole)) is not None


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", _folded(text))) - FILLING


def _has_all(words: set[str], text: str) -> bool:
    there = _words(text)
    return all(any(_alike(word, other) for other in there) for word in words)


def _alike(word: str, other: str) -> bool:
    if word == other:
        return True
    short, long = sorted((word, other), key=len)
    common = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    stem = max(MIN_STEM, len(short) - 2)
    return common >= stem and len(long) - common <= MAX_ENDING and not (short.isdigit() or long.isdigit())
