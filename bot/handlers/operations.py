"""What is under way: the button that stops one thing, and /cancel, which stops all that a person has set going."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import callbacks, delivery
from bot.handlers.place import place_of
from bot.handlers.rights import may
from bot.render.outgoing import Outgoing
from bot.render.running import STOP
from bot.state.audit import actor_of

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import ContextTypes

    from bot.services import Services


class OperationHandlers:
    """What cannot be stopped any more ends as it would have; its message says how."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def on_cancel(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/cancel: nothing more is asked of the person, and what they have set going is stopped."""
        place = place_of(update)
        if place is None or not await may(self._services, update, context, "uploader"):
            return
        texts = place.texts.operations
        was_asked = await self._services.prompts.cancel(place.chat_id, place.user.id)
        count = await self._services.operations.cancel(actor_of(place.user))
        if count:
            text = texts.stopping.format(count=texts.number(count))
        else:
            text = texts.cancelled if was_asked else texts.nothing_to_stop
        await place.say(context.bot, Outgoing(text))

    async def on_stop(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """op:<operation>:stop."""
        place, query = place_of(update), update.callback_query
        if place is None or query is None or not await may(self._services, update, context, "uploader"):
            return
        texts = place.texts.operations
        _, arguments = callbacks.parse(query.data or "") or ("", [])
        number = callbacks.number(arguments[0]) if len(arguments) == 2 and arguments[1] == STOP else None
        if number is None:
            await delivery.answer_callback(query, place.texts.answers.not_understood_toast, alert=True)
            return
        became = await self._services.operations.cancel_one(number, actor_of(place.user))
        if became == "not_theirs":
            await self._services.attempts.note(update)
            await delivery.answer_callback(query, texts.not_yours_toast, alert=True)
        elif became == "stopping":
            await delivery.answer_callback(query, texts.stopping_toast)
        else:  # what came of it stands in another message, since the bot was killed after it had sent this one
            await delivery.answer_callback(query, texts.ended_toast)
            outcome = await self._services.operations.outcome(number) or Outgoing(texts.ended_toast)
            await delivery.edit(context.bot, place.chat_id, place.message_id, outcome)
