"""Rights: the one check before whatever not everybody may do. The role is looked up anew each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.constants import ChatType

from bot import delivery
from bot.messages import texts_for
from bot.render.outgoing import Outgoing

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import ContextTypes

    from bot.services import Services
    from bot.state.people import Role


async def may(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE, role: Role) -> bool:
    """Whether whoever wrote or pressed may do what this role may, and is alone with the bot.

    If not, they have been told so (a button is answered, by an alert), and the log and the audit trail know it: all
    that is left to the caller is to return.
    """
    user, query = update.effective_user, update.callback_query
    if user is None:
        return False
    texts = texts_for(user.language_code)
    if not await services.access.is_at_least(user.id, role):
        refusal = texts.access.admins_only if role == "admin" else texts.operations.uploaders_only_toast
    elif not _is_private(update):
        refusal = texts.operations.private_only_toast
    else:
        return True
    await services.attempts.note(update)
    if query is not None:
        await delivery.answer_callback(query, refusal, alert=True)
    else:
        await _reply(update, context, refusal)
    return False


def _is_private(update: Update) -> bool:
    query = update.callback_query
    message = query.message if query else update.effective_message
    return message is not None and message.chat.type == ChatType.PRIVATE


async def _reply(update: Update, context: ContextTypes.DEFAULT_TYPE, text: str) -> None:
    message = update.effective_message
    if message is None:
        return
    topic = message.message_thread_id if message.is_topic_message else None
    await delivery.send(context.bot, message.chat_id, Outgoing(text), topic_id=topic, reply_to=message.message_id)
