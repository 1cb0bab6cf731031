"""Extract -> Document: the sentences and passages, the text embedded for each, the keywords each is found by.

Retrieval is tuned here, and no quote changes by it: what is quoted is a slice of the text.
"""

from __future__ import annotations

from index.chunk import chunk
from index.datatypes import Document, Extract, Passage, PassageEntry, Sentence, SentenceEntry
from index.keywords import keywords


def prepare(name: str, file_sha256: str, extract: Extract) -> Document:
    """Divide a document and write down what is embedded and indexed of it."""
    return Document(
        name=name,
        file_sha256=file_sha256,
        extract=extract,
        passages=tuple(_passage_entry(extract, passage) for passage in chunk(extract)),
    )


def _passage_entry(extract: Extract, passage: Passage) -> PassageEntry:
    text = extract.text[passage.span.start : passage.span.end]
    section = passage.sentences[0].section
    # The title and the heading are words by which people look for a passage that does not repeat them itself;
    # the similarity gains nothing by them.
    headed = "\n".join(filter(None, (extract.title, section, text)))
    return PassageEntry(
        span=passage.span,
        embedded=text,
        tokens=tuple(keywords(headed, extract.language)),
        sentences=tuple(_sentence_entry(extract, sentence) for sentence in passage.sentences),
    )


def _sentence_entry(extract: Extract, sentence: Sentence) -> SentenceEntry:
    text = extract.text[sentence.span.start : sentence.span.end]
    return SentenceEntry(sentence=sentence, embedded=text, tokens=tuple(keywords(text, extract.language)))
