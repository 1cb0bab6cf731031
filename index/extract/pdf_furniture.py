"""What stands on every page and belongs to none of the sentences: running headers and footers, page numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.extract.pdf_page import Line

_EDGE_LINES = 3
_MARGIN = 0.14
"""Furniture stands in the top or bottom 14 % of the page."""
_SAME_PLACE_POINTS = 6.0
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:(?:page|pg\.?|p\.|seite|s\.|sayfa|page no\.?|página|pagina|strona|стр(?:аница|\.)?|صفحة|第)\s*)?"
    r"(\d{1,4}|[ivxlc]{1,6})(?:\s*(?:/|of|von|de|из|sur|-|–|\|)\s*\d{1,4}|\s*页|\s*頁)?[\W_]*",
    re.IGNORECASE,
)


def strip_furniture(pages: list[list[Line]], heights: list[float]) -> list[list[Line]]:
    """Return the pages without furniture. `heights` of the pages in points."""
    margins = [_margin_lines(lines, height) for lines, height in zip(pages, heights, strict=True)]
    offset = _numbering_offset(margins)
    recurring = _recurring(margins, offset)
    stripped = []
    for lines, margin in zip(pages, margins, strict=True):
        unwanted = {id(line) for line in margin if id(line) in recurring or _is_page_number(line, offset)}
        stripped.append([line for line in lines if id(line) not in unwanted])
    return stripped


def _margin_lines(lines: list[Line], height: float) -> list[Line]:
    by_place = sorted(lines, key=lambda line: line.top)
    top = [line for line in by_place[:_EDGE_LINES] if line.bottom < _MARGIN * height]
    bottom = [line for line in by_place[-_EDGE_LINES:] if line.top > (1 - _MARGIN) * height]
    return top + [line for line in bottom if line not in top]


def _numbers(line: Line) -> list[int]:
    return [int(number[-9:]) for number in _DIGITS.findall(line.text)]


def _numbering_offset(margins: list[list[Line]]) -> int:
    """Number printed on a page less its place in the file, where most pages agree on it; else 0."""
    offsets = Counter(
        offset for margin in margins for offset in {n - line.page for line in margin for n in _numbers(line)}
    )
    offset, pages = max(offsets.items(), key=lambda item: item[1], default=(0, 0))
    return offset if pages > max(1, 0.5 * len(margins)) else 0


def _recurring(margins: list[list[Line]], offset: int) -> set[int]:
    """Identities of the lines that stand at the same place on several pages.

    Digits may vary only where they are the number of the page: "Table 7" at the top of a page is no header.
    """
    groups: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for margin in margins:
        for line in margin:
            place = round(line.top / _SAME_PLACE_POINTS)
            groups[_DIGITS.sub("0", line.text).casefold(), place].append(line)
    recurring: set[int] = set()
    for lines in groups.values():
        labelled = all(line.page + offset in _numbers(line) for line in lines)
        same = len({line.text for line in lines}) == 1
        least = 2 if labelled or len(margins) < 5 else 3
        if (labelled or same) and len({line.page for line in lines}) >= least:
            recurring.update(map(id, lines))
    return recurring


def _is_page_number(line: Line, offset: int) -> bool:
    """Whether the line is nothing but the number of the page; a bare number must be that of this page."""
    match = _PAGE_NUMBER.fullmatch(line.text)
    if match is None:
        return False
    return not line.text.strip().isdigit() or int(line.text) in (line.page, line.page + offset)
