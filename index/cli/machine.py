"""What machines read: one JSON document on standard output. The keys are a contract with scripts (README)."""

from __future__ import annotations

import dataclasses
import json
import re
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from index.backup import BackupReport
    from index.cli.settings_table import SettingRow
    from index.datatypes import Answer, Briefing, Canary, Citation, Edition, Quote, Span, SyncReport, Verification
    from index.evaluate import Evaluation, Report

# What some readers take for the end of a line, and what terminals obey: JSON has a way to write it in letters.
ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029]")


def write(document: Mapping[str, Any]) -> None:
    """Write one document as one line, at once."""
    line = json.dumps(document, ensure_ascii=False, allow_nan=False)
    sys.stdout.write(ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", line) + "\n")
    sys.stdout.flush()


class MachineOutput:
    """The results of the commands, as JSON."""

    def briefings(self, briefings: Sequence[Briefing]) -> None:
        """Of `list`."""
        write({"briefings": [_briefing(briefing) for briefing in briefings]})

    def text(self, briefing: Briefing, text: str, span: Span | None) -> None:
        """Of `show`: the text is the stored one, or the slice of it that was asked for."""
        slice_facts = {} if span is None else {"start": span.start, "end": span.end}
        write({**_briefing(briefing), **slice_facts, "text": text})

    def changes(self, report: SyncReport) -> None:
        """Of `sync`, `rebuild` and `add`."""
        write(dataclasses.asdict(report))

    def canaries(self, canaries: Sequence[Canary], problems: Sequence[str] = ()) -> None:
        """Of `canary list` and `canary add`."""
        write({"canaries": [dataclasses.asdict(canary) for canary in canaries], "problems": list(problems)})

    def canary_removed(self, question: str) -> None:
        """Of `canary remove`."""
        write({"removed": question})

    def removed(self, names: Sequence[str], generation: int) -> None:
        """Of `remove`."""
        write({"removed": list(names), "generation": generation})

    def reinstated(self, briefing: Briefing) -> None:
        """Of `reinstate`."""
        write({"reinstated": _briefing(briefing)})

    def editions(self, editions: Sequence[Edition]) -> None:
        """Of `history` and `withdrawn`."""
        write({"editions": [_edition(edition) for edition in editions]})

    def backup(self, file: Path, report: BackupReport) -> None:
        """Of `backup` and `restore`."""
        write({"file": str(file), **dataclasses.asdict(report)})

    def answer(self, answer: Answer) -> None:
        """Of `ask`."""
        write(answer_document(answer))

    def verification(self, citation_id: str, verification: Verification) -> None:
        """Of `verify`."""
        place = verification.citation and _place(verification.citation)
        write({"citation": citation_id, "status": verification.status, "text": verification.text, "place": place})

    def damages(self, damages: Sequence[str]) -> None:
        """Of `check`."""
        write({"damages": list(damages)})

    def evaluation(self, measured: Report | Evaluation) -> None:
        """Of `evaluate`: the report of one file, or those of several."""
        write(measured.as_dict())

    def settings(self, rows: Sequence[SettingRow]) -> None:
        """Of `settings`."""
        write({"settings": [dataclasses.asdict(row) for row in rows]})


def answer_document(answer: Answer) -> dict[str, Any]:
    """An answer as scripts get it; what is said of few answers is there only when it is so."""
    searched = answer.searched
    document: dict[str, Any] = {
        "question": answer.question,
        "answered": answer.answered,
        "outcome": answer.outcome,
        "confidence": answer.confidence,
        "quotes": [_quote(quote) for quote in answer.quotes],
        "nearest": [_quote(quote) for quote in answer.nearest],
        "searched": {"briefings": searched.briefings, "since": _iso(searched.since), "until": _iso(searched.until)},
        "generation": answer.generation,
        "seconds": answer.seconds,
    }
    if answer.small_talk:
        document["small_talk"] = True
    if answer.searched_for is not None:
        document["searched_for"] = answer.searched_for
    if answer.newest_first:
        document["newest_first"] = True
    if answer.parts:
        document["parts"] = [answer_document(part) for part in answer.parts]
    return document


def _quote(quote: Quote) -> dict[str, Any]:
    return {"text": quote.text, "score": quote.score, **_place(quote.citation)}


def _place(citation: Citation) -> dict[str, Any]:
    return {
        "briefing": citation.briefing,
        "title": citation.title,
        "date": _iso(citation.date),
        "section": citation.section,
        "page": citation.page,
        "start": citation.span.start,
        "end": citation.span.end,
        "sha256": citation.sha256,
        "citation": citation.id,
    }


def _briefing(briefing: Briefing) -> dict[str, Any]:
    return {
        **dataclasses.asdict(briefing),
        "date": _iso(briefing.date),
        "published_at": briefing.published_at.isoformat(),
    }


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        **_briefing(edition.briefing),
        "ended_at": edition.ended_at.isoformat() if edition.ended_at else None,
        "end_reason": edition.end_reason,
        "successor": edition.successor,
        "deleted": edition.deleted,
    }


def _iso(date: datetime.date | None) -> str | None:
    return date.isoformat() if date else None
