"""What the bot is and what it keeps: /start without more, /help, /about, /privacy and /forget."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton

from bot import callbacks, delivery
from bot.handlers.place import place_of
from bot.render.outgoing import Outgoing, TextBuilder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import Update
    from telegram.ext import ContextTypes

    from bot.messages.sources import SourceTexts
    from bot.services import Services
    from index import Briefing

EXAMPLES = 3


class AboutHandlers:
    """Everything said here is about the bot itself."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def on_start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/start: what this is, with examples of what it can be asked about."""
        place = place_of(update)
        if place is None:
            return
        texts = place.texts.sources
        briefings = await self._services.worker.run(self._services.index.briefings)
        text = TextBuilder().add(f"{texts.start}\n\n{_covered(briefings, texts)}")
        if briefings:
            text.add(f"\n\n{texts.examples}")
        for briefing in briefings[:EXAMPLES]:
            text.add("\n• ").name(briefing.title, "italic")
        await place.say(context.bot, text.add(f"\n\n{texts.start_end}").build())

    async def on_help(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/help: how to ask, and all commands."""
        place = place_of(update)
        if place is not None:
            text = place.texts.sources.help
            if not place.is_group and await self._services.access.is_at_least(place.user.id, "uploader"):
                text += f"\n\n{place.texts.uploads.help}"
            await place.say(context.bot, Outgoing(text))

    async def on_about(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/about: version, model, and what is searched."""
        place = place_of(update)
        if place is None:
            return
        texts, run, index = place.texts.sources, self._services.worker.run, self._services.index
        text = texts.about.format(
            version=bot_version(),
            model=await run(lambda: index.embedder.name),
            covers=_covered(await run(index.briefings), texts),
            generation=await run(lambda: index.generation),
        )
        await place.say(context.bot, Outgoing(text))

    async def on_privacy(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/privacy: what is kept about a person, and how long."""
        place = place_of(update)
        if place is not None:
            await place.say(context.bot, Outgoing(place.texts.sources.privacy))

    async def on_forget(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/forget: asks once more."""
        place = place_of(update)
        if place is None:
            return
        texts = place.texts.sources
        buttons = tuple(
            InlineKeyboardButton(label, callback_data=callbacks.make("forget", place.user.id, answer))
            for label, answer in ((texts.button_forget, "yes"), (texts.button_keep, "no"))
        )
        await place.say(context.bot, Outgoing(texts.forget_ask, (), (buttons,)))

    async def on_forget_button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Delete what is kept about who pressed, if it was they who asked for it: forget:<user>:yes|no."""
        place, query = place_of(update), update.callback_query
        if place is None or query is None:
            return
        _, arguments = callbacks.parse(query.data or "") or ("", [])
        if arguments not in ([str(place.user.id), "yes"], [str(place.user.id), "no"]):
            await delivery.answer_callback(query, place.texts.answers.not_understood_toast)
            return
        texts = place.texts.sources
        if arguments[1] == "yes":
            await self._forget(place.user.id)
        await delivery.answer_callback(query)
        done = Outgoing(texts.forgotten if arguments[1] == "yes" else texts.not_forgotten)
        if not await delivery.edit(context.bot, place.chat_id, place.message_id, done):
            await place.say(context.bot, done)

    async def _forget(self, user_id: int) -> None:
        await self._services.ledger.forget(user_id)
        await self._services.chats.forget(user_id)
        await self._services.prompts.forget(user_id)
        await self._services.uploads.forget(user_id)
        await self._services.people.forget(user_id)
        await self._services.operations.forget(user_id)
        await self._services.audit.forget(user_id)


def _covered(briefings: Sequence[Briefing], texts: SourceTexts) -> str:
    """How many briefings there are, and from when to when."""
    if not briefings:
        return texts.no_briefings
    count = texts.briefings(len(briefings))
    dates = [briefing.date for briefing in briefings if briefing.date]
    if not dates:
        return texts.covers.format(briefings=count)
    return texts.covers_from_to.format(briefings=count, since=texts.date(min(dates)), until=texts.date(max(dates)))


def bot_version() -> str:
    """The version that is installed."""
    try:
        return version("briefing-bot")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "–"
