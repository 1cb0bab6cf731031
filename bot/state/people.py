"""People: who has written to the bot, what they may do, and the invitations that give a role once."""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import User

    from bot.state.database import Database

Role = Literal["reader", "uploader", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Each may do what those before it may."""

COLUMNS = "id, name, language, role, denied, blocked, asked_at"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has written to the bot, or was given a role."""

    id: int
    name: str
    language: str
    """The code that Telegram tells; "" where it tells none."""
    role: Role | None
    denied: bool
    blocked: bool
    """Whether they have blocked the bot."""
    asked_at: datetime.datetime | None
    """When they asked for access."""

    @property
    def pending(self) -> bool:
        """Whether a request for access waits for a decision."""
        return self.asked_at is not None and self.role is None and not self.denied


class People:
    """The tables people and invitations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, user_id: int) -> Person | None:
        """The person with this id."""
        row = await self._database.row(f"SELECT {COLUMNS} FROM people WHERE id = ?", (user_id,))  # noqa: S608
        return _person(row) if row else None

    async def seen(self, user: User) -> None:
        """Keep the name and language of somebody who does something; who writes does not block."""
        await self._database.write(
            "INSERT INTO people (id, name, language) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE "
            "SET name = excluded.name, language = excluded.language, blocked = 0 "
            "WHERE (name, language, blocked) != (excluded.name, excluded.language, 0)",
            (user.id, name_of(user), user.language_code or ""),
        )

    async def set_role(self, user_id: int, role: Role | None) -> None:
        """Give a role, which ends a request or denial; None takes it away."""
        await self._database.write(
            "INSERT INTO people (id, name, language, role) VALUES (?, ?, '', ?) "
            "ON CONFLICT (id) DO UPDATE SET role = excluded.role, denied = 0, asked_at = NULL",
            (user_id, str(user_id), role),
        )

    async def ask(self, user_id: int) -> None:
        """Note that a person asks for access."""
        await self._database.write("UPDATE people SET asked_at = ? WHERE id = ?", (_now().isoformat(), user_id))

    async def deny(self, user_id: int) -> None:
        """Refuse a person, who loses any role."""
        await self._database.write("UPDATE people SET denied = 1, role = NULL WHERE id = ?", (user_id,))

    async def pending(self) -> list[Person]:
        """Those whose request waits, the oldest first."""
        return await self._all("WHERE asked_at IS NOT NULL AND role IS NULL AND NOT denied ORDER BY asked_at")

    async def decided(self) -> list[Person]:
        """Those who have a role, administrators first; then those who were refused."""
        order = "CASE role WHEN 'admin' THEN 0 WHEN 'uploader' THEN 1 WHEN 'reader' THEN 2 ELSE 3 END, name, id"
        return await self._all(f"WHERE role IS NOT NULL OR denied ORDER BY {order}")

    async def admins(self) -> list[int]:
        """The ids of those who have the role of an administrator here; the settings may name more."""
        return [person.id for person in await self._all("WHERE role = 'admin' ORDER BY id")]

    async def set_blocked(self, user_id: int, blocked: bool) -> None:
        """Note whether somebody has blocked the bot."""
        await self._database.write("UPDATE people SET blocked = ? WHERE id = ?", (blocked, user_id))

    async def forget(self, user_id: int) -> None:
        """Delete what is kept about a person; a role that was given, or a denial, stays."""
        await self._database.write("DELETE FROM people WHERE id = ? AND role IS NULL AND NOT denied", (user_id,))
        await self._database.write("UPDATE people SET name = '', language = '' WHERE id = ?", (user_id,))

    async def invite(self, role: Role, ttl: datetime.timedelta) -> str:
        """Make an invitation -> its secret, fit for a deep link; only its hash is kept."""
        token = secrets.token_urlsafe(24)
        await self._database.write(
            "INSERT INTO invitations (token_sha256, role, expires_at) VALUES (?, ?, ?)",
            (_hash(token), role, (_now() + ttl).isoformat()),
        )
        return token

    async def redeem(self, token: str, user_id: int) -> Role | None:
        """Use an invitation -> the role it gave; None when there is none, or it was used or is too old."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM invitations WHERE expires_at < ?", (_now().isoformat(),))
            statement = "DELETE FROM invitations WHERE token_sha256 = ? RETURNING role"
            async with connection.execute(statement, (_hash(token),)) as cursor:
                row = await cursor.fetchone()
        if row is None:
            return None
        role: Role = row[0]
        person = await self.get(user_id)
        if person is None or person.role is None or ROLES.index(person.role) < ROLES.index(role):
            await self.set_role(user_id, role)
        return role

    async def revoke_invitations(self) -> None:
        """Make every invitation useless."""
        await self._database.write("DELETE FROM invitations")

    async def _all(self, condition: str) -> list[Person]:
        return [_person(row) for row in await self._database.rows(f"SELECT {COLUMNS} FROM people {condition}")]  # noqa: S608


def name_of(user: User) -> str:
    """What to call a person; a deleted account has no name."""
    return " ".join(filter(None, (user.first_name, user.last_name))) or str(user.id)


def _person(row: Sequence[Any]) -> Person:
    user_id, name, language, role, denied, blocked, asked_at = row
    asked = datetime.datetime.fromisoformat(asked_at) if asked_at else None
    return Person(user_id, name, language, role, bool(denied), bool(blocked), asked)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
