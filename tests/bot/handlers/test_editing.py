from __future__ import annotations

from types import SimpleNamespace

import pytest
from telegram import User

from bot.editing import WITHDRAW
from bot.handlers.editing import EditingHandlers
from bot.handlers.place import Place
from bot.messages import ENGLISH
from bot.state.audit import actor_of
from bot.state.operations import OperationRows

ADA, BEN = User(7, "Ada", is_bot=False), User(8, "Ben", is_bot=False)
SEEN = {"name": "a.md", "sha256": "ff", "title": "A", "session": "1"}


@pytest.fixture
def submit_after(with_database):
    """Set SEEN going for Ada, below message 5; then submit something -> how many wait in the end."""

    def run(user=ADA, message_id=5, ended=False, **changes):
        async def work(database):
            rows = OperationRows(database)
            number = await rows.add(WITHDRAW, SEEN, actor_of(ADA), 7, 5)
            if ended:
                await rows.end(number, "done", None, actor_of(ADA), ())
            operations = SimpleNamespace(submit=rows.add)
            handlers = EditingHandlers(SimpleNamespace(database=database, operations=operations), None)
            place = Place(7, None, message_id, user, ENGLISH)
            await handlers._submit(WITHDRAW, {**SEEN, **changes}, place, message_id)
            return len(await rows.waiting())

        return with_database(work)

    return run


def test_what_was_pressed_is_not_set_going_twice(submit_after):
    """The bot was killed when it had noted the operation, and not yet that the button was pressed."""
    assert submit_after(session="2") == 1


@pytest.mark.parametrize("other", [{"name": "b.md"}, {"sha256": "ee"}, {"user": BEN}, {"message_id": 6}])
def test_what_is_not_the_same_is(submit_after, other):
    assert submit_after(**other) == 2


def test_what_has_ended_may_be_asked_for_again(submit_after):
    assert submit_after(ended=True, session="2") == 1
