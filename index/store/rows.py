"""What rows of the store become: versions of briefings, and sentences with their ids."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any, Literal

from index.datatypes import Briefing, Sentence

VERSION_COLUMNS = (
    "id, end_reason, name, title, date, language, tags, sha256, file_sha256, characters, sentences, pages, published_at"
)


@dataclass(frozen=True, slots=True)
class Version:
    """A text that was published under a name, and whether and why it no longer is."""

    id: int
    briefing: Briefing
    end_reason: Literal["replaced", "withdrawn"] | None


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """A sentence that is searchable, with the ids of what it belongs to."""

    id: int
    version_id: int
    passage_id: int
    sentence: Sentence


def version_of(row: tuple[Any, ...]) -> Version:
    """Read a row of VERSION_COLUMNS."""
    version_id, end_reason, name, title, date, language, tags, *hashes, characters, sentences, pages, published_at = row
    sha256, file_sha256 = hashes
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
    return Version(version_id, briefing, end_reason)
