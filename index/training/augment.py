"""Questions as people type them: with typing errors, without question marks, or as a few keywords."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.question import ASKING

if TYPE_CHECKING:
    from random import Random

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST_MISTYPED = 4
MOST_TYPING_ERRORS = 2
_WORD = re.compile(r"[^\W\d_]+")


def as_typed(question: str, random: Random) -> str:
    """Write a question in one of the ways of chat users, each as likely."""
    way = random.choice((_without_marks, with_typing_errors, as_keywords, _hasty))
    return way(question, random)


def _without_marks(question: str, _random: Random) -> str:
    return question.rstrip(" ?.!")


def _hasty(question: str, random: Random) -> str:
    return with_typing_errors(as_keywords(question, random), random)


def with_typing_errors(question: str, random: Random) -> str:
    """Put an error into one or two of its longer words: a letter left out, doubled, exchanged or mistaken."""
    text = question.rstrip(" ?.!")
    for _ in range(random.randint(1, MOST_TYPING_ERRORS)):
        words = [found for found in _WORD.finditer(text) if len(found[0]) >= SHORTEST_MISTYPED]
        if not words:
            break
        chosen = random.choice(words)
        text = text[: chosen.start()] + _mistyped(chosen[0], random) + text[chosen.end() :]
    return text


def _mistyped(word: str, random: Random) -> str:
    place = random.randrange(1, len(word))
    before, letter, after = word[:place], word[place], word[place + 1 :]
    kind = random.randrange(4)
    if kind == 0:
        return before + after
    if kind == 1:
        return before + letter + letter + after
    if kind == 2 and after:
        return before + after[0] + letter + after[1:]
    return before + random.choice(LETTERS) + after


def as_keywords(question: str, _random: Random) -> str:
    """Keep the words that say what it is about, unless hardly any are left."""
    words = question.rstrip(" ?.!").split()
    kept = [word for word in words if word.casefold().strip(",.;:") not in ASKING]
    return " ".join(kept if len(kept) > 1 else words)
