"""Extract -> Document: the sentences and passages, the text embedded for each, the keywords each is found by.

Retrieval is tuned here, and no quote changes by it: what is quoted is a slice of the text.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from index.chunk import chunk
from index.datatypes import NO_DATE, Document, Extract, Passage, PassageEntry, Sentence, SentenceEntry
from index.keywords import keywords
from index.store import Description

if TYPE_CHECKING:
    import datetime

    from index.datatypes import Briefing, Details
    from index.store import Snapshot, Version


def prepare(name: str, file_sha256: str, extract: Extract) -> Document:
    """Divide a document and write down what is embedded and indexed of it."""
    return Document(
        name=name,
        file_sha256=file_sha256,
        extract=extract,
        passages=tuple(_passage_entry(extract, passage) for passage in chunk(extract)),
    )


def described(document: Document, details: Details) -> Document:
    """Put what a person has set of a document in the place of what its file says."""
    extract, passages = document.extract, document.passages
    title, date, tags = _set(details, extract)
    extract = replace(extract, title=title, date=date, tags=tags)
    if extract.title != document.extract.title:
        passages = tuple(replace(passage, tokens=_passage_tokens(extract, passage)) for passage in passages)
    return replace(document, extract=extract, passages=passages, details=details)


def description(snapshot: Snapshot, version: Version, details: Details) -> Description:
    """What describes a published version with these details, without reading its file again.

    :param details: set what was set of it before, or more: what its file says of the rest is what is published.
    """
    briefing, text = version.briefing, snapshot.text(version.id)
    title, date, tags = _set(details, briefing)
    tokens = {
        passage_id: passage_tokens(title, section, text[span.start : span.end], briefing.language)
        for passage_id, (span, section) in snapshot.passages(version.id).items()
    }
    return Description(briefing.name, title, date, tags, details, tokens)


def _set(details: Details, otherwise: Extract | Briefing) -> tuple[str, datetime.date | None, tuple[str, ...]]:
    date = otherwise.date if details.date is None else details.date
    return (
        otherwise.title if details.title is None else details.title,
        None if date == NO_DATE else date,
        otherwise.tags if details.tags is None else details.tags,
    )


def _passage_tokens(extract: Extract, passage: PassageEntry) -> tuple[str, ...]:
    return passage_tokens(extract.title, passage.sentences[0].sentence.section, passage.embedded, extract.language)


def passage_tokens(title: str, section: str | None, text: str, language: str) -> tuple[str, ...]:
    """The keywords that a passage is found by.

    The title and the heading are words by which people look for a passage that does not repeat them itself;
    the similarity gains nothing by them.
    """
    return tuple(keywords("\n".join(filter(None, (title, section, text))), language))


def _passage_entry(extract: Extract, passage: Passage) -> PassageEntry:
    text = extract.text[passage.span.start : passage.span.end]
    return PassageEntry(
        span=passage.span,
        embedded=text,
        tokens=passage_tokens(extract.title, passage.sentences[0].section, text, extract.language),
        sentences=tuple(_sentence_entry(extract, sentence) for sentence in passage.sentences),
    )


def _sentence_entry(extract: Extract, sentence: Sentence) -> SentenceEntry:
    text = extract.text[sentence.span.start : sentence.span.end]
    return SentenceEntry(sentence=sentence, embedded=text, tokens=tuple(keywords(text, extract.language)))
