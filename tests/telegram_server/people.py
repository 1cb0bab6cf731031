"""The people of the emulated Telegram: what they type, send, press and block. Called by tests, from their thread."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from telegram_server.chats import Chat, Message, Topic, spoken
from telegram_server.content import utf16_length

if TYPE_CHECKING:
    from telegram_server.server import Server

Json = dict[str, Any]
_FORWARDED = ("text", "entities", "caption", "caption_entities", "document", "photo", "voice", "sticker")


@dataclass(eq=False)
class StoredFile:
    """A file on Telegram's servers. `size` may be larger than the data: a file that only claims to be big."""

    name: str
    mime: str
    data: bytes
    size: int
    id: str
    path: str

    def describe(self) -> Json:
        # the same content has the same file_unique_id, as on Telegram; the file_id differs
        content = sha256(self.data + str(self.size).encode()).hexdigest()[:15]
        return {"file_id": self.id, "file_unique_id": f"AgAD{content}", "file_size": self.size}

    def document(self) -> Json:
        return {"document": self.describe() | {"file_name": self.name, "mime_type": self.mime}}


@dataclass(eq=False)
class Query:
    """A pressed button or an inline query, waiting for the bot's answer."""

    id: str
    user: User
    text: str
    time: float
    answer: Json | None = None


@dataclass(eq=False)
class User:
    server: Server
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = "en"
    is_bot: bool = False
    started: bool = False
    blocked: bool = False
    deleted: bool = False

    def describe(self) -> Json:
        optional = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        person = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        return person | {name: value for name, value in optional.items() if value}

    @property
    def chat(self) -> Chat:
        """The private chat with the bot."""
        return self.server.private_chat(self)

    def start(self, payload: str = "") -> Message:
        """Press Start, or open a deep link ?start=payload."""
        return self.send(f"/start {payload}".strip())

    def send(self, text: str, chat: Chat | None = None, *, entities: list[Json] | None = None, **how: Any) -> Message:
        """Type a text; `how` as for send_content. Without `entities`, commands and mentions are marked by Telegram."""
        return self.send_content(spoken("text", text, entities), chat, **how)

    def send_content(
        self,
        content: Json,
        chat: Chat | None = None,
        *,
        reply_to: Message | None = None,
        quote: str | None = None,
        topic: Topic | None = None,
        anonymous: bool = False,
        ago: float = 0,
    ) -> Message:
        """Send fields of a Message, such as {"location": {...}}.

        `quote`: a part of the message replied to; `anonymous`: as an anonymous administrator; `ago`: in seconds.
        """
        chat = chat or self.chat
        with self.server.changed:
            if chat.person is self:
                self.started = True
            if quote is not None and reply_to is not None:
                position = utf16_length(reply_to.text[: reply_to.text.index(quote)])
                content = content | {"quote": {"text": quote, "position": position, "is_manual": True}}
            if anonymous:
                content = content | {"from": self.server.anonymous.describe(), "sender_chat": chat.describe()}
            if ago:
                content = content | {"date": int(time.time() - ago)}
            message = chat.add(self, content, reply_to, topic.id if topic else None)
            self.server.tell(message)
            return message

    def send_document(
        self,
        data: bytes,
        name: str = "briefing.txt",
        mime: str = "text/plain",
        caption: str = "",
        chat: Chat | None = None,
        *,
        media_group_id: str | None = None,
        size: int | None = None,
        **how: Any,
    ) -> Message:
        """Send a file. `size`: claim that it has so many bytes; `media_group_id`: one of several sent together."""
        content = self.server.store_file(name, mime, data, size).document() | spoken("caption", caption)
        if media_group_id:
            content["media_group_id"] = media_group_id
        return self.send_content(content, chat, **how)

    def send_photo(self, data: bytes, caption: str = "", chat: Chat | None = None, **how: Any) -> Message:
        file = self.server.store_file("photo.jpg", "image/jpeg", data)
        return self.send_content(
            {"photo": [file.describe() | {"width": 90, "height": 60}]} | spoken("caption", caption), chat, **how
        )

    def send_voice(self, data: bytes = b"OggS", chat: Chat | None = None, **how: Any) -> Message:
        file = self.server.store_file("voice.oga", "audio/ogg", data)
        return self.send_content({"voice": file.describe() | {"duration": 3, "mime_type": "audio/ogg"}}, chat, **how)

    def send_sticker(self, emoji: str = "👍", chat: Chat | None = None, **how: Any) -> Message:
        file = self.server.store_file("sticker.webp", "image/webp", b"RIFF")
        kind = {"type": "regular", "is_animated": False, "is_video": False}
        sticker = file.describe() | kind | {"width": 512, "height": 512, "emoji": emoji}
        return self.send_content({"sticker": sticker}, chat, **how)

    def forward(self, message: Message, chat: Chat | None = None) -> Message:
        return self.send_content(forwarded(message), chat)

    def edit(self, message: Message, text: str, entities: list[Json] | None = None) -> None:
        with self.server.changed:
            message.change(spoken("text" if "text" in message.data else "caption", text, entities))
            self.server.tell(message, edited=True)

    def delete(self, message: Message) -> None:
        """Telegram does not tell bots of it."""
        message.deleted = True

    def click(self, message: Message, button: str, timeout: float = 5) -> Any:
        """Press a button: the callback's answer (its fields), or the link or text that the button holds."""
        with self.server.changed:
            found = [item for row in message.rows for item in row if item["text"] == button]
        if not found or message.deleted:
            raise AssertionError(f"no button {button!r} in {message}")
        if "callback_data" in found[0]:
            return self.press(message, found[0]["callback_data"], timeout)
        return found[0].get("url") or found[0].get("copy_text", {}).get("text")

    def press(self, message: Message, data: str, timeout: float = 5) -> Json:
        """Send callback data, whether or not a button holds it; the answer. `timeout` 0: do not wait for one."""
        with self.server.changed:
            query = Query(secrets.token_hex(8), self, data, time.monotonic())
            self.server.callbacks[query.id] = query
            sent: Json = {"id": query.id, "from": self.describe(), "data": data, "chat_instance": str(message.chat.id)}
            if message.inline_id:
                sent["inline_message_id"] = message.inline_id
            elif message.deleted:
                sent["message"] = {"chat": message.chat.describe(), "message_id": message.id, "date": 0}
            else:
                sent["message"] = message.data
            self.server.push({"callback_query": sent})
        return self._answer(query, timeout)

    def inline(self, text: str, timeout: float = 5) -> list[Json]:
        """Type `@bot text` somewhere: the results. What Telegram may show from its cache does not reach the bot."""
        with self.server.changed:
            cached = self.server.cached_inline_answer(self, text)
            if cached is not None:
                return cached
            query = Query(secrets.token_hex(8), self, text, time.monotonic())
            self.server.inline_queries[query.id] = query
            sent = {"id": query.id, "from": self.describe(), "query": text, "offset": "", "chat_type": "sender"}
            self.server.push({"inline_query": sent})
        return list(self._answer(query, timeout)["results"])

    def _answer(self, query: Query, timeout: float) -> Json:
        if timeout == 0:
            return {}
        self.server.wait_for(lambda: query.answer is not None, timeout)
        return query.answer or {}

    def choose(self, result: Json, chat: Chat | None = None) -> Message:
        """Post one of the results of an inline query."""
        text = result.get("input_message_content", {})
        content: Json = {"via_bot": self.server.bot.describe()}
        if text:
            content |= {"text": text["message_text"], "entities": text.get("entities", [])}
        else:
            content |= self.server.files[result["document_file_id"]].document()
            content |= spoken("caption", result.get("caption", ""), result.get("caption_entities", []))
        with self.server.changed:
            if "reply_markup" in result:
                content["reply_markup"] = result["reply_markup"]
            message = self.send_content(content, chat)
            message.inline_id = f"inline{message.chat.id}.{message.id}"
            self.server.inline_messages[message.inline_id] = message
            return message

    def block(self) -> None:
        self._set_blocked(True)

    def unblock(self) -> None:
        self._set_blocked(False)

    def _set_blocked(self, blocked: bool) -> None:
        with self.server.changed:
            self.blocked = blocked
            states = [self.chat.describe_member(self.server.bot, status) for status in ("member", "kicked")]
            before, after = states if blocked else reversed(states)
            self.server.push_member_change(self.chat, self, before, after)

    def delete_account(self) -> None:
        """The account is gone: what is sent to it is refused."""
        self.deleted = True

    def commands(self, chat: Chat | None = None) -> list[str]:
        """The commands that the menu offers to this person there."""
        return [command["command"] for command in self.server.profile.commands_for(self, chat or self.chat)]


def forwarded(message: Message) -> Json:
    """The content of a message with where it comes from."""
    content = {name: message.data[name] for name in _FORWARDED if name in message.data}
    if "forward_origin" in message.data:
        return content | {"forward_origin": message.data["forward_origin"]}
    origin: Json = {"type": "user", "sender_user": message.sender.describe(), "date": message.data["date"]}
    if message.chat.type == "channel":
        origin = {"type": "channel", "chat": message.chat.describe(), "message_id": message.id}
        origin["date"] = message.data["date"]
    return content | {"forward_origin": origin}
