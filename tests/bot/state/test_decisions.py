"""Letting people and groups in: decided once, recorded with it, or not at all."""

from types import SimpleNamespace

import pytest

import bot.state.decisions
from bot.state.audit import Actor, Audit
from bot.state.chats import Chats
from bot.state.decisions import Decisions
from bot.state.people import People

ADA, BOB, ANN, GROUP = 1, 2, 7, -100
BOSS = Actor(ADA, "Ada", "en")


async def state(database):
    person, group = await People(database).get(ANN), await Chats(database).get(GROUP)
    entries = [(entry.actor_name, entry.action, entry.subject) for entry in await Audit(database).all()]
    return (person.role, person.denied, person.pending), (group.approved, group.denied), entries


async def asked(database):
    people, decisions = People(database), Decisions(database)
    await people.seen(SimpleNamespace(id=ANN, first_name="Ann", last_name=None, language_code="en"))
    await people.ask(ANN)
    await Chats(database).seen(GROUP, "Team")
    for subject in (ANN, GROUP):
        await decisions.remember_card(subject, ADA, 10)
        await decisions.remember_card(subject, BOB, 11)
    return decisions


@pytest.mark.parametrize(
    ("yes", "person", "group", "action"),
    [
        (True, ("reader", False, False), (True, False), "let_in"),
        (False, (None, True, False), (False, True), "denied"),
    ],
)
def test_decided_once(with_database, yes, person, group, action):
    async def work(database):
        decisions = await asked(database)
        assert await decisions.card_holders(ANN) == [ADA, BOB]
        assert await decisions.decide(ANN, yes, BOSS) == [(ADA, 10), (BOB, 11)]
        assert await decisions.decide(GROUP, yes, BOSS) == [(ADA, 10), (BOB, 11)]
        assert await decisions.decide(ANN, not yes, BOSS) == []
        assert await state(database) == (person, group, [("Ada", action, str(GROUP)), ("Ada", action, str(ANN))])

    with_database(work)


def test_what_cannot_be_recorded_is_not_decided(with_database, monkeypatch):
    async def failing(*arguments):
        raise OSError("full")

    async def work(database):
        decisions = await asked(database)
        before = await state(database)
        monkeypatch.setattr(bot.state.decisions, "insert", failing)
        with pytest.raises(OSError, match="full"):
            await decisions.decide(ANN, True, BOSS)
        assert await state(database) == before
        assert await decisions.card_holders(ANN) == [ADA, BOB]

    with_database(work)
