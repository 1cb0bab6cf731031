"""Parts: a message with several questions has one answer, which is made of the answers to each."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index import Answer, Quote


def with_parts(answer: Answer, parts: Iterable[Answer]) -> Answer:
    """Put other parts into an answer: its quotes are theirs, in the same order, whatever became of them."""
    changed = tuple(parts)
    return replace(answer, parts=changed, quotes=tuple(quote for part in changed for quote in part.quotes))


def in_turns(answer: Answer) -> tuple[Quote, ...]:
    """The best quote of each part, then the second ones, and so on; of an answer without parts its quotes."""
    if not answer.parts:
        return answer.quotes
    turns = zip_longest(*(part.quotes for part in answer.parts))
    return tuple(quote for turn in turns for quote in turn if quote is not None)
