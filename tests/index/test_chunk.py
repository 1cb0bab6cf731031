from __future__ import annotations

import itertools
import time

from hypothesis import given
from hypothesis import strategies as st

from index.chunk import MAX_PASSAGE_CHARACTERS, chunk
from index.datatypes import Block, BlockKind, Extract, Page, Passage, Span

PIECES = [
    "A sentence here. ", "Mr. ", "word", " ", "\r\n", "\t", "\u00a0", "\x00", "\u200f", "e\u0301",
    "👨‍👩‍👧", "؟ ", "你好。", "?!",
    "A much longer sentence about the removal of the country from the program, which took some years; it ended. " * 4,
    "long" * 300,
]  # fmt: skip
kinds = st.sampled_from(["heading", "paragraph", "item", "row"])
block_texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=8).map("".join)
documents = st.lists(st.tuples(kinds, block_texts), max_size=15)


def extract_of(*blocks: tuple[BlockKind, str], language: str = "en", pages: tuple[Page, ...] = ()) -> Extract:
    text, placed = "", []
    for kind, content in blocks:
        placed.append(Block(Span(len(text), len(text) + len(content)), kind, level=int(kind == "heading")))
        text += content + "\n"
    return Extract(text, tuple(placed), pages, title="", date=None, language=language)


def sentences_of(extract: Extract) -> list[str]:
    return [text_of(extract, sentence.span) for passage in chunk(extract) for sentence in passage.sentences]


def passages_of(extract: Extract) -> list[str]:
    return [text_of(extract, passage.span) for passage in chunk(extract)]


def text_of(extract: Extract, span: Span) -> str:
    return extract.text[span.start : span.end]


def prose(length: int, word: str = "Ankara") -> str:
    sentence = f"{word} said that it would talk."
    return " ".join([sentence] * (length // (len(sentence) + 1)))


@given(documents)
def test_spans_are_tight_ordered_disjoint_and_cover_all_but_headings(blocks: list[tuple[BlockKind, str]]) -> None:
    extract = extract_of(*blocks)
    spans = [sentence.span for passage in chunk(extract) for sentence in passage.sentences]
    assert all(span.start < span.end for span in spans)
    assert all(first.end <= second.start for first, second in itertools.pairwise(spans))
    assert all(text_of(extract, span) == text_of(extract, span).strip() for span in spans)
    body = "".join(text_of(extract, block.span) for block in extract.blocks if block.kind != "heading")
    assert "".join("".join(text_of(extract, span) for span in spans).split()) == "".join(body.split())


@given(documents)
def test_sentences_stay_in_their_block_and_passages_in_their_section(blocks: list[tuple[BlockKind, str]]) -> None:
    extract = extract_of(*blocks)
    headings = [block.span for block in extract.blocks if block.kind == "heading"]
    for passage in chunk(extract):
        assert passage.span == Span(passage.sentences[0].span.start, passage.sentences[-1].span.end)
        assert len({sentence.section for sentence in passage.sentences}) == 1
        assert not any(passage.span.start <= heading.start < passage.span.end for heading in headings)
        assert passage.span.end - passage.span.start <= MAX_PASSAGE_CHARACTERS or len(passage.sentences) == 1
        for sentence in passage.sentences:
            assert any(b.span.start <= sentence.span.start and sentence.span.end <= b.span.end for b in extract.blocks)


def test_an_empty_document_has_no_passages() -> None:
    assert chunk(extract_of()) == ()
    assert chunk(extract_of(("heading", "Only a heading"), ("paragraph", " \t"))) == ()


def test_a_heading_names_the_sentences_below_it_and_is_none() -> None:
    extract = extract_of(
        ("paragraph", "Before. All."),
        ("heading", "  The S-400\n deal "),
        ("heading", "Costs"),
        ("paragraph", "It cost much."),
        ("heading", "Costs"),
        ("item", "Again."),
    )
    found = [(text_of(extract, s.span), s.section) for passage in chunk(extract) for s in passage.sentences]
    assert found == [("Before.", None), ("All.", None), ("It cost much.", "Costs"), ("Again.", "Costs")]
    assert passages_of(extract) == ["Before. All.", "It cost much.", "Again."]
    assert (
        chunk(extract_of(("heading", " The S-400\n deal "), ("row", "a")))[0].sentences[0].section == "The S-400 deal"
    )


def test_the_page_is_the_one_on_which_the_sentence_starts() -> None:
    text = "First one. Second goes over. Third."
    pages = (Page(1, Span(0, 18)), Page(4, Span(19, 35)))
    extract = extract_of(("paragraph", text), ("paragraph", "On no page."), pages=pages)
    assert [s.page for passage in chunk(extract) for s in passage.sentences] == [1, 1, 4, None]


def test_the_language_of_the_document_counts() -> None:
    assert sentences_of(extract_of(("paragraph", "Am 3. Oktober kam er."), language="de")) == ["Am 3. Oktober kam er."]
    assert sentences_of(extract_of(("paragraph", "Am 3. Oktober kam er."), language="")) == ["Am 3.", "Oktober kam er."]


def test_a_row_is_one_sentence_and_an_item_may_be_several() -> None:
    extract = extract_of(("row", "S-400 | Russia. 2017 | Bought. Yes"), ("item", "One. Two."))
    assert sentences_of(extract) == ["S-400 | Russia. 2017 | Bought. Yes", "One.", "Two."]


def test_the_names_of_the_columns_are_context_and_no_sentence() -> None:
    extract = extract_of(("paragraph", "Shares follow."), ("header", "Buyer | Share"), ("row", "Egypt | 23"))
    assert sentences_of(extract) == ["Shares follow.", "Egypt | 23"]
    assert passages_of(extract) == ["Shares follow.\nBuyer | Share\nEgypt | 23"]


def test_short_neighbours_are_merged_and_long_ones_are_not() -> None:
    short, natural = prose(200), prose(700, "Moscow")
    extract = extract_of(("paragraph", short), ("paragraph", short), ("paragraph", natural), ("paragraph", natural))
    assert passages_of(extract) == [f"{short}\n{short}", natural, natural]


def test_a_long_paragraph_is_divided_evenly_at_sentence_borders() -> None:
    extract = extract_of(("paragraph", prose(3000)))
    passages = passages_of(extract)
    assert len(passages) == 3
    assert all(900 < len(passage) < 1100 for passage in passages)
    assert " ".join(passages) == extract.text.strip()
    assert all(passage.endswith("talk.") for passage in passages)


def test_a_list_stays_with_the_paragraph_that_introduces_it() -> None:
    before, intro = prose(900), "These are the conditions that were set:"
    items = [("item", f"Condition {number} is that the systems are returned.") for number in range(15)]
    extract = extract_of(("paragraph", before), ("paragraph", intro), *items)
    passages = passages_of(extract)
    assert passages[0] == before
    assert passages[1].startswith(intro)
    assert passages[1].endswith("Condition 14 is that the systems are returned.")


def test_a_list_too_long_for_one_passage_goes_on_in_the_next() -> None:
    rows = [("row", f"Row {number} | " + "x" * 90) for number in range(40)]
    passages = chunk(extract_of(("paragraph", "All rows:"), *rows))
    assert [len(passage.sentences) for passage in passages] == [13, 12, 12, 4]


def test_a_sentence_of_no_end_is_divided_quickly() -> None:
    began = time.process_time()
    passages: tuple[Passage, ...] = chunk(extract_of(("paragraph", "x" * 100_000)))
    assert time.process_time() - began < 1
    assert {len(passage.sentences) for passage in passages} == {1}
    assert sum(passage.span.end - passage.span.start for passage in passages) == 100_000
