"""Reading scanned pages with Tesseract, where the extra `ocr` and the program `tesseract` are installed."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING

from index.extract.pdf_page import Segment

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pypdfium2  # type: ignore[import-untyped]

_DOTS_PER_POINT = 300 / 72
_MAX_PIXELS = 40_000_000
_SECONDS_PER_PAGE = 120
_MOST_LANGUAGES = 4
"""With more of them Tesseract gets slow and no better."""
_LEAST_CONFIDENCE = 40.0
"""Of a line, in percent: below it is a picture that was taken for letters."""


def can_ocr() -> bool:
    """Whether both the Python package and the program are installed."""
    return importlib.util.find_spec("pytesseract") is not None and shutil.which("tesseract") is not None


def ocr_page(page: pypdfium2.PdfPage) -> list[Segment]:
    """Lines of a page as Tesseract reads it; empty where it finds none or takes too long."""
    import pytesseract  # type: ignore[import-untyped]

    width, height = page.get_size()
    scale = min(_DOTS_PER_POINT, (_MAX_PIXELS / max(width * height, 1)) ** 0.5)
    image = page.render(scale=scale, grayscale=True).to_pil()
    try:
        with _one_thread():
            found = pytesseract.image_to_data(
                image, lang=_languages(), timeout=_SECONDS_PER_PAGE, output_type=pytesseract.Output.DICT
            )
    except (RuntimeError, pytesseract.TesseractError):  # RuntimeError: out of time
        return []
    return _segments(found, scale)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Tesseract's threads wait for each other: on two cores a page takes 14 s with them and 2 s without."""
    previous = os.environ.get("OMP_THREAD_LIMIT")
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        yield
    finally:
        if previous is None:
            del os.environ["OMP_THREAD_LIMIT"]
        else:
            os.environ["OMP_THREAD_LIMIT"] = previous


def _languages() -> str:
    import pytesseract

    installed = [language for language in pytesseract.get_languages() if language not in ("osd", "equ", "snum")]
    return "+".join(installed) if 0 < len(installed) <= _MOST_LANGUAGES else "eng"


def _segments(found: dict[str, list[float]] | dict[str, list[str]], scale: float) -> list[Segment]:
    """Gather the words of each line. `found` has one list per column of Tesseract's TSV, a row being one box."""
    lines: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, word in enumerate(found["text"]):
        if str(word).strip():
            key = (found["block_num"][index], found["par_num"][index], found["line_num"][index])
            lines[key].append(index)
    segments = []
    for indexes in lines.values():
        confidence = sum(float(found["conf"][index]) for index in indexes) / len(indexes)
        if confidence < _LEAST_CONFIDENCE:
            continue
        lefts = [float(found["left"][index]) for index in indexes]
        tops = [float(found["top"][index]) for index in indexes]
        rights = [float(found["left"][index]) + float(found["width"][index]) for index in indexes]
        bottoms = [float(found["top"][index]) + float(found["height"][index]) for index in indexes]
        text = " ".join(str(found["text"][index]).strip() for index in indexes)
        segments.append(Segment(text, min(lefts) / scale, max(rights) / scale, min(tops) / scale, max(bottoms) / scale))
    return segments
