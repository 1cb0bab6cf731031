"""PowerPoint files (.pptx) to pieces: a slide is a page, its title a heading, its notes come last."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from index.extract.archive import office_properties, open_office_file
from index.extract.foreign import foreign_library
from index.extract.pieces import Piece, Reading, assemble

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide
    from pptx.table import Table
    from pptx.text.text import TextFrame


def read_pptx(data: bytes, name: str) -> Reading:
    """Read a .pptx file in the order of its slides, each in the order in which a screen reader reads it."""
    from pptx import Presentation

    with open_office_file(data, name) as archive:
        title, created = office_properties(archive, name)
    with foreign_library(name):
        slides = list(Presentation(io.BytesIO(data)).slides)
        pieces = [list(_slide_pieces(slide, number)) for number, slide in enumerate(slides, 1)]
    text, blocks, pages = assemble((piece for slide in pieces for piece in slide), name)
    empty = tuple(number for number, slide in enumerate(pieces, 1) if not slide)
    return Reading(text, blocks, pages, empty, title=title, created=created)


def _slide_pieces(slide: Slide, number: int) -> Iterator[Piece]:
    title = slide.shapes.title
    if title is not None and title.text_frame.text.strip():
        yield Piece("heading", _one_line(title.text_frame.text), 1, number)
    title_id = title.shape_id if title is not None else None
    for shape in _shapes(slide.shapes):
        if shape.shape_id != title_id:
            yield from _shape_pieces(shape, number)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        yield from _frame_pieces(slide.notes_slide.notes_text_frame, number, is_list=False)


def _shapes(shapes: Iterable[BaseShape]) -> Iterator[BaseShape]:
    from pptx.shapes.group import GroupShape

    for shape in shapes:
        if isinstance(shape, GroupShape):
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _shape_pieces(shape: BaseShape, number: int) -> Iterator[Piece]:
    from pptx.enum.shapes import PP_PLACEHOLDER
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.graphfrm import GraphicFrame

    if isinstance(shape, GraphicFrame) and shape.has_table:
        yield from _table_pieces(shape.table, number)
    if not isinstance(shape, Shape):
        return
    kind = shape.placeholder_format.type if shape.is_placeholder else None
    if kind in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER):
        return
    is_list = kind in (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT) and len(shape.text_frame.paragraphs) > 1
    yield from _frame_pieces(shape.text_frame, number, is_list=is_list)


def _frame_pieces(frame: TextFrame, number: int, *, is_list: bool) -> Iterator[Piece]:
    for paragraph in frame.paragraphs:
        text = _one_line(paragraph.text)
        if text:
            yield Piece("item" if is_list else "paragraph", text, page=number)


def _table_pieces(table: Table, number: int) -> Iterator[Piece]:
    for index, row in enumerate(table.rows):
        text = " | ".join(_one_line(cell.text) for cell in row.cells if not cell.is_spanned).strip(" |")
        if text:
            names_columns = table.first_row and index == 0
            yield Piece("header" if names_columns else "row", text, page=number)


def _one_line(text: str) -> str:
    """A line break inside a paragraph (python-pptx: a vertical tab) only makes the text fit its box."""
    return " ".join(text.split())
