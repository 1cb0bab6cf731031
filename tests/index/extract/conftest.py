"""What the tests of the readers share: writing a file and reading it, and what must hold of every Extract."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest
from reportlab.pdfgen.canvas import Canvas

from index.extract import extract


@pytest.fixture
def read(tmp_path):
    """Write a file, read it, check that its spans are sound."""

    def read(name, content, **options):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        found = extract(path, **options)
        check_spans(found)
        return found

    return read


def check_spans(found):
    """Blocks are ordered, disjoint and cover all that is not white space; the pages partition the text."""
    end = 0
    for block in found.blocks:
        assert end <= block.span.start < block.span.end
        assert not found.text[end : block.span.start].strip()
        assert found.text[block.span.start : block.span.end].strip()
        assert (block.level > 0) == (block.kind == "heading")
        end = block.span.end
    assert not found.text[end:].strip()
    if found.pages:
        assert found.pages[0].span.start == 0
        assert found.pages[-1].span.end == len(found.text)
        assert all(page.span.end == following.span.start for page, following in pairwise(found.pages))
        assert all(page.number < following.number for page, following in pairwise(found.pages))
    found.text.encode("utf-8")


@pytest.fixture(name="check_spans")
def check_spans_fixture():
    return check_spans


@pytest.fixture
def blocks_of_extract():
    """(kind, text) of every block, headings as "heading 1"."""

    def blocks_of_extract(found):
        kinds = [f"{block.kind} {block.level}" if block.level else block.kind for block in found.blocks]
        texts = [found.text[block.span.start : block.span.end] for block in found.blocks]
        return list(zip(kinds, texts, strict=True))

    return blocks_of_extract


PAGE_HEIGHT = 842


@pytest.fixture
def make_pdf():
    """A PDF of pages, each a list of (x, y from the top, text) with an optional font and size."""

    def make_pdf(*pages, title="", rotation=0):
        content = io.BytesIO()
        canvas = Canvas(content, pagesize=(595, PAGE_HEIGHT))
        canvas.setTitle(title)
        for page in pages:
            canvas.setPageRotation(rotation)
            for x, y, text, *font in page:
                name, size = font or ("Helvetica", 11)
                canvas.setFont(name, size)
                canvas.drawString(x, PAGE_HEIGHT - y, text)
            canvas.showPage()
        canvas.save()
        return content.getvalue()

    return make_pdf


@pytest.fixture
def column():
    """Lines of one column for `make_pdf`, 14 points apart."""

    def column(text, x=72, y=100, font=("Helvetica", 11)):
        return [(x, y + 14 * number, line, *font) for number, line in enumerate(text.strip().splitlines())]

    return column
