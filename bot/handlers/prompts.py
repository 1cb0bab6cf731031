"""Values that a person was asked for (bot/state/prompts.py): their next text in a private chat is one, no question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import callbacks, delivery
from bot.handlers.place import place_of
from bot.render.outgoing import Outgoing
from bot.render.prompt import CANCEL, CLEAR

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Update
    from telegram.ext import ContextTypes

    from bot.services import Services
    from bot.state.prompts import Prompt

    Take = Callable[[Update, ContextTypes.DEFAULT_TYPE, Prompt, str], Awaitable[bool]]
    """Use a value ("" clears what it is for) -> whether it could be used. It looks itself whether the person may."""

CLEARED = frozenset(["-", "–", "—"])
"""What is written in the place of a value to have none."""


class PromptHandlers:
    """Gives each value to what asked for it; a text that nobody asked for goes on to `otherwise`."""

    def __init__(
        self, services: Services, otherwise: Callable[[Update, ContextTypes.DEFAULT_TYPE], Awaitable[None]]
    ) -> None:
        self._services = services
        self._otherwise = otherwise
        self._takes: dict[str, Take] = {}

    def register(self, action: str, take: Take) -> None:
        """Have the values for a kind of prompt taken."""
        self._takes[action] = take

    async def on_text(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A text: the value that its writer was asked for, or a question."""
        message, place = update.message, place_of(update)
        text = (message.text or "").strip() if message else ""
        if place is None or place.is_group or text.startswith("/"):
            await self._otherwise(update, context)
            return
        prompt = await self._services.prompts.get(place.chat_id, place.user.id)
        if prompt is None or prompt.action not in self._takes:
            await self._otherwise(update, context)
            return
        await self._use(update, context, prompt, "" if text in CLEARED else text)

    async def on_button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Below what asks for a value: pr:<prompt>:clear | pr:<prompt>:cancel."""
        place, query = place_of(update), update.callback_query
        if place is None or query is None:
            return
        _, arguments = callbacks.parse(query.data or "") or ("", [])
        prompt = await self._services.prompts.get(place.chat_id, place.user.id)
        if len(arguments) != 2 or prompt is None or arguments[0] != str(prompt.id):
            await delivery.answer_callback(query, place.texts.editing.prompt_over_toast, alert=True)
        elif arguments[1] == CANCEL:
            await self._services.prompts.end(prompt.id)
            await delivery.answer_callback(query)
            await delivery.edit(
                context.bot, place.chat_id, place.message_id, Outgoing(place.texts.editing.nothing_changed)
            )
        elif arguments[1] == CLEAR and prompt.action in self._takes:
            await delivery.answer_callback(query)
            await self._use(update, context, prompt, "")
        else:
            await delivery.answer_callback(query, place.texts.answers.not_understood_toast, alert=True)

    async def _use(self, update: Update, context: ContextTypes.DEFAULT_TYPE, prompt: Prompt, value: str) -> None:
        """Done twice when the bot is killed in between: what takes values is as good done twice as once."""
        if await self._takes[prompt.action](update, context, prompt, value):
            await self._services.prompts.end(prompt.id)
