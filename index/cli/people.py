"""What people read: tables and quotes, coloured where the output is a terminal that wants colours.

No text of a briefing is interpreted, neither as markup nor by the terminal: it is shown.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from index.cli.visible import visible

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    from index.cli.settings_table import SettingRow
    from index.datatypes import Answer, Briefing, Citation, Quote, Searched, Span, SyncReport, Verification
    from index.evaluate import Report

NAMES_SHOWN = 20
WIDE = 10_000
"""The width, in characters, of what is no terminal: there nothing is wrapped, so that grep finds a quote."""

NOTHING_PUBLISHED = (
    "There are no briefings yet: put documents into the folder of briefings and run python -m index sync."
)
NOTHING_SEARCHED = (
    "There was nothing to search: python -m index list shows the briefings there are, "
    "python -m index sync makes those of the folder searchable."
)
SMALL_TALK = 'At your service! Ask something about the briefings, for example: "why was Turkey removed from F-35?"'
VERIFIED = {
    "unchanged": ("green", "Unchanged: the briefing is published as it was quoted."),
    "moved": ("yellow", "Moved: the briefing was replaced since; the same words still stand in it, here:"),
    "changed": ("red", "Changed: the briefing was replaced since, and these words are no longer in it."),
    "withdrawn": ("red", "Withdrawn: the briefing is no longer published."),
    "unknown": ("red", "Unknown: nothing that is or was in this store is cited so."),
}


class PeopleOutput:
    """The results of the commands, as tables and quotes."""

    def __init__(self) -> None:
        self._console = _Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else WIDE)

    def briefings(self, briefings: Sequence[Briefing]) -> None:
        """Of `list`."""
        if not briefings:
            self._say(NOTHING_PUBLISHED)
            return
        table = _table("name", "date", "title", "tags", "sentences", "pages")
        # a name is there to be copied: others are folded in its stead, while it leaves them room
        longest = max(len(visible(briefing.name)) for briefing in briefings)
        name, date, *_ = table.columns
        name.no_wrap, date.no_wrap = longest <= self._console.width // 2, True
        for briefing in briefings:
            cells = (
                briefing.name,
                _iso(briefing.date),
                briefing.title,
                ", ".join(briefing.tags),
                f"{briefing.sentences:,}",
                str(briefing.pages or ""),
            )
            table.add_row(*map(_text, cells))
        self._console.print(table)

    def text(self, briefing: Briefing, text: str, span: Span | None) -> None:
        """Of `show`."""
        facts = [briefing.title, briefing.name, _iso(briefing.date), briefing.language, *briefing.tags]
        facts.append(f"characters {span.start}-{span.end}" if span else f"{briefing.characters:,} characters")
        self._say(_joined(facts), "bold")
        self._console.print()
        self._console.print(_text(text), soft_wrap=True)

    def changes(self, report: SyncReport) -> None:
        """Of `sync`, `rebuild` and `add`."""
        self._names("added", "green", report.added)
        self._names("changed", "yellow", report.changed)
        self._names("removed", "yellow", report.removed)
        self._reasons("not added, the text is that of another briefing", "yellow", report.duplicates)
        self._reasons("unreadable", "red", report.unreadable)
        pages = {name: ", ".join(map(str, numbers)) for name, numbers in report.empty_pages.items()}
        self._reasons("pages without text, not searchable (the extra ocr reads scanned ones)", "yellow", pages)
        self._say(
            f"{len(report.added):,} added, {len(report.changed):,} changed, {len(report.removed):,} removed, "
            f"{report.unchanged:,} unchanged, {len(report.duplicates):,} duplicate, "
            f"{len(report.unreadable):,} unreadable; {report.embedded:,} texts embedded in {report.seconds:.1f} s."
        )

    def removed(self, names: Sequence[str], generation: int) -> None:  # noqa: ARG002 - tells people nothing
        """Of `remove`."""
        self._names("withdrawn, the files are in the archive beside the store", "yellow", names)

    def answer(self, answer: Answer) -> None:
        """Of `ask` and `chat`."""
        if answer.small_talk:
            self._say(SMALL_TALK)
        elif not answer.searched.briefings:
            self._say(NOTHING_SEARCHED)
        elif answer.answered:
            self._quotes(answer.quotes)
            searched = _searched(answer.searched)
            self._say(f"Confidence {answer.confidence:.2f}. Searched: {searched}, in {answer.seconds:.1f} s.", "dim")
        else:
            self._say("The briefings do not answer this.", "bold yellow")
            self._say(f"Searched: {_searched(answer.searched)}.")
            self._nearest(answer.nearest)

    def verification(self, citation_id: str, verification: Verification) -> None:
        """Of `verify`."""
        style, meaning = VERIFIED[verification.status]
        self._say(f"{citation_id.strip()}: {meaning}", style)
        if verification.text is not None and verification.citation is not None:
            self._console.print(_quotation(verification.text, verification.citation))

    def damages(self, damages: Sequence[str]) -> None:
        """Of `check`."""
        for damage in damages:
            self._say(damage, "red")
        if not damages:
            self._say("The store is whole.", "green")

    def evaluation(self, report: Report) -> None:
        """Of `evaluate`."""
        table = _table("measure", "value")
        for row in report.as_rows():
            table.add_row(*map(_text, row))
        self._console.print(table)

    def settings(self, rows: Sequence[SettingRow]) -> None:
        """Of `settings`."""
        table = _table("variable", "value", "default", "description")
        for row in rows:
            style = "bold" if row.value != row.default else ""
            cells = (row.variable, "?" if row.value is None else str(row.value), str(row.default), row.description)
            table.add_row(*map(_text, cells), style=style)
        self._console.print(table)

    def _quotes(self, quotes: Sequence[Quote]) -> None:
        for quote in quotes:
            self._console.print(_quotation(quote.text, quote.citation))
            self._console.print()

    def _nearest(self, nearest: Sequence[Quote]) -> None:
        if nearest:
            self._console.print()
            self._say("Closest, but they do not answer it:")
            self._console.print()
            self._quotes(nearest)

    def _names(self, heading: str, style: str, names: Sequence[str]) -> None:
        if not names:
            return
        self._say(heading, style)
        for name in names[:NAMES_SHOWN]:
            self._say(f"  {name}")
        if len(names) > NAMES_SHOWN:
            self._say(f"  and {len(names) - NAMES_SHOWN:,} more (--json names them all)")

    def _reasons(self, heading: str, style: str, reasons: Mapping[str, str]) -> None:
        if reasons:
            self._say(heading, style)
        for name, reason in reasons.items():
            self._say(f"  {name}: {reason}")

    def _say(self, text: str, style: str = "") -> None:
        self._console.print(_text(text, style))


class _Console(Console):
    def on_broken_pipe(self) -> None:
        raise  # what is being handled; `main` ends quietly


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _quotation(text: str, citation: Citation) -> Group:
    page = f"page {citation.page}" if citation.page else None
    section = citation.section if citation.section != citation.title else None  # a document often begins with its title
    where = _joined([citation.title, _iso(citation.date), section or page])
    return Group(
        _text(f"“{text}”", "bold"),
        Padding(_text(where), (0, 0, 0, 4), expand=False),
        Padding(_text(citation.id, "dim"), (0, 0, 0, 4), expand=False),
    )


def _searched(searched: Searched) -> str:
    briefings = f"{searched.briefings:,} briefing{'s' if searched.briefings != 1 else ''}"
    if searched.since is None or searched.until is None:
        return briefings
    if searched.since == searched.until:
        return f"{briefings} of {searched.since}"
    return f"{briefings}, from {searched.since} to {searched.until}"


def _joined(facts: Sequence[str | None]) -> str:
    return " · ".join(" ".join(fact.split()) for fact in facts if fact)


def _text(text: str, style: str = "") -> Text:
    return Text(visible(text), style=style)


def _iso(date: datetime.date | None) -> str:
    return date.isoformat() if date else ""
