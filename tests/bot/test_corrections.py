"""Corrections against a Telegram that only notes what it is sent, and an index whose quotes change as the test says."""

from __future__ import annotations

import asyncio
import datetime
from types import SimpleNamespace

import pytest
from telegram import MessageEntity
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError

from bot import corrections
from bot.corrections import Corrections
from bot.render.outgoing import Outgoing
from bot.state.chats import Chats
from bot.state.ledger import Ledger, LedgerEntry
from bot.state.shown import Key, Shown
from bot.turns import Turns
from index import Briefing, Citation, Edition, Span, StoreError, Verification

NOW = datetime.datetime.now(datetime.UTC)
ENDED = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
SHA, NEW_SHA = "0123456789abcdef" * 4, "fedcba9876543210" * 4
WITHDRAWN = "22 November 2026: the briefing “Grain” was withdrawn."
FULL = "x" * 4090


def briefing(title, name, sha256):
    return Briefing(name, title, None, "en", (), sha256, sha256, 100, 5, 0, NOW)


class Index:
    """Knows as many citations as are asked for; each stands unless the test says what has become of it."""

    def __init__(self):
        self.generation = 1
        self.became = {}
        self.successor = None
        self.fails = False

    def say(self, **became):
        self.became = became
        self.generation += 1

    def verify_all(self, citation_ids):
        if self.fails:
            raise StoreError("damaged")
        return {name: self._verify(name) for name in citation_ids}

    def _verify(self, name):
        status = self.became.get(name, "unchanged")
        if status == "unknown":
            return Verification("unknown", None, None)
        return Verification(status, "It was.", Citation("a.md", "Grain", None, SHA, None, None, Span(1, 8)))

    def history(self, name):
        if name == "b.md":
            return [Edition(briefing("Grain II", "b.md", SHA[::-1]), NOW, "replaced", "c.md", False)]
        return [Edition(briefing("Grain", "a.md", SHA), ENDED, "replaced", self.successor, False)]

    def briefings(self):
        return [briefing("Grain III", "c.md", NEW_SHA)]


class Telegram:
    """Notes what was edited and sent; an edit fails with what stands in `failures` under the message's number."""

    def __init__(self):
        self.edits, self.sent, self.failures, self.held = [], [], {}, None

    async def edit_message_text(self, text, chat_id, message_id, entities, reply_markup):
        if self.held:
            await self.held.wait()
        self.edits.append((chat_id, message_id))
        error = self.failures.get(message_id)
        if callable(error):
            await error()
        elif error:
            raise error
        self.text = text

    async def send_message(self, chat_id, text, reply_parameters=None, message_thread_id=None, **_):
        self.sent.append((chat_id, text, message_thread_id, reply_parameters and reply_parameters.message_id))
        return SimpleNamespace(message_id=900 + len(self.sent))


async def run(function, *arguments):
    return function(*arguments)


async def nothing(update):
    pass


class World:
    """The bot's parts around corrections."""

    def __init__(self, database):
        self.index, self.telegram, self.turns = Index(), Telegram(), Turns(nothing)
        self.ledger, self.shown, self.chats = Ledger(database), Shown(database), Chats(database)
        self.services = SimpleNamespace(
            index=self.index,
            shown=self.shown,
            worker=SimpleNamespace(run=run),
            settings=SimpleNamespace(correction_days=14),
        )
        self.start()

    def start(self):
        """A new run of the bot."""
        self.corrections = Corrections(self.services, self.telegram, self.turns)

    async def show(self, chat_id, message_id, *citations, text="It was.", topic_id=None):
        entry = LedgerEntry(
            chat_id=chat_id, topic_id=topic_id, user_id=7, question_message_id=1, language="en", question="why?",
            searched="why?", topic="why?", answered=True, confidence=1, quotes=citations, nearest=(), generation=1,
            created_at=NOW,
        )  # fmt: skip
        quotes = tuple(MessageEntity(MessageEntity.BLOCKQUOTE, place, 1) for place in range(len(citations)))
        answer_id = await self.ledger.record(entry)
        await self.shown.record(chat_id, message_id, answer_id, Outgoing(text, quotes), citations)

    async def look(self):
        """One look, to its end."""
        await self.corrections._look()
        while tasks := list(self.corrections._chats.values()):
            await asyncio.gather(*tasks)

    async def said(self, chat_id, message_id):
        return (await self.shown.get(Key(chat_id, message_id))).quotes.said


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    for name in ("PRIVATE", "GROUP", "ALL_CHATS"):
        monkeypatch.setattr(corrections, name, (1000, 1))
    monkeypatch.setattr(corrections, "PUT_OFF_SECONDS", 0)
    monkeypatch.setattr(corrections, "LOOK_SECONDS", 0.01)


@pytest.fixture
def in_world(with_database):
    def run(work):
        async def inside(database):
            await work(World(database))

        with_database(inside)

    return run


def test_only_answers_whose_quotes_are_gone_are_edited_and_each_once(in_world):
    async def work(world):
        await world.show(7, 1, "a", "b")
        await world.show(7, 2, "b")
        await world.show(-5, 3, "a")
        await world.look()
        assert world.telegram.edits == []
        world.index.say(a="withdrawn", b="moved")
        await world.look()
        assert sorted(world.telegram.edits) == [(-5, 3), (7, 1)]
        assert world.telegram.text == f"It was.\n\n{WITHDRAWN}"
        world.index.say(a="withdrawn")
        await world.look()
        world.start()
        await world.look()
        assert len(world.telegram.edits) == 2

    in_world(work)


def test_a_strike_is_taken_back(in_world):
    async def work(world):
        await world.show(7, 1, "a")
        world.index.say(a="changed")
        await world.look()
        world.index.say(a="withdrawn")
        await world.look()
        assert world.telegram.text == f"It was.\n\n{WITHDRAWN}"
        world.index.say()
        await world.look()
        assert (len(world.telegram.edits), world.telegram.text) == (3, "It was.")

    in_world(work)


def test_the_new_edition_is_found_through_those_between(in_world):
    async def work(world):
        await world.show(7, 1, "a")
        world.index.successor = "b.md"
        world.index.say(a="changed")
        await world.look()
        assert world.telegram.text.endswith("The new edition: “Grain III”.")
        assert (await world.said(7, 1)).changes["a"].edition.sha256 == NEW_SHA

    in_world(work)


def test_what_the_store_does_not_know_is_left_as_it_is(in_world):
    async def work(world):
        await world.show(7, 1, "a")
        await world.show(7, 2, "b")
        world.index.say(a="withdrawn")
        await world.look()
        world.index.say(a="unknown", b="unknown")
        await world.look()
        assert world.telegram.edits == [(7, 1)]

    in_world(work)


def test_an_answer_that_was_under_way_when_its_briefing_went_is_corrected(in_world):
    async def work(world):
        world.index.say(a="withdrawn")
        await world.look()
        await world.show(7, 1, "a")
        await world.look()
        assert world.telegram.edits == [(7, 1)]

    in_world(work)


@pytest.mark.parametrize(
    "error",
    [Forbidden("bot was blocked by the user"), BadRequest("Message to edit not found"), BadRequest("chat not found"),
     BadRequest("message can't be edited"), BadRequest("ENTITY_BOUNDS_INVALID")],
)  # fmt: skip
def test_what_cannot_be_edited_is_not_tried_again_until_there_is_something_else_to_say(in_world, error):
    async def work(world):
        await world.show(7, 1, "a")
        world.telegram.failures[1] = error
        world.index.say(a="withdrawn")
        await world.look()
        world.start()
        await world.look()
        assert len(world.telegram.edits) == 1
        assert (await world.said(7, 1)).given_up
        world.telegram.failures.clear()
        world.index.say()
        await world.look()
        assert len(world.telegram.edits) == 2

    in_world(work)


def test_what_the_network_prevented_is_tried_again(in_world):
    async def work(world):
        await world.show(7, 1, "a")
        world.telegram.failures[1] = NetworkError("gone")
        world.index.say(a="withdrawn")
        await world.look()
        assert (await world.said(7, 1)).changes == {}
        world.telegram.failures.clear()
        await world.look()
        assert (await world.said(7, 1)).changes.keys() == {"a"}

    in_world(work)


def test_one_chat_that_waits_does_not_hold_up_the_others(in_world):
    async def work(world):
        patient = asyncio.Event()
        await world.show(7, 1, "a")
        await world.show(8, 2, "a")
        world.telegram.failures[1] = patient.wait
        world.index.say(a="withdrawn")
        await world.corrections._look()
        await asyncio.wait_for(_until(lambda: (8, 2) in world.telegram.edits), 5)
        world.index.say()
        await world.corrections._look()
        await asyncio.wait_for(_until(lambda: world.telegram.edits.count((8, 2)) == 2), 5)
        patient.set()
        await _until(lambda: not world.corrections._chats)
        await asyncio.sleep(corrections.LOOK_SECONDS)
        await world.look()
        assert (await world.said(7, 1)).changes == {}

    in_world(work)


async def _until(condition):
    while not condition():
        await asyncio.sleep(0.001)


def test_an_answer_is_not_corrected_while_an_update_of_its_chat_is_handled(in_world):
    async def work(world):
        await world.show(7, 1, "a")
        world.index.say(a="withdrawn")
        async with world.turns.alone(7):
            await world.corrections._look()
            await asyncio.sleep(0.01)
            await world.show(7, 1, "b")  # the question was edited
        await world.look()
        assert world.telegram.edits == []

    in_world(work)


def test_the_pace_of_one_chat_is_its_own(in_world, monkeypatch):
    monkeypatch.setattr(corrections, "GROUP", (2, 0.6))

    async def work(world):
        for number in range(4):
            await world.show(-5, number + 1, "a")
            await world.show(7, number + 11, "a")
        world.index.say(a="withdrawn")
        began = asyncio.get_running_loop().time()
        await world.corrections._look()
        await asyncio.wait_for(_until(lambda: sum(chat == 7 for chat, _ in world.telegram.edits) == 4), 5)
        assert sum(chat == -5 for chat, _ in world.telegram.edits) == 2
        await world.look()
        assert len(world.telegram.edits) == 8
        assert asyncio.get_running_loop().time() - began >= 0.5

    in_world(work)


def test_forgotten_meanwhile(in_world):
    async def work(world):
        await world.show(7, 1, "a")
        world.index.say(a="withdrawn")
        async with world.turns.alone(7):
            await world.corrections._look()
            await asyncio.sleep(0.01)
            await world.ledger.forget(7)
        await world.look()
        assert world.telegram.edits == []

    in_world(work)


def test_a_reply_where_there_is_no_room_is_taken_back_too(in_world):
    async def work(world):
        await world.show(-5, 1, "a", text=FULL, topic_id=4)
        world.index.say(a="withdrawn")
        await world.look()
        assert world.telegram.sent == [(-5, WITHDRAWN, 4, 1)]
        assert world.telegram.text == FULL
        world.index.say()
        await world.look()
        assert world.telegram.edits == [(-5, 1), (-5, 1), (-5, 901)]
        assert world.telegram.text == "What is quoted here from “Grain” is published again."
        world.index.say(a="withdrawn")
        await world.look()
        assert world.telegram.edits[3:] == [(-5, 1), (-5, 901)]
        assert world.telegram.text == WITHDRAWN
        assert len(world.telegram.sent) == 1

    in_world(work)


def test_a_group_that_became_a_supergroup_is_told_once(in_world):
    async def work(world):
        for number in (1, 2):
            await world.show(-5, number, "a")

        async def migrated():
            await world.chats.migrate(-5, -1005)
            raise ChatMigrated(-1005)

        world.telegram.failures = dict.fromkeys((1, 2), migrated)
        world.index.say(a="withdrawn")
        await world.look()
        await world.look()
        ((chat_id, text, *_),) = world.telegram.sent
        assert chat_id == -1005
        assert text.startswith(f"{WITHDRAWN}\nAnswers given here before")
        assert len(world.telegram.edits) == 1
        world.start()
        await world.look()
        world.index.say()
        await world.look()
        assert world.telegram.sent[1:] == [(-1005, "What is quoted here from “Grain” is published again.", None, None)]

    in_world(work)


def test_old_answers_are_left_alone(in_world):
    async def work(world):
        await world.show(7, 1, "a")
        world.services.settings.correction_days = 0
        world.index.say(a="withdrawn")
        await world.look()
        assert world.telegram.edits == []

    in_world(work)


def test_it_goes_on_whatever_goes_wrong(in_world):
    async def work(world):
        await world.show(7, 1, "a")
        world.index.say(a="withdrawn")
        world.index.fails = True
        running = asyncio.create_task(world.corrections.run())
        await asyncio.sleep(0.05)
        assert world.telegram.edits == []
        world.index.fails = False
        await asyncio.wait_for(_until(lambda: world.telegram.edits), 5)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    in_world(work)
