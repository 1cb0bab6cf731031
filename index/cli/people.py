"""What people read: tables and quotes, coloured where the output is a terminal that wants colours.

No text of a briefing is interpreted, neither as markup nor by the terminal: it is shown.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.console import Console

from index.cli.layout import answer_notes, edition_cells, iso, joined, quotation, searched_words, shown, table
from index.cli.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from index.backup import BackupReport
    from index.cli.settings_table import SettingRow
    from index.datatypes import Answer, Briefing, Canary, Edition, Quote, Span, SyncReport, Verification
    from index.evaluate import Evaluation, Report

NAMES_SHOWN = 20
WIDE = 10_000
"""The width, in characters, of what is no terminal: there nothing is wrapped, so that grep finds a quote."""

NOTHING_PUBLISHED = (
    "There are no briefings yet: put documents into the folder of briefings and run python -m index sync."
)
NO_CANARIES = "There are no canary questions: python -m index canary add QUESTION NAME makes one."
NOTHING_SEARCHED = (
    "There was nothing to search: python -m index list shows the briefings there are, "
    "python -m index sync makes those of the folder searchable."
)
SMALL_TALK = 'At your service! Ask something about the briefings, for example: "why was Turkey removed from F-35?"'
NOT_ANSWERED = "The briefings do not answer this."
UNSURE = "This may answer it, I am not sure:"
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
        rows = table("name", "date", "title", "tags", "sentences", "pages")
        # a name is there to be copied: others are folded in its stead, while it leaves them room
        longest = max(len(visible(briefing.name)) for briefing in briefings)
        name, date, *_ = rows.columns
        name.no_wrap, date.no_wrap = longest <= self._console.width // 2, True
        for briefing in briefings:
            cells = (
                briefing.name,
                iso(briefing.date),
                briefing.title,
                ", ".join(briefing.tags),
                f"{briefing.sentences:,}",
                str(briefing.pages or ""),
            )
            rows.add_row(*map(shown, cells))
        self._console.print(rows)

    def text(self, briefing: Briefing, text: str, span: Span | None) -> None:
        """Of `show`."""
        facts = [briefing.title, briefing.name, iso(briefing.date), briefing.language, *briefing.tags]
        facts.append(f"characters {span.start}-{span.end}" if span else f"{briefing.characters:,} characters")
        self._say(joined(facts), "bold")
        self._console.print()
        self._console.print(shown(text), soft_wrap=True)

    def changes(self, report: SyncReport) -> None:
        """Of `sync`, `rebuild` and `add`."""
        self._names("added", "green", report.added)
        self._names("changed", "yellow", report.changed)
        self._names("removed", "yellow", report.removed)
        self._names("withdrawn so long ago that they were deleted for good", "yellow", report.deleted)
        self._reasons("not added, the text is that of another briefing", "yellow", report.duplicates)
        self._reasons("unreadable", "red", report.unreadable)
        pages = {name: ", ".join(map(str, numbers)) for name, numbers in report.empty_pages.items()}
        if report.failed_canaries:
            self._say("canary questions that do not find their briefings", "red")
            self._canaries(report.failed_canaries)
        self._reasons("pages without text, not searchable (the extra ocr reads scanned ones)", "yellow", pages)
        self._say(
            f"{len(report.added):,} added, {len(report.changed):,} changed, {len(report.removed):,} removed, "
            f"{report.unchanged:,} unchanged, {len(report.duplicates):,} duplicate, "
            f"{len(report.unreadable):,} unreadable; {report.embedded:,} texts embedded in {report.seconds:.1f} s."
        )

    def canaries(self, canaries: Sequence[Canary], problems: Sequence[str] = ()) -> None:
        """Of `canary list` and `canary add`."""
        self._canaries(canaries)
        if not canaries:
            self._say(NO_CANARIES)
        for problem in problems:
            self._say(f"canaries.txt: {problem}", "red")

    def canary_removed(self, question: str) -> None:
        """Of `canary remove`."""
        self._say(f"No canary any more: {question}")

    def removed(self, names: Sequence[str], generation: int) -> None:  # noqa: ARG002 - tells people nothing
        """Of `remove`."""
        self._names("withdrawn, the files are in the archive beside the store", "yellow", names)

    def reinstated(self, briefing: Briefing) -> None:
        """Of `reinstate`."""
        self._names("searchable again", "green", [briefing.name])

    def editions(self, editions: Sequence[Edition]) -> None:
        """Of `history` and `withdrawn`."""
        if not editions:
            self._say("There is nothing that can be brought back.")
            return
        rows = table("name", "title", "published", "until", "because", "text")
        for edition in editions:
            rows.add_row(*map(shown, edition_cells(edition)))
        self._console.print(rows)

    def backup(self, file: Path, report: BackupReport) -> None:
        """Of `backup` and `restore`."""
        self._names("left out, the name or the content cannot be read", "red", report.left_out)
        self._say(
            f"{file}: the store, {report.briefings:,} files of the folder, {report.archived:,} of the archive, "
            f"{report.bytes:,} bytes."
        )

    def answer(self, answer: Answer) -> None:
        """Of `ask` and `chat`."""
        if answer.small_talk:
            self._say(SMALL_TALK)
        elif not answer.searched.briefings:
            self._say(NOTHING_SEARCHED)
        elif answer.parts and answer.answered:
            self._parts(answer)
        else:
            self._one_answer(answer)

    def verification(self, citation_id: str, verification: Verification) -> None:
        """Of `verify`."""
        style, meaning = VERIFIED[verification.status]
        self._say(f"{citation_id.strip()}: {meaning}", style)
        if verification.text is not None and verification.citation is not None:
            self._console.print(quotation(verification.text, verification.citation))

    def damages(self, damages: Sequence[str]) -> None:
        """Of `check`."""
        for damage in damages:
            self._say(damage, "red")
        if not damages:
            self._say("The store is whole.", "green")

    def evaluation(self, measured: Report | Evaluation) -> None:
        """Of `evaluate`."""
        for one in measured.as_tables():
            self._say(one.title, "bold")
            rows = table(*one.headings)
            for row in one.rows:
                rows.add_row(*map(shown, row))
            self._console.print(rows)
            self._console.print()

    def settings(self, rows: Sequence[SettingRow]) -> None:
        """Of `settings`."""
        shown_rows = table("variable", "value", "default", "description")
        for row in rows:
            style = "bold" if row.value != row.default else ""
            cells = (row.variable, "?" if row.value is None else str(row.value), str(row.default), row.description)
            shown_rows.add_row(*map(shown, cells), style=style)
        self._console.print(shown_rows)

    def _one_answer(self, answer: Answer) -> None:
        self._notes(answer)
        if answer.answered:
            self._quotes(answer.quotes)
            searched = searched_words(answer.searched)
            self._say(f"Confidence {answer.confidence:.2f}. Searched: {searched}, in {answer.seconds:.1f} s.", "dim")
        else:
            self._say(NOT_ANSWERED, "bold yellow")
            self._say(f"Searched: {searched_words(answer.searched)}.")
            self._nearest(answer.nearest)

    def _parts(self, answer: Answer) -> None:
        """Of a line with several questions, of which some are answered."""
        self._notes(answer)
        for part in answer.parts:
            self._say(part.question, "bold underline")
            self._notes(part)
            if part.answered:
                self._quotes(part.quotes)
                self._say(f"Confidence {part.confidence:.2f}.", "dim")
            else:
                self._say(NOT_ANSWERED, "bold yellow")
            self._console.print()
        self._say(f"Searched: {searched_words(answer.searched)}, in {answer.seconds:.1f} s.", "dim")

    def _notes(self, answer: Answer) -> None:
        for note in answer_notes(answer):
            self._say(note)
        if answer.outcome == "unsure" and not answer.parts:
            self._say(UNSURE, "bold yellow")

    def _quotes(self, quotes: Sequence[Quote]) -> None:
        for quote in quotes:
            self._console.print(quotation(quote.text, quote.citation))
            self._console.print()

    def _nearest(self, nearest: Sequence[Quote]) -> None:
        if nearest:
            self._console.print()
            self._say("Closest, but they do not answer it:")
            self._console.print()
            self._quotes(nearest)

    def _canaries(self, canaries: Sequence[Canary]) -> None:
        for canary in canaries:
            style, outcome = ("green", "finds") if canary.found else ("red", "does not find")
            self._say(f"  {canary.question} - {outcome} {canary.briefing}", style)

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
        self._console.print(shown(text, style))


class _Console(Console):
    def on_broken_pipe(self) -> None:
        raise  # what is being handled; `main` ends quietly
