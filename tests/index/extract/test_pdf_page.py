from hypothesis import given
from hypothesis import strategies as st

from index.extract.pdf_page import Segment, lines_in_order


def segment(text, left, top, width=None, height=12):
    return Segment(text, left, left + (width or 6 * len(text)), top, top + height, height)


def texts(segments):
    return [line.text for line in lines_in_order(segments, 1)]


def test_a_superscript_stays_in_its_line():
    assert texts([segment("Turkey", 10, 100), segment("2", 46, 98, height=8), segment("left.", 60, 100)]) == [
        "Turkey 2 left."
    ]


def test_right_aligned_numbers_are_cells():
    rows = [
        segment("Contract", 10, 100),
        segment("2.5", 200, 100, 18),
        segment("Delivery", 10, 114),
        segment("12.5", 194, 114, 24),
    ]
    assert texts(rows) == ["Contract | 2.5", "Delivery | 12.5"]


def test_wide_word_gaps_are_no_cells():
    words = [segment(word, 60 * n, 100) for n, word in enumerate(["The", "notation", "to", "access", "the", "group"])]
    assert texts([*words, segment("type of the example", 0, 114), segment("above is", 240, 114)]) == [
        "The notation to access the group",
        "type of the example above is",
    ]


def test_columns_between_full_width_lines():
    lines = [segment("title over all of it " * 4, 0, 0)]
    for n in range(5):
        lines += [
            segment("left prose that fills it", 0, 20 + 14 * n),
            segment("right prose that fills", 300, 20 + 14 * n),
        ]
    lines += [segment("a line over all of it " * 4, 0, 100)]
    found = texts(lines)
    assert found[0].startswith("title")
    assert [line[:4] for line in found[1:6]] == ["left"] * 5
    assert [line[:5] for line in found[6:11]] == ["right"] * 5
    assert found[11].startswith("a line")


numbers = st.floats(-1e6, 1e6)
segments = st.builds(
    lambda text, left, top, width, height: Segment(text, left, left + width, top, top + height, height),
    st.text("ab•1.|", min_size=1, max_size=30),
    numbers,
    numbers,
    st.floats(0, 600),
    st.floats(0, 50),
)


@given(st.lists(segments, max_size=30))
def test_no_segment_is_lost_or_doubled(found):
    characters = sorted("".join(segment.text for segment in found).replace("|", "").replace(" ", ""))
    assert sorted("".join(texts(found)).replace("|", "").replace(" ", "")) == characters
