from __future__ import annotations

from telegram import InlineKeyboardButton, MessageEntity

from bot.render.outgoing import Outgoing, TextBuilder
from bot.render.stored import from_json, to_json


def test_a_message_is_the_same_afterwards():
    buttons = (
        (InlineKeyboardButton("Ask", callback_data="ask:1"), InlineKeyboardButton("Open", url="https://example.org/")),
        (InlineKeyboardButton("Back", callback_data="list:0"),),
    )
    message = TextBuilder().add("🎉 Added ", "bold").name("Ü").add("x", "italic").build(*buttons)
    assert from_json(to_json(message)) == message
    linked = Outgoing("a", (MessageEntity(MessageEntity.TEXT_LINK, 0, 1, url="https://example.org/"),))
    assert from_json(to_json(linked)).entities[0].url == "https://example.org/"
    assert from_json(to_json(Outgoing("plain"))) == Outgoing("plain")
