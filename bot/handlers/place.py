"""Place: where something was said or pressed, by whom, and in which language that is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram import Message

from bot import delivery
from bot.messages import texts_for

if TYPE_CHECKING:
    from telegram import Bot, Update, User

    from bot.messages import Texts
    from bot.render.outgoing import Outgoing


@dataclass(frozen=True, slots=True)
class Place:
    """Of one update."""

    chat_id: int
    topic_id: int | None
    message_id: int
    """What was written; of a button, the message below which it is."""
    user: User
    texts: Texts

    @property
    def is_group(self) -> bool:
        """Whether others read along."""
        return self.chat_id < 0

    async def say(self, bot: Bot, message: Outgoing) -> None:
        """Answer there: in the same topic, in a group as a reply."""
        reply_to = self.message_id if self.is_group else None
        await delivery.send(bot, self.chat_id, message, topic_id=self.topic_id, reply_to=reply_to)


def place_of(update: Update) -> Place | None:
    """Find out where an update happened; None for one without a person or a message, such as below an inline result."""
    user, query = update.effective_user, update.callback_query
    message = query.message if query else update.effective_message
    if user is None or message is None:
        return None
    topic_id = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
    return Place(message.chat.id, topic_id, message.message_id, user, texts_for(user.language_code))
