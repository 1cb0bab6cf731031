"""Who and what exists in the emulated Telegram: people, chats, files, and the queries waiting for an answer."""

from __future__ import annotations

import itertools
import secrets
import threading
from pathlib import PurePath
from typing import TYPE_CHECKING

from telegram_server.chats import Chat
from telegram_server.people import Query, StoredFile, User

if TYPE_CHECKING:
    from collections.abc import Iterable

    from telegram_server.chats import Message


class World:
    """All state is guarded by `changed`, which is notified of whatever happens."""

    def __init__(self, bot: User) -> None:
        self.changed = threading.Condition()
        self.bot = bot
        self.anonymous = User(self, 1087968824, "Group", None, "GroupAnonymousBot", None, is_bot=True)
        self.users = {bot.id: bot, self.anonymous.id: self.anonymous}
        self.files: dict[str, StoredFile] = {}
        self.callbacks: dict[str, Query] = {}
        self.inline_queries: dict[str, Query] = {}
        self.inline_messages: dict[str, Message] = {}
        self._chats: dict[int, Chat] = {}
        self._numbers = itertools.count(1)
        self._message_numbers = itertools.count(1)  # private chats and groups count together, as on Telegram

    def user(
        self,
        first_name: str = "Ann",
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "en",
    ) -> User:
        number = 5_000_000_000 + next(self._numbers)  # more than 32 bits, as on Telegram
        with self.changed:
            self.users[number] = User(self, number, first_name, last_name, username, language_code)
            return self.users[number]

    def private_chat(self, user: User) -> Chat:
        with self.changed:
            if user.id not in self._chats:
                chat = Chat(self, user.id, "private", user.first_name, self._message_numbers, person=user)
                chat.members = {user.id: "member", self.bot.id: "member"}
                self._chats[user.id] = chat
            return self._chats[user.id]

    def group(
        self,
        title: str,
        members: Iterable[User],
        *,
        administrators: Iterable[User] = (),
        forum: bool = False,
        supergroup: bool = False,
        bot: str = "member",
    ) -> Chat:
        """A group, owned by the first member, to which the owner adds the bot (`bot`: member, administrator, left)."""
        with self.changed:
            chat = self.add_chat("supergroup" if forum or supergroup else "group", title)
            chat.is_forum = forum
            return self._fill(chat, members, administrators, bot)

    def channel(self, title: str, members: Iterable[User], *, username: str | None = None) -> Chat:
        """A channel, owned by the first member, with the bot as administrator."""
        with self.changed:
            chat = self.add_chat("channel", title)
            chat.username = username
            return self._fill(chat, members, (), "administrator")

    def _fill(self, chat: Chat, members: Iterable[User], administrators: Iterable[User], bot: str) -> Chat:
        people = list(members)
        chat.members = {user.id: "member" for user in people}
        chat.members |= {user.id: "administrator" for user in administrators}
        chat.members[people[0].id] = "creator"
        if bot != "left":
            chat.set_bot(bot, people[0])
        return chat

    def add_chat(self, kind: str, title: str) -> Chat:
        """A chat without anybody in it."""
        number = next(self._numbers)
        if kind == "group":
            chat = Chat(self, -4_000_000 - number, kind, title, self._message_numbers)
        else:
            chat = Chat(self, -1_002_000_000_000 - number, kind, title, itertools.count(1))
        self._chats[chat.id] = chat
        return chat

    def find_chat(self, chat_id: int | str) -> Chat | None:
        """The chat as far as the bot can know it: people count once they have written to it or share a group."""
        if isinstance(chat_id, str):
            names = {f"@{chat.username}".lower(): chat for chat in self._chats.values() if chat.username}
            return names.get(chat_id.lower())
        user = self.users.get(chat_id)
        if user is None:
            return self._chats.get(chat_id)
        known = user.started or any(user.id in chat.members for chat in self._chats.values() if not chat.person)
        return self.private_chat(user) if known and not user.is_bot else None

    def new_file(self, name: str, mime: str, data: bytes, size: int | None = None) -> StoredFile:
        path = f"documents/file_{next(self._numbers)}{PurePath(name).suffix}"
        size = len(data) if size is None else size
        return StoredFile(name, mime, data, size, f"BQACAgIAAx{secrets.token_urlsafe(24)}", path)

    def store_file(self, name: str, mime: str, data: bytes, size: int | None = None) -> StoredFile:
        with self.changed:
            file = self.new_file(name, mime, data, size)
            self.files[file.id] = file
            return file
