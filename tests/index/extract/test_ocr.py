import io
import os
import shutil

import pypdfium2
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from index.errors import UnreadableError
from index.extract import ocr

BODY = """
Turkey was barred from joining the programme in 2017, after the
purchase of the Russian missiles. It now wants to come back.
"""

needs_tesseract = pytest.mark.skipif(
    not ocr.can_ocr(), reason="Tesseract or the extra 'ocr' is not installed: nothing to read scans with"
)


@pytest.fixture
def scanned(make_pdf, column):
    """A PDF whose first page is text and whose second is a picture of text."""
    page = pypdfium2.PdfDocument(make_pdf(column(BODY, font=("Helvetica", 12))))[0]
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=(595, 842))
    canvas.drawString(72, 700, "A digital page.")
    canvas.showPage()
    canvas.drawImage(ImageReader(page.render(scale=3).to_pil()), 0, 0, 595, 842)
    canvas.showPage()
    canvas.save()
    return content.getvalue()


@needs_tesseract
def test_a_scanned_page_is_read(read, scanned):
    before = os.environ.get("OMP_THREAD_LIMIT")
    found = read("a.pdf", scanned)
    assert found.text == "A digital page.\n\n" + " ".join(BODY.split())
    assert [page.number for page in found.pages] == [1, 2]
    assert found.empty_pages == ()
    assert os.environ.get("OMP_THREAD_LIMIT") == before


@needs_tesseract
def test_a_blank_scan_has_no_text(read, make_pdf):
    with pytest.raises(UnreadableError, match=r"^a\.pdf has no text that could be read on page 1, not even by OCR: "):
        read("a.pdf", make_pdf([]))


def test_without_ocr_the_page_is_named(read, scanned):
    found = read("a.pdf", scanned, ocr=False)
    assert found.text == "A digital page."
    assert found.empty_pages == (2,)


def test_without_tesseract_the_page_is_named(read, scanned, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert not ocr.can_ocr()
    assert read("a.pdf", scanned).empty_pages == (2,)
