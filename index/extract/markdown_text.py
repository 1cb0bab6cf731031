"""Markdown with YAML front matter to pieces, by way of the HTML that it stands for."""

from __future__ import annotations

import re

from index.extract.decoding import decode
from index.extract.hypertext import pieces_of_html
from index.extract.pieces import Reading, assemble, clean_text

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_LONGEST_FRONT_MATTER = 65_536


def read_markdown(data: bytes, name: str) -> Reading:
    """Read a .md file; front matter may give `title`, `date` and `tags` (a list, or words parted by commas)."""
    from markdown_it import MarkdownIt

    markdown = clean_text(decode(data, name))
    front, body = _split_front_matter(markdown)
    markup = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"]).render(body)
    text, blocks, _ = assemble(pieces_of_html(markup, name), name)
    title, date = _scalar(front.get("title")), _scalar(front.get("date"))
    return Reading(text, blocks, title=title, tags=_tags(front), front_date=date)


def _split_front_matter(markdown: str) -> tuple[dict[str, object], str]:
    """Return the front matter (lower-case keys, strings and lists) and the rest; what is no YAML stays text."""
    match = _FRONT_MATTER.match(markdown)
    if match is None or match.end() > _LONGEST_FRONT_MATTER:
        return {}, markdown
    import yaml  # type: ignore[import-untyped]

    try:
        # BaseLoader makes strings, lists and mappings only, so the impossible date 2025-02-31 is no error here.
        front = yaml.load(match[1], Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError):
        return {}, markdown
    if not isinstance(front, dict):
        return {}, markdown
    return {str(key).lower(): value for key, value in front.items() if isinstance(key, str)}, markdown[match.end() :]


def _scalar(value: object) -> str:
    return value if isinstance(value, str) else ""


def _tags(front: dict[str, object]) -> tuple[str, ...]:
    value = front.get("tags", front.get("keywords", ""))
    words = value if isinstance(value, list) else _scalar(value).split(",")
    return tuple(dict.fromkeys(word.strip() for word in words if isinstance(word, str) and word.strip()))
