"""Canary questions, which must go on finding their briefings: the file they stand in, and how a new state is tried.

The file is `canaries.txt` in the folder of briefings, in each line QUESTION => NAME; lines that begin with # are
comments.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from index.datatypes import Canary, Question
from index.errors import BriefingError, CanariesFailedError, NoSuchBriefingError
from index.folder import CANARIES_NAME, whole
from index.names import called
from index.question import clean_question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from index.datatypes import Answer, Briefing, SyncReport
    from index.store import Snapshot
    from index.writing import Writer

    Ask: TypeAlias = Callable[[Snapshot, Sequence[Question]], list[Answer | BriefingError]]

ARROW: Final = "=>"
COMMENT: Final = "#"


class Trial:
    """Asks all canary questions of a new state before it is published.

    :param ask: answers questions from one generation.
    :param force: publish whatever comes of it.
    """

    def __init__(self, writer: Writer, ask: Ask, *, force: bool) -> None:
        self._writer = writer
        self._ask = ask
        self._force = force
        self._canaries, self._problems = read_canaries(writer.folder)
        self._was_held = False
        self._failed: tuple[Canary, ...] = ()

    def approve(self, snapshot: Snapshot) -> None:
        """What `Store.publish` calls with the new generation.

        :raises CanariesFailedError: when canaries that find their briefings in the published generation do not in
            this one. Those that find them in neither do not stand in its way.
        """
        self._was_held = True
        tried = asked(self._ask, snapshot, self._canaries)
        self._failed = tuple(canary for canary in tried if not canary.found)
        if self._failed and not self._force and (lost := [canary for canary in self._before() if canary.found]):
            raise CanariesFailedError([replace(canary, found=False) for canary in lost])

    def _before(self) -> list[Canary]:
        """Those that have failed, asked of what is published."""
        try:
            with self._writer.store.reading() as snapshot:
                return asked(self._ask, snapshot, self._failed)
        except BriefingError:  # nothing can be asked of it: the new generation may mend that
            return []

    def summed_up(self, report: SyncReport) -> SyncReport:
        """Add to a report what came of the trial, and the lines of the file that say nothing."""
        unreadable = {CANARIES_NAME: " ".join(self._problems)} if self._problems else {}
        return replace(
            report,
            canaries=len(self._canaries) if self._was_held else 0,
            failed_canaries=self._failed,
            unreadable={**report.unreadable, **unreadable},
        )


def asked(ask: Ask, snapshot: Snapshot, canaries: Iterable[Canary]) -> list[Canary]:
    """Ask canary questions of one generation -> the same, with what came of it."""
    canaries = list(canaries)
    answers = ask(snapshot, [Question(canary.question) for canary in canaries]) if canaries else []
    return [
        replace(canary, found=_finds(answer, _name_now(snapshot, canary.briefing)))
        for canary, answer in zip(canaries, answers, strict=True)
    ]


def _finds(answer: Answer | BriefingError, name: str) -> bool:
    return not isinstance(answer, BriefingError) and any(quote.citation.briefing == name for quote in answer.quotes)


def _name_now(snapshot: Snapshot, name: str) -> str:
    """The name of the briefing that has taken its place, if one has."""
    version = snapshot.editions.last(name)
    heir = snapshot.editions.heir(version) if version else None
    return heir.briefing.name if heir else name


def read_canaries(folder: Path) -> tuple[list[Canary], list[str]]:
    """Read the file -> the canaries, and a sentence for each line that is none.

    :raises BriefingError: when it cannot be read.
    """
    canaries, problems = list[Canary](), list[str]()
    for number, line in enumerate(_lines(folder), start=1):
        canary = _parsed(line)
        if canary:
            canaries.append(canary)
        elif line.strip() and not line.lstrip().startswith(COMMENT):
            problems.append(f"Line {number} is not of the form QUESTION {ARROW} NAME.")
    return list(dict.fromkeys(canaries)), problems


def add_canary(writer: Writer, ask: Ask, question: str, name: str) -> Canary:
    """Write a canary down; one that is there already stays -> it, with whether it finds its briefing now.

    :param name: of a published briefing, or what a person calls it.
    :raises BriefingError: when that means none or several, or the question cannot be asked.
    """
    question = clean_question(question)
    with writer.alone():
        with writer.store.reading() as snapshot:
            canary = Canary(question, _the_one_called(name, snapshot.briefings()).name)
        line = f"{question} {ARROW} {canary.briefing}"
        if _parsed(line) != canary:
            raise BriefingError(
                f"{line!r} cannot be a canary: its question begins with {COMMENT}, or its name holds {ARROW}."
            )
        if canary not in read_canaries(writer.folder)[0]:
            _write(writer.folder, [*_lines(writer.folder), line])
        with writer.store.reading() as snapshot:
            (canary,) = asked(ask, snapshot, [canary])
    return canary


def remove_canary(writer: Writer, question: str) -> bool:
    """Take out all canaries with this question -> whether there were any."""
    wanted = " ".join(question.split())
    with writer.alone():
        lines = _lines(writer.folder)
        kept = [line for line in lines if (canary := _parsed(line)) is None or canary.question != wanted]
        if kept != lines:
            _write(writer.folder, kept)
    return kept != lines


def _the_one_called(name: str, briefings: Sequence[Briefing]) -> Briefing:
    found = [briefing for briefing in briefings if briefing.name == name] or called(name, briefings)
    if not found:
        raise NoSuchBriefingError(name)
    if len(found) > 1:
        names = ", ".join(repr(briefing.name) for briefing in found)
        raise BriefingError(f"{name!r} may be any of {names}: say which.")
    return found[0]


def _parsed(line: str) -> Canary | None:
    question, arrow, name = line.rpartition(ARROW)
    question, name = " ".join(question.split()), name.strip()
    if not arrow or not question or not name or question.startswith(COMMENT):
        return None
    return Canary(question, name)


def _lines(folder: Path) -> list[str]:
    try:
        return (folder / CANARIES_NAME).read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise BriefingError(f"{folder / CANARIES_NAME} cannot be read: {error.strerror}.") from error


def _write(folder: Path, lines: Sequence[str]) -> None:
    try:
        with whole(folder / CANARIES_NAME) as file:
            file.write("".join(f"{line}\n" for line in lines).encode())
    except OSError as error:
        raise BriefingError(f"{folder / CANARIES_NAME} cannot be written: {error.strerror}.") from error
