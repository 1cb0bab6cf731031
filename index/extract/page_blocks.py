"""The blocks of an HTML tree: what a browser shows on lines of its own, without what it does not show as content."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.extract.pieces import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from index.datatypes import BlockKind

_DROPPED = re.compile(
    "head|script|style|noscript|template|nav|svg|math|iframe|object|embed|button|select|textarea|input|dialog|audio|video"
    "|canvas|map|datalist|rt|rp|-comment"
)
_INLINE = re.compile(
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|ins|kbd|label|mark|output|q|rb|ruby|s|samp|small|span"
    "|strike|strong|sub|sup|time|tt|u|var|wbr|.*-.*"  # with a hyphen: text nodes, and the elements that sites define
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f]+")
_SPACES_BUT_BREAKS = re.compile(r"[ \t\r\f]+")
_SPACED_BREAK = re.compile(r" ?\n ?")
_EMPTY_LINE = re.compile(r"\n{2,}")


def page_blocks(root: LexborNode | None) -> list[Piece]:
    """Pieces of all that is below `root`, which may be missing."""
    if root is None:
        return []
    collector = _Collector()
    for node, begins in _walk(root):
        if begins:
            collector.begin(node)
        else:
            collector.end(node)
    collector.flush()
    return collector.pieces


def _is_dropped(node: LexborNode) -> bool:
    tag = node.tag or ""
    if _DROPPED.fullmatch(tag):
        return True
    if tag.startswith("-"):
        return False
    attributes = node.attributes
    if "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
        return True
    if tag == "a" and (attributes.get("href") or "").startswith("#footnote-"):
        return True  # marks that mammoth adds to a Word text
    is_page_footer = tag == "footer" and node.parent is not None and node.parent.tag == "body"
    return is_page_footer or attributes.get("role") in ("navigation", "contentinfo")


def _walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Yield every kept node below `root` as it begins (True) and ends (False); no recursion, as pages may nest deep."""
    node: LexborNode | None = root.first_child
    while node is not None:
        descend = not _is_dropped(node)
        if descend:
            yield node, True
            if node.first_child is not None:
                node = node.first_child
                continue
            yield node, False
        while node is not None and node.next is None:
            node = node.parent
            if node is None or node.mem_id == root.mem_id:
                return
            yield node, False
        node = node.next if node is not None else None


class _Collector:
    """Gathers inline text until a block begins or ends; keeps where the open table rows and cells began."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._inline: list[str] = []
        self._context: list[tuple[BlockKind, int]] = [("paragraph", 0)]
        self._preformatted = 0
        self._rows: list[list[int]] = []
        self._numbers: list[int | None] = []

    def begin(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if node.is_text_node:
            self._add_text(node.text_content or "")
        elif tag == "br":
            self._inline.append("\n")
        elif not _INLINE.fullmatch(tag):
            self._begin_block(tag)
            self._number(node)

    def _add_text(self, text: str) -> None:
        self._inline.append(text if self._preformatted else _SPACES.sub(" ", text))

    def _number(self, node: LexborNode) -> None:
        """Write the numbers of a list that states where it starts: Markdown takes "12. Oktober 2025" for one."""
        if node.tag == "ol":
            start = node.attributes.get("start") or ""
            self._numbers.append(int(start) if start.isdecimal() and len(start) < 10 else None)
        elif node.tag == "li" and node.parent is not None and node.parent.tag == "ol" and self._numbers[-1] is not None:
            self._inline.append(f"{self._numbers[-1]}. ")
            self._numbers[-1] += 1

    def _begin_block(self, tag: str) -> None:
        self.flush()
        if tag in _HEADINGS:
            self._context.append(("heading", _HEADINGS[tag]))
        elif tag == "li":
            self._context.append(("item", 0))
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._context.append(("paragraph", 0))
            if self._rows:
                self._rows[-1].append(len(self.pieces))

    def end(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "br" or _INLINE.fullmatch(tag):
            return
        self.flush()
        if tag in _HEADINGS or tag in ("li", "td", "th"):
            self._context.pop()
        elif tag == "ol":
            self._numbers.pop()
        elif tag == "pre":
            self._preformatted -= 1
        elif tag == "tr":
            names_columns = all(cell.tag == "th" for cell in node.iter())
            self._close_row(self._rows.pop(), "header" if names_columns else "row")

    def _close_row(self, starts: list[int], kind: BlockKind) -> None:
        """Join the cells of a row, unless one holds several blocks: then the table only lays out the page."""
        if not starts:
            return
        ends = [*starts[1:], len(self.pieces)]
        cells = [self.pieces[start:end] for start, end in zip(starts, ends, strict=True)]
        if sum(map(bool, cells)) < 2 or any(len(cell) > 1 for cell in cells):
            return
        texts = [_SPACED_BREAK.sub(" ", cell[0].text) if cell else "" for cell in cells]
        del self.pieces[starts[0] :]
        self.pieces.append(Piece(kind, " | ".join(texts).strip(" |")))

    def flush(self) -> None:
        text = "".join(self._inline)
        self._inline.clear()
        if not text or text.isspace():
            return
        kind, level = self._context[-1]
        if self._preformatted:
            self.pieces.append(Piece(kind, text.strip("\n").rstrip(), level))
            return
        text = _SPACED_BREAK.sub("\n", _SPACES_BUT_BREAKS.sub(" ", text)).strip(" \n")
        if kind == "heading":
            self.pieces.append(Piece(kind, text.replace("\n", " "), level))
            return
        self.pieces.extend(Piece(kind, part, level) for part in _EMPTY_LINE.split(text))
