"""PDF to pieces: PDFium gives the characters with their places and fonts, the modules beside this one their order."""

from __future__ import annotations

import ctypes
import datetime
import re
from typing import TYPE_CHECKING

from index.errors import UnreadableError
from index.extract.foreign import foreign_library
from index.extract.ocr import can_ocr, ocr_page
from index.extract.pdf_furniture import strip_furniture
from index.extract.pdf_page import Line, Segment, lines_in_order
from index.extract.pdf_paragraphs import paragraphs
from index.extract.pieces import Reading, assemble, clean_text, require_length

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pypdfium2  # type: ignore[import-untyped]

_GAP_RATIO = 0.7
"""A gap of so many line heights may part two cells; those in justified text are put together again, as none align."""
_LINE_END_HYPHEN = 2
"""PDFium's code for a hyphen and the line end behind it."""
_BOLD_NAME = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_BOLD_WEIGHT = 600
_CREATED = re.compile(r"D:(\d{4})(\d\d)(\d\d)")

_Box = tuple[float, float, float, float]


def read_pdf(data: bytes, name: str, *, ocr: bool = True) -> Reading:
    """Read a .pdf file; pages without text are read by OCR where it is installed and `ocr` is true.

    Raises UnreadableError for an encrypted, damaged or cut-off file, and where no page holds text.
    """
    document = _open(data, name)
    try:
        with foreign_library(name):
            pages, heights = _read_pages(document, name)
            kept = strip_furniture(pages, heights)
            if ocr and can_ocr() and not all(kept):
                pages = [lines or _ocr_lines(document, index) for index, lines in enumerate(kept)]
                kept = strip_furniture(pages, heights)
            metadata = document.get_metadata_dict()
    finally:
        document.close()
    if not any(kept):
        kept = pages
    empty = tuple(number for number, lines in enumerate(kept, 1) if not lines)
    if len(empty) == len(kept):
        raise UnreadableError(_no_text_message(name, len(kept), ocr=ocr))
    text, blocks, spans = assemble(paragraphs([line for lines in kept for line in lines]), name)
    return Reading(text, blocks, spans, empty, title=metadata.get("Title", ""), created=_created(metadata))


def _open(data: bytes, name: str) -> pypdfium2.PdfDocument:
    import pypdfium2

    if b"%PDF-" not in data[:1024]:
        raise UnreadableError(f"{name} is no PDF inside: give it the ending of its real format.")
    # PDFium would repair a cut-off file by leaving out the pages that it does not find.
    if b"%%EOF" not in data.rstrip(b"\0 \t\r\n")[-8192:]:
        raise UnreadableError(f"{name} is cut off, the end of the PDF is missing: fetch it once more.")
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise UnreadableError(f"{name} is encrypted: save it again without a password.") from error
        raise UnreadableError(f"{name} is a damaged PDF: save it again or fetch it once more.") from error


def _no_text_message(name: str, count: int, *, ocr: bool) -> str:
    pages = "page 1" if count == 1 else f"pages 1-{count}"
    if ocr and can_ocr():
        return f"{name} has no text that could be read on {pages}, not even by OCR: give it in another format."
    return (
        f"{name} has no text on {pages}, as a scan: install Tesseract and the extra 'ocr' of briefing-bot to read it."
    )


def _ocr_lines(document: pypdfium2.PdfDocument, index: int) -> list[Line]:
    return lines_in_order(ocr_page(document[index]), index + 1)


def _read_pages(document: pypdfium2.PdfDocument, name: str) -> tuple[list[list[Line]], list[float]]:
    pages, heights, length = [], [], 0
    for index in range(len(document)):
        page = document[index]
        segments = list(_segments(page))
        length += sum(len(segment.text) for segment in segments)
        require_length(length, name)
        pages.append(lines_in_order(segments, index + 1))
        heights.append(page.get_height())
        page.close()
    return pages, heights


def _segments(page: pypdfium2.PdfPage) -> Iterator[Segment]:
    """Runs of characters between line ends and wide gaps."""
    textpage = page.get_textpage()
    characters: list[tuple[int, int, _Box]] = []
    after_space = False
    for index, code, box in _characters(page, textpage):
        is_space = code in (9, 32, 160)
        is_end = code in (10, 13)
        if characters and (is_end or (after_space and not is_space and _is_apart(characters, box))):
            yield from _segment(characters, textpage)
            characters = []
        if not is_end and not (is_space and not characters):
            characters.append((index, code, characters[-1][2] if is_space else box))
        after_space = is_space
        if code == _LINE_END_HYPHEN:
            yield from _segment(characters, textpage)
            characters = []
    yield from _segment(characters, textpage)
    textpage.close()


def _is_apart(characters: list[tuple[int, int, _Box]], box: _Box) -> bool:
    """Whether a gap before `box` is wider than a space, also than that of a typewriter, or the writing jumps back."""
    first, previous = characters[0][2], characters[-1][2]
    height = min(previous[3] - previous[1], box[3] - box[1])
    character_width = (previous[2] - first[0]) / len(characters)
    return box[0] - previous[2] > max(_GAP_RATIO * height, 1.7 * character_width) or box[0] < previous[0] - height


def _characters(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> Iterator[tuple[int, int, _Box]]:
    """(index, code, box as left, top, right, bottom from the top left corner of the page as it is shown)."""
    from pypdfium2 import raw

    rotation = page.get_rotation()
    frame = page.get_cropbox()
    rectangle = raw.FS_RECTF()
    reference = ctypes.byref(rectangle)
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if code == 0:
            continue
        raw.FPDFText_GetLooseCharBox(textpage, index, reference)
        box = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        yield index, code, _shown(box, frame, rotation)


def _shown(box: _Box, frame: _Box, rotation: int) -> _Box:
    """Turn a box in PDF user space (y grows upwards) as the page is turned for display, clockwise by `rotation`."""
    left, bottom, right, top = box
    frame_left, frame_bottom, frame_right, frame_top = frame
    if rotation == 90:
        return bottom - frame_bottom, left - frame_left, top - frame_bottom, right - frame_left
    if rotation == 180:
        return frame_right - right, bottom - frame_bottom, frame_right - left, top - frame_bottom
    if rotation == 270:
        return frame_top - top, frame_right - right, frame_top - bottom, frame_right - left
    return left - frame_left, frame_top - top, right - frame_left, frame_top - bottom


def _segment(characters: list[tuple[int, int, _Box]], textpage: pypdfium2.PdfTextPage) -> Iterator[Segment]:
    codes = [ord("-") if code == _LINE_END_HYPHEN else code for _, code, _ in characters]
    # Beyond the basic plane PDFium gives two surrogates.
    text = "".join(map(chr, codes)).encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    text = " ".join(clean_text(text).split())
    text = text[:-1].replace("\u00ad", "") + text[-1:]
    if not text:
        return
    boxes = [box for _, _, box in characters]
    top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
    middle = characters[len(characters) // 2][0]
    samples = {characters[0][0], middle, characters[-1][0]}
    size = sorted(box[3] - box[1] for box in boxes)[len(boxes) // 2]
    bold = all(_is_bold(textpage, index) for index in samples)
    yield Segment(text, min(box[0] for box in boxes), max(box[2] for box in boxes), top, bottom, size, bold)


def _is_bold(textpage: pypdfium2.PdfTextPage, index: int) -> bool:
    from pypdfium2 import raw

    if raw.FPDFText_GetFontWeight(textpage, index) >= _BOLD_WEIGHT:
        return True
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(textpage, index, name, len(name), ctypes.byref(flags))
    return _BOLD_NAME.search(name.value) is not None


def _created(metadata: dict[str, str]) -> datetime.date | None:
    for key in ("CreationDate", "ModDate"):
        match = _CREATED.match(metadata.get(key, ""))
        if match:
            try:
                return datetime.date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
    return None
