"""What the bot's own work has brought, and how the bot is doing, as messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from telegram import InlineKeyboardButton

from bot import callbacks
from bot.render.outgoing import MAX_UNITS, Outgoing, TextBuilder, shown_name, units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.messages import Texts
    from bot.messages.jobs import JobTexts
    from index import Briefing, Canary, Status, SyncReport

MOST_NAMED = 20
MOST_CANARIES = 50
"""With a button each; Telegram takes 100."""
CANARY_ACTION, JOB_ACTION = "can", "job"
HASH_DIGITS = 16
MOST_CHOICES = 8
A_ROW = 5
ROOM_FOR_MORE = 40
"""UTF-16 units left for how many more there are."""


class Run(NamedTuple):
    """One run that went well."""

    kind: str
    """Of operation: sync, rebuild or read_again."""
    actor: str
    """The name of a job or person."""
    report: SyncReport
    half_written: tuple[str, ...] = ()
    """The names of files that were left out, since they were being written to."""

    @property
    def is_of_all(self) -> bool:
        """Whether the whole folder was looked at, not one document."""
        return self.kind != "read_again"


def trigger(actor: str, texts: JobTexts) -> str:
    """Say what or who has set something going."""
    return texts.triggers.get(actor) or shown_name(actor) or "–"


def report_message(run: Run, texts: Texts) -> Outgoing:
    """Tell what a run has changed, and what is wrong in the folder; as many names as fit."""
    for most in (MOST_NAMED, 10, 5, 3, 1):
        text = _report(run, most, texts.jobs)
        if text.units <= MAX_UNITS:
            break
    return text.build()


def _report(run: Run, most: int, texts: JobTexts) -> TextBuilder:
    report = run.report
    text = TextBuilder().add(texts.titles[run.kind].format(trigger=trigger(run.actor, texts)), "bold").add("\n")
    parts = _parts(run, texts)
    if not parts:
        text.add(f"\n{texts.nothing_new}\n")
    for heading, lines in parts:
        text.add("\n" + heading.format(count=texts.number(len(lines))) + "\n")
        for line in lines[:most]:
            text.add("• ").name(line).add("\n")
        if len(lines) > most:
            text.add(texts.and_more.format(count=texts.number(len(lines) - most)) + "\n")
    if report.canaries:
        text.add("\n" + texts.canaries.format(count=texts.number(report.canaries)) + "\n")
    unchanged, seconds = texts.number(report.unchanged), texts.seconds(report.seconds)
    end = texts.report_end.format(unchanged=unchanged, seconds=seconds, generation=report.generation)
    return text.add("\n").add(end, "italic")


def _parts(run: Run, texts: JobTexts) -> list[tuple[str, Sequence[str]]]:
    """Heading and lines of what there is to tell."""
    report = run.report
    parts: list[tuple[str, Sequence[str]]] = [
        (texts.added, report.added),
        (texts.changed, report.changed),
        (texts.removed, report.removed),
        (texts.deleted, report.deleted),
        # without the name, which most reasons begin with
        (texts.unreadable, [_with_reason(name, reason) for name, reason in report.unreadable.items()]),
        (texts.duplicates, [texts.same_as.format(name=one, other=two) for one, two in report.duplicates.items()]),
        (
            texts.empty_pages,
            [
                texts.pages_of.format(name=name, pages=", ".join(map(str, pages)))
                for name, pages in report.empty_pages.items()
            ],
        ),
        (texts.half_written, run.half_written),
        (texts.failed_canaries, [canary_line(canary) for canary in report.failed_canaries]),
    ]
    return [(heading, lines) for heading, lines in parts if lines]


def _with_reason(name: str, reason: str) -> str:
    return reason if name in reason else f"{name}: {reason}"


def canary_line(canary: Canary) -> str:
    """A canary question and its briefing in one line."""
    return f"{canary.question} ⇒ {canary.briefing}"


def canaries_message(canaries: Sequence[tuple[str, Canary]], problems: Sequence[str], texts: JobTexts) -> Outgoing:
    """List the canary questions, each with a button that takes it out; those are marked that do not find anything.

    :param canaries: with what names each of them in a button.
    :param problems: sentences about lines of their file that are none.
    """
    notes = [texts.canary_marked] * (not all(canary.found for _, canary in canaries))
    notes += [shown_name(" ".join(problems))] * bool(problems)
    end = "\n\n".join(["", *notes, texts.canary_usage])
    if not canaries:
        return Outgoing(texts.canary_none + end)
    text = TextBuilder().add(texts.canary_list).add("\n")
    buttons: list[InlineKeyboardButton] = []
    for number, (key, canary) in enumerate(canaries[:MOST_CANARIES], 1):
        mark = "" if canary.found else "✗ "
        line = TextBuilder().add(f"\n{number}. {mark}").name(canary.question, "italic").add(" ⇒ ").name(canary.briefing)
        if text.units + line.units + units(end) > MAX_UNITS - ROOM_FOR_MORE:
            break
        text.append(line)
        buttons.append(InlineKeyboardButton(f"✕ {number}", callback_data=callbacks.make(CANARY_ACTION, key)))
    if len(buttons) < len(canaries):
        text.add("\n" + texts.and_more.format(count=texts.number(len(canaries) - len(buttons))))
    return text.add(end).build(*(tuple(buttons[start : start + A_ROW]) for start in range(0, len(buttons), A_ROW)))


def choice_message(text: str, briefings: Sequence[Briefing]) -> Outgoing:
    """Ask which of several briefings is to be read again."""
    rows = []
    for briefing in briefings[:MOST_CHOICES]:
        data = callbacks.make(JOB_ACTION, "again", briefing.sha256[:HASH_DIGITS])
        rows.append((InlineKeyboardButton(shown_name(briefing.name)[:60], callback_data=data),))
    return Outgoing(text, (), tuple(rows))


def rebuild_message(status: Status, texts: Texts, *, force: bool) -> Outgoing:
    """Ask whether everything is really to be embedded anew."""
    ours = texts.jobs
    is_same = status.model in ("", status.model_of_settings)
    text = (ours.ask_rebuild if is_same else ours.ask_rebuild_other_model).format(
        briefings=texts.sources.briefings(status.briefings),
        sentences=texts.sources.sentences(status.sentences),
        model=shown_name(status.model_of_settings),
    )
    yes = InlineKeyboardButton(ours.button_rebuild, callback_data=callbacks.make(JOB_ACTION, "rebuild", int(force)))
    no = InlineKeyboardButton(ours.button_keep, callback_data=callbacks.make(JOB_ACTION, "keep"))
    return Outgoing(text, (), ((yes, no),))
