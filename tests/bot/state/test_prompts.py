"""What people were asked for."""

from __future__ import annotations

import datetime

import pytest

from bot.state import prompts as module
from bot.state.prompts import Prompts


def test_the_last_prompt_of_a_person_in_a_chat_counts(with_database):
    async def work(database):
        prompts = Prompts(database)
        first = await prompts.ask(7, 7, "title", {"upload": 1})
        second = await prompts.ask(7, 7, "edit", {"field": "tags", "before": ["a"]}, message_id=5)
        await prompts.ask(7, 8, "other", {})
        found = await prompts.get(7, 7)
        assert (found.id, found.action, found.message_id) == (second, "edit", 5)
        assert found.arguments == {"field": "tags", "before": ["a"]}
        await prompts.end(first)  # of the one that was replaced: nothing happens
        assert await prompts.get(7, 7) == found
        await prompts.end(second)
        assert await prompts.get(7, 7) is None
        assert (await prompts.get(7, 8)).action == "other"

    with_database(work)


def test_a_number_is_never_given_twice(with_database):
    async def work(database):
        prompts = Prompts(database)
        first = await prompts.ask(7, 7, "title", {})
        await prompts.end(first)
        assert await prompts.ask(7, 7, "title", {}) > first

    with_database(work)


@pytest.mark.parametrize(("minutes", "waits"), [(14, True), (16, False)])
def test_who_does_not_answer_is_not_waited_for(with_database, monkeypatch, minutes, waits):
    async def work(database):
        prompts = Prompts(database)
        await prompts.ask(7, 7, "title", {})
        now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=minutes)
        monkeypatch.setattr(module, "_now", lambda: now)
        assert (await prompts.get(7, 7) is not None) is waits
        assert await prompts.cancel(7, 7) is waits
        assert await prompts.cancel(7, 7) is False

    with_database(work)


def test_forgetting(with_database):
    async def work(database):
        prompts = Prompts(database)
        await prompts.ask(7, 7, "title", {})
        await prompts.ask(8, 8, "title", {})
        await prompts.forget(7)
        assert await prompts.get(7, 7) is None
        assert await prompts.get(8, 8) is not None

    with_database(work)
