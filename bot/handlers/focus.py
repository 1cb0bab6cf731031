"""/focus: what a person's questions in a chat are restricted to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.place import Place, place_of
from bot.render.briefings import choice_message, focus_message, shown_tags
from bot.render.outgoing import Outgoing, shown_name
from bot.state.chats import Focus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import Update
    from telegram.ext import ContextTypes

    from bot.services import Services
    from index import Briefing

OFF = frozenset(["off", "kapat", "выкл"])


class FocusHandlers:
    """The command; the button "Ask only this one" is in sources.py."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def on_focus(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/focus shows it, /focus NAME or TAG sets it, /focus off ends it."""
        place = place_of(update)
        if place is None:
            return
        name = " ".join(context.args or ())
        if not name:
            message = await self._present(place)
        elif name.casefold() in OFF:
            message = await end_focus(self._services, place)
        else:
            message = await self._set(place, name)
        await place.say(context.bot, message)

    async def _present(self, place: Place) -> Outgoing:
        texts = place.texts.sources
        briefings = await self._services.worker.run(self._services.index.briefings)
        focus = await self._services.chats.focus(place.chat_id, place.user.id)
        if focus is None:
            return Outgoing(texts.focus_none.format(tags=shown_tags(tags_of(briefings))))
        if focus.kind == "tag" and focus.value in tags_of(briefings):
            return focus_message(texts.focus_present_tag.format(tag=shown_name(focus.value)), texts)
        for briefing in briefings:
            if focus == Focus("briefing", briefing.name):
                return focus_message(texts.focus_present.format(title=shown_name(briefing.title)), texts)
        return await self._end_gone(place, focus)

    async def _end_gone(self, place: Place, focus: Focus) -> Outgoing:
        texts = place.texts.sources
        await self._services.chats.clear_focus(place.chat_id, place.user.id)
        gone = texts.focus_withdrawn_tag if focus.kind == "tag" else texts.focus_withdrawn
        return Outgoing(gone.format(name=shown_name(focus.value)))

    async def _set(self, place: Place, name: str) -> Outgoing:
        texts, index = place.texts.sources, self._services.index
        briefings = await self._services.worker.run(index.briefings)
        tag = {tag.casefold(): tag for tag in tags_of(briefings)}.get(name.casefold().removeprefix("#"))
        if tag is not None:
            await self._services.chats.set_focus(place.chat_id, place.user.id, Focus("tag", tag))
            count = texts.briefings(sum(tag in briefing.tags for briefing in briefings))
            return focus_message(texts.focus_set_tag.format(tag=shown_name(tag), briefings=count), texts)
        found = await self._services.worker.run(index.called, name)
        if len(found) == 1:
            return await focus_on_briefing(self._services, place, found[0])
        if found:
            return choice_message(texts.focus_ambiguous.format(name=shown_name(name)), found)
        return Outgoing(texts.focus_unknown.format(name=shown_name(name)))


async def focus_on_briefing(services: Services, place: Place, briefing: Briefing) -> Outgoing:
    """Restrict a person's questions in a chat to one briefing -> what to say."""
    await services.chats.set_focus(place.chat_id, place.user.id, Focus("briefing", briefing.name))
    texts = place.texts.sources
    return focus_message(texts.focus_set.format(title=shown_name(briefing.title)), texts)


async def end_focus(services: Services, place: Place) -> Outgoing:
    """Let a person's questions in a chat range over everything again -> what to say."""
    await services.chats.clear_focus(place.chat_id, place.user.id)
    return Outgoing(place.texts.sources.focus_off)


def tags_of(briefings: Sequence[Briefing]) -> list[str]:
    """All tags, the most frequent first."""
    counts: dict[str, int] = {}
    for briefing in briefings:
        for tag in briefing.tags:
            counts[tag] = counts.get(tag, 0) + 1
    return sorted(counts, key=lambda tag: (-counts[tag], tag))
