"""Corrections: when a briefing is withdrawn or replaced, the answers that quoted it are edited to say so.

Whatever changed the briefings, the number of their generation changes: it is looked at every few seconds. What a
message says of its quotes is kept when it has been edited; killed before that, the same edit is sent again, and
Telegram answers that nothing is modified.
"""

from __future__ import annotations

import asyncio
import datetime
import logging
import math
from typing import TYPE_CHECKING

from aiolimiter import AsyncLimiter
from telegram.error import BadRequest, TelegramError

from bot import delivery
from bot.delivery import UndeliverableError
from bot.messages import texts_for
from bot.render.correction import corrected, standing_notice, unmarked_notice
from bot.standing import what_became
from bot.state.shown import Key, Said, ShownMessage, ShownQuotes
from index import BriefingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from telegram import Bot

    from bot.render.outgoing import Outgoing
    from bot.services import Services
    from bot.state.shown import Change
    from bot.turns import Turns

    Standing = Mapping[str, Change | None]

LOOK_SECONDS = 2.0
PUT_OFF_SECONDS = 30.0
"""After what could not be done."""
ALL_CHATS = (5, 1.0)
"""So many edits in so many seconds: answers are sent at the same time, and Telegram takes 30 a second of both."""
PRIVATE, GROUP = (3, 3.0), (6, 60.0)
"""The same for one chat; in a group 20 messages a minute are allowed, most are left for answers."""
TOGETHER = 500
"""Citations looked up at once."""
KEPT_LONGER = datetime.timedelta(days=1)

logger = logging.getLogger(__name__)


class Corrections:
    """One task of the bot's life.

    :param turns: the chats' queues: a message is not corrected while an update of its chat is handled.
    """

    def __init__(self, services: Services, bot: Bot, turns: Turns) -> None:
        self._services = services
        self._bot = bot
        self._turns = turns
        self._shown = services.shown
        self._looked_at: int | None = None
        """The generation of the last look at everything,"""
        self._again_at = math.inf
        """and when, by the loop's clock, to look again though it is the same."""
        self._chats: dict[int, asyncio.Task[None]] = {}
        self._pace = AsyncLimiter(*ALL_CHATS)
        self._paces: dict[int, AsyncLimiter] = {}

    async def run(self) -> None:
        """Correct messages, for ever; what goes wrong is tried again later."""
        try:
            while True:
                try:
                    await self._look()
                except BriefingError as error:
                    logger.warning("Answers are not corrected now: %s", error)
                    self._look_again(PUT_OFF_SECONDS)
                except Exception:
                    logger.exception("Answers could not be corrected.")
                    self._look_again(PUT_OFF_SECONDS)
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            for task in self._chats.values():
                task.cancel()

    def _look_again(self, seconds: float) -> None:
        """At everything, so much later."""
        self._again_at = min(self._again_at, asyncio.get_running_loop().time() + seconds)

    async def _look(self) -> None:
        """Begin to correct what is to be corrected since the last look; each chat at its own pace."""
        fresh = self._shown.take_fresh()
        generation = await self._generation()
        everything = generation != self._looked_at or asyncio.get_running_loop().time() >= self._again_at
        if not (everything or fresh):
            return
        if everything:
            self._looked_at, self._again_at = generation, math.inf
        oldest = _now() - datetime.timedelta(days=self._services.settings.correction_days)
        await self._shown.delete_before(oldest - KEPT_LONGER)
        quotes = [one for one in await self._shown.since(oldest) if everything or one.key in fresh]
        chats: dict[int, list[Key]] = {}
        for key in await self._due(quotes):
            chats.setdefault(key.chat_id, []).append(key)
        for chat_id, keys in chats.items():
            if chat_id in self._chats:
                self._look_again(LOOK_SECONDS)
            else:
                self._chats[chat_id] = asyncio.create_task(self._correct_chat(chat_id, keys, generation))

    async def _due(self, quotes: Sequence[ShownQuotes]) -> list[Key]:
        """The messages that should say something else of their quotes than they do."""
        standing: dict[str, Change | None] = {}
        citations = list(dict.fromkeys(citation for one in quotes for citation in one.citations))
        for start in range(0, len(citations), TOGETHER):
            standing |= await self._standing(citations[start : start + TOGETHER])
        return [one.key for one in quotes if not one.said.is_about(_wanted(one, standing))]

    async def _correct_chat(self, chat_id: int, keys: Sequence[Key], generation: int) -> None:
        """Correct messages of one chat, one by one, as long as no briefing changes meanwhile."""
        pace = self._paces.setdefault(chat_id, AsyncLimiter(*(GROUP if chat_id < 0 else PRIVATE)))
        try:
            await self._tell_supergroup([key for key in keys if key.message_id < 0])
            for key in keys:
                if key.message_id < 0 or not await self._is_due(key):
                    continue
                await pace.acquire()
                await self._pace.acquire()
                async with self._turns.alone(chat_id):
                    await self._correct(key)
                if await self._generation() != generation:  # what was looked up for this edit may be out of date
                    self._look_again(0)
                    return
        except (TelegramError, BriefingError) as error:
            logger.warning("Answers in chat %d are corrected later: %s", chat_id, error)
            self._look_again(PUT_OFF_SECONDS)
        except Exception:
            logger.exception("Answers in chat %d could not be corrected.", chat_id)
            self._look_again(PUT_OFF_SECONDS)
        finally:
            del self._chats[chat_id]

    async def _is_due(self, key: Key) -> bool:
        """Whether a message still is to be corrected, after what had to wait for its turn before it."""
        shown = await self._shown.get(key)
        return shown is not None and not shown.quotes.said.is_about(await self._changes(shown.quotes))

    async def _correct(self, key: Key) -> None:
        """Correct a message, as its briefings are now."""
        shown = await self._shown.get(key)
        if shown is None:  # forgotten meanwhile
            return
        changes = await self._changes(shown.quotes)
        before = shown.quotes.said
        if before.is_about(changes):
            return
        message, reply = corrected(shown.message, shown.quotes.citations, changes, texts_for(shown.language))
        edited = await self._edit(key, message)
        if not edited and await self._shown.get(key) is None:  # its group became a supergroup
            self._look_again(0)
            return
        reply_id = await self._reply(shown, reply) if edited else before.reply_id
        await self._shown.say(key, Said(changes, reply_id, given_up=not edited))
        logger.info("Message %d in chat %d: %d quotes struck through.", key.message_id, key.chat_id, len(changes))

    async def _edit(self, key: Key, message: Outgoing) -> bool:
        try:
            return await delivery.edit(self._bot, key.chat_id, key.message_id, message)
        except BadRequest as error:  # trying again would not help
            logger.error("message %d in chat %d cannot be corrected: %s", key.message_id, key.chat_id, error)
            return False

    async def _reply(self, shown: ShownMessage, reply: Outgoing | None) -> int | None:
        """Say in a reply what had no room in the message, or take that back -> the reply's id."""
        key, said = shown.quotes.key, shown.quotes.said
        if reply is None and said.reply_id is not None:
            reply = standing_notice(_titles(said), texts_for(shown.language))
        if reply is None:
            return None
        if said.reply_id is not None and await self._edit(Key(key.chat_id, said.reply_id), reply):
            return said.reply_id
        return await self._send(key.chat_id, reply, shown.topic_id, key.message_id)

    async def _tell_supergroup(self, keys: Iterable[Key]) -> None:
        """Say once what has become of the quotes in messages that cannot be edited."""
        told: list[tuple[Key, Said]] = []
        changed: dict[Change, None] = {}
        standing_again: dict[str, None] = {}
        language = ""
        for key in keys:
            shown = await self._shown.get(key)
            if shown is None:
                continue
            language = language or shown.language
            before = shown.quotes.said
            changes = await self._changes(shown.quotes)
            told.append((key, Said(changes)))
            changed |= dict.fromkeys(change for name, change in changes.items() if name not in before.changes)
            taken_back = (change for name, change in before.changes.items() if name not in changes)
            standing_again |= dict.fromkeys(change.title for change in taken_back)
        if changed or standing_again:
            notice = unmarked_notice(list(changed), list(standing_again), texts_for(language))
            await self._send(told[0][0].chat_id, notice)
        for key, said in told:
            await self._shown.say(key, said)

    async def _send(
        self, chat_id: int, message: Outgoing, topic_id: int | None = None, reply_to: int | None = None
    ) -> int | None:
        try:
            return await delivery.send(self._bot, chat_id, message, topic_id=topic_id, reply_to=reply_to)
        except UndeliverableError as error:
            logger.info("a correction was not delivered: %s", error)
            return None

    async def _changes(self, quotes: ShownQuotes) -> dict[str, Change]:
        return _wanted(quotes, await self._standing(quotes.citations))

    async def _standing(self, citations: Sequence[str]) -> Standing:
        return await self._services.worker.run(what_became, self._services.index, citations)

    async def _generation(self) -> int:
        index = self._services.index
        return await self._services.worker.run(lambda: index.generation)


def _wanted(quotes: ShownQuotes, standing: Standing) -> dict[str, Change]:
    """What is to be said of a message's quotes; of what the store does not know what was said before."""
    before = quotes.said.changes
    wanted = {citation: standing.get(citation, before.get(citation)) for citation in quotes.citations}
    return {citation: change for citation, change in wanted.items() if change is not None}


def _titles(said: Said) -> list[str]:
    return [change.title for change in said.changes.values()]


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
