"""What rows of the store become: versions of briefings, what a person has set of them, and sentences with their ids."""

from __future__ import annotations

import datetime
import json
import sqlite3
from dataclasses import dataclass
from typing import Any, Literal

from index.datatypes import NO_DATE, Briefing, Details, Edition, Sentence

VERSION_COLUMNS = (
    "id, end_reason, ended_at, deleted_at IS NOT NULL, archived, details, successor, "
    "(SELECT next.name FROM versions AS next WHERE next.id = versions.successor), "
    "name, title, date, language, tags, sha256, file_sha256, characters, sentences, pages, published_at"
)


@dataclass(frozen=True, slots=True)
class Version:
    """A text that was published under a name, and whether and why it no longer is."""

    id: int
    briefing: Briefing
    end_reason: Literal["replaced", "withdrawn"] | None
    ended_at: datetime.datetime | None
    details: Details
    successor: int | None
    """The version that took its place."""
    successor_name: str | None
    archived: bool
    """Withdrawn, with its file in the archive."""
    deleted: bool

    @property
    def edition(self) -> Edition:
        """What others may know of it."""
        successor = self.successor_name if self.successor_name != self.briefing.name else None
        return Edition(self.briefing, self.ended_at, self.end_reason, successor, self.deleted)


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """A sentence that is searchable, with the ids of what it belongs to."""

    id: int
    version_id: int
    passage_id: int
    sentence: Sentence


def version_of(row: tuple[Any, ...]) -> Version:
    """Read a row of VERSION_COLUMNS.

    :raises sqlite3.DatabaseError: when it makes no sense.
    """
    try:
        return _version_of(row)
    except ValueError as error:
        raise sqlite3.DatabaseError(f"a version makes no sense: {error}") from error


def _version_of(row: tuple[Any, ...]) -> Version:
    version_id, end_reason, ended_at, deleted, archived, details, successor, successor_name, *facts = row
    name, title, date, language, tags, sha256, file_sha256, characters, sentences, pages, published_at = facts
    briefing = Briefing(
        name=name,
        title=title,
        date=datetime.date.fromisoformat(date) if date else None,
        language=language,
        tags=tuple(json.loads(tags)),
        sha256=sha256,
        file_sha256=file_sha256,
        characters=characters,
        sentences=sentences,
        pages=pages,
        published_at=datetime.datetime.fromisoformat(published_at),
    )
    return Version(
        id=version_id,
        briefing=briefing,
        end_reason=end_reason,
        ended_at=datetime.datetime.fromisoformat(ended_at) if ended_at else None,
        details=details_of(json.loads(details)),
        successor=successor,
        successor_name=successor_name,
        archived=bool(archived),
        deleted=bool(deleted),
    )


def details_document(details: Details) -> dict[str, Any]:
    """Details as JSON takes them: what is not set is left out, no date is ""."""
    document: dict[str, Any] = {}
    if details.title is not None:
        document["title"] = details.title
    if details.date is not None:
        document["date"] = "" if details.date == NO_DATE else details.date.isoformat()
    if details.tags is not None:
        document["tags"] = list(details.tags)
    return document


def details_of(document: object) -> Details:
    """Read what details_document has written.

    :raises ValueError: when it is something else.
    """
    if not isinstance(document, dict):
        raise ValueError("not an object")
    title, date, tags = (document.get(key) for key in ("title", "date", "tags"))
    if not (title is None or (isinstance(title, str) and title.strip())):
        raise ValueError("the title is no text")
    if not (date is None or isinstance(date, str)):
        raise ValueError("the date is no text")
    if not (tags is None or (isinstance(tags, list) and all(isinstance(tag, str) and tag.strip() for tag in tags))):
        raise ValueError("the tags are no list of texts")
    return Details(
        title=title,
        date=None if date is None else datetime.date.fromisoformat(date) if date else NO_DATE,
        tags=None if tags is None else tuple(tags),
    )
