from __future__ import annotations

import datetime

import pytest
from telegram import User

from bot.state.people import People

ANN = User(5_000_000_001, "Ann", is_bot=False, last_name="Lee", language_code="tr")
BEN = User(5_000_000_002, "Ben", is_bot=False)


def test_who_has_written(with_database):
    async def work(database):
        people = People(database)
        assert await people.get(ANN.id) is None
        await people.seen(ANN)
        await people.set_blocked(ANN.id, blocked=True)
        assert (await people.get(ANN.id)).blocked
        await people.seen(User(ANN.id, "Anna", is_bot=False))
        return await people.get(ANN.id)

    person = with_database(work)
    assert (person.name, person.language, person.role, person.blocked) == ("Anna", "", None, False)


def test_request_and_decision(with_database):
    async def work(database):
        people = People(database)
        for user in (ANN, BEN):
            await people.seen(user)
            await people.ask(user.id)
        assert [person.id for person in await people.pending()] == [ANN.id, BEN.id]
        await people.set_role(ANN.id, "reader")
        await people.deny(BEN.id)
        assert await people.pending() == []
        decided = [(person.name, person.role, person.denied) for person in await people.decided()]
        assert decided == [("Ann Lee", "reader", False), ("Ben", None, True)]
        assert (await people.get(BEN.id)).denied
        await people.set_role(BEN.id, "admin")
        assert not (await people.get(BEN.id)).denied
        assert await people.admins() == [BEN.id]

    with_database(work)


def test_an_invitation_works_once(with_database):
    async def work(database):
        people = People(database)
        token = await people.invite("admin", datetime.timedelta(minutes=30))
        assert token not in str(await database.rows("SELECT * FROM invitations"))
        assert await people.redeem(token + "x", ANN.id) is None
        assert await people.redeem(token, ANN.id) == "admin"
        assert await people.redeem(token, BEN.id) is None
        assert [await people.admins(), await people.get(BEN.id)] == [[ANN.id], None]

    with_database(work)


def test_an_invitation_gets_old_or_is_revoked(with_database):
    async def work(database):
        people = People(database)
        old = await people.invite("admin", datetime.timedelta(seconds=-1))
        assert await people.redeem(old, ANN.id) is None
        revoked = await people.invite("admin", datetime.timedelta(minutes=1))
        await people.revoke_invitations()
        assert await people.redeem(revoked, ANN.id) is None

    with_database(work)


def test_an_invitation_takes_nothing_away(with_database):
    async def work(database):
        people = People(database)
        await people.set_role(ANN.id, "admin")
        await people.redeem(await people.invite("reader", datetime.timedelta(minutes=1)), ANN.id)
        return await people.admins()

    assert with_database(work) == [ANN.id]


@pytest.mark.parametrize(("role", "rows"), [(None, 0), ("reader", 1)])
def test_forgotten_but_for_the_role(with_database, role, rows):
    async def work(database):
        people = People(database)
        await people.seen(ANN)
        if role:
            await people.set_role(ANN.id, role)
        await people.forget(ANN.id)
        return await database.rows("SELECT name, language, role FROM people")

    assert with_database(work) == [("", "", role)] * rows
