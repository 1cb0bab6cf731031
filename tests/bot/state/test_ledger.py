from __future__ import annotations

import datetime
from dataclasses import replace

from bot.state.ledger import Judged, Ledger, LedgerEntry
from index import Filters

DAY = datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.UTC)
ENTRY = LedgerEntry(
    chat_id=-5,
    topic_id=3,
    user_id=7,
    question_message_id=100,
    language="tr",
    question="since May, why?",
    searched="why?",
    topic="who? why?",
    follows="who?",
    about="It was.",
    filters=Filters(("a.md",), datetime.date(2026, 5, 1), None, ("grain", "гр")),
    answered=True,
    confidence=0.75,
    quotes=("0123456789abcdef-1-2", "0123456789abcdef-3-4"),
    nearest=(),
    generation=4,
    created_at=DAY,
)


def test_an_entry_comes_back_as_it_was(with_database):
    async def work(database):
        ledger = Ledger(database)
        answer_id = await ledger.record(ENTRY)
        assert await ledger.get(answer_id) == replace(ENTRY, id=answer_id)
        await ledger.sent(answer_id, 101)
        expected = replace(ENTRY, id=answer_id, message_id=101)
        assert await ledger.by_message(-5, 101) == expected
        assert await ledger.by_question(-5, 100) == expected
        assert await ledger.last_of(-5, 7) == expected
        plain = replace(ENTRY, filters=Filters(), follows=None, about=None, topic_id=None, user_id=8)
        assert await ledger.get(await ledger.record(plain)) == replace(plain, id=answer_id + 1)

    with_database(work)


def test_nothing_is_found_in_another_chat(with_database):
    async def work(database):
        ledger = Ledger(database)
        answer_id = await ledger.record(ENTRY)
        await ledger.sent(answer_id, 101)
        await ledger.also_sent(answer_id, -5, 102)
        assert await ledger.by_message(-6, 101) is None
        assert await ledger.by_message(-6, 102) is None
        assert await ledger.by_message(-5, 100) is None
        assert await ledger.by_question(-6, 100) is None
        assert await ledger.last_of(-6, 7) is None
        assert await ledger.last_of(-5, 8) is None
        assert await ledger.get(answer_id + 1) is None
        assert (await ledger.by_message(-5, 102)).id == answer_id

    with_database(work)


def test_the_last_answer_is_the_newest(with_database):
    async def work(database):
        ledger = Ledger(database)
        await ledger.record(ENTRY)
        second = await ledger.record(replace(ENTRY, question="second"))
        assert (await ledger.last_of(-5, 7)).id == second

    with_database(work)


def test_an_edited_question_has_a_new_answer_without_votes(with_database):
    async def work(database):
        ledger = Ledger(database)
        answer_id = await ledger.record(ENTRY)
        await ledger.sent(answer_id, 101)
        await ledger.vote(answer_id, 7, "down")
        other = replace(ENTRY, question="when?", quotes=(), answered=False)
        await ledger.correct(answer_id, other)
        assert await ledger.get(answer_id) == replace(other, id=answer_id, message_id=101)
        assert await ledger.feedback(10) == []

    with_database(work)


def test_further_quotes_follow_those_shown(with_database):
    async def work(database):
        ledger = Ledger(database)
        answer_id = await ledger.record(ENTRY)
        assert await ledger.add_quotes(answer_id, ["x-1-2"]) == 2
        assert await ledger.add_quotes(answer_id, ["y-1-2", "z-1-2"]) == 3
        assert (await ledger.get(answer_id)).quotes == (*ENTRY.quotes, "x-1-2", "y-1-2", "z-1-2")

    with_database(work)


def test_votes_are_one_for_each_person_and_can_be_taken_back(with_database):
    async def work(database):
        ledger = Ledger(database)
        first, second, third = [await ledger.record(ENTRY) for _ in range(3)]
        assert await ledger.vote(first, 1, "up") == "up"
        assert await ledger.vote(first, 2, "up") == "up"
        assert await ledger.vote(first, 2, "up") is None
        assert await ledger.vote(second, 1, "up") == "up"
        assert await ledger.vote(second, 1, "down") == "down"
        assert await ledger.vote(second, 2, "up") == "up"
        assert await ledger.vote(third, 1, "up") == "up"
        assert await ledger.vote(third, 1, "up") is None
        assert await ledger.feedback(10) == [
            Judged(replace(ENTRY, id=second), 1, 1),
            Judged(replace(ENTRY, id=first), 1, 0),
        ]
        assert [judged.entry.id for judged in await ledger.feedback(1, 1)] == [first]

    with_database(work)


def test_unanswered_questions_newest_first(with_database):
    async def work(database):
        ledger = Ledger(database)
        ids = [await ledger.record(replace(ENTRY, answered=answered)) for answered in (False, True, False)]
        assert [entry.id for entry in await ledger.unanswered(10)] == [ids[2], ids[0]]
        assert [entry.id for entry in await ledger.unanswered(1)] == [ids[2]]

    with_database(work)


def test_a_person_is_forgotten(with_database):
    async def work(database):
        ledger = Ledger(database)
        own, others = await ledger.record(ENTRY), await ledger.record(replace(ENTRY, user_id=8))
        await ledger.also_sent(own, -5, 55)
        await ledger.vote(own, 8, "up")
        await ledger.vote(others, 7, "down")
        await ledger.vote(others, 8, "up")
        assert await ledger.forget(7) == 1
        assert await ledger.get(own) is None
        assert await ledger.by_message(-5, 55) is None
        assert [(judged.entry.id, judged.up, judged.down) for judged in await ledger.feedback(9)] == [(others, 1, 0)]

    with_database(work)
