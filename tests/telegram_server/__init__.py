"""A small emulator of the Telegram Bot API server, for tests: a real HTTP server on loopback.

    with Server() as server:
        start_the_bot(server.base_url, server.file_url, server.token)
        ann = server.user("Ann", language_code="de")
        question = ann.send("why was Turkey removed from the F-35?")
        answer = ann.chat.wait_for(lambda message: message.reply_to == question.id)
        ann.click(answer, "In context")
        assert server.violations == []

Where it is stricter than Telegram: entities beyond 100, nested blockquotes, more than 8 buttons in a row and unknown
parameters count against the bot; a message thread exists in forums only. Where it differs: `parse_mode` is not modelled
(the bot sends entities), a webhook may be plain HTTP on loopback.
"""

from telegram_server.chats import Chat, Message, Topic
from telegram_server.faults import FloodControl
from telegram_server.people import User
from telegram_server.render import render_html
from telegram_server.server import Request, Server, Violation

__all__ = ["Chat", "FloodControl", "Message", "Request", "Server", "Topic", "User", "Violation", "render_html"]
