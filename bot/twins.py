"""Twins: a message that came twice, since the answer to the first request was lost with the connection.

Telegram has no way to ask whether a message was sent. But the numbers of messages grow: when the second one's is not
the next after the last known of its chat, the first may lie between. A message of the bot can be edited, and Telegram
says so when the new text is its old one: then it is the first, and the second is deleted.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from telegram.error import BadRequest, TelegramError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    Post = Callable[[str, dict[str, Any]], Coroutine[Any, Any, Any]]

MOST_CHATS = 10_000
MOST_CANDIDATES = 3
CONTENT = ("chat_id", "text", "entities", "reply_markup", "link_preview_options")

logger = logging.getLogger(__name__)


class Twins:
    """Knows the last message of each chat, and looks for the first of two equal ones."""

    def __init__(self) -> None:
        self._last: OrderedDict[int, int] = OrderedDict()

    def seen(self, chat_id: int, message_id: int) -> None:
        """Note a message of anybody."""
        self._last[chat_id] = max(message_id, self._last.pop(chat_id, 0))
        if len(self._last) > MOST_CHATS:
            self._last.popitem(last=False)

    async def without_twin(self, post: Post, data: Mapping[str, Any], second: dict[str, Any]) -> dict[str, Any]:
        """Look whether a text that was sent again had come the first time -> the message that stays."""
        chat_id, number = second["chat"]["id"], second["message_id"]
        last = self._last.get(chat_id)
        if last is None or "text" not in data:
            return second
        content = {name: data[name] for name in CONTENT if name in data}
        for candidate in range(last + 1, min(number, last + 1 + MOST_CANDIDATES)):
            if await _is_same(post, content | {"message_id": candidate}):
                logger.info("message %d in chat %s had come the first time", candidate, chat_id)
                with suppress(TelegramError):
                    await post("deleteMessage", {"chat_id": chat_id, "message_id": number})
                return second | {"message_id": candidate}
        return second


async def _is_same(post: Post, edit: dict[str, Any]) -> bool:
    try:
        await post("editMessageText", edit)
    except BadRequest as error:
        return "message is not modified" in str(error).lower()
    except TelegramError:
        return False
    return True  # a message of the bot that nobody knew of
