"""A message that asks a person for a value, with buttons for having none and for leaving it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton

from bot import callbacks
from bot.render.outgoing import Outgoing

if TYPE_CHECKING:
    from bot.messages.editing import EditingTexts

CLEAR, CANCEL = "clear", "cancel"


def prompt_message(text: str, prompt_id: int, texts: EditingTexts, *, can_clear: bool) -> Outgoing:
    """Ask for a value; the next text of the person in this chat is taken as it."""
    labels = [(texts.button_clear, CLEAR)] * can_clear + [(texts.button_cancel, CANCEL)]
    row = tuple(
        InlineKeyboardButton(label, callback_data=callbacks.make("pr", prompt_id, choice)) for label, choice in labels
    )
    return Outgoing(text, (), (row,))
