"""A document: its text and structure as it was read, its sentences and passages, what a person has set of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open: `text[start:end]`."""

    start: int
    end: int


BlockKind = Literal["heading", "paragraph", "item", "header", "row"]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document that no sentence crosses: a heading, a paragraph, a list item, a row of a table.

    A header is the row that names the columns: like a heading it is context, and never quoted by itself.
    """

    span: Span
    kind: BlockKind
    level: int = 0
    """Of a heading: 1 is the topmost. 0 for all others."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page (of a PDF) or slide, by its number in the file, counted from 1."""

    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of one document, and its structure as spans of that text.

    Blocks and pages are in order and disjoint; every character of the text that is not white space lies in a block.
    """

    text: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...]
    """Empty where the format has no pages."""
    title: str
    date: datetime.date | None
    language: str
    """ISO 639-1 code, "en" for instance; "" where it could not be told."""
    tags: tuple[str, ...] = ()
    empty_pages: tuple[int, ...] = ()
    """The numbers of the pages that hold no text, as scanned ones do."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is quoted. `section` is the heading above it, `page` the page on which it starts."""

    span: Span
    section: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Some consecutive sentences of one section: what gives a sentence its context when it is embedded."""

    span: Span
    sentences: tuple[Sentence, ...]


NO_DATE = datetime.date.min


@dataclass(frozen=True, slots=True)
class Details:
    """What a person has set of a document, in the place of what its file says; None: as the file says."""

    title: str | None = None
    date: datetime.date | None = None
    """NO_DATE: it has none, whatever the file says."""
    tags: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class SentenceEntry:
    """A sentence as it is published: where it stands, the text embedded for it, the keywords it is found by."""

    sentence: Sentence
    embedded: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PassageEntry:
    """A passage as it is published, with its sentences."""

    span: Span
    embedded: str
    tokens: tuple[str, ...]
    sentences: tuple[SentenceEntry, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One briefing, ready to be published once the texts to embed have their vectors in the store."""

    name: str
    file_sha256: str
    extract: Extract
    passages: tuple[PassageEntry, ...]
    details: Details = Details()
    """What a person has set of it; `extract` and `passages` say so already."""

    @property
    def embedded_texts(self) -> list[str]:
        """All texts that need a vector."""
        sentences = [entry.embedded for passage in self.passages for entry in passage.sentences]
        return sentences + [passage.embedded for passage in self.passages]

    @property
    def sentence_count(self) -> int:
        """How many sentences can be quoted."""
        return sum(len(passage.sentences) for passage in self.passages)
