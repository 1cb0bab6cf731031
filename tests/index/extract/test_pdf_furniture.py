import pytest

from index.extract.pdf_furniture import strip_furniture
from index.extract.pdf_page import Line

TOP, MIDDLE, BOTTOM = 40.0, 400.0, 800.0


def line(text, top, page):
    return Line(text, 72, 300, top, top + 12, 12, False, page)


def kept(*pages):
    """Texts that are kept of pages given as lists of (text, top)."""
    lines = [[line(text, top, number) for text, top in page] for number, page in enumerate(pages, 1)]
    return [[line.text for line in page] for page in strip_furniture(lines, [842.0] * len(pages))]


def test_running_headers_and_page_numbers():
    pages = [[("Briefing No. 7", TOP), (f"Body {n}", MIDDLE), (f"Page {n} of 4", BOTTOM)] for n in range(1, 5)]
    assert kept(*pages) == [["Body 1"], ["Body 2"], ["Body 3"], ["Body 4"]]


def test_numbers_that_start_elsewhere():
    pages = [[("Body", MIDDLE), (str(n), BOTTOM)] for n in range(17, 22)]
    assert kept(*pages) == [["Body"]] * 5


def test_chapter_and_page_in_one_header():
    pages = [[(f"Chapter {n // 3}: Things {n}", TOP), (f"Body {n}", MIDDLE)] for n in range(1, 9)]
    assert [page for page in kept(*pages) if len(page) > 1] == []


@pytest.mark.parametrize(
    "number",
    [
        "1",
        "- 1 -",
        "Page 1",
        "page 1 of 9",
        "1/9",
        "1 | 9",
        "Seite 1 von 9",
        "Sayfa 1",
        "Стр. 1",
        "iv",
        "第 1 页",
        "– 1 –",
    ],
)
def test_page_numbers_of_one_page(number):
    assert kept([("Body", MIDDLE), (number, BOTTOM)]) == [["Body"]]


@pytest.mark.parametrize("text", ["2017", "15 October", "Turkey left.", "F-35", "1. Turkey", "mid"])
def test_what_only_looks_like_it(text):
    assert kept([("Body", MIDDLE), (text, BOTTOM)]) == [["Body", text]]


def test_numbers_that_do_not_count_pages_are_text():
    pages = [[(f"Table {n * n}", TOP), ("Body", MIDDLE)] for n in range(2, 8)]
    assert kept(*pages) == [[f"Table {n * n}", "Body"] for n in range(2, 8)]


def test_what_recurs_inside_the_page_is_text():
    assert kept(*[[("As agreed.", MIDDLE)]] * 4) == [["As agreed."]] * 4


def test_what_recurs_twice_in_many_pages_is_text():
    pages = [[(f"Text {chr(65 + n)}", TOP), ("Body", MIDDLE)] for n in range(8)]
    pages[6] = pages[2]
    assert kept(*pages)[2] == ["Text C", "Body"]


def test_no_pages():
    assert kept() == []
