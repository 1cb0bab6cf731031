"""OpenDocument texts (.odt) to pieces: their XML is mapped to the HTML that it stands for.

odfdo and odfpy both put comments and footnotes into the middle of the sentences; they belong at the end or nowhere.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from index.errors import UnreadableError
from index.extract.archive import metadata_day, open_office_file
from index.extract.foreign import foreign_library
from index.extract.hypertext import pieces_of_html
from index.extract.pieces import Reading, assemble

if TYPE_CHECKING:
    import datetime
    import zipfile

    from lxml.etree import _Element  # type: ignore[import-untyped]

_TAGS = {"p": "p", "list-item": "li", "list-header": "li", "table": "table", "table-row": "tr", "table-cell": "td"}
_DROPPED = frozenset(
    {
        *("annotation", "annotation-end", "covered-table-cell", "forms", "note-citation", "script"),
        *("sequence-decls", "tracked-changes"),
    }
)


def read_odt(data: bytes, name: str) -> Reading:
    """Read an .odt file: its body without comments and deletions, footnotes at the end."""
    with open_office_file(data, name) as archive:
        content = _parse(archive, "content.xml", name)
        title, created = _properties(archive, name)
    body = content.find(".//{*}body/{*}text")
    if body is None:
        raise UnreadableError(f"{name} is no OpenDocument text: save it again as .odt.")
    notes: list[str] = []
    markup = _markup(body, notes)
    text, blocks, _ = assemble(pieces_of_html(markup + "".join(notes), name), name)
    return Reading(text, blocks, title=title, created=created)


def _parse(archive: zipfile.ZipFile, part: str, name: str) -> _Element:
    from lxml import etree  # type: ignore[import-untyped]

    with foreign_library(name):
        return etree.fromstring(archive.read(part), etree.XMLParser(resolve_entities=False, no_network=True))


def _properties(archive: zipfile.ZipFile, name: str) -> tuple[str, datetime.date | None]:
    if "meta.xml" not in archive.namelist():
        return "", None
    meta = _parse(archive, "meta.xml", name)
    dates = (metadata_day(meta.findtext(f".//{{*}}{tag}") or "") for tag in ("creation-date", "date"))
    return meta.findtext(".//{*}title") or "", next((date for date in dates if date), None)


def _markup(element: _Element, notes: list[str]) -> str:
    """HTML of an element's content; lxml refuses more than 256 levels, so the recursion ends."""
    parts = [html.escape(element.text or "")]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(_child_markup(child, notes))
        parts.append(html.escape(child.tail or ""))
    return "".join(parts)


def _child_markup(child: _Element, notes: list[str]) -> str:
    name = child.tag.rpartition("}")[2]
    if name in _DROPPED:
        return ""
    if name in ("s", "tab"):
        return " "
    if name == "line-break":
        return "<br>"
    inner = _markup(child, notes)
    if name == "note":
        notes.append(inner)
        return ""
    if name == "h":
        level = min(int(next((value for key, value in child.items() if key.endswith("}outline-level")), "1")), 6)
        return f"<h{level}>{inner}</h{level}>"
    tag = _TAGS.get(name)
    return f"<{tag}>{inner}</{tag}>" if tag else inner
