from __future__ import annotations

from index.datatypes import Block, Extract, Page, Span
from index.keywords import keywords
from index.prepare import prepare

TEXT = "Removal\n\nTurkey bought missiles. It was removed from the F-35.\n\nOutlook\n\nTalks go on."


def extract(title="The programme", language="en"):
    blocks = (
        Block(Span(0, 7), "heading", 1),
        Block(Span(9, 62), "paragraph"),
        Block(Span(64, 71), "heading", 1),
        Block(Span(73, 85), "paragraph"),
    )
    return Extract(TEXT, blocks, (Page(4, Span(0, 62)), Page(5, Span(62, 85))), title, None, language)


def slice_of(span):
    return TEXT[span.start : span.end]


def test_a_document_carries_what_it_was_made_of():
    document = prepare("a.md", "hash", extract())
    assert (document.name, document.file_sha256, document.extract) == ("a.md", "hash", extract())


def test_what_is_embedded_is_the_text_itself():
    document = prepare("a.md", "hash", extract())
    assert [passage.embedded for passage in document.passages] == [slice_of(entry.span) for entry in document.passages]
    sentences = [entry for passage in document.passages for entry in passage.sentences]
    assert [entry.embedded for entry in sentences] == [
        "Turkey bought missiles.",
        "It was removed from the F-35.",
        "Talks go on.",
    ]
    assert [slice_of(entry.sentence.span) for entry in sentences] == [entry.embedded for entry in sentences]
    assert document.sentence_count == 3
    assert len(document.embedded_texts) == 5


def test_sentences_know_their_section_and_page():
    document = prepare("a.md", "hash", extract())
    sentences = [entry.sentence for passage in document.passages for entry in passage.sentences]
    assert [(sentence.section, sentence.page) for sentence in sentences] == [
        ("Removal", 4),
        ("Removal", 4),
        ("Outlook", 5),
    ]


def test_a_passage_is_found_by_the_words_of_its_title_and_heading_a_sentence_by_its_own():
    first, second = prepare("a.md", "hash", extract()).passages
    assert list(first.tokens) == keywords(f"The programme\nRemoval\n{slice_of(first.span)}", "en")
    assert list(second.tokens) == keywords("The programme\nOutlook\nTalks go on.", "en")
    assert list(second.sentences[0].tokens) == keywords("Talks go on.", "en")


def test_keywords_are_those_of_the_language():
    german = prepare("a.md", "hash", extract(language="de")).passages[1]
    assert list(german.tokens) == keywords("The programme\nOutlook\nTalks go on.", "de")


def test_a_document_of_headings_alone_has_no_passages():
    headings = Extract("Removal", (Block(Span(0, 7), "heading", 1),), (), "Removal", None, "en")
    assert prepare("a.md", "hash", headings).passages == ()
