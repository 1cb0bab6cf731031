from __future__ import annotations

import datetime
from dataclasses import replace

from telegram import CopyTextButton, InlineKeyboardButton, MessageEntity

from bot.render.outgoing import Outgoing
from bot.state.chats import Chats
from bot.state.ledger import Ledger, LedgerEntry
from bot.state.shown import Change, Key, NewEdition, Said, Shown

NOW = datetime.datetime.now(datetime.UTC)
DAY = NOW.date()
LONG_AGO = NOW - datetime.timedelta(days=30)
MESSAGE = Outgoing(
    "Title\n“Тext” 🎉",
    (MessageEntity(MessageEntity.BOLD, 0, 5), MessageEntity(MessageEntity.BLOCKQUOTE, 6, 9)),
    (
        (InlineKeyboardButton("In context", callback_data="ctx:5:0"), InlineKeyboardButton("👍", callback_data="fb:5")),
        (InlineKeyboardButton("Copy", copy_text=CopyTextButton("0123")),),
    ),
)
ENTRY = LedgerEntry(
    chat_id=-5, topic_id=3, user_id=7, question_message_id=100, language="tr", question="why?", searched="why?",
    topic="why?", answered=True, confidence=0.7, quotes=("a",), nearest=(), generation=4, created_at=NOW,
)  # fmt: skip
SAID = Said(
    {
        "a": Change("changed", DAY, "Old", NewEdition("New", DAY, "ff")),
        "b": Change("changed", DAY, "Old", NewEdition("New", None, "ff")),
        "c": Change("withdrawn", DAY, "Title"),
    },
    reply_id=9,
)


def test_a_message_comes_back_as_it_was_sent(with_database):
    async def work(database):
        answer = await Ledger(database).record(ENTRY)
        shown = Shown(database)
        await shown.record(-5, 101, answer, MESSAGE, ["a", "b", "c"])
        found = await shown.get(Key(-5, 101))
        assert (found.message, found.language, found.topic_id) == (MESSAGE, "tr", 3)
        assert (found.quotes.citations, found.quotes.said) == (("a", "b", "c"), Said())
        assert await shown.since(LONG_AGO) == [found.quotes]
        assert await shown.get(Key(-5, 102)) is None

    with_database(work)


def test_what_was_said_is_kept_until_another_answer_stands_there(with_database):
    async def work(database):
        answer = await Ledger(database).record(ENTRY)
        shown = Shown(database)
        await shown.record(-5, 101, answer, MESSAGE, ["a"])
        await shown.say(Key(-5, 101), SAID)
        assert (await shown.get(Key(-5, 101))).quotes.said == SAID
        await shown.record(-5, 101, answer, MESSAGE, ["b"])
        assert (await shown.since(LONG_AGO))[0].said == Said()
        await shown.record(-5, 101, answer, MESSAGE, [])
        assert await shown.since(LONG_AGO) == []

    with_database(work)


def test_what_is_the_same_again_is_not_said_again():
    later = {
        name: replace(change, on=LONG_AGO.date(), title="x", edition=None) for name, change in SAID.changes.items()
    }
    assert SAID.is_about(later)
    assert not SAID.is_about({"a": later["a"]})
    assert not SAID.is_about({**later, "a": later["c"]})
    assert Said().is_about({})


def test_fresh_messages_are_told_once(with_database):
    async def work(database):
        answer = await Ledger(database).record(ENTRY)
        shown = Shown(database)
        await shown.record(-5, 101, answer, MESSAGE, ["a"])
        assert shown.take_fresh() == {(-5, 101)}
        assert shown.take_fresh() == set()

    with_database(work)


def test_old_ones_are_neither_found_nor_kept(with_database):
    async def work(database):
        answer = await Ledger(database).record(ENTRY)
        shown = Shown(database)
        for number in (1, 2):
            await shown.record(-5, number, answer, MESSAGE, ["a"])
        await database.write("UPDATE shown SET sent_at = ? WHERE message_id = 1", (LONG_AGO.isoformat(),))
        week = NOW - datetime.timedelta(days=7)
        assert [one.key.message_id for one in await shown.since(week)] == [2]
        await shown.delete_before(week)
        assert [one.key.message_id for one in await shown.since(LONG_AGO)] == [2]

    with_database(work)


def test_who_is_forgotten_has_no_messages(with_database):
    async def work(database):
        ledger, shown = Ledger(database), Shown(database)
        own, others = await ledger.record(ENTRY), await ledger.record(replace(ENTRY, user_id=8))
        await shown.record(-5, 101, own, MESSAGE, ["a"])
        await shown.record(-5, 102, others, MESSAGE, ["a"])
        await ledger.forget(7)
        await shown.record(-5, 103, own, MESSAGE, ["a"])  # sent in this moment
        assert [one.key.message_id for one in await shown.since(LONG_AGO)] == [102]

    with_database(work)


def test_a_supergroup_counts_its_messages_anew(with_database):
    async def work(database):
        answer, chats = await Ledger(database).record(ENTRY), Chats(database)
        shown = Shown(database)
        await shown.record(-5, 101, answer, MESSAGE, ["a"])
        await shown.record(-6, 101, answer, MESSAGE, ["b"])
        for _ in range(2):
            await chats.migrate(-5, -1005)
        await shown.record(-1005, 101, answer, MESSAGE, ["c"])
        found = {one.key: one.citations for one in await shown.since(LONG_AGO)}
        assert found == {(-1005, -101): ("a",), (-6, 101): ("b",), (-1005, 101): ("c",)}

    with_database(work)
