"""HTML to pieces; Markdown, Word and mail bodies come this way too. Nothing that a page links to is ever fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.errors import UnreadableError
from index.extract.decoding import decode
from index.extract.page_blocks import page_blocks
from index.extract.pieces import Piece, Reading, assemble, clean_text

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_DECLARED_CHARSET = re.compile(
    rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_PUBLISHED = (
    "meta[property='article:published_time' i]",
    "meta[itemprop='datePublished' i]",
    "meta[name='date' i]",
    "meta[name='dc.date' i]",
    "meta[name='dcterms.created' i]",
    "meta[name='pubdate' i]",
)
# Tags whose end may not be left out; deeper than this no person writes, and HTML parsers need quadratic time.
_NESTING_TAG = re.compile(
    r"<(/?)(?:div|span|b|i|font|a|section|article|em|strong|u|table|ul|ol|blockquote|center)\b", re.IGNORECASE
)
_DEEPEST = 4_000


def read_html(data: bytes, name: str) -> Reading:
    """Read an .html file: the main part of the page, without scripts, navigation and page footer."""
    declared = _DECLARED_CHARSET.search(data[:2048])
    markup = decode(data, name, declared[1].decode("ascii") if declared else "")
    tree = _parse(markup, name)
    text, blocks, _ = assemble(page_blocks(_main_part(tree)), name)
    return Reading(text, blocks, title=_title(tree), published=_published(tree))


def pieces_of_html(markup: str, name: str) -> list[Piece]:
    """Pieces of a whole HTML text inside another document."""
    body = _parse(markup, name).body
    return page_blocks(body)


def _parse(markup: str, name: str) -> LexborHTMLParser:
    from selectolax.lexbor import LexborHTMLParser

    depth = 0
    for tag in _NESTING_TAG.finditer(markup):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        if depth > _DEEPEST:
            message = f"{name} nests more than {_DEEPEST} elements in each other: save it again as plain text."
            raise UnreadableError(message)
    return LexborHTMLParser(clean_text(markup))


def _main_part(tree: LexborHTMLParser) -> LexborNode | None:
    for selector in ("main", "[role=main]"):
        node = tree.css_first(selector)
        if node is not None and node.text(strip=True):
            return node
    return tree.body


def _title(tree: LexborHTMLParser) -> str:
    shared = tree.css_first("meta[property='og:title' i]")
    title = (shared.attributes.get("content") or "") if shared is not None else ""
    if title.strip():
        return title
    node = tree.css_first("head title")
    return "" if node is None else node.text()


def _published(tree: LexborHTMLParser) -> str:
    for selector in _PUBLISHED:
        node = tree.css_first(selector)
        if node is not None and node.attributes.get("content"):
            return node.attributes["content"] or ""
    node = tree.css_first("time[datetime]")
    return "" if node is None else node.attributes.get("datetime") or ""
