"""Delivery: sending and editing, and what is no error there: somebody blocked the bot, a message is gone."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from telegram import ReplyParameters
from telegram.constants import CallbackQueryLimit, ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from telegram import Bot, CallbackQuery

    from bot.render.outgoing import Outgoing

TYPING_AFTER = 0.7
TYPING_AGAIN = 4.0
"""Seconds; a chat action is shown for 5."""
NOT_MODIFIED = "message is not modified"
CHAT_IS_GONE = ("chat not found", "peer_id_invalid", "have no rights", "not enough rights", "chat_write_forbidden",
                "topic_closed", "thread not found", "group chat was deactivated", "topic_deleted")  # fmt: skip

logger = logging.getLogger(__name__)


class UndeliverableError(Exception):
    """Nothing can be said in this chat: the bot was blocked or removed, the account or topic deleted. No defect."""

    def __init__(self, chat_id: int, reason: str) -> None:
        super().__init__(f"chat {chat_id}: {reason}")
        self.chat_id = chat_id


async def send(
    bot: Bot, chat_id: int, message: Outgoing, *, topic_id: int | None = None, reply_to: int | None = None
) -> int:
    """Send a message -> its id.

    :param reply_to: the message replied to; when it is gone, the answer comes without.
    :raises UndeliverableError: when the chat cannot be reached; the error handler takes it silently.
    """
    reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None
    try:
        sent = await bot.send_message(
            chat_id,
            message.text,
            entities=message.entities,
            reply_markup=message.markup,
            message_thread_id=topic_id,
            reply_parameters=reply,
        )
    except (Forbidden, BadRequest) as error:
        if is_gone(error):
            raise UndeliverableError(chat_id, str(error)) from error
        raise
    return sent.message_id


async def edit(bot: Bot, chat_id: int, message_id: int, message: Outgoing) -> bool:
    """Change a message of the bot -> whether it shows the new text now; not so when it is gone."""
    try:
        await bot.edit_message_text(
            message.text, chat_id, message_id, entities=message.entities, reply_markup=message.markup
        )
    except (Forbidden, ChatMigrated):
        return False
    except BadRequest as error:
        if NOT_MODIFIED in str(error).lower():
            return True
        if is_gone(error) or "message" in str(error).lower():  # to edit not found, can't be edited, identifier ...
            logger.info("message %s in chat %s cannot be edited: %s", message_id, chat_id, error)
            return False
        raise
    return True


async def answer_callback(query: CallbackQuery, text: str | None = None, alert: bool = False) -> None:
    """Answer a pressed button; one that was pressed too long ago needs none."""
    try:
        await query.answer(text and text[: CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH], show_alert=alert)
    except BadRequest as error:
        logger.info("a button cannot be answered: %s", error)


@asynccontextmanager
async def typing(bot: Bot, chat_id: int, topic_id: int | None = None) -> AsyncIterator[None]:
    """Show that the bot is at work when that takes a while; not in groups, where it counts as chatter."""
    if chat_id < 0:
        yield
        return
    task = asyncio.create_task(_keep_typing(bot, chat_id, topic_id))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep_typing(bot: Bot, chat_id: int, topic_id: int | None) -> None:
    await asyncio.sleep(TYPING_AFTER)
    with suppress(TelegramError):  # a nicety
        while True:
            await bot.send_chat_action(chat_id, ChatAction.TYPING, message_thread_id=topic_id)
            await asyncio.sleep(TYPING_AGAIN)


def is_gone(error: TelegramError) -> bool:
    """Whether an error tells that a chat, or the right to speak in it, is no more."""
    return isinstance(error, Forbidden) or any(sign in str(error).lower() for sign in CHAT_IS_GONE)
