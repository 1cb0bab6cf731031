import datetime
import io

import pypdf
import pytest
from pypdf.generic import NameObject, TextStringObject

from index.errors import UnreadableError

BODY = """
Turkey was barred from joining the F-35 programme in 2017, after the
purchase of the Russian missiles. It now wants to come back, which is
not easy at all for the many sides of this.
"""


def encrypted(content):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt("secret", algorithm="RC4-128")
    return written(writer)


def written(writer):
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def test_paragraphs_and_headings(read, blocks_of_extract, make_pdf, column):
    page = [
        (72, 60, "Turkey and the F-35", "Helvetica-Bold", 20),
        (72, 85, "Background", "Helvetica-Bold", 11),
        *column(BODY),
        *column(BODY.replace("Turkey", "Ankara"), y=160),
    ]
    paragraph = " ".join(BODY.split())
    found = read("a.pdf", make_pdf(page, title="A title"))
    assert blocks_of_extract(found) == [
        ("heading 1", "Turkey and the F-35"),
        ("heading 2", "Background"),
        ("paragraph", paragraph),
        ("paragraph", paragraph.replace("Turkey", "Ankara")),
    ]
    assert found.title == "A title"
    assert len(found.pages) == 1
    assert found.empty_pages == ()


def test_reading_order_does_not_depend_on_the_order_of_drawing(read, make_pdf, column):
    lines = column(BODY)
    assert read("a.pdf", make_pdf(lines[::-1])).text == " ".join(BODY.split())


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_page(read, make_pdf, column, rotation):
    content = make_pdf(column(BODY))
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    writer.pages[0].rotate(rotation)
    assert set(read("a.pdf", written(writer)).text.split()) == set(BODY.split())


def test_a_page_that_was_drawn_turned_and_is_shown_upright(read, column):
    """Text of every line runs upwards in the file, as in landscape tables: turned for display it is like any other."""
    from reportlab.pdfgen.canvas import Canvas

    content = io.BytesIO()
    canvas = Canvas(content, pagesize=(595, 842))
    canvas.setPageRotation(90)
    canvas.rotate(90)
    canvas.setFont("Helvetica", 11)
    for x, y, text, *_ in column(BODY):
        canvas.drawString(x, -y, text)
    canvas.showPage()
    canvas.save()
    assert read("a.pdf", content.getvalue()).text == " ".join(BODY.split())


def test_a_paragraph_goes_on_over_the_page(read, make_pdf, column):
    first = [(72, 60, "Running header 7"), *column(BODY, y=700), (290, 820, "- 1 -")]
    second = [(72, 60, "Running header 7"), *column("and so it has to wait for a year.", y=100), (290, 820, "- 2 -")]
    first[3] = (72, 728, "not easy at all for the many sides of this, as all of them know well")
    found = read("a.pdf", make_pdf(first, second))
    assert found.text.endswith("as all of them know well and so it has to wait for a year.")
    assert len(found.blocks) == 1
    assert [found.text[page.span.start : page.span.end] for page in found.pages][
        1
    ] == "and so it has to wait for a year."
    assert "header" not in found.text


def test_two_columns(read, make_pdf, column):
    left = "\n".join(f"Left line number {n} is written in this" for n in range(12))
    right = "\n".join(f"right line number {n} is written in that" for n in range(12))
    drawn = [line for pair in zip(column(left, x=60), column(right, x=320), strict=True) for line in pair]
    text = read("a.pdf", make_pdf([(60, 70, "A heading over both of the columns of it", "Helvetica", 18), *drawn])).text
    assert text.index("Left line number 11") < text.index("right line number 0")


def test_table_rows(read, blocks_of_extract, make_pdf):
    rows = [("Year", "Event", "Cost"), ("2017", "Contract signed", "2.5"), ("2019", "Delivery", "1.0")]
    page = [(x, 100 + 14 * n, text) for n, row in enumerate(rows) for x, text in zip((72, 120, 260), row, strict=True)]
    assert blocks_of_extract(read("a.pdf", make_pdf(page))) == [
        ("row", "Year | Event | Cost"),
        ("row", "2017 | Contract signed | 2.5"),
        ("row", "2019 | Delivery | 1.0"),
    ]


def test_list_items(read, blocks_of_extract, make_pdf):
    page = [
        (72, 100, "•"),
        (90, 100, "The first point."),
        (72, 114, "•"),
        (90, 114, "The second"),
        (90, 128, "goes on."),
    ]
    assert blocks_of_extract(read("a.pdf", make_pdf(page))) == [
        ("item", "• The first point."),
        ("item", "• The second goes on."),
    ]


def test_the_typewriter_has_wide_spaces(read, make_pdf, column):
    text = read("a.pdf", make_pdf(column(BODY, font=("Courier", 11)))).text
    assert text == " ".join(BODY.split())


def test_creation_date(read, make_pdf, column):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(make_pdf(column(BODY))))
    writer.add_metadata({NameObject("/CreationDate"): TextStringObject("D:20251012101500Z")})
    assert read("a.pdf", written(writer)).date == datetime.date(2025, 10, 12)
    writer.add_metadata({NameObject("/CreationDate"): TextStringObject("D:20250231")})
    writer.add_metadata({NameObject("/ModDate"): TextStringObject("D:20250301")})
    assert read("b.pdf", written(writer)).date == datetime.date(2025, 3, 1)


def test_pages_without_text_are_named(read, make_pdf, column):
    found = read("a.pdf", make_pdf([], column(BODY), [], column(BODY.replace("Turkey", "Ankara"))), ocr=False)
    assert found.empty_pages == (1, 3)
    assert [page.number for page in found.pages] == [2, 4]


@pytest.mark.parametrize(("count", "pages"), [(1, "page 1"), (3, "pages 1-3")])
def test_no_text_at_all(read, make_pdf, count, pages):
    with pytest.raises(UnreadableError, match=rf"^a\.pdf has no text on {pages}, .*extra 'ocr'"):
        read("a.pdf", make_pdf(*[[]] * count), ocr=False)


def test_encrypted(read, make_pdf, column):
    with pytest.raises(UnreadableError, match=r"^a\.pdf is encrypted: save it again without a password\.$"):
        read("a.pdf", encrypted(make_pdf(column(BODY))))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_cut_off(read, make_pdf, column, share):
    content = make_pdf(*[column(BODY)] * 5)
    with pytest.raises(UnreadableError, match=r"^a\.pdf is cut off, the end of the PDF is missing: "):
        read("a.pdf", content[: int(share * len(content))])


def test_no_pdf(read):
    with pytest.raises(UnreadableError, match=r"^a\.pdf is no PDF inside: "):
        read("a.pdf", "only text")


def test_damaged(read):
    with pytest.raises(UnreadableError, match=r"^a\.pdf is a damaged PDF: "):
        read("a.pdf", b"%PDF-1.4\nnothing here\n%%EOF")
