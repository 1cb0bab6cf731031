"""Stored messages: as JSON in the database until they are sent."""

from __future__ import annotations

import json

from telegram import InlineKeyboardButton, MessageEntity

from bot.render.outgoing import Outgoing


def to_json(message: Outgoing) -> str:
    """Keep text, entities and buttons."""
    parts = {
        "text": message.text,
        "entities": [entity.to_dict() for entity in message.entities],
        "buttons": [[button.to_dict() for button in row] for row in message.buttons],
    }
    return json.dumps(parts, ensure_ascii=False)


def from_json(text: str) -> Outgoing:
    """Give the same message again."""
    parts = json.loads(text)
    return Outgoing(
        parts["text"],
        tuple(MessageEntity.de_list(parts["entities"], None)),
        tuple(tuple(InlineKeyboardButton.de_list(row, None)) for row in parts["buttons"]),
    )
