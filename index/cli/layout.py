"""How people see the parts of the results: tables, quotes, editions. No text is interpreted, it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from index.cli.visible import visible
from index.datatypes import CITATION_HASH_DIGITS

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from index.datatypes import Answer, Citation, Edition, Searched


def table(*headings: str) -> Table:
    """An empty table; what is too long for its column is folded."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in headings:
        made.add_column(heading, overflow="fold")
    return made


def quotation(text: str, citation: Citation) -> Group:
    """A quote, where it stands, and the id of its citation."""
    page = f"page {citation.page}" if citation.page else None
    section = citation.section if citation.section != citation.title else None  # a document often begins with its title
    where = joined([citation.title, iso(citation.date) or "no date", section or page])
    return Group(
        shown(f"“{text}”", "bold"),
        Padding(shown(where), (0, 0, 0, 4), expand=False),
        Padding(shown(citation.id, "dim"), (0, 0, 0, 4), expand=False),
    )


def searched_words(searched: Searched) -> str:
    """How many briefings were searched, and of which dates."""
    briefings = f"{searched.briefings:,} briefing{'s' if searched.briefings != 1 else ''}"
    if searched.since is None or searched.until is None:
        return briefings
    if searched.since == searched.until:
        return f"{briefings} of {searched.since}"
    return f"{briefings}, from {searched.since} to {searched.until}"


def answer_notes(answer: Answer) -> list[str]:
    """What an answer says of itself: what was searched for in place of a misspelt question, from when the newest is.

    Where it has parts, they say so themselves.
    """
    notes = []
    parts = answer.parts if answer.answered else ()
    if answer.searched_for is not None and not any(part.searched_for for part in parts):
        notes.append(f"Searched for: {answer.searched_for}")
    newest = answer.quotes[0].citation.date if answer.quotes and not parts else None
    if answer.newest_first and newest is not None:
        notes.append(f"Newest first; the newest is of {newest}.")
    return notes


def joined(facts: Sequence[str | None]) -> str:
    """Facts in one line; those that are missing are left out."""
    return " · ".join(" ".join(fact.split()) for fact in facts if fact)


def shown(text: str, style: str = "") -> Text:
    """Text that neither rich nor the terminal obeys."""
    return Text(visible(text), style=style)


def iso(date: datetime.date | None) -> str:
    """YYYY-MM-DD, or nothing."""
    return date.isoformat() if date else ""


def edition_cells(edition: Edition) -> tuple[str, ...]:
    """Name, title, from when, until when, why it ended, and where its text is found."""
    briefing = edition.briefing
    times = (f"{time:%Y-%m-%d %H:%M}" if time else "" for time in (briefing.published_at, edition.ended_at))
    because = f"replaced by {edition.successor}" if edition.successor else edition.end_reason or ""
    text = "deleted" if edition.deleted else briefing.sha256[:CITATION_HASH_DIGITS]
    return briefing.name, briefing.title, *times, because, text
