"""/reindex, /canary and /reports: what administrators set going with the index, and what they hear of it."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from bot import callbacks, delivery
from bot.failures import explained
from bot.handlers.place import Place, place_of
from bot.handlers.rights import may
from bot.operations import Entry, actor_of
from bot.reindexing import READ_AGAIN, REBUILD, SYNC
from bot.render.jobs import canaries_message, canary_line, choice_message, rebuild_message
from bot.render.outgoing import Outgoing, shown_name
from index import BriefingError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from telegram import Update
    from telegram.ext import ContextTypes

    from bot.reindexing import Reindexing
    from bot.services import Services
    from index import Canary

FORCE, REBUILD_WORD = "force", "rebuild"
ON, OFF = frozenset({"on", "aç", "вкл"}), frozenset({"off", "kapat", "выкл"})
KEY_DIGITS = 12
ARROW = re.compile(r"\s*(?:=>|⇒|→)\s*")


class JobHandlers:
    """Only administrators, and only alone with the bot."""

    def __init__(self, services: Services, reindexing: Reindexing) -> None:
        self._services = services
        self._reindexing = reindexing

    async def on_reindex(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/reindex, /reindex force, /reindex rebuild [force], /reindex NAME."""
        place = place_of(update)
        if place is None or not await may(self._services, update, context, "admin"):
            return
        name = " ".join(context.args or ())
        words = name.casefold().split()
        if words in ([], [FORCE]):
            said = await self._request(place, SYNC, {"force": words == [FORCE]})
        elif words in ([REBUILD_WORD], [REBUILD_WORD, FORCE]):
            status = await self._services.worker.run(self._services.index.status)
            said = rebuild_message(status, place.texts, force=len(words) > 1)
        else:
            force = words[-1] == FORCE
            said = await self._read_again(place, name.rsplit(maxsplit=1)[0] if force else name, force=force)
        if said is not None:
            await place.say(context.bot, said)

    async def on_button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """job:rebuild:<force, 0 or 1> | job:keep | job:again:<briefing>."""
        query, place = update.callback_query, place_of(update)
        if query is None or place is None or not await may(self._services, update, context, "admin"):
            return
        texts = place.texts
        _, arguments = callbacks.parse(query.data or "") or ("", [])
        match arguments:
            case ["keep"]:
                shown: Outgoing | None = Outgoing(texts.jobs.not_rebuilt)
            case ["rebuild", "0" | "1" as force]:
                shown = await self._request(place, REBUILD, {"force": force == "1"}, place.message_id)
            case ["again", key]:
                briefings = await self._services.worker.run(self._services.index.briefings)
                name = next((briefing.name for briefing in briefings if briefing.sha256.startswith(key)), None)
                if name is None:
                    await delivery.answer_callback(query, texts.jobs.gone_toast, alert=True)
                    return
                shown = await self._request(place, READ_AGAIN, {"name": name}, place.message_id)
            case _:
                await delivery.answer_callback(query, texts.answers.not_understood_toast, alert=True)
                return
        await delivery.answer_callback(query)
        if shown is not None:
            await delivery.edit(context.bot, place.chat_id, place.message_id, shown)

    async def on_canary(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/canary, /canary add QUESTION => NAME, /canary remove NUMBER."""
        place = place_of(update)
        if place is None or not await may(self._services, update, context, "admin"):
            return
        word, *rest = context.args or ("",)
        try:
            said = await self._about_canaries(place, word.casefold(), rest)
        except BriefingError as error:
            said = Outgoing(explained(error, place.texts))
        await place.say(context.bot, said)

    async def on_canary_button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """can:<canary>: take it out."""
        query, place = update.callback_query, place_of(update)
        if query is None or place is None or not await may(self._services, update, context, "admin"):
            return
        _, arguments = callbacks.parse(query.data or "") or ("", [])
        try:
            canaries = await self._services.worker.run(self._services.index.canaries)
            said = await self._remove_canary(place, next((one for one in canaries if [_key(one)] == arguments), None))
            shown = await self._canaries(place)
        except BriefingError as error:
            await delivery.answer_callback(query, explained(error, place.texts), alert=True)
            return
        await delivery.answer_callback(query, said.text)
        await delivery.edit(context.bot, place.chat_id, place.message_id, shown)

    async def on_reports(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/reports tells whether they hear of what jobs have changed, /reports on or off sets it."""
        place = place_of(update)
        if place is None or not await may(self._services, update, context, "admin"):
            return
        word, jobs = " ".join(context.args or ()).casefold(), self._reindexing.jobs
        if word in ON | OFF:
            await jobs.set_wants_reports(place.user.id, word in ON)
        wants = await jobs.wants_reports(place.user.id)
        await place.say(context.bot, Outgoing(place.texts.jobs.reports_on if wants else place.texts.jobs.reports_off))

    async def _request(
        self, place: Place, kind: str, arguments: Mapping[str, Any], message_id: int | None = None
    ) -> Outgoing | None:
        """Set a run going -> what to say, if anything: else it is told how far it is, and what came of it."""
        actor = actor_of(place.user)
        if await self._reindexing.request(kind, arguments, actor, place.chat_id, message_id):
            return None
        return Outgoing(place.texts.jobs.under_way)

    async def _read_again(self, place: Place, name: str, *, force: bool) -> Outgoing | None:
        texts = place.texts.jobs
        found = await self._services.worker.run(self._services.index.called, name)
        if len(found) == 1:
            return await self._request(place, READ_AGAIN, {"name": found[0].name, "force": force})
        if found:
            return choice_message(texts.ambiguous_name.format(name=shown_name(name)), found)
        return Outgoing(texts.unknown_name.format(name=shown_name(name)))

    async def _about_canaries(self, place: Place, word: str, rest: Sequence[str]) -> Outgoing:
        if not word:
            return await self._canaries(place)
        if word == "add":
            return await self._add_canary(place, " ".join(rest))
        if word == "remove" and len(rest) == 1:
            canaries = await self._services.worker.run(self._services.index.canaries)
            number = callbacks.number(rest[0]) or 0
            return await self._remove_canary(place, canaries[number - 1] if 0 < number <= len(canaries) else None)
        return Outgoing(place.texts.jobs.canary_usage)

    async def _add_canary(self, place: Place, text: str) -> Outgoing:
        texts, index, run = place.texts.jobs, self._services.index, self._services.worker.run
        *parts, name = ARROW.split(text)
        question = " ".join(" => ".join(parts).split())
        if not question or not name:
            return Outgoing(texts.canary_usage)
        found = await run(index.called, name)
        if not found:
            return Outgoing(texts.canary_unknown.format(name=shown_name(name)))
        exact = [briefing for briefing in found if briefing.name == name]
        if len(exact or found) > 1:
            names = "\n".join(f"• {shown_name(briefing.name)}" for briefing in found[:10])
            return Outgoing(f"{texts.canary_ambiguous.format(name=shown_name(name))}\n{names}")
        (briefing,) = exact or found
        canary = await run(index.add_canary, question, briefing.name)
        await self._services.audit.record(
            actor_of(place.user), Entry("canary_added", canary.briefing, {"question": canary.question})
        )
        note = "" if canary.found else f"\n\n{texts.canary_misses}"
        return Outgoing(f"{texts.canary_added}\n{canary_line(canary)}{note}")

    async def _canaries(self, place: Place) -> Outgoing:
        canaries, problems = await self._services.worker.run(self._services.index.ask_canaries)
        return canaries_message([(_key(canary), canary) for canary in canaries], problems, place.texts.jobs)

    async def _remove_canary(self, place: Place, canary: Canary | None) -> Outgoing:
        texts = place.texts.jobs
        if canary is None:
            return Outgoing(texts.canary_gone)
        await self._services.worker.run(self._services.index.remove_canary, canary.question)
        await self._services.audit.record(
            actor_of(place.user), Entry("canary_removed", canary.briefing, {"question": canary.question})
        )
        return Outgoing(f"{texts.canary_removed}\n{canary_line(canary)}")


def _key(canary: Canary) -> str:
    """What names a canary question in a button."""
    return sha256(canary.question.encode()).hexdigest()[:KEY_DIGITS]
