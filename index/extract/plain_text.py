"""Plain text to blocks: which lines belong together, told from their widths, ends and beginnings.

Headings are told with care: a heading is never quoted as an answer, so a false one loses text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from index.datatypes import Block, BlockKind, Span
from index.extract.decoding import decode
from index.extract.pieces import Piece, Reading, clean_text

MARKER = re.compile(r"\s*(?:[-*+•‣◦▪●·–—]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s+(?=\S)")
"""The beginning of a list item."""
WEAK_MARKER = re.compile(r"\s*(?:[-–—]|\(?\w{1,3}[.)])\s")
"""A beginning that a line in the middle of a sentence may have as well: a dash, or the end of "section / 5. Then"."""
SENTENCE_END = re.compile(r"[.!?…:;。！？؟۔।](?:[\"'”’»)\]]|\[\d+\])*\s*$")

_NUMBERED_TITLE = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)[.)]?\s+(?=[^\W\d_])")
_UNDERLINE = re.compile(r"\s*(={3,}|-{3,})\s*$")
_RULE = re.compile(r"\s*(?:[-=_*~#]\s*){3,}$")
_COLUMNS = re.compile(r"\S(?:\t+| {3,}| ?\| ?)\S")
_WORD = re.compile(r"\S+")
_NARROWEST_WRAP, _WIDEST_WRAP = 30, 200
_LONGEST_HEADING = 80


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str

    @property
    def width(self) -> int:
        return len(self.text.rstrip())


def read_plain_text(data: bytes, name: str) -> Reading:
    """Read a .txt file: the text stays as it is but for line endings and control characters."""
    text = clean_text(decode(data, name))
    return Reading(text, blocks_of(text))


def pieces_of(text: str) -> list[Piece]:
    """Pieces of a plain text inside another document; wrapped lines are unwrapped."""
    pieces = []
    for block in blocks_of(text):
        lines = text[block.span.start : block.span.end].split("\n")
        pieces.append(Piece(block.kind, " ".join(line.strip() for line in lines), block.level))
    return pieces


def blocks_of(text: str) -> tuple[Block, ...]:
    r"""Blocks of a text whose line endings are `\n`: in order, disjoint, covering all that is not white space."""
    groups = _groups(text)
    shouting = _is_mostly_upper(text)
    blocks: list[Block] = []
    for number, group in enumerate(groups):
        following = groups[number + 1] if number + 1 < len(groups) else None
        title, level, used = _leading_heading(group, following, shouting)
        if title is not None:
            blocks.append(_block([title], "heading", level))
        blocks.extend(_block(lines, kind) for kind, lines in _runs(group[used:]))
    return tuple(blocks)


def _groups(text: str) -> list[list[_Line]]:
    """Lines between blank lines."""
    groups: list[list[_Line]] = [[]]
    start = 0
    for line in text.split("\n"):
        if line and not line.isspace():
            groups[-1].append(_Line(start, line))
        elif groups[-1]:
            groups.append([])
        start += len(line) + 1
    return groups if groups[-1] else groups[:-1]


def _block(lines: list[_Line], kind: BlockKind, level: int = 0) -> Block:
    first, last = lines[0], lines[-1]
    start = first.start + len(first.text) - len(first.text.lstrip())
    return Block(Span(start, last.start + last.width), kind, level)


def _is_mostly_upper(text: str) -> bool:
    sample = text[:20_000]
    upper = sum(map(str.isupper, sample))
    return upper > 0.6 * (upper + sum(map(str.islower, sample)))


def _leading_heading(
    group: list[_Line], following: list[_Line] | None, shouting: bool
) -> tuple[_Line | None, int, int]:
    """Return the heading at the top of a group, its level, and how many lines it takes (the ruler stays a line)."""
    first = group[0]
    if not _may_be_heading(first):
        return None, 0, 0
    if len(group) > 1 and (underline := _UNDERLINE.match(group[1].text)):
        level = 1 if underline[1][0] == "=" else 2
        return (first, level, 1) if len(group) > 2 or following else (None, 0, 0)
    if len(group) > 1 or following is None:
        return None, 0, 0
    level = _numbered_level(first, following[0]) or (0 if shouting else _capitals_level(first))
    return (first, level, 1) if level else (None, 0, 0)


def _may_be_heading(line: _Line) -> bool:
    stripped = line.text.strip()
    return len(stripped) <= _LONGEST_HEADING and not SENTENCE_END.search(stripped) and stripped[-1] != ","


def _numbered_level(line: _Line, following: _Line) -> int:
    """Level of "2.1 Title" standing alone above text that does not go on counting as a list does."""
    match = _NUMBERED_TITLE.match(line.text)
    if match is None or not line.text[match.end()].isupper() or len(line.text.split()) > 10:
        return 0
    next_match = _NUMBERED_TITLE.match(following.text)
    is_list = next_match is not None and next_match[1].count(".") == match[1].count(".")
    return 0 if is_list or following.width <= line.width else match[1].count(".") + 1


def _capitals_level(line: _Line) -> int:
    """1 for "KEY JUDGEMENTS"; one word of capitals may be an abbreviation that answers something."""
    letters = [character for character in line.text if character.isalpha()]
    shouted = len(letters) >= 6 and all(letter.isupper() for letter in letters)
    return int(shouted and 2 <= len(line.text.split()) <= 12)


def _runs(lines: list[_Line]) -> list[tuple[BlockKind, list[_Line]]]:
    """Gather wrapped lines; every other line is a block of its own."""
    if not lines:
        return []
    rows = _is_table(lines)
    wrap_width = _wrap_width(lines)
    runs: list[tuple[BlockKind, list[_Line]]] = [(_kind(lines[0], rows), [lines[0]])]
    for previous, line in pairwise(lines):
        kind = _kind(line, rows)
        if kind == "item" and runs[-1][0] == "paragraph" and _is_mid_sentence(previous, line, wrap_width):
            kind = "paragraph"
        if kind == "paragraph" and not _RULE.match(previous.text) and _goes_on(previous, line, wrap_width, runs[-1][0]):
            runs[-1][1].append(line)
        else:
            runs.append((kind, [line]))
    return runs


def _is_table(lines: list[_Line]) -> bool:
    return len(lines) > 1 and all(_COLUMNS.search(line.text) for line in lines)


def _kind(line: _Line, rows: bool) -> BlockKind:
    if rows:
        return "row"
    if MARKER.match(line.text) and not _RULE.match(line.text):
        return "item"
    return "paragraph"


def _wrap_width(lines: list[_Line]) -> int:
    """Width at which these lines were wrapped by a program; 0 where their ends are meant."""
    width = max(line.width for line in lines)
    if len(lines) < 2 or not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return 0
    inner = lines[:-1]
    open_ended = sum(not SENTENCE_END.search(line.text) for line in inner)
    full = sum(_is_full(line, following, width) for line, following in pairwise(lines))
    return width if open_ended * 2 >= len(inner) and full * 2 >= len(inner) else 0


def _is_full(line: _Line, following: _Line, width: int) -> bool:
    """Whether the first word of the next line would not have fitted, as with every line that a program has wrapped."""
    word = _WORD.search(following.text)
    return line.width + 1 + (len(word[0]) if word else 0) > width


def _is_mid_sentence(previous: _Line, line: _Line, wrap_width: int) -> bool:
    """Whether what looks like a list's mark only came to the beginning of a line by wrapping."""
    wrapped = wrap_width > 0 and _is_full(previous, line, wrap_width)
    return wrapped and WEAK_MARKER.match(line.text) is not None and not SENTENCE_END.search(previous.text)


def _goes_on(previous: _Line, line: _Line, wrap_width: int, kind: BlockKind) -> bool:
    if _RULE.match(line.text):
        return False
    ended = SENTENCE_END.search(previous.text) is not None
    if wrap_width and _is_full(previous, line, wrap_width):
        return True
    first = line.text.lstrip()[0]
    if kind == "item" and line.text[0].isspace() and not ended:
        return True
    return first.islower() and not ended
