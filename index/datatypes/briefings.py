"""Published briefings: what is known of them, what has become of them, what changes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime


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
