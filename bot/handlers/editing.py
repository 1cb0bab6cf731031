"""What administrators do with published briefings: the buttons of their cards; and /withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot import callbacks, delivery
from bot.caption import read_date, read_tags, read_title
from bot.editing import EDIT, REINSTATE, WITHDRAW, Editing, Value, value_of
from bot.handlers.focus import tags_of
from bot.handlers.place import Place, place_of
from bot.handlers.rights import may
from bot.render import admin_card
from bot.render.admin_card import DATE, TAGS, TITLE, withdraw_question, withdrawn_list
from bot.render.briefings import A_PAGE, card_message, short_hash, shown_tags
from bot.render.outgoing import Outgoing, shown_name
from bot.render.prompt import prompt_message
from bot.state.audit import actor_of
from bot.state.operations import OperationRows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import Bot, Update
    from telegram.ext import ContextTypes

    from bot.handlers.prompts import PromptHandlers
    from bot.messages.editing import EditingTexts
    from bot.operations import Operations
    from bot.services import Services
    from bot.state.prompts import Prompt
    from index import Briefing

EDIT_PROMPT, REPLACE_PROMPT = "edit", "replace"
"""The actions of prompts; the value of the second is a document, see bot/handlers/uploads.py."""


class EditingHandlers:
    """Buttons name a briefing by the hash of its text: one that was replaced meanwhile is not touched."""

    def __init__(self, services: Services, editing: Editing) -> None:
        self._services = services
        self._editing = editing
        self._rows = OperationRows(services.database)

    def register(self, operations: Operations, prompts: PromptHandlers) -> None:
        """Have what is set going here performed, and the values that are asked for taken."""
        self._editing.register(operations)
        prompts.register(EDIT_PROMPT, self.on_value)

    async def on_withdrawn(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/withdrawn: what can be brought back, and until when."""
        place = place_of(update)
        if place is not None and await may(self._services, update, context, "admin"):
            await place.say(context.bot, await self._withdrawn(place, 0))

    async def on_button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """ed:<hash>:<what>, or ed:withdrawn:<page>; what concerns older texts is in history.py."""
        place, query = place_of(update), update.callback_query
        if place is None or query is None or not await may(self._services, update, context, "admin"):
            return
        _, arguments = callbacks.parse(query.data or "") or ("", [])
        wanted, what = arguments[:2] if len(arguments) >= 2 else ("", "")
        toast: str | None = place.texts.answers.not_understood_toast
        if wanted == admin_card.WITHDRAWN:
            toast = await self._turn(context.bot, place, callbacks.number(what))
        elif what == admin_card.RESTORE:
            toast = await self._restore(place, wanted, stays=len(arguments) > 2)
        elif what in (admin_card.WITHDRAW, admin_card.YES, admin_card.NO, admin_card.REPLACE, TITLE, DATE, TAGS):
            briefings = await self._services.worker.run(self._services.index.briefings)
            briefing = next((briefing for briefing in briefings if short_hash(briefing) == wanted), None)
            toast = place.texts.editing.changed_meanwhile_toast
            if briefing is not None:
                toast = None
                await self._do(context.bot, place, briefing, what, briefings.index(briefing) // A_PAGE)
        await delivery.answer_callback(query, toast, alert=toast is not None)

    async def on_value(self, update: Update, context: ContextTypes.DEFAULT_TYPE, prompt: Prompt, value: str) -> bool:
        """The title, date or tags that were asked for; "" for none."""
        place = place_of(update)
        if place is None or not await may(self._services, update, context, "admin"):
            return True
        texts, field = place.texts.editing, str(prompt.arguments["field"])
        read = await self._as_known(read_tags(value)) if field == TAGS else _read(field, value)
        if read is None:
            text = texts.date_unreadable if field == DATE else texts.title_empty
            await place.say(context.bot, Outgoing(text.format(text=shown_name(value))))
            return False
        if read == prompt.arguments["before"]:
            await place.say(context.bot, Outgoing(texts.nothing_changed))
            return True
        await self._submit(EDIT, {**prompt.arguments, "value": read}, place)
        return True

    async def _do(self, bot: Bot, place: Place, briefing: Briefing, what: str, page: int) -> None:
        """What a button below the card of a published briefing is for."""
        texts = place.texts.editing
        if what == admin_card.WITHDRAW:
            question = withdraw_question(briefing, self._services.index.settings.restore_days, texts)
            await self._show(bot, place, question)
        elif what == admin_card.YES:
            await self._submit(WITHDRAW, self._editing.seen(briefing), place, place.message_id)
        elif what == admin_card.NO:
            rows = admin_card.admin_rows(briefing, texts)
            await self._show(bot, place, card_message(briefing, page, place.texts.sources, rows))
        elif what == admin_card.REPLACE:
            seen: dict[str, Any] = {"name": briefing.name, "expected": briefing.sha256}
            await self._ask(bot, place, REPLACE_PROMPT, seen, texts.ask_file.format(title=_title(briefing)))
        else:
            seen = {**self._editing.seen(briefing), "field": what, "before": value_of(briefing, what)}
            await self._ask(bot, place, EDIT_PROMPT, seen, _question(what, briefing, texts))

    async def _ask(self, bot: Bot, place: Place, action: str, arguments: dict[str, Any], text: str) -> None:
        prompt_id = await self._services.prompts.ask(place.chat_id, place.user.id, action, arguments)
        can_clear = arguments.get("field") in (DATE, TAGS)
        await place.say(bot, prompt_message(text, prompt_id, place.texts.editing, can_clear=can_clear))

    async def _restore(self, place: Place, wanted: str, *, stays: bool) -> str | None:
        """Bring a withdrawn briefing back -> the toast when that cannot be.

        :param stays: the message below which the button is goes on to show what it does, such as the other briefings.
        """
        editions = await self._services.worker.run(self._services.index.withdrawn)
        for edition in editions:
            if edition.briefing.sha256.startswith(wanted):
                arguments = self._editing.seen(edition.briefing)
                await self._submit(REINSTATE, arguments, place, None if stays else place.message_id)
                return None
        return place.texts.editing.cannot_restore

    async def _turn(self, bot: Bot, place: Place, page: int | None) -> str | None:
        if page is None:
            return place.texts.answers.not_understood_toast
        await self._show(bot, place, await self._withdrawn(place, page))
        return None

    async def _withdrawn(self, place: Place, page: int) -> Outgoing:
        editions = await self._services.worker.run(self._services.index.withdrawn)
        return withdrawn_list(editions, page, self._services.index.settings.restore_days, place.texts)

    async def _as_known(self, tags: Sequence[str]) -> list[str]:
        """Tags with the capitals that others have: "Grain" is no other tag than "grain"."""
        briefings = await self._services.worker.run(self._services.index.briefings)
        known = {tag.casefold(): tag for tag in tags_of(briefings)}
        return [known.get(tag.casefold(), tag) for tag in tags]

    async def _submit(self, kind: str, arguments: dict[str, Any], place: Place, message_id: int | None = None) -> None:
        """Set something going, unless it is: what was pressed is handled again when the bot was killed just then."""
        wanted = (kind, place.chat_id, place.user.id, {**arguments, "session": ""})
        for other in await self._rows.waiting():
            same = (other.kind, other.chat_id, other.actor.id, {**other.arguments, "session": ""}) == wanted
            if same and message_id in (None, other.message_id):
                return
        await self._services.operations.submit(kind, arguments, actor_of(place.user), place.chat_id, message_id)

    @staticmethod
    async def _show(bot: Bot, place: Place, message: Outgoing) -> None:
        """Change the message below which a button was pressed; say it anew when that is gone."""
        if not await delivery.edit(bot, place.chat_id, place.message_id, message):
            await place.say(bot, message)


def _read(field: str, text: str) -> Value | None:
    """Read a title or date as a person writes it; None for what is none."""
    if field == TITLE:
        return read_title(text)
    date = read_date(text)
    return date.isoformat() if date else None if text else ""


def _question(field: str, briefing: Briefing, texts: EditingTexts) -> str:
    questions = {TITLE: texts.ask_title, DATE: texts.ask_date, TAGS: texts.ask_tags}
    return questions[field].format(title=_title(briefing), tags=shown_tags(briefing.tags))


def _title(briefing: Briefing) -> str:
    return shown_name(briefing.title)
