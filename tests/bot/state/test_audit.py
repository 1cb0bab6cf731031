from __future__ import annotations

import datetime

from telegram import User

from bot.state.audit import Actor, Audit, Entry, actor_of

ADA, SCHEDULE = Actor(7, "Ada", "en"), Actor(None, "schedule", "")


def test_newest_first_and_in_pages(with_database):
    async def work(database):
        audit = Audit(database)
        await audit.record(ADA, Entry("published", "a.md", {"title": "Ü"}), Entry("withdrawn", "b.md"))
        await audit.record(SCHEDULE, Entry("reindexed", "", {"added": 3}))
        every = await audit.all()
        assert [(e.actor_id, e.actor_name, e.action, e.subject, e.details) for e in every] == [
            (None, "schedule", "reindexed", "", {"added": 3}),
            (7, "Ada", "withdrawn", "b.md", {}),
            (7, "Ada", "published", "a.md", {"title": "Ü"}),
        ]
        assert await audit.page(2) == every[:2]
        assert await audit.page(2, 2) == every[2:]
        assert every[0].at.tzinfo is not None
        assert abs(every[0].at - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(minutes=1)

    with_database(work)


def test_the_name_is_that_of_then_until_it_is_to_be_forgotten(with_database):
    async def work(database):
        audit = Audit(database)
        await audit.record(ADA, Entry("let_in", "8"))
        await audit.record(Actor(7, "Ada King", "en"), Entry("let_in", "9"))
        await audit.record(Actor(8, "Ben", "en"), Entry("refused", "/users"))
        assert [entry.actor_name for entry in await audit.all()] == ["Ben", "Ada King", "Ada"]
        await audit.forget(7)
        assert [(e.actor_id, e.actor_name, e.subject) for e in await audit.all()] == [
            (8, "Ben", "/users"), (7, "", "9"), (7, "", "8"),
        ]  # fmt: skip

    with_database(work)


def test_who_acts():
    assert actor_of(User(7, "Ada", is_bot=False, last_name="King", language_code="tr")) == Actor(7, "Ada King", "tr")
    assert actor_of(User(7, "", is_bot=False)) == Actor(7, "7", "")
