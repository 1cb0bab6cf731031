import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.extract.pieces import clean_text
from index.extract.plain_text import blocks_of, pieces_of, read_plain_text

WRAPPED = (
    "Turkey was barred from joining the F-35 programme in 2017 after the\n"
    "purchase of the Russian missiles. It now wants to come back, which is\n"
    "not easy at all."
)


def kinds_and_texts(text):
    return [(block.kind, text[block.span.start : block.span.end]) for block in blocks_of(text)]


def texts(text):
    return [found for _, found in kinds_and_texts(text)]


def test_each_sentence_on_its_own_line_is_a_block():
    lines = [
        "Turkey seeks to return the S-400 systems to ease tensions with the United States, according to Bloomberg.",
        "U.S. officials have expressed cautious optimism about it.",
        "However, the process is fraught with complexities, including the need to dismantle and return the systems.",
    ]
    assert texts("\n".join(lines)) == lines


def test_wrapped_lines_are_one_block():
    assert texts(f"{WRAPPED}\n\nNext.") == [WRAPPED, "Next."]


def test_a_paragraph_that_ends_early_ends_the_block_without_a_blank_line():
    second = "The second paragraph follows at once and is wrapped at the very\nsame width as the first one was."
    assert texts(f"{WRAPPED}\n{second}") == [WRAPPED, second]


def test_a_long_line_that_goes_on_in_lower_case_is_one_block():
    line = "word " * 80 + "and\nthen it ends."
    assert texts(line) == [line]


def test_address_lines_are_apart():
    assert texts("Ministry of Defence\nStauffenbergstraße 18\nBerlin") == [
        "Ministry of Defence",
        "Stauffenbergstraße 18",
        "Berlin",
    ]


@pytest.mark.parametrize("mark", ["-", "*", "•", "1.", "2)", "(3)", "a)"])
def test_list_lines_are_items(mark):
    text = f"Points:\n{mark} the first\n{mark} the second one\n   goes on here"
    assert kinds_and_texts(text) == [
        ("paragraph", "Points:"),
        ("item", f"{mark} the first"),
        ("item", f"{mark} the second one\n   goes on here"),
    ]


def test_a_dash_that_wrapping_brought_to_the_beginning_is_no_item():
    text = "The voivodeship has its seat in the city that is also a commune by law\n- but with a charter of its own."
    assert kinds_and_texts(text) == [("paragraph", text)]


def test_table_lines_are_rows():
    assert kinds_and_texts("Year\tEvent\n2017\tSigned") == [("row", "Year\tEvent"), ("row", "2017\tSigned")]


@pytest.mark.parametrize(
    ("text", "heading", "level"),
    [
        ("KEY JUDGEMENTS\n\nTurkey waits and sees.", "KEY JUDGEMENTS", 1),
        ("2.1 Background of the deal\n\nIt was signed in 2017 by both of the sides.", "2.1 Background of the deal", 2),
        ("1. Outlook\n\nThe coming months will show it.", "1. Outlook", 1),
        ("Outlook\n=======\nThe coming months.", "Outlook", 1),
        ("Outlook\n-------\n\nThe coming months.", "Outlook", 2),
    ],
)
def test_headings(text, heading, level):
    first = blocks_of(text)[0]
    assert (first.kind, first.level, text[first.span.start : first.span.end]) == ("heading", level, heading)


@pytest.mark.parametrize(
    "text",
    [
        "NATO\n\nis the name of it.",
        "TURKEY WAS BARRED FROM THE F-35.\n\nThat was in 2017.",
        "Turkey and the F-35\n\nIt was barred.",
        "TURKEY LEFT THE PROGRAMME",
        "TURKEY LEFT THE PROGRAMME\n\nRUSSIA DELIVERED THE MISSILES IN JULY",
        "1. Signing\n\n2. Delivery\n\n3. Sanctions",
        "2017 brought the contract\n\nThe delivery came later than that.",
    ],
)
def test_no_heading_where_it_may_be_an_answer(text):
    assert "heading" not in {block.kind for block in blocks_of(text)}


def test_bytes_to_text():
    reading = read_plain_text("\ufeffOne.\r\nTwo.\rThree.\x00\x07\fFour.".encode(), "x.txt")
    assert reading.text == "One.\nTwo.\nThree.\nFour."


def test_pieces_unwrap():
    assert [piece.text for piece in pieces_of(f"{WRAPPED}\n\nNext.")] == [WRAPPED.replace("\n", " "), "Next."]


line_like = st.text(alphabet=st.sampled_from("aA1.-=•\t ~|üЖ漢\u2028\u00a0,)"), max_size=60)


@given(st.lists(line_like, max_size=12).map("\n".join) | st.text().map(clean_text))
def test_blocks_are_ordered_disjoint_and_cover_the_text(text):
    end = 0
    for block in blocks_of(text):
        assert end <= block.span.start < block.span.end <= len(text)
        assert not text[end : block.span.start].strip()
        end = block.span.end
    assert not text[end:].strip()


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff\ufffd\ufffe\uffff")))
def test_text_is_kept_as_it_is(text):
    assert read_plain_text(f"Word {text}".encode(), "x.txt").text == f"Word {text}"
