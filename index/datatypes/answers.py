"""Questions and answers: from what a person wants to know to quotes, where they stand, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime

    from index.datatypes.briefings import Briefing
    from index.datatypes.documents import Sentence, Span


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
    further: bool = False
    """Also quotes that add little: somebody has seen the best and wants to see more."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence found for a question, with the four measures of its likeness, what the reranker says, and the score.

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
    relevance: float | None = None
    """The packaged reranker's logit; None when it has not read the sentence."""


CITATION_HASH_DIGITS = 16


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


AnswerOutcome = Literal["answered", "unsure", "not_answered"]


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotes, the best first; or none, which is no error: then `nearest` holds what came closest without answering.

    There are three outcomes: answered, answered but `unsure`, and not answered.
    """

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
    unsure: bool = False
    """The quotes may answer the question, or may not: to be shown as such."""
    searched_for: str | None = None
    """The question as it was searched, with its typing errors mended; None when it was searched as it was written."""
    newest_first: bool = False
    """The question asked for the newest state: of what answers it, the newest briefing comes first."""
    parts: tuple[Answer, ...] = ()
    """Of a message with several questions the answer to each; `quotes` then are theirs, in the same order."""

    @property
    def answered(self) -> bool:
        """Whether the briefings answer the question."""
        return bool(self.quotes)

    @property
    def outcome(self) -> AnswerOutcome:
        """Which of the three it is."""
        if not self.answered:
            return "not_answered"
        return "unsure" if self.unsure else "answered"


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
