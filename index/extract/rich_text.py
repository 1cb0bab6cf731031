"""Rich Text Format (.rtf) to pieces: every paragraph is one line of what striprtf returns."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from index.errors import UnreadableError
from index.extract.foreign import foreign_library
from index.extract.pieces import Piece, Reading, assemble
from index.extract.plain_text import MARKER

if TYPE_CHECKING:
    from collections.abc import Iterator

_TITLE = re.compile(r"\{\\title\s((?:[^{}\\]|\\.){1,500})\}")
_CREATED = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
_CODE_PAGE = re.compile(r"\\ansicpg\d+")
_INFO_BYTES = 20_000


def read_rtf(data: bytes, name: str) -> Reading:
    """Read an .rtf file: text and tables, without pictures, page headers and footers."""
    if not data.lstrip().startswith(b"{\\rtf"):
        raise UnreadableError(f"{name} is no rich text inside: give it the ending of its real format.")
    markup = data.decode("cp1252", "replace")
    with foreign_library(name):
        plain = _plain(markup)
        info = _TITLE.search(markup[:_INFO_BYTES])
        code_page = _CODE_PAGE.search(markup[:200])
        prefix = f"{{\\rtf1{code_page[0] if code_page else ''} "
        title = _plain(f"{prefix}{info[1]}}}") if info else ""
    text, blocks, _ = assemble(_pieces(plain), name)
    return Reading(text, blocks, title=title, created=_created(markup[:_INFO_BYTES]))


def _plain(markup: str) -> str:
    from striprtf.striprtf import rtf_to_text

    return str(rtf_to_text(markup, errors="replace"))  # type: ignore[no-untyped-call]


def _pieces(plain: str) -> Iterator[Piece]:
    for line in plain.split("\n"):
        text = line.strip().replace("\t", " ")
        if text.endswith("|") and text.count("|") > 1:
            yield Piece("row", " | ".join(cell.strip() for cell in text.split("|")).strip(" |"))
        else:
            yield Piece("item" if MARKER.match(text) else "paragraph", text)


def _created(markup: str) -> datetime.date | None:
    match = _CREATED.search(markup)
    if match is None:
        return None
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
