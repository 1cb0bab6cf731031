import pytest

from index.extract.pdf_page import Line
from index.extract.pdf_paragraphs import paragraphs

FILLER = "the rest of this line is there to make the column wide enough for it,"


def lines(*texts, left=72.0, size=12.0, bold=False, page=1, top=100.0, leading=14.0):
    return [
        Line(
            text,
            left,
            left + 6 * len(text),
            top + leading * n,
            top + leading * n + 12,
            size,
            bold,
            page,
            0,
            72,
            72 + 6 * 70,
        )
        for n, text in enumerate(texts)
    ]


def found(lines):
    return [(piece.kind, piece.text) for piece in paragraphs(lines)]


def joined(before, after, *elsewhere):
    """Text at the junction of two lines, in a document with the words `elsewhere`."""
    first = f"{FILLER[: 69 - len(before)]} {before}"
    return found([*lines(first, after), *lines(*elsewhere, top=500)])[0][1][len(first) - len(before) :]


@pytest.mark.parametrize(
    ("before", "after", "elsewhere", "expected"),
    [
        ("coopera-", "tion.", (), "cooperation."),
        ("the S-", "400 system.", (), "the S-400 system."),
        ("Franco-", "German talks.", (), "Franco-German talks."),
        ("long-", "term.", ("A long-term plan.",), "long-term."),
        ("long-", "term.", ("How long is a term? One term.",), "long-term."),
        ("news-", "paper.", ("A newspaper.",), "newspaper."),
        ("Außen-", "und Innenpolitik.", (), "Außen- und Innenpolitik."),
        ("işbir\u00ad", "liği.", (), "işbirliği."),
        ("меж\u2010", "дународный.", (), "международный."),
        ("a plain", "end.", (), "a plain end."),
    ],
)
def test_junctions(before, after, elsewhere, expected):
    assert joined(before, after, *elsewhere) == expected


def test_chinese_lines_join_without_a_space():
    first = Line("土耳其从俄罗斯购买了导", 72, 492, 100, 112, 12, False, 1, 0, 72, 492)
    second = Line("弹系统。", 72, 200, 114, 126, 12, False, 1, 0, 72, 492)
    assert found([first, second]) == [("paragraph", "土耳其从俄罗斯购买了导弹系统。")]


def test_a_gap_an_indent_or_an_early_end_begins_a_paragraph():
    ended = "x" * 66 + "end."
    gap = [*lines(ended), *lines("Next.", top=140), *lines("y", "y", "y", "y", top=300)]
    assert found(gap)[:2] == [("paragraph", ended), ("paragraph", "Next.")]
    assert found([*lines(ended), *lines("Next.", top=114, left=90)]) == [("paragraph", ended), ("paragraph", "Next.")]
    assert found(lines("An early end.", "Next.")) == [("paragraph", "An early end."), ("paragraph", "Next.")]


def test_headings_by_size_and_by_weight():
    document = [
        *lines("Title", size=20, bold=True, top=50),
        *lines("Section", bold=True, top=80),
        *lines(f"{FILLER}", "and ends.", f"{FILLER}", top=100),
    ]
    assert [(piece.kind, piece.level, piece.text) for piece in paragraphs(document)][:2] == [
        ("heading", 1, "Title"),
        ("heading", 2, "Section"),
    ]


def test_a_bold_sentence_is_no_heading():
    document = [*lines("Turkey was barred in 2017.", bold=True), *lines(FILLER, FILLER, "ends.", top=130)]
    assert found(document)[0] == ("paragraph", "Turkey was barred in 2017.")


def test_where_all_is_bold_nothing_is_a_heading():
    assert found(lines("One", bold=True)) == [("paragraph", "One")]


def test_a_paragraph_over_a_page_break_knows_where_it_breaks():
    document = [*lines("x" * 66 + " the"), *lines("end of it.", page=2, top=50)]
    (piece,) = paragraphs(document)
    assert piece.page == 1
    assert piece.page_breaks == ((71, 2),)
    assert piece.text[71:] == "end of it."


def test_an_item_ends_where_text_stands_at_its_mark_again():
    item = [*lines("• " + "x" * 60 + " the"), *lines("item ends.", top=114, left=84), *lines("Then the text.", top=128)]
    assert found(item) == [("item", "• " + "x" * 60 + " the item ends."), ("paragraph", "Then the text.")]


def test_no_lines():
    assert found([]) == []
