"""The audit trail as administrators read it in the chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton

from bot import callbacks
from bot.render.outgoing import Outgoing, TextBuilder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.messages import Texts
    from bot.state.audit import Recorded

A_PAGE = 10


def audit_message(entries: Sequence[Recorded], page: int, names: Mapping[str, str], texts: Texts) -> Outgoing:
    """Show a page: when, who, what.

    :param entries: those of the page, and the next one if there is one.
    :param names: of the people and groups that are subjects, by their ids.
    """
    own = texts.operations
    text = TextBuilder().add(own.audit_title, "bold")
    for entry in entries[:A_PAGE]:
        line = TextBuilder().add(f"\n\n{texts.sources.date(entry.at.date())}, {entry.at:%H:%M} · ")
        line.name(_actor(entry, texts)).add("\n")
        line.add(own.actions.get(entry.action, entry.action), "italic").add(" ")
        line.name(names.get(entry.subject, entry.subject), "bold")
        if entry.details:
            line.add(" · ").name(", ".join(f"{key}: {value}" for key, value in entry.details.items()))
        if not text.has_room_for(line):
            break
        text.append(line)
    newer, older = page > 0, len(entries) > A_PAGE
    buttons = [(own.button_newer, page - 1)] * newer + [(own.button_older, page + 1)] * older
    return text.build(
        tuple(InlineKeyboardButton(label, callback_data=callbacks.make("aud", to)) for label, to in buttons)
    )


def _actor(entry: Recorded, texts: Texts) -> str:
    """Call whoever did it by the name of then; by the id when that is forgotten."""
    if entry.actor_id is None:
        return texts.jobs.triggers.get(entry.actor_name, entry.actor_name)
    return entry.actor_name or str(entry.actor_id)
