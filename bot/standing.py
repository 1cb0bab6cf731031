"""Standing: whether quotes that were shown still stand, and if not, since when, and what took their place."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from bot.state.shown import Change, NewEdition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index import Briefing, BriefingIndex, Citation, Edition, Verification

MOST_SUCCESSORS = 20
"""Followed from a briefing to the one that took its place, and so on."""


def what_became(index: BriefingIndex, citation_ids: Iterable[str]) -> dict[str, Change | None]:
    """Look up what has become of quotes -> by citation; None: it stands. What the store does not know is left out."""
    histories = Histories(index)
    return {
        citation_id: histories.change(found)
        for citation_id, found in index.verify_all(list(citation_ids)).items()
        if found.status != "unknown"
    }


class Histories:
    """The editions of briefings, each looked up once."""

    def __init__(self, index: BriefingIndex) -> None:
        self._index = index
        self._editions: dict[str, list[Edition]] = {}
        self._published: dict[str, Briefing] | None = None

    def change(self, found: Verification) -> Change | None:
        """Tell what has become of a quote; None when it stands."""
        citation = found.citation
        if citation is None or found.status not in ("changed", "withdrawn"):
            return None
        ended = self._ended(citation)
        on = ended.ended_at if ended and ended.ended_at else datetime.datetime.now(datetime.UTC)
        day = on.astimezone().date()
        if found.status == "withdrawn":
            return Change("withdrawn", day, citation.title)
        name = ended.successor if ended and ended.successor else citation.briefing
        return Change("changed", day, citation.title, self._edition(name))

    def _ended(self, citation: Citation) -> Edition | None:
        """The edition that a citation names, when it ended last."""
        same = (one for one in self._history(citation.briefing) if one.briefing.sha256 == citation.sha256)
        return next((one for one in same if one.ended_at), None)

    def _edition(self, name: str) -> NewEdition | None:
        """What is published now of a name, or in its place."""
        if self._published is None:
            self._published = {briefing.name: briefing for briefing in self._index.briefings()}
        for _ in range(MOST_SUCCESSORS):
            if name in self._published:
                briefing = self._published[name]
                return NewEdition(briefing.title, briefing.date, briefing.sha256)
            newest = next((one for one in self._history(name) if one.briefing.name == name), None)
            if newest is None or newest.successor is None:
                return None
            name = newest.successor
        return None

    def _history(self, name: str) -> list[Edition]:
        if name not in self._editions:
            self._editions[name] = self._index.history(name)
        return self._editions[name]
