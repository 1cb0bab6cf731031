"""One PDF page to lines in reading order: columns one after the other, the cells of a table row in one line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from index.extract.plain_text import MARKER

_EDGE_TOLERANCE = 2.0
_SHORT_CELL = 15
_MIN_COLUMN_ROWS = 4
_ONLY_MARKER = re.compile(MARKER.pattern.replace(r"\s+(?=\S)", r"\s*$"))


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of characters without a gap. Lengths in points, measured from the top left corner of the page as shown."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float = 0.0
    """Height of the font's line; 0 where it is not known, as after OCR."""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line, and the edges of the column that it stands in."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool
    page: int
    column: int = 0
    """Counts the columns of the page; a full-width heading between columns starts a new one."""
    column_left: float = 0.0
    column_right: float = 0.0
    is_row: bool = False


def lines_in_order(segments: list[Segment], page: int) -> list[Line]:
    """Lines of a page as a person reads them."""
    lines = []
    for number, region in enumerate(_regions(segments)):
        left, right = min(segment.left for segment in region), max(segment.right for segment in region)
        rows = _rows(region)
        tabular = _tabular(rows)
        for row, is_row in zip(rows, tabular, strict=True):
            line = _line(row, page, is_row=is_row)
            lines.append(replace(line, column=number, column_left=left, column_right=right))
    return lines


def _regions(segments: list[Segment]) -> list[list[Segment]]:
    """Split at the gutter between columns; what crosses it parts the columns above from those below."""
    if not segments:
        return []
    gutter = _gutter(segments)
    if gutter is None:
        return [segments]
    regions: list[list[Segment]] = []
    left: list[Segment] = []
    right: list[Segment] = []
    across: list[Segment] = []
    for segment in sorted(segments, key=lambda segment: segment.top):
        if segment.left < gutter < segment.right:
            regions += _regions(left) + _regions(right)
            left, right = [], []
            across.append(segment)
            continue
        if across:
            regions.append(across)
            across = []
        (left if segment.right <= gutter else right).append(segment)
    return [*regions, *_regions(left), *_regions(right), *([across] if across else [])]


def _gutter(segments: list[Segment]) -> float | None:
    """Where (x) the white strip between two columns of running text is; None for one column, and for a table."""
    left, right = min(segment.left for segment in segments), max(segment.right for segment in segments)
    if len(segments) < 2 * _MIN_COLUMN_ROWS:
        return None
    # In the middle three fifths, 2 points apart on an A4 page.
    positions = [left + (right - left) * step / 250 for step in range(50, 201)]
    crossings = [sum(segment.left < position < segment.right for segment in segments) for position in positions]
    fewest = min(crossings)
    strips = [list(strip) for is_best, strip in groupby(range(151), lambda step: crossings[step] == fewest) if is_best]
    widest = max(strips, key=lambda strip: len(strip))
    gutter = positions[widest[len(widest) // 2]]
    sides = [
        [segment for segment in segments if segment.right <= gutter],
        [segment for segment in segments if segment.left >= gutter],
    ]
    if fewest > 0.2 * len(segments) or not all(map(_is_running_text, sides)):
        return None
    return gutter


def _is_running_text(column: list[Segment]) -> bool:
    if len(column) < _MIN_COLUMN_ROWS:
        return False
    width = max(segment.right for segment in column) - min(segment.left for segment in column)
    full = sum(segment.right - segment.left > 0.6 * width for segment in column)
    return full >= 0.5 * len(column) and median(len(segment.text) for segment in column) >= 15


def _rows(segments: list[Segment]) -> list[list[Segment]]:
    """Segments that stand on one line, from left to right."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda segment: (segment.top + segment.bottom) / 2):
        if rows and _same_line(rows[-1][-1], segment):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [sorted(row, key=lambda segment: segment.left) for row in rows]


def _same_line(first: Segment, second: Segment) -> bool:
    shared = min(first.bottom, second.bottom) - max(first.top, second.top)
    return shared > 0.6 * min(first.bottom - first.top, second.bottom - second.top)


def _tabular(rows: list[list[Segment]]) -> list[bool]:
    """Whether each row is one of a table: a neighbour has cells that begin or end at the same place."""
    near = [_aligned(upper, lower) for upper, lower in pairwise(rows)]
    return [before or after for before, after in zip([False, *near], [*near, False], strict=True)]


def _aligned(upper: list[Segment], lower: list[Segment]) -> bool:
    """Whether two rows share an edge of a cell; of two lines with wide word gaps one has many more "cells"."""
    if max(len(upper), len(lower)) > 2 * min(len(upper), len(lower)):
        return False
    return bool(_edges(upper) & _edges(lower))


def _edges(row: list[Segment]) -> set[tuple[str, int]]:
    """Rounded edges of all cells but the first; a list's mark and its text are no cells."""
    cells = row[1:] if not _ONLY_MARKER.match(row[0].text) else row[2:]
    edges: set[tuple[str, int]] = set()
    for cell in cells:
        places = {"left": cell.left}
        if len(cell.text) <= _SHORT_CELL:  # a longer one may be the end of a line of justified text
            places |= {"right": cell.right, "middle": (cell.left + cell.right) / 2}
        for edge, place in places.items():
            step = int(place / _EDGE_TOLERANCE)
            edges |= {(edge, step), (edge, step + 1)}
    return edges


def _line(row: list[Segment], page: int, *, is_row: bool) -> Line:
    longest = max(row, key=lambda segment: len(segment.text))
    return Line(
        text=(" | " if is_row else " ").join(segment.text for segment in row),
        left=row[0].left,
        right=max(segment.right for segment in row),
        top=min(segment.top for segment in row),
        bottom=max(segment.bottom for segment in row),
        size=longest.size,
        bold=all(segment.bold for segment in row),
        page=page,
        is_row=is_row,
    )
