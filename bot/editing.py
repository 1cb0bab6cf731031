"""Editing: withdraws, brings back and changes published briefings, as operations (bot/operations.py).

An operation may be performed again after the bot was killed; what it did then is not done, and not told, differently.
"""

from __future__ import annotations

import datetime
import secrets
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.messages import texts_for
from bot.operations import Outcome
from bot.render.admin_card import (
    DATE,
    TAGS,
    TITLE,
    changed_card,
    restored_message,
    said_message,
    withdrawn_message,
)
from bot.render.briefings import A_PAGE, shown_tags
from bot.render.outgoing import Outgoing, shown_name
from bot.state.audit import Entry
from index import NO_DATE, ConflictError, Details

if TYPE_CHECKING:
    from bot.messages import Texts
    from bot.operations import Operation, Operations, Progress
    from bot.services import Services
    from bot.state.operations import State
    from index import Briefing

WITHDRAW, REINSTATE, EDIT = "withdraw", "reinstate", "edit"
Value = str | list[str]
"""Of a field, as JSON has it: a title; a date in ISO form, "" for none; tags."""


class Editing:
    """A briefing is named by its name and the hash of its text as the person saw it: another text is left alone."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._session = secrets.token_hex(8)
        self._withdrawn_by: dict[str, int | None] = {}

    def register(self, operations: Operations) -> None:
        """Perform these kinds of operations."""
        for kind, perform in ((WITHDRAW, self.withdraw), (REINSTATE, self.reinstate), (EDIT, self.edit)):
            operations.register(kind, perform, "admin", heading=_heading, otherwise=_otherwise)

    def seen(self, briefing: Briefing) -> dict[str, Any]:
        """The arguments of every operation here: the briefing as the person sees it now."""
        names = {"name": briefing.name, "sha256": briefing.sha256, "title": briefing.title}
        return {**names, "session": self._session}

    async def withdraw(self, operation: Operation, progress: Progress) -> Outcome:  # noqa: ARG002 - it takes no time
        """Withdraw a briefing; who presses the button twice is told the same twice."""
        name, sha256 = operation.arguments["name"], operation.arguments["sha256"]
        texts, index = _texts(operation), self._services.index
        is_done = await self._published(name) is None and not self._is_resumed(operation)
        if is_done and self._withdrawn_by.get(sha256) != operation.actor.id:
            return _changed_meanwhile(operation)
        try:
            edition = await self._services.worker.run_long(partial(index.withdraw, name, expected=sha256))
        except ConflictError:
            return _changed_meanwhile(operation)
        canaries = await self._services.worker.run(index.canaries)
        count = sum(canary.briefing == name for canary in canaries)
        message = withdrawn_message(edition, index.settings.restore_days, count, texts)
        self._withdrawn_by[sha256] = operation.actor.id
        return Outcome(message, () if is_done else (Entry("withdrawn", name, {"title": edition.briefing.title}),))

    async def reinstate(self, operation: Operation, progress: Progress) -> Outcome:
        """Bring a withdrawn briefing back."""
        name, texts = operation.arguments["name"], _texts(operation).editing
        before = await self._published(name)
        try:
            sha256 = operation.arguments["sha256"]
            briefing = await self._services.worker.run_long(self._services.index.reinstate, sha256, progress)
        except ConflictError:
            text = texts.name_taken.format(title=shown_name(operation.arguments["title"]), name=shown_name(name))
            return Outcome(Outgoing(text), state="failed")
        somebody_else = before == briefing and not self._is_resumed(operation)
        entries = () if somebody_else else (Entry("restored", briefing.name, {"title": briefing.title}),)
        return Outcome(restored_message(briefing, texts), entries)

    async def edit(self, operation: Operation, progress: Progress) -> Outcome:  # noqa: ARG002
        """Change title, date or tags, unless somebody else has changed that, or the text, since it was asked for."""
        field, value, before = (operation.arguments[key] for key in ("field", "value", "before"))
        name, index = operation.arguments["name"], self._services.index
        briefing = await self._published(name)
        if briefing is None or briefing.sha256 != operation.arguments["sha256"]:
            return _changed_meanwhile(operation)
        if value_of(briefing, field) not in (before, value):
            return _changed_meanwhile(operation)
        changed: Briefing = await self._services.worker.run_long(index.edit, name, _details(field, value))
        briefings = await self._services.worker.run(index.briefings)
        place = next((place for place, other in enumerate(briefings) if other.name == name), 0)
        texts = _texts(operation)
        message = changed_card(_note(field, changed, before, texts), changed, place // A_PAGE, texts)
        return Outcome(message, (_entry(name, field, before, value),))

    async def _published(self, name: str) -> Briefing | None:
        briefings = await self._services.worker.run(self._services.index.briefings)
        return next((briefing for briefing in briefings if briefing.name == name), None)

    def _is_resumed(self, operation: Operation) -> bool:
        """Whether a bot that ended may have done it already; else it was somebody else."""
        return bool(operation.arguments["session"] != self._session)


def value_of(briefing: Briefing, field: str) -> Value:
    """What a field of a briefing holds."""
    values: dict[str, Value] = {
        TITLE: briefing.title,
        DATE: briefing.date.isoformat() if briefing.date else "",
        TAGS: list(briefing.tags),
    }
    return values[field]


def _details(field: str, value: Any) -> Details:  # noqa: ANN401 - from JSON
    if field == TITLE:
        return Details(title=value)
    if field == DATE:
        return Details(date=datetime.date.fromisoformat(value) if value else NO_DATE)
    return Details(tags=tuple(value))


def _note(field: str, briefing: Briefing, before: Value, texts: Texts) -> str:
    """Say what is different now."""
    ours = texts.editing
    if field == TITLE:
        return ours.renamed.format(old=shown_name(str(before)))
    if field == DATE:
        return ours.date_set.format(date=texts.sources.date(briefing.date)) if briefing.date else ours.date_cleared
    return ours.tags_set.format(tags=shown_tags(briefing.tags)) if briefing.tags else ours.tags_cleared


def _entry(name: str, field: str, before: Value, value: Value) -> Entry:
    if field == TITLE:
        return Entry("renamed", name, {"old": before, "new": value})
    return Entry("edited", name, {"field": field, "old": before, "new": value})


def _heading(operation: Operation, texts: Texts) -> str:  # noqa: ARG001 - a title is the same in all languages
    return shown_name(operation.arguments["title"])


async def _otherwise(operation: Operation, text: str, state: State) -> Outgoing:  # noqa: ARG001
    """Say why it was not done, with the button that leads back to where it can be tried again."""
    sha256, texts = operation.arguments["sha256"], _texts(operation).editing
    return said_message(text, sha256, texts, is_withdrawn=operation.kind == REINSTATE)


def _changed_meanwhile(operation: Operation) -> Outcome:
    text = _texts(operation).editing.changed_meanwhile.format(title=shown_name(operation.arguments["title"]))
    return Outcome(Outgoing(text), state="failed")


def _texts(operation: Operation) -> Texts:
    return texts_for(operation.actor.language)
