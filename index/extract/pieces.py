"""What every reader yields (pieces of text), and the one assembler that joins them into the stored text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from index.datatypes import Block, BlockKind, Page, Span
from index.errors import UnreadableError

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

MAX_CHARACTERS = 20_000_000
_ON_THE_NEXT_LINE = {("item", "item"), ("row", "row"), ("header", "header"), ("header", "row")}

# Everything of the categories Cc and Cs but tab and newline, and the two non-characters that PDFium uses as marks.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading, paragraph, list item or table row before it has a place in the text."""

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None
    """The page on which it starts."""
    page_breaks: tuple[tuple[int, int], ...] = ()
    """(offset in `text`, page number) where it goes on on another page; such a text is clean already."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader found: the text and its structure, and what the file says about itself."""

    text: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...] = ()
    empty_pages: tuple[int, ...] = ()
    title: str = ""
    """As stated by front matter or metadata, not yet checked for sense."""
    tags: tuple[str, ...] = ()
    front_date: str = ""
    """As front matter states it."""
    published: str = ""
    """As the document states it for its readers: a mail's Date, a web page's publication time."""
    created: datetime.date | None = None
    """From metadata that the writing program fills: often the day of export."""


def clean_text(text: str) -> str:
    r"""Make every line ending `\n` and drop the control characters that no text holds; nothing else changes."""
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))


def require_length(length: int, name: str) -> None:
    """Raise UnreadableError where a document holds more text than one briefing may."""
    if length > MAX_CHARACTERS:
        message = (
            f"{name} holds more than {MAX_CHARACTERS // 1_000_000} million characters: split it into several files."
        )
        raise UnreadableError(message)


def assemble(pieces: Iterable[Piece], name: str) -> tuple[str, tuple[Block, ...], tuple[Page, ...]]:
    """Join the pieces: items and rows one a line, all else parted by a blank line.

    The pages partition the text: a page reaches to where the next page with text starts.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    page_starts: dict[int, int] = {}
    offset = 0
    for piece in pieces:
        text = clean_text(piece.text)
        if not text or text.isspace():
            continue
        if blocks:
            separator = "\n" if (blocks[-1].kind, piece.kind) in _ON_THE_NEXT_LINE else "\n\n"
            parts.append(separator)
            offset += len(separator)
        if piece.page is not None:
            page_starts.setdefault(piece.page, offset if blocks else 0)
        for inner_offset, page in piece.page_breaks:
            page_starts.setdefault(page, offset + inner_offset)
        parts.append(text)
        blocks.append(Block(Span(offset, offset + len(text)), piece.kind, piece.level))
        offset += len(text)
        require_length(offset, name)
    return "".join(parts), tuple(blocks), _pages(page_starts, offset)


def _pages(starts: dict[int, int], length: int) -> tuple[Page, ...]:
    borders = [*starts.values(), length]
    return tuple(Page(number, Span(*span)) for number, span in zip(starts, pairwise(borders), strict=True))
