"""Lines of all pages to pieces: paragraphs rebuilt over line and page ends, headings told by their font."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from index.extract.pieces import Piece
from index.extract.plain_text import MARKER, SENTENCE_END, WEAK_MARKER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.extract.pdf_page import Line

_HEADING_RATIO = 1.15
_INDENT = 5.0
"""Points; less is the raggedness of the type."""
_LONGEST_HEADING = 160
_WORD = re.compile(r"\w+(?:[-\u2010]\w+)*")
_LAST_WORD = re.compile(r"(\w[\w\u2010-]*)[-\u00ad\u2010]$")
_FIRST_WORD = re.compile(r"\w+")
_AND = frozenset(("and", "or", "und", "oder", "bzw", "ve", "veya", "и", "или", "et", "ou"))
_SPACELESS = re.compile("[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class _Style:
    """What the document's lines are measured against."""

    body_size: float
    heading_sizes: tuple[float, ...]
    """From large to small: the levels 1, 2, ..."""
    bold_stands_out: bool
    leading: dict[float, float]
    """Usual distance of the tops of two lines, by rounded size."""


def paragraphs(lines: list[Line]) -> Iterator[Piece]:
    """Yield the pieces of all lines, which are in reading order."""
    style = _style(lines)
    words = Counter(word.casefold() for line in lines for word in _WORD.findall(line.text))
    group: list[Line] = []
    for line in lines:
        if group and not _goes_on(group, line, style):
            yield _piece(group, style, words)
            group = []
        group.append(line)
    if group:
        yield _piece(group, style, words)


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _style(lines: list[Line]) -> _Style:
    weights: Counter[float] = Counter()
    bold = total = 0
    for line in lines:
        weights[_rounded(line.size)] += len(line.text)
        bold += len(line.text) * line.bold
        total += len(line.text)
    body_size = max(weights, key=lambda size: weights[size], default=0.0)
    larger = sorted((size for size in weights if size > body_size * _HEADING_RATIO and body_size), reverse=True)
    distances: dict[float, list[float]] = defaultdict(list)
    for previous, line in pairwise(lines):
        same_column = (previous.page, previous.column) == (line.page, line.column)
        if same_column and _rounded(previous.size) == _rounded(line.size) and line.top > previous.top:
            distances[_rounded(line.size)].append(line.top - previous.top)
    # Of the smaller half, as the larger distances are those between paragraphs.
    leading = {size: sorted(found)[len(found) // 4] for size, found in distances.items()}
    return _Style(body_size, tuple(larger[:5]), bold * 2 < total, leading)


def _has_heading_style(line: Line, style: _Style) -> bool:
    if line.is_row or not line.size:
        return False
    larger = line.size > style.body_size * _HEADING_RATIO
    return larger or (line.bold and style.bold_stands_out and line.size > style.body_size * 0.95)


def _goes_on(group: list[Line], line: Line, style: _Style) -> bool:
    """Whether `line` goes on with the paragraph whose lines are `group`."""
    previous = group[-1]
    if previous.is_row or line.is_row or _begins_item(group, line):
        return False
    if _has_heading_style(previous, style) or _has_heading_style(line, style):
        return _same_font(previous, line) and _is_next_line(previous, line, style)
    if previous.size and abs(previous.size - line.size) > 0.1 * previous.size:
        return False
    ended = SENTENCE_END.search(previous.text) is not None
    hyphenated = _LAST_WORD.search(previous.text) is not None and line.text[0].islower()
    if (previous.page, previous.column) != (line.page, line.column):
        return hyphenated or (not ended and (line.text[0].islower() or _is_full(previous, line)))
    if hyphenated or not _is_next_line(previous, line, style):
        return hyphenated
    if _starts_anew(group, line):
        return False
    return _is_full(previous, line) if ended else not _is_broken_off(previous)


def _begins_item(group: list[Line], line: Line) -> bool:
    """Whether the line has a list's mark that did not come to its beginning by wrapping."""
    if not MARKER.match(line.text):
        return False
    mid_sentence = _is_full(group[-1], line) and not SENTENCE_END.search(group[-1].text)
    return MARKER.match(group[0].text) is not None or not (mid_sentence and WEAK_MARKER.match(line.text))


def _same_font(first: Line, second: Line) -> bool:
    return first.bold == second.bold and _rounded(first.size) == _rounded(second.size)


def _is_next_line(previous: Line, line: Line, style: _Style) -> bool:
    if (previous.page, previous.column) != (line.page, line.column):
        return False
    usual = style.leading.get(_rounded(line.size), 0.0) or 1.3 * (line.bottom - line.top)
    return line.top - previous.top < max(1.35 * usual, usual + 2)


def _is_full(previous: Line, line: Line) -> bool:
    """Whether the first word of `line` would not have fitted behind `previous`."""
    word = line.text.split(maxsplit=1)[0]
    character_width = (line.right - line.left) / max(len(line.text), 1)
    return previous.right + (len(word) + 1) * character_width > previous.column_right


def _is_broken_off(previous: Line) -> bool:
    """Whether the line ends so early that its end is meant, as in an address."""
    return previous.right < previous.column_left + 0.55 * (previous.column_right - previous.column_left)


def _starts_anew(group: list[Line], line: Line) -> bool:
    """Whether the line is indented as the first of a paragraph, or stands left of the lines of a list's item."""
    if MARKER.match(group[0].text):
        hangs = len(group) > 1 and group[1].left > group[0].left + _INDENT
        return hangs and line.left < group[0].left + _INDENT
    return line.left > group[-1].left + _INDENT and SENTENCE_END.search(group[-1].text) is not None


def _piece(lines: list[Line], style: _Style, words: Counter[str]) -> Piece:
    text, breaks = _join(lines, words)
    first = lines[0]
    if first.is_row:
        return Piece("row", text, page=first.page)
    if _has_heading_style(first, style) and _is_heading(text):
        return Piece("heading", text, _level(first, style), first.page, breaks)
    return Piece("item" if MARKER.match(text) else "paragraph", text, 0, first.page, breaks)


def _is_heading(text: str) -> bool:
    has_letter = any(map(str.isalpha, text))
    return has_letter and len(text) <= _LONGEST_HEADING and text[-1] not in ".,;。"


def _level(line: Line, style: _Style) -> int:
    size = _rounded(line.size)
    if size in style.heading_sizes:
        return style.heading_sizes.index(size) + 1
    return len(style.heading_sizes) + 1


def _join(lines: list[Line], words: Counter[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Text of a paragraph, and where in it a further page begins."""
    parts = [lines[0].text]
    length = len(parts[0])
    breaks = []
    for previous, line in pairwise(lines):
        removed, separator = _junction(parts[-1], line.text, words)
        parts[-1] = parts[-1][: len(parts[-1]) - removed]
        length += len(separator) - removed
        if line.page != previous.page:
            breaks.append((length, line.page))
        parts.append(separator + line.text)
        length += len(line.text)
    return "".join(parts), tuple(breaks)


def _junction(before: str, after: str, words: Counter[str]) -> tuple[int, str]:
    """How many characters to drop at the end of a line, and what to put before the next one."""
    hyphenated = _LAST_WORD.search(before)
    following = _FIRST_WORD.match(after)
    if before.endswith("\u00ad"):
        return 1, ""
    if hyphenated and following:
        return _hyphen_junction(hyphenated[1], following[0], words)
    if _SPACELESS.match(before[-1:]) and _SPACELESS.match(after[:1]):
        return 0, ""
    return 0, " "


def _hyphen_junction(left: str, right: str, words: Counter[str]) -> tuple[int, str]:
    """The form that occurs elsewhere wins; two words that stand alone elsewhere are a compound; else it is one word."""
    if right.casefold() in _AND:
        return 0, " "
    if not right[0].islower() or not left[-1].isalpha():
        return 0, ""
    whole, compound = (left + right).casefold(), f"{left}-{right}".casefold()
    if words[whole] != words[compound]:
        return (1, "") if words[whole] > words[compound] else (0, "")
    are_words = min(len(left), len(right)) > 2 and words[left.casefold()] > 0 and words[right.casefold()] > 1
    return (0, "") if are_words else (1, "")
