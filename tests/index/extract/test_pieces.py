import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.datatypes import Block, Page, Span
from index.errors import UnreadableError
from index.extract.pieces import Piece, assemble, clean_text, require_length


def test_pieces_are_joined():
    pieces = [
        Piece("heading", "Head", 1),
        Piece("item", "one"),
        Piece("item", "two"),
        Piece("row", "a | b"),
        Piece("item", " "),
    ]
    text, blocks, pages = assemble(pieces, "x")
    assert text == "Head\n\none\ntwo\n\na | b"
    assert blocks[0] == Block(Span(0, 4), "heading", 1)
    assert [text[block.span.start : block.span.end] for block in blocks] == ["Head", "one", "two", "a | b"]
    assert pages == ()


def test_pages_partition_the_text():
    pieces = [
        Piece("paragraph", "One.", page=2),
        Piece("paragraph", "Two goes on.", page=2, page_breaks=((4, 3), (9, 4))),
        Piece("paragraph", "Three.", page=4),
    ]
    text, _, pages = assemble(pieces, "x")
    assert pages == (Page(2, Span(0, 10)), Page(3, Span(10, 15)), Page(4, Span(15, len(text))))
    assert text[10:15] == "goes "


def test_clean_text():
    assert clean_text("a\r\nb\rc\x00\x1b\x9fd\x85e\x0cf\ud800g\ttab\u00a0\u200e") == "a\nb\ncd\ne\nfg\ttab\u00a0\u200e"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean_text(clean_text(text)) == clean_text(text)


def test_too_long():
    require_length(20_000_000, "x")
    with pytest.raises(UnreadableError, match=r"^x holds more than 20 million characters: "):
        require_length(20_000_001, "x")
