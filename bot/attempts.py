"""Attempts: who tries what they may not do is refused, and the log and the audit trail know it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.commands import PROTECTED
from bot.limits import Limits
from bot.state.audit import Entry, actor_of

if TYPE_CHECKING:
    from telegram import Message, Update, User

    from bot.state.audit import Audit

A_MINUTE = 20
"""So many attempts of one person are recorded; the log has all."""
MOST_CHARACTERS = 64

logger = logging.getLogger(__name__)


class Attempts:
    """What was tried is named without what else a person wrote: that may be a question, or an invitation's secret."""

    def __init__(self, audit: Audit) -> None:
        self._audit = audit
        self._limits = Limits()

    async def note(self, update: Update) -> None:
        """Log and record that whoever sent this update was refused."""
        user, chat = update.effective_user, update.effective_chat
        if user is not None:
            await self.refused(user, tried_in(update), None if chat is None or chat.id == user.id else chat.id)

    async def refused(self, user: User, tried: str, group_id: int | None = None) -> None:
        """Log and record that somebody was refused, and where, if not in their own chat."""
        logger.warning("%s was refused: %s", user.id, tried)
        if self._limits.take(user.id, A_MINUTE) is None:
            details = {"chat": group_id} if group_id is not None else {}
            await self._audit.record(actor_of(user), Entry("refused", tried, details))


def tried_in(update: Update) -> str:
    """Name what was tried: a command, a deep link by its kind, a button by its data, or another kind of message."""
    query = update.callback_query
    if query is not None:
        return f"button {(query.data or '')[:MOST_CHARACTERS]!r}"
    message = update.effective_message
    if message is None:
        return "?"
    command = command_of(message)
    if command == "start" and " " in (message.text or ""):
        kind, underscore, _ = (message.text or "").split(maxsplit=1)[1].partition("_")
        return f"/start {kind[:MOST_CHARACTERS] if underscore else ''}{underscore}…"
    if command:
        return f"/{command}"[:MOST_CHARACTERS]
    return "document" if message.document else "message"


def needs_role(message: Message) -> bool:
    """Whether a message is a command that not everybody may use who may ask."""
    return command_of(message) in PROTECTED


def command_of(message: Message) -> str:
    """The command that a message is, in lower case, without slash and bot's name; "" for none."""
    text = message.text or ""
    return text.split(maxsplit=1)[0][1:].partition("@")[0].lower() if text.startswith("/") else ""
