"""Ledger: every question that was answered, with what was quoted, and what people thought of it."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from index import Filters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.state.database import Database

Vote = Literal["up", "down"]

NAMES = (
    "id", "chat_id", "topic_id", "user_id", "question_message_id", "message_id", "language", "question", "searched",
    "topic", "follows", "about", "filters", "answered", "confidence", "quotes", "nearest", "generation", "created_at",
)  # fmt: skip
COLUMNS = ", ".join(f"answers.{name}" for name in NAMES)
EVERYTHING = Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One question and its answer."""

    id: int = 0
    """0 until it is recorded."""
    chat_id: int
    topic_id: int | None
    user_id: int
    question_message_id: int | None
    message_id: int | None = None
    """Of the answer, once it is sent."""
    language: str
    question: str
    """As it was written."""
    searched: str
    """Without the words that became filters."""
    topic: str
    """What a question after it may lean on."""
    follows: str | None = None
    """The topic before it, when it was understood with that."""
    about: str | None = None
    """The words of a quote that the person asked about."""
    filters: Filters = EVERYTHING
    answered: bool
    confidence: float
    quotes: tuple[str, ...]
    """The ids of the citations shown, in their order; buttons name a quote by its place here."""
    nearest: tuple[str, ...]
    """The same for what came closest without answering."""
    generation: int
    created_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer and how many people thought what of it."""

    entry: LedgerEntry
    up: int
    down: int


class Ledger:
    """The tables answers, answer_messages and feedback."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, entry: LedgerEntry) -> int:
        """Keep a question and its answer -> the answer's id."""
        values = _values(entry)
        return await self._database.write(
            f"INSERT INTO answers ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",  # noqa: S608
            [*values.values()],
        )

    async def correct(self, answer_id: int, entry: LedgerEntry) -> None:
        """Put a new answer in the place of one whose question was edited; votes on the old one go."""
        values = {name: value for name, value in _values(entry).items() if name != "message_id"}
        async with self._database.transaction() as connection:
            await connection.execute(
                f"UPDATE answers SET {', '.join(f'{name} = ?' for name in values)} WHERE id = ?",  # noqa: S608
                [*values.values(), answer_id],
            )
            await connection.execute("DELETE FROM feedback WHERE answer_id = ?", (answer_id,))

    async def sent(self, answer_id: int, message_id: int) -> None:
        """Remember the message that holds the answer."""
        await self._database.write("UPDATE answers SET message_id = ? WHERE id = ?", (message_id, answer_id))

    async def also_sent(self, answer_id: int, chat_id: int, message_id: int) -> None:
        """Remember a further message of the answer: more quotes, or the context of one."""
        await self._database.write(
            "INSERT OR REPLACE INTO answer_messages (chat_id, message_id, answer_id) VALUES (?, ?, ?)",
            (chat_id, message_id, answer_id),
        )

    async def add_quotes(self, answer_id: int, citation_ids: Sequence[str]) -> int:
        """Remember that further quotes are shown -> the place of the first of them."""
        async with self._database.transaction() as connection:
            async with connection.execute("SELECT quotes FROM answers WHERE id = ?", (answer_id,)) as cursor:
                row = await cursor.fetchone()
            shown = json.loads(row[0]) if row else []
            text = json.dumps([*shown, *citation_ids])
            await connection.execute("UPDATE answers SET quotes = ? WHERE id = ?", (text, answer_id))
        return len(shown)

    async def get(self, answer_id: int) -> LedgerEntry | None:
        """The answer with this id."""
        return await self._one("WHERE id = ?", answer_id)

    async def by_message(self, chat_id: int, message_id: int) -> LedgerEntry | None:
        """The answer to which a message of the bot belongs."""
        return await self._one(
            "WHERE id IN (SELECT id FROM answers WHERE chat_id = ? AND message_id = ? "
            "UNION SELECT answer_id FROM answer_messages WHERE chat_id = ? AND message_id = ?)",
            chat_id, message_id, chat_id, message_id,
        )  # fmt: skip

    async def by_question(self, chat_id: int, question_message_id: int) -> LedgerEntry | None:
        """The answer to the question in a person's message."""
        return await self._one("WHERE chat_id = ? AND question_message_id = ?", chat_id, question_message_id)

    async def last_of(self, chat_id: int, user_id: int) -> LedgerEntry | None:
        """The last answer that a person got in a chat."""
        return await self._one("WHERE user_id = ? AND chat_id = ?", user_id, chat_id)

    async def vote(self, answer_id: int, user_id: int, vote: Vote) -> Vote | None:
        """Count a person's vote on an answer; the same again takes it back -> the vote that stands."""
        async with self._database.transaction() as connection:
            taken_back = await connection.execute(
                "DELETE FROM feedback WHERE answer_id = ? AND user_id = ? AND vote = ?", (answer_id, user_id, vote)
            )
            if taken_back.rowcount:
                return None
            await connection.execute(
                "INSERT OR REPLACE INTO feedback (answer_id, user_id, vote, created_at) VALUES (?, ?, ?, ?)",
                (answer_id, user_id, vote, _now().isoformat()),
            )
        return vote

    async def feedback(self, limit: int, offset: int = 0) -> list[Judged]:
        """Answers that people have judged: those that somebody found bad first, then the newest first."""
        rows = await self._database.rows(
            f"SELECT {COLUMNS}, sum(vote = 'up'), sum(vote = 'down') FROM answers "  # noqa: S608
            "JOIN feedback ON feedback.answer_id = answers.id GROUP BY answers.id "
            "ORDER BY max(vote = 'down') DESC, max(feedback.created_at) DESC, answers.id DESC LIMIT ? OFFSET ?",
            (limit, offset),
        )
        return [Judged(_entry(row[:-2]), row[-2], row[-1]) for row in rows]

    async def unanswered(self, limit: int) -> list[LedgerEntry]:
        """The last questions that the briefings did not answer, the newest first."""
        rows = await self._database.rows(
            f"SELECT {COLUMNS} FROM answers WHERE NOT answered ORDER BY id DESC LIMIT ?",  # noqa: S608
            (limit,),
        )
        return [_entry(row) for row in rows]

    async def forget(self, user_id: int) -> int:
        """Delete what a person has asked and voted -> how many questions that were."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM feedback WHERE user_id = ?", (user_id,))
            deleted = await connection.execute("DELETE FROM answers WHERE user_id = ?", (user_id,))
        return deleted.rowcount

    async def _one(self, condition: str, *values: object) -> LedgerEntry | None:
        row = await self._database.row(
            f"SELECT {COLUMNS} FROM answers {condition} ORDER BY id DESC LIMIT 1",  # noqa: S608
            values,
        )
        return _entry(row) if row else None


def _values(entry: LedgerEntry) -> dict[str, object]:
    return {
        "chat_id": entry.chat_id,
        "topic_id": entry.topic_id,
        "user_id": entry.user_id,
        "question_message_id": entry.question_message_id,
        "message_id": entry.message_id,
        "language": entry.language,
        "question": entry.question,
        "searched": entry.searched,
        "topic": entry.topic,
        "follows": entry.follows,
        "about": entry.about,
        "filters": _filters_text(entry.filters),
        "answered": entry.answered,
        "confidence": entry.confidence,
        "quotes": json.dumps(entry.quotes),
        "nearest": json.dumps(entry.nearest),
        "generation": entry.generation,
        "created_at": entry.created_at.isoformat(),
    }


def _entry(row: Sequence[Any]) -> LedgerEntry:
    fields = dict(zip(NAMES, row, strict=True))
    return LedgerEntry(
        **fields | {
            "filters": _filters(fields["filters"]),
            "answered": bool(fields["answered"]),
            "quotes": tuple(json.loads(fields["quotes"])),
            "nearest": tuple(json.loads(fields["nearest"])),
            "created_at": datetime.datetime.fromisoformat(fields["created_at"]),
        }
    )  # fmt: skip


def _filters_text(filters: Filters) -> str:
    given = {
        "briefings": filters.briefings,
        "since": filters.since and filters.since.isoformat(),
        "until": filters.until and filters.until.isoformat(),
        "tags": filters.tags,
    }
    return json.dumps({name: value for name, value in given.items() if value})


def _filters(text: str) -> Filters:
    given = json.loads(text)
    return Filters(
        briefings=tuple(given.get("briefings", ())),
        since=_date(given.get("since")),
        until=_date(given.get("until")),
        tags=tuple(given.get("tags", ())),
    )


def _date(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
