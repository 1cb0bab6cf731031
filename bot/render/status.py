"""How the bot is doing, as a message."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.render.jobs import trigger
from bot.render.outgoing import TextBuilder, shown_name

if TYPE_CHECKING:
    from bot.messages import Texts
    from bot.operations import Operation
    from bot.render.outgoing import Outgoing
    from index import Status

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class State:
    """What /status tells."""

    index: Status
    last_run: dict[str, Any] | None
    """As bot/news.py keeps it."""
    next_run: datetime.datetime | None
    watches: bool
    questions: int
    """How many wait,"""
    operations: int
    """and how much work with briefings."""
    running: Operation | None
    memory_bytes: int
    version: str
    python: str
    seconds: float
    """Since the start."""
    mode: str
    reads_all: bool
    """Whether Telegram shows the bot all messages of groups."""
    errors: int
    """Requests to Telegram that failed in the last hour."""


def status_message(state: State, texts: Texts) -> Outgoing:
    """One line for each thing."""
    text = TextBuilder().add(texts.jobs.status_title, "bold").add("\n\n")
    groups = (_briefings(state, texts), _work(state, texts), _machine(state, texts), _telegram(state, texts))
    return text.add("\n\n".join("\n".join(lines) for lines in groups)).build()


def _briefings(state: State, texts: Texts) -> list[str]:
    ours, index = texts.jobs, state.index
    lines = [
        ours.status_briefings.format(
            generation=index.generation,
            briefings=texts.sources.briefings(index.briefings),
            sentences=texts.sources.sentences(index.sentences),
        )
    ]
    if index.withdrawn:
        lines.append(ours.status_withdrawn.format(count=ours.number(index.withdrawn)))
    lines.append(ours.status_model.format(model=shown_name(index.model or index.model_of_settings)))
    if index.model and index.model != index.model_of_settings:
        lines.append(ours.status_other_model.format(model=shown_name(index.model_of_settings)))
    return lines


def _work(state: State, texts: Texts) -> list[str]:
    ours = texts.jobs
    lines = [_last(state.last_run, texts)]
    when = _when(state.next_run, texts) if state.next_run else ""
    lines.append(ours.status_next.format(when=when) if when else ours.status_next_never)
    lines.append(ours.status_watched if state.watches else ours.status_not_watched)
    waiting = ours.number(state.questions), ours.number(state.operations)
    lines.append(ours.status_queue.format(questions=waiting[0], operations=waiting[1]))
    if state.running:
        by = trigger(state.running.actor.name, ours)
        lines.append(
            ours.status_at_work.format(kind=ours.headings.get(state.running.kind, state.running.kind), trigger=by)
        )
    return lines


def _last(run: dict[str, Any] | None, texts: Texts) -> str:
    ours = texts.jobs
    if run is None:
        return ours.status_last_none
    if "failed" in run:
        what = ours.did_fail.format(reason=shown_name(run["failed"]))
    else:
        counts = {name: run[name] for name in ("added", "changed", "removed", "unreadable")}
        template = ours.did if any(counts.values()) else ours.did_nothing
        shown = {name: ours.number(count) for name, count in counts.items()}
        what = template.format(**shown, seconds=ours.seconds(run["seconds"]))
    when = _when(datetime.datetime.fromisoformat(run["at"]), texts)
    return ours.status_last.format(when=when, trigger=trigger(run["actor"], ours), what=what)


def _machine(state: State, texts: Texts) -> list[str]:
    ours = texts.jobs
    minutes = int(state.seconds // 60)
    return [
        ours.status_version.format(version=state.version, python=state.python),
        ours.status_uptime.format(days=minutes // 1440, hours=minutes // 60 % 24, minutes=minutes % 60),
        ours.status_memory.format(
            memory=ours.number(round(state.memory_bytes / MEGABYTE)),
            disk=ours.number(round(state.index.bytes_on_disk / MEGABYTE)),
        ),
    ]


def _telegram(state: State, texts: Texts) -> list[str]:
    ours = texts.jobs
    return [
        ours.status_mode.format(mode=state.mode),
        ours.status_reads_all if state.reads_all else ours.status_reads_addressed,
        ours.status_errors.format(count=ours.number(state.errors)),
    ]


def _when(moment: datetime.datetime, texts: Texts) -> str:
    zone = moment.tzname() or ""
    return f"{texts.answers.date(moment.date())}, {moment:%H:%M} {zone}"
