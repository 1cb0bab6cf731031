"""/history: what was published as a briefing before, its older texts, and what has changed from one to the next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot import callbacks, delivery
from bot.handlers.place import Place, place_of
from bot.handlers.rights import may
from bot.render.history import CHANGES, changes_message, edition_message, history_message, which_message
from bot.render.outgoing import Outgoing, shown_name
from index import BriefingError, StoreError

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import ContextTypes

    from bot.services import Services
    from index import Edition


class HistoryHandlers:
    """Only for administrators, in their own chats."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def on_history(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/history NAME: the editions of a briefing, published or withdrawn."""
        place = place_of(update)
        if place is None or not await may(self._services, update, context, "admin"):
            return
        name, texts = " ".join(context.args or ()), place.texts.editing
        if not name:
            await place.say(context.bot, Outgoing(texts.history_how))
            return
        briefings = await self._services.worker.run(partial(self._services.index.called, name, ended=True))
        if len(briefings) > 1:
            await place.say(context.bot, which_message(name, briefings, texts))
            return
        editions = await self._history(briefings[0].name if briefings else name)
        message = Outgoing(texts.history_unknown.format(name=shown_name(name)))
        await place.say(context.bot, history_message(editions, place.texts) if editions else message)

    async def on_button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """his:<hash> | his:<hash>:<page of its text> | his:<hash>:changes, in the place of the message above it."""
        place, query = place_of(update), update.callback_query
        if place is None or query is None or not await may(self._services, update, context, "admin"):
            return
        _, arguments = callbacks.parse(query.data or "") or ("", [])
        try:
            message = await self._message(place, *arguments)
        except StoreError:
            raise
        except BriefingError:  # its text has been deleted
            message = None
        toast = None if message else place.texts.editing.edition_gone_toast
        await delivery.answer_callback(query, toast, alert=message is None)
        if message and not await delivery.edit(context.bot, place.chat_id, place.message_id, message):
            await place.say(context.bot, message)

    async def _message(self, place: Place, wanted: str = "", what: str = "", *_: str) -> Outgoing | None:
        """What a button opens; None when there is nothing of the kind."""
        edition = await self._services.worker.run(self._services.index.edition, wanted)
        if edition is None:
            return None
        editions = await self._history(edition.briefing.name)
        at = next((at for at, one in enumerate(editions) if one.briefing.sha256 == edition.briefing.sha256), 0)
        page = callbacks.number(what)
        if not what:
            return history_message(editions, place.texts)
        if what == CHANGES and at + 1 < len(editions):
            return await self._changes(editions[at], editions[at + 1], place)
        if page is None:
            return None
        text = await self._services.worker.run(self._services.index.edition_text, edition.briefing.sha256)
        return edition_message(edition, len(editions) - at, text, page, place.texts)

    async def _changes(self, newer: Edition, older: Edition, place: Place) -> Outgoing:
        run, index = self._services.worker.run, self._services.index
        changes = await run(index.compare, older.briefing.sha256, newer.briefing.sha256)
        return changes_message(newer, changes, place.texts)

    async def _history(self, name: str) -> list[Edition]:
        """The editions of what was ever called so, with those that took its place; [] when nothing was."""
        editions: list[Edition] = []
        seen: set[str | None] = {None}
        following: str | None = name
        while following not in seen:
            seen.add(following)
            try:
                editions = await self._services.worker.run(self._services.index.history, following)
            except StoreError:
                raise
            except BriefingError:
                break
            following = editions[0].successor
        return editions
