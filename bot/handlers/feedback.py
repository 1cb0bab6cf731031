"""What people think of answers: the buttons, and what administrators read of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import callbacks, delivery
from bot.handlers.place import Place, place_of
from bot.handlers.rights import may
from bot.render.feedback import A_PAGE, feedback_message, unanswered_message
from bot.render.outgoing import Outgoing

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import ContextTypes

    from bot.services import Services
    from bot.state.ledger import Vote

MOST_UNANSWERED = 1000
"""So many of the last questions are grouped."""


class FeedbackHandlers:
    """A vote is kept with the question, the quotes and the generation of the store, in the ledger."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def on_vote(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:  # noqa: ARG002 - a handler
        """fb:<answer>:up or down; pressed again it is taken back."""
        query, place = update.callback_query, place_of(update)
        if query is None or place is None:
            return
        texts = place.texts.answers
        _, arguments = callbacks.parse(query.data or "") or ("", [])
        votes: dict[str, Vote] = {"up": "up", "down": "down"}
        if len(arguments) != 2 or arguments[1] not in votes:
            await delivery.answer_callback(query, texts.not_understood_toast, alert=True)
            return
        answer_id = callbacks.number(arguments[0])
        entry = await self._services.ledger.get(answer_id) if answer_id is not None else None
        if entry is None or entry.chat_id != place.chat_id:
            await delivery.answer_callback(query, texts.stale_toast, alert=True)
            return
        standing = await self._services.ledger.vote(entry.id, place.user.id, votes[arguments[1]])
        toasts = {"up": texts.voted_up_toast, "down": texts.voted_down_toast, None: texts.vote_taken_back_toast}
        await delivery.answer_callback(query, toasts[standing])

    async def on_feedback_command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/feedback: the answers that people judged, the bad ones first."""
        place = place_of(update)
        if place is not None and await may(self._services, update, context, "admin"):
            await place.say(context.bot, await self._feedback(0, place))

    async def on_unanswered_command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/unanswered: what the briefings did not answer, near-same questions together."""
        place = place_of(update)
        if place is not None and await may(self._services, update, context, "admin"):
            await place.say(context.bot, await self._unanswered(0, place))

    async def on_feedback_page(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """fbp:<page> and una:<page>: another page of the two."""
        query, place = update.callback_query, place_of(update)
        if query is None or place is None or not await may(self._services, update, context, "admin"):
            return
        action, arguments = callbacks.parse(query.data or "") or ("", [])
        page = callbacks.number(arguments[0]) if len(arguments) == 1 else None
        if page is None or page < 0:
            await delivery.answer_callback(query, place.texts.answers.not_understood_toast, alert=True)
        else:
            await delivery.answer_callback(query)
            message = await (self._feedback if action == "fbp" else self._unanswered)(page, place)
            await delivery.edit(context.bot, place.chat_id, place.message_id, message)

    async def _feedback(self, page: int, place: Place) -> Outgoing:
        judged = await self._services.ledger.feedback(A_PAGE + 1, page * A_PAGE)
        if not judged and not page:
            return Outgoing(place.texts.answers.no_feedback)
        return feedback_message(judged, page, place.texts.answers)

    async def _unanswered(self, page: int, place: Place) -> Outgoing:
        entries = await self._services.ledger.unanswered(MOST_UNANSWERED)
        if not entries:
            return Outgoing(place.texts.answers.no_unanswered)
        return unanswered_message(entries, page, place.texts.answers)
