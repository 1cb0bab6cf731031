"""Two texts of a briefing -> the sentences that are in one of them alone."""

from __future__ import annotations

import re

from index.datatypes import Changes
from index.sentences import sentence_spans

# Blank lines part paragraphs; rows of a table and items of a list follow each other line by line.
_BLOCK_END = re.compile(r"\n\s*\n|\n(?=[^\n]* \| )|\n(?=\s*(?:[-*•–]|\d{1,3}[.)])\s)")


def changes(old: str, new: str, language: str) -> Changes:
    """Compare two texts; where a sentence stands, and its white space, do not count.

    :param language: ISO 639-1 code or "", by which sentences are told apart.
    """
    return Changes(_not_in(old, new, language), _not_in(new, old, language))


def _not_in(text: str, other: str, language: str) -> tuple[str, ...]:
    words = _spaced(other)
    return tuple(sentence for sentence in _sentences(text, language) if _spaced(sentence) not in words)


def _sentences(text: str, language: str) -> list[str]:
    return [
        block[span.start : span.end] for block in _BLOCK_END.split(text) for span in sentence_spans(block, language)
    ]


def _spaced(text: str) -> str:
    """With one space between words and at both ends, so that no sentence is found inside a longer word."""
    return f" {' '.join(text.split())} "
