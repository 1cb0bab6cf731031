"""Shown: the messages in which quotes are shown, so that they can be corrected when a quote no longer stands.

A group that becomes a supergroup begins to count its messages anew, and what stood before can no longer be edited:
the number of such a message is kept negative.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from bot.render.stored import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.render.outgoing import Outgoing
    from bot.state.database import Database


class Key(NamedTuple):
    """What names a message of the bot."""

    chat_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class NewEdition:
    """What is published in the place of a briefing that was replaced."""

    title: str
    date: datetime.date | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Change:
    """What has become of a quote that no longer stands."""

    status: Literal["changed", "withdrawn"]
    on: datetime.date
    title: str
    """Of its briefing, as it was when it ended."""
    edition: NewEdition | None = None
    """Of a changed one."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a message says of its quotes, beside their words."""

    changes: Mapping[str, Change] = field(default_factory=dict)
    """By citation; a quote that is not in it stands."""
    reply_id: int | None = None
    """The message that says so, where there was no room for it in the message itself."""
    given_up: bool = False
    """The message could not be edited; it is not tried again until there is something else to say."""

    def is_about(self, changes: Mapping[str, Change]) -> bool:
        """Whether these are the same quotes in the same state; their days and titles are not told again."""
        return {key: change.status for key, change in self.changes.items()} == {
            key: change.status for key, change in changes.items()
        }


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True)
class ShownQuotes:
    """The quotes of one message."""

    key: Key
    citations: tuple[str, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """One message, as it was sent."""

    quotes: ShownQuotes
    message: Outgoing
    """Without any correction."""
    language: str
    topic_id: int | None


class Shown:
    """The table shown."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._fresh: set[Key] = set()

    async def record(
        self, chat_id: int, message_id: int, answer_id: int, message: Outgoing, citations: Sequence[str]
    ) -> None:
        """Keep a message as it was sent, or as it is about to be edited; one without quotes is forgotten.

        :param citations: the ids of what it quotes, in their order.
        """
        if not citations:
            await self.forget(Key(chat_id, message_id))
            return
        await self._database.write(  # an answer that was forgotten in this moment has no messages
            "INSERT OR REPLACE INTO shown (chat_id, message_id, answer_id, body, quotes, sent_at) "
            "SELECT ?, ?, id, ?, ?, ? FROM answers WHERE id = ?",
            (chat_id, message_id, to_json(message), json.dumps(list(citations)), _now().isoformat(), answer_id),
        )
        self._fresh.add(Key(chat_id, message_id))

    def take_fresh(self) -> set[Key]:
        """The messages recorded since this was called last."""
        fresh, self._fresh = self._fresh, set()
        return fresh

    async def since(self, moment: datetime.datetime) -> list[ShownQuotes]:
        """The quotes of all messages that were sent since, newest first."""
        rows = await self._database.rows(
            "SELECT chat_id, message_id, quotes, struck FROM shown WHERE sent_at >= ? ORDER BY sent_at DESC",
            (moment.isoformat(),),
        )
        return [_quotes(*row) for row in rows]

    async def get(self, key: Key) -> ShownMessage | None:
        """One message with its text."""
        row = await self._database.row(
            "SELECT shown.chat_id, shown.message_id, shown.quotes, struck, body, language, topic_id "
            "FROM shown JOIN answers ON answers.id = answer_id WHERE shown.chat_id = ? AND shown.message_id = ?",
            key,
        )
        if row is None:
            return None
        *quotes, body, language, topic_id = row
        return ShownMessage(_quotes(*quotes), from_json(body), language, topic_id)

    async def say(self, key: Key, said: Said) -> None:
        """Keep what a message says of its quotes now."""
        await self._database.write(
            "UPDATE shown SET struck = ? WHERE chat_id = ? AND message_id = ?", (_said_text(said), *key)
        )

    async def forget(self, key: Key) -> None:
        """Correct a message no more."""
        await self._database.write("DELETE FROM shown WHERE chat_id = ? AND message_id = ?", key)

    async def delete_before(self, moment: datetime.datetime) -> None:
        """Forget what is too old to be corrected."""
        await self._database.write("DELETE FROM shown WHERE sent_at < ?", (moment.isoformat(),))


MIGRATE = """
UPDATE OR REPLACE shown SET chat_id = :new, message_id = -abs(message_id) WHERE chat_id = :old
"""
"""For a group that became a supergroup."""


def _quotes(chat_id: int, message_id: int, quotes: str, struck: str) -> ShownQuotes:
    return ShownQuotes(Key(chat_id, message_id), tuple(json.loads(quotes)), _said(json.loads(struck)))


def _said_text(said: Said) -> str:
    changes = {citation: _change_values(change) for citation, change in said.changes.items()}
    return json.dumps({"changes": changes, "reply_id": said.reply_id, "given_up": said.given_up}, ensure_ascii=False)


def _change_values(change: Change) -> dict[str, Any]:
    edition = change.edition
    return {
        "status": change.status,
        "on": change.on.isoformat(),
        "title": change.title,
        "edition": edition and [edition.title, edition.date and edition.date.isoformat(), edition.sha256],
    }


def _said(values: dict[str, Any]) -> Said:
    if not values:
        return NOTHING_SAID
    changes = {citation: _change(change) for citation, change in values["changes"].items()}
    return Said(changes, values["reply_id"], values["given_up"])


def _change(values: dict[str, Any]) -> Change:
    edition = None
    if values["edition"]:
        title, date, sha256 = values["edition"]
        edition = NewEdition(title, datetime.date.fromisoformat(date) if date else None, sha256)
    return Change(values["status"], datetime.date.fromisoformat(values["on"]), values["title"], edition)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
