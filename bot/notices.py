"""Notices: what administrators are told of jobs. Kept until sent, so that neither a restart nor Telegram loses one."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from telegram.error import BadRequest, Forbidden, TelegramError

from bot import delivery
from bot.delivery import UndeliverableError
from bot.messages import texts_for
from bot.render.stored import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from telegram import Bot

    from bot.messages import Texts
    from bot.render.outgoing import Outgoing
    from bot.services import Services
    from bot.state.jobs import Jobs

AGAIN_AFTER = 30.0
"""Seconds until what Telegram did not take is sent again."""

logger = logging.getLogger(__name__)


class Notices:
    """Each administrator gets them in their language, in the order in which they came up."""

    def __init__(self, services: Services, jobs: Jobs) -> None:
        self._services = services
        self._jobs = jobs
        self._new = asyncio.Event()

    async def add(self, admins: Iterable[int], say: Callable[[Texts], Outgoing]) -> None:
        """Have something told to those of these administrators who have ever written to the bot."""
        messages = {}
        for admin in admins:
            person = await self._services.people.get(admin)
            if person is not None:
                messages[admin] = to_json(say(texts_for(person.language)))
        await self._jobs.add_notices(messages)
        self._new.set()

    async def send_forever(self, bot: Bot) -> None:
        """Send what is kept, and what comes."""
        while True:
            self._new.clear()
            if await self._send_all(bot):
                await self._new.wait()
            else:
                await asyncio.sleep(AGAIN_AFTER)

    async def _send_all(self, bot: Bot) -> bool:
        """Send what is kept -> False when something is left to be sent later."""
        left = False
        for notice in await self._jobs.notices():
            try:
                await delivery.send(bot, notice.admin, from_json(notice.message))
            except (UndeliverableError, Forbidden, BadRequest) as error:
                logger.warning("administrator %s cannot be told: %s", notice.admin, error)
            except TelegramError as error:
                logger.warning("administrator %s could not be told, again later: %s", notice.admin, error)
                left = True
                continue
            await self._jobs.drop_notice(notice)
        return not left
