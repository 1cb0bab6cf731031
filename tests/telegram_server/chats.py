"""Chats and their messages: what stands in them, who is in them, and waiting for what the bot says there."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from telegram_server.content import detect_entities, utf16_slice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from telegram_server.people import User
    from telegram_server.server import Server

Json = dict[str, Any]
SPOKEN = ("text", "caption", "document", "photo", "voice", "sticker")  # anything else is a service message
RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip


@dataclass(frozen=True)
class Topic:
    id: int
    title: str


@dataclass(eq=False)
class Message:
    """A message; `data` is its form in the Bot API, `history` the texts it has had."""

    chat: Chat
    sender: User
    data: Json
    deleted: bool = False
    inline_id: str | None = None
    history: list[str] = field(default_factory=list)

    @property
    def id(self) -> int:
        return int(self.data["message_id"])

    @property
    def text(self) -> str:
        return str(self.data.get("text") or self.data.get("caption") or "")

    @property
    def entities(self) -> list[Json]:
        return list(self.data.get("entities") or self.data.get("caption_entities") or [])

    @property
    def topic(self) -> int | None:
        return self.data.get("message_thread_id") if self.data.get("is_topic_message") else None

    @property
    def reply_to(self) -> int | None:
        """The id of the message replied to; what merely stands in a topic replies to nothing."""
        target = self.data.get("reply_to_message", {})
        return None if "forum_topic_created" in target else target.get("message_id")

    @property
    def rows(self) -> list[list[Json]]:
        return list(self.data.get("reply_markup", {}).get("inline_keyboard", []))

    @property
    def buttons(self) -> list[str]:
        return [button["text"] for row in self.rows for button in row]

    def marked(self, kind: str) -> list[str]:
        """The parts of the text that an entity of this kind marks, such as the blockquotes."""
        return [utf16_slice(self.text, e["offset"], e["length"]) for e in self.entities if e["type"] == kind]

    def change(self, content: Json) -> None:
        for name in ("text", "entities", "caption", "caption_entities", "link_preview_options", "reply_markup"):
            self.data.pop(name, None)
        self.data |= content | {"edit_date": int(time.time())}
        self.history.append(self.text)

    def without_reply(self) -> Json:
        return {name: value for name, value in self.data.items() if name != "reply_to_message"}

    def __repr__(self) -> str:
        return f"<{self.sender.first_name} in {self.chat.title}: {self.text[:200]!r} {self.buttons}>"


@dataclass(eq=False)
class Chat:
    """A private chat, group, supergroup or channel. `members` maps user ids to their status."""

    server: Server
    id: int
    type: str
    title: str
    numbers: Iterator[int]
    person: User | None = None
    username: str | None = None
    is_forum: bool = False
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)
    upgraded_to: Chat | None = None

    def describe(self) -> Json:
        if self.person:
            names = ("id", "first_name", "last_name", "username")
            person = self.person.describe()
            return {"type": "private"} | {name: person[name] for name in names if name in person}
        optional = {"username": self.username, "is_forum": self.is_forum}
        return {"id": self.id, "type": self.type, "title": self.title} | {k: v for k, v in optional.items() if v}

    def status(self, user: User) -> str:
        return self.members.get(user.id, "left")

    def describe_member(self, user: User, status: str | None = None) -> Json:
        status = status or self.status(user)
        member: Json = {"status": status, "user": user.describe()}
        if status in ("creator", "administrator"):
            member["is_anonymous"] = False
        if status == "administrator":
            member |= dict.fromkeys(RIGHTS, True) | {"can_be_edited": False}
        return member | ({"until_date": 0} if status == "kicked" else {})

    def add(self, sender: User, content: Json, reply_to: Message | None = None, topic: int | None = None) -> Message:
        """Put a message into the chat; nobody is told. `content` holds fields of Message and may override any."""
        data: Json = {"message_id": next(self.numbers), "date": int(time.time()), "chat": self.describe()}
        if self.type == "channel":
            data["sender_chat"] = self.describe()
        else:
            data["from"] = sender.describe()
        data |= self._thread(reply_to, topic)
        if reply_to:
            data["reply_to_message"] = reply_to.without_reply()
        message = Message(self, sender, data | content)
        message.history.append(message.text)
        self.messages[message.id] = message
        self.server.changed.notify_all()
        return message

    def _thread(self, reply_to: Message | None, topic: int | None) -> Json:
        topic = topic or (reply_to.topic if reply_to else None)
        if topic:
            start = {"reply_to_message": self.messages[topic].without_reply()}
            return {"message_thread_id": topic, "is_topic_message": True} | start
        if reply_to and self.type == "supergroup" and not self.is_forum:
            return {"message_thread_id": reply_to.data.get("message_thread_id", reply_to.id)}
        return {}

    def reaches_bot(self, message: Message) -> bool:
        """Whether Telegram shows the bot this message: privacy mode hides most of a group."""
        server, status = self.server, self.status(self.server.bot)
        if status in ("left", "kicked"):
            return False
        if self.type in ("private", "channel") or status == "administrator" or not server.privacy_mode:
            return True
        if "via_bot" in message.data or not any(name in message.data for name in SPOKEN):
            return True
        if message.data.get("reply_to_message", {}).get("from", {}).get("id") == server.bot.id:
            return True
        name = f"@{server.bot.username}".lower()
        commands = [command.lower() for command in message.marked("bot_command")]
        if any("@" not in command or command.endswith(name) for command in commands):
            return True
        return server.mentions_arrive and name in [mention.lower() for mention in message.marked("mention")]

    def topic(self, title: str) -> Topic:
        with self.server.changed:
            owner = self.server.users[next(iter(self.members))]
            created = {"forum_topic_created": {"name": title, "icon_color": 7322096}, "is_topic_message": True}
            message = self.add(owner, created)
            message.data["message_thread_id"] = message.id
            self.topics[message.id] = Topic(message.id, title)
            self.server.tell(message)
            return self.topics[message.id]

    def upgrade(self) -> Chat:
        """Make a supergroup of a group, as Telegram does when its history is opened or it becomes a forum."""
        with self.server.changed:
            owner = self.server.users[next(iter(self.members))]
            new = self.server.add_chat("supergroup", self.title)
            new.members = dict(self.members)
            self.server.tell(self.add(owner, {"migrate_to_chat_id": new.id}))
            self.server.tell(new.add(owner, {"migrate_from_chat_id": self.id}))
            self.upgraded_to = new
            return new

    def set_bot(self, status: str, by: User) -> None:
        """Add the bot (member, administrator), or remove it (left, kicked); the bot is told."""
        with self.server.changed:
            bot, before = self.server.bot, self.describe_member(self.server.bot)
            self.members[bot.id] = status
            self.server.push_member_change(self, by, before, self.describe_member(bot))

    def post(self, text: str) -> Message:
        """A post in a channel."""
        with self.server.changed:
            message = self.add(self.server.users[next(iter(self.members))], spoken("text", text))
            self.server.tell(message)
            return message

    def bot_messages(self, after: Message | None = None) -> list[Message]:
        """What the bot has said here and not deleted, oldest first; `after`: since that message."""
        with self.server.changed:
            start = after.id if after else 0
            messages = [message for number, message in sorted(self.messages.items()) if number > start]
            return [message for message in messages if message.sender is self.server.bot and not message.deleted]

    def wait_for(
        self, condition: Callable[[Message], Any] = bool, timeout: float = 10, after: Message | None = None
    ) -> Message:
        """The first message of the bot that fits, now or as soon as it is sent or edited. Raises AssertionError."""
        found = self.server.wait_for(lambda: [m for m in self.bot_messages(after) if condition(m)], timeout, quiet=True)
        if not found:
            raise AssertionError(f"no such message in {timeout} s; the chat:\n{self.transcript()}")
        return found[0]

    def expect_silence(self, seconds: float = 0.5, after: Message | None = None) -> None:
        """Fail when the bot says something in the next seconds; `after`: or has said since that message."""
        known = set(self.bot_messages()) if after is None else set(self.bot_messages()) - set(self.bot_messages(after))
        if self.server.wait_for(lambda: set(self.bot_messages()) - known, seconds, quiet=True):
            raise AssertionError(f"the bot should be silent; the chat:\n{self.transcript()}")

    def transcript(self) -> str:
        with self.server.changed:
            return "\n".join(map(repr, self.messages.values()))


def spoken(name: str, text: str, entities: list[Json] | None = None) -> Json:
    """The fields of a message for a text or caption as a person types it."""
    found = detect_entities(text) if entities is None else entities
    marks = "entities" if name == "text" else "caption_entities"
    return ({name: text} if text else {}) | ({marks: found} if text and found else {})
