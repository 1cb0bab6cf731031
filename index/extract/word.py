"""Word files (.docx) to pieces, by way of the HTML of mammoth: headings, lists, tables, footnotes; no images."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from index.extract.archive import office_properties, open_office_file
from index.extract.foreign import foreign_library
from index.extract.hypertext import pieces_of_html
from index.extract.pieces import Reading, assemble

if TYPE_CHECKING:
    from mammoth.documents import Image  # type: ignore[import-untyped]

_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"


def read_docx(data: bytes, name: str) -> Reading:
    """Read a .docx file: its body with tracked insertions, without deletions, comments, page headers and footers."""
    import mammoth  # type: ignore[import-untyped]

    with open_office_file(data, name) as archive:
        title, created = office_properties(archive, name)
    with foreign_library(name):
        markup = mammoth.convert_to_html(io.BytesIO(data), style_map=_STYLES, convert_image=_no_image).value
    text, blocks, _ = assemble(pieces_of_html(markup, name), name)
    return Reading(text, blocks, title=title, created=created)


def _no_image(_: Image) -> list[object]:
    return []
