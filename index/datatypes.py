"""What flows between the modules: frozen values and nothing that does anything.

Every position is a code point offset into the stored text of one briefing, every span is half-open.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Briefing:
    """What is known of one published document beside its text. `name` is its handle: the path in the folder."""

    name: str
    title: str
    date: datetime.date | None
    language: str
    tags: tuple[str, ...]
    sha256: str
    """Of the stored text in UTF-8: what citations refer to."""
    file_sha256: str
    """Of the original file: what tells whether it has changed."""
    characters: int
    sentences: int
    pages: int
    """0 where the format has no pages."""
    published_at: datetime.datetime


NO_DATE = datetime.date.min


@dataclass(frozen=True, slots=True)
class Details:
    """What a person has set of a document, in the place of what its file says; None: as the file says."""

    title: str | None = None
    date: datetime.date | None = None
    """NO_DATE: it has none, whatever the file says."""
    tags: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """A text that is or was published, and what became of it."""

    briefing: Briefing
    ended_at: datetime.datetime | None
    """None: it is published."""
    end_reason: Literal["replaced", "withdrawn"] | None
    successor: str | None
    """The name of the briefing that took its place, where that has another name."""
    deleted: bool
    """Withdrawn so long ago that its text and file are gone."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The sentences that one of two texts holds and the other does not, each in the order of its text."""

    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a document and a published briefing are: 1 when all groups of three words stand in both."""

    briefing: Briefing
    share: float


@dataclass(frozen=True, slots=True)
class Preview:
    """What publishing a document would do; nothing is published by it."""

    name: str
    """Under which it would be published: its own, or that with a number when another briefing has it."""
    file_sha256: str
    title: str
    date: datetime.date | None
    language: str
    tags: tuple[str, ...]
    pages: int
    words: int
    sentences: int
    empty_pages: tuple[int, ...]
    samples: tuple[str, ...]
    """Three of its sentences, word for word."""
    twin: Briefing | None
    """Published with the very same text: then this cannot be published."""
    alike: tuple[Likeness, ...]
    """Published briefings that are much alike, the most first."""
    replaces: Briefing | None
    """Which one it probably is a newer edition of: of the same file name, or the most alike."""


@dataclass(frozen=True, slots=True)
class Canary:
    """A question that must go on finding its briefing (a name)."""

    question: str
    briefing: str
    found: bool | None = field(default=None, compare=False)
    """Whether it finds its briefing; None: it was not asked."""


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the store in figures."""

    generation: int
    briefings: int
    sentences: int
    model: str
    """Whose vectors are published; "" in an empty store."""
    model_of_settings: str
    """Another one than `model` until a rebuild."""
    withdrawn: int
    """Briefings that can be brought back."""
    bytes_on_disk: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What a question is restricted to; an empty field restricts nothing. Both dates are inclusive."""

    briefings: tuple[str, ...] = ()
    since: datetime.date | None = None
    until: datetime.date | None = None
    tags: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether everything that is published is searched."""
        return self == Filters()


@dataclass(frozen=True, slots=True)
class Question:
    """What a person wants to know, and what may restrict or explain it."""

    text: str
    k: int = 3
    """At most so many quotes."""
    filters: Filters = Filters()
    follows: str | None = None
    """The topic of the answer before it, which it may lean on ("and when?")."""
    about: str | None = None
    """Words of a quote that the person asks about; the sentences in it are not quoted again."""
    otherwise: Question | None = None
    """What to ask when this finds no answer: the filters were only probably meant as such ("in October 2025")."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence found for a question, with the four measures of its likeness and their sum.

    Similarities are cosines in [-1, 1]; a coverage is the BM25 score as a part of the highest that the question's
    words allow, in [0, 1]. The larger the score, the better.
    """

    sentence_id: int
    passage_id: int
    version_id: int
    sentence: Sentence
    similarity: float
    passage_similarity: float
    coverage: float
    passage_coverage: float
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands, in which version of which briefing."""

    briefing: str
    title: str
    date: datetime.date | None
    sha256: str
    section: str | None
    page: int | None
    span: Span

    @property
    def id(self) -> str:
        """What `verify` takes: fit for a URL and for Telegram's deep links (at most 64 of A-Z a-z 0-9 _ -)."""
        return f"{self.sha256[:CITATION_HASH_DIGITS]}-{self.span.start}-{self.span.end}"


CITATION_HASH_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Quote:
    """A slice of a stored text: `text == stored_text[citation.span.start:citation.span.end]`, by construction."""

    text: str
    citation: Citation
    score: float


@dataclass(frozen=True, slots=True)
class Searched:
    """What a question was asked of: how many briefings, and the first and last of their dates."""

    briefings: int
    since: datetime.date | None
    until: datetime.date | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotes, the best first; or none, which is no error: then `nearest` holds what came closest without answering."""

    question: str
    quotes: tuple[Quote, ...]
    nearest: tuple[Quote, ...]
    confidence: float
    """The estimated probability, by the best sentence, that the briefings answer; its prior is one half."""
    searched: Searched
    generation: int
    seconds: float
    small_talk: bool = False
    """A greeting or thanks: nothing was searched."""
    topic: str = ""
    """What the next question may lean on: the last question that stood alone."""

    @property
    def answered(self) -> bool:
        """Whether the briefings answer the question."""
        return bool(self.quotes)


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of a quote, or a passage further on: a slice of the stored text, and where the quote stands."""

    text: str
    span: Span
    """Of the surroundings, in the stored text."""
    quote: Span
    """Of the quote, in the stored text."""
    citation: Citation
    """Of the quote; section and page are those of the passage shown."""
    goes_on_before: bool = False
    """Whether there are passages before this one,"""
    goes_on_after: bool = False
    """and after it."""


VerificationStatus = Literal["unchanged", "moved", "changed", "withdrawn", "unknown"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What has become of a quote.

    unchanged: its briefing is published as it was cited. moved: the briefing was replaced, the words still stand in it.
    changed: it was replaced and the words are gone. withdrawn: it is no longer published. unknown: no such citation.
    """

    status: VerificationStatus
    text: str | None
    citation: Citation | None
    """Where the words stand now (unchanged, moved), or stood last."""
    heir: Briefing | None = None
    """When the words are gone (changed): what is published in the place of the briefing that held them."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a run that makes the store equal to the folder has done, by name."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    duplicates: dict[str, str]
    """Not added, since another briefing has the same text: name -> the other's name."""
    unreadable: dict[str, str]
    """name -> why; an older version of it stays published."""
    empty_pages: dict[str, tuple[int, ...]]
    """name of one that was read -> the numbers of its pages that hold no text, as scanned ones do."""
    embedded: int
    """Texts that went through the model."""
    generation: int
    seconds: float
    canaries: int = 0
    """How many canary questions were asked of the new generation before it was published."""
    failed_canaries: tuple[Canary, ...] = ()
    """Those that no longer found their briefing; published nevertheless, since that was forced, or since they had
    not found it before either."""
    deleted: tuple[str, ...] = ()
    """Withdrawn so long ago that they were deleted for good."""

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to tell."""
        told = (self.added, self.changed, self.removed, self.unreadable, self.duplicates, self.failed_canaries)
        return not any((*told, self.deleted))


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
