"""Errors: what no handler has caught. The person gets a reference, the log the traceback, administrators a notice."""

from __future__ import annotations

import logging
import secrets
import time
from typing import TYPE_CHECKING

from telegram import Update
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot import delivery
from bot.delivery import UndeliverableError
from bot.failures import disk_text
from bot.messages import texts_for
from bot.render.outgoing import Outgoing

if TYPE_CHECKING:
    from telegram import Bot
    from telegram.ext import ContextTypes

    from bot.admission import Admission
    from bot.services import Services

BETWEEN_NOTICES = 3600.0
"""Seconds between two notices of one kind."""

logger = logging.getLogger(__name__)


class ErrorHandler:
    """The application's one error handler."""

    def __init__(self, services: Services, admission: Admission) -> None:
        self._services = services
        self._admission = admission
        self._noticed: dict[str, float] = {}

    async def on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Deal with an exception; `update` is None for one of a job."""
        error = context.error
        if error is None or await self._is_harmless(error):
            return
        reference = self._log(error)
        if isinstance(update, Update):
            await self._tell_person(update, context.bot, error, reference)
        await self._tell_admins(context.bot, error, reference)

    async def report(self, error: BaseException, bot: Bot) -> str:
        """Log an exception and tell the administrators -> the reference to be told to who waits for the outcome."""
        reference = self._log(error)
        await self._tell_admins(bot, error, reference)
        return reference

    @staticmethod
    def _log(error: BaseException) -> str:
        reference = secrets.token_hex(3)
        logger.error("reference %s: %s", reference, _kind(error), exc_info=error)
        return reference

    async def _is_harmless(self, error: BaseException) -> bool:
        """What is nobody's fault, or only the network's."""
        if isinstance(error, UndeliverableError):
            if error.chat_id > 0 and isinstance(error.__cause__, Forbidden):
                await self._services.people.set_blocked(error.chat_id, blocked=True)
            logger.info("not delivered: %s", error)
            return True
        if isinstance(error, TelegramError) and delivery.is_gone(error):
            logger.info("not delivered: %s", error)
            return True
        if isinstance(error, NetworkError | RetryAfter) and not isinstance(error, BadRequest):
            logger.warning("Telegram cannot be reached, given up: %s", error)
            return True
        return False

    async def _tell_person(self, update: Update, bot: Bot, error: BaseException, reference: str) -> None:
        user, message = update.effective_user, update.effective_message
        texts = texts_for(user.language_code if user else None)
        text = disk_text(error, texts) or texts.access.went_wrong.format(reference=reference)
        try:
            if update.callback_query is not None:
                await delivery.answer_callback(update.callback_query, text, alert=True)
            elif message is not None and message.chat.type != ChatType.CHANNEL:
                topic = message.message_thread_id if message.is_topic_message else None
                await delivery.send(bot, message.chat_id, Outgoing(text), topic_id=topic, reply_to=message.message_id)
        except (UndeliverableError, TelegramError) as failure:
            logger.info("the reference %s could not be told: %s", reference, failure)

    async def _tell_admins(self, bot: Bot, error: BaseException, reference: str) -> None:
        kind, now = _kind(error), time.monotonic()
        if now - self._noticed.get(kind, float("-inf")) < BETWEEN_NOTICES:
            return
        self._noticed[kind] = now
        await self.notify(bot, "defect_notice", kind=kind, reference=reference)

    async def notify(self, bot: Bot, notice: str, **values: str) -> None:
        """Send every administrator who has written to the bot one of the texts about access."""
        for admin in await self._services.access.admins():
            if await self._services.people.get(admin) is not None:
                template: str = getattr((await self._admission.texts_of(admin)).access, notice)
                await self._admission.tell(bot, admin, template.format(**values))


def _kind(error: BaseException) -> str:
    """Name an error by its type and where it arose, without what it says: that may hold what a person wrote."""
    traceback, place = error.__traceback__, ""
    while traceback is not None:
        frame = traceback.tb_frame
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith(("bot", "index")):
            place = f" in {module}.{frame.f_code.co_name}"
        traceback = traceback.tb_next
    return f"{type(error).__name__}{place}"
