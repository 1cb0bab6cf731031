"""Decisions: who was asked to let a person or a group in, and what they decided, all of it in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.state.audit import Actor, Entry, insert

if TYPE_CHECKING:
    from bot.state.database import Database

LET_IN = "UPDATE people SET role = 'reader', denied = 0, asked_at = NULL WHERE id = ?"
DENY = "UPDATE people SET denied = 1, role = NULL WHERE id = ?"
LET_GROUP_IN = "UPDATE chats SET approved = 1, denied = 0 WHERE id = ?"
DENY_GROUP = "UPDATE chats SET approved = 0, denied = 1 WHERE id = ?"


class Decisions:
    """The table request_cards. A subject is a person (> 0) or a group (< 0), which the bot has seen before."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def remember_card(self, subject_id: int, admin_id: int, message_id: int) -> None:
        """Keep which message asks an administrator to decide about a person or group."""
        await self._database.write(
            "INSERT OR REPLACE INTO request_cards (subject_id, admin_id, message_id) VALUES (?, ?, ?)",
            (subject_id, admin_id, message_id),
        )

    async def card_holders(self, subject_id: int) -> list[int]:
        """The administrators who have a card about a person or group."""
        query = "SELECT admin_id FROM request_cards WHERE subject_id = ?"
        return [row[0] for row in await self._database.rows(query, (subject_id,))]

    async def decide(self, subject_id: int, yes: bool, by: Actor) -> list[tuple[int, int]]:
        """Let in or refuse, and record who did -> (administrator, message) of each card; none: too late."""
        async with self._database.transaction() as connection:
            statement = "DELETE FROM request_cards WHERE subject_id = ? RETURNING admin_id, message_id"
            async with connection.execute(statement, (subject_id,)) as cursor:
                cards = [(row[0], row[1]) for row in await cursor.fetchall()]
            if cards:
                let_in, deny = (LET_IN, DENY) if subject_id > 0 else (LET_GROUP_IN, DENY_GROUP)
                await connection.execute(let_in if yes else deny, (subject_id,))
                await insert(connection, by, [Entry("let_in" if yes else "denied", str(subject_id))])
        return cards
