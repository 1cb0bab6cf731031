"""The message that becomes the card, after a bot that was killed had perhaps sent it."""

import asyncio
import datetime
from types import SimpleNamespace

import pytest
from telegram.error import BadRequest, Forbidden

from bot.arrivals import MOST_CANDIDATES, Arrivals
from bot.operations import Actor
from bot.render.outgoing import Outgoing
from bot.state.ledger import Ledger
from bot.state.uploads import Upload, Uploads

NOW = datetime.datetime.now(datetime.UTC)
READING = "Reading …"


class Chat:
    """The bot's messages in one chat, by number; 10 is the document."""

    def __init__(self, **messages):
        self.texts = {int(number[1:]): text for number, text in messages.items()}
        self.refuses = False

    async def send_message(self, chat_id, text, **_):
        if self.refuses:
            raise Forbidden("bot was blocked by the user")
        number = max(self.texts, default=10) + 1
        self.texts[number] = text
        return SimpleNamespace(message_id=number)

    async def edit_message_text(self, text, chat_id, message_id, **_):
        if message_id not in self.texts:
            raise BadRequest("message to edit not found")
        if self.texts[message_id] == text:
            raise BadRequest("message is not modified")
        raise AssertionError("an edit of another message")


@pytest.fixture
def arrive(with_database):
    """Let a document arrive -> the number of its card, and what was submitted."""

    def arrive(chat, *before, **fields):
        async def work(database):
            uploads, submitted = Uploads(database), []
            for other in before:
                recorded, _ = await uploads.arrive(other)
                if other.card_message_id is not None:
                    await uploads.set_card(recorded.id, other.card_message_id)

            async def message(upload, texts):
                return Outgoing(READING)

            async def submit(upload, actor):
                submitted.append((upload.message_id, upload.card_message_id))

            services = SimpleNamespace(uploads=uploads, ledger=Ledger(database))
            work = SimpleNamespace(cards=SimpleNamespace(message=message), submit=submit)
            arrivals = Arrivals(services, chat, work)
            upload = Upload(message_id=10, **OTHERS, **fields)
            await arrivals.arrive(upload, Actor(7, "Ann", ""), None)
            await asyncio.gather(*arrivals._albums.values())
            return submitted

        return with_database(work)

    return arrive


OTHERS = {"chat_id": 7, "user_id": 7, "file_name": "a.md", "created_at": NOW}
SAME = Upload(message_id=10, **OTHERS)


def test_a_new_one_gets_a_message(arrive):
    chat = Chat()
    assert arrive(chat) == [(10, 11)]
    assert chat.texts == {11: READING}


def test_the_message_of_a_bot_that_was_killed_is_found(arrive):
    chat = Chat(m12=READING)
    assert arrive(chat, SAME) == [(10, 12)]
    assert chat.texts == {12: READING}


def test_it_had_not_been_sent(arrive):
    far = 10 + MOST_CANDIDATES + 1
    chat = Chat(**{f"m{far}": READING})
    assert arrive(chat, SAME) == [(10, far + 1)]


def test_the_cards_of_others_are_left_alone(arrive):
    chat = Chat(m12="Another card")
    assert arrive(chat, Upload(message_id=11, card_message_id=12, **OTHERS), SAME) == [(10, 13)]
    assert chat.texts == {12: "Another card", 13: READING}


def test_nothing_can_be_said(arrive):
    chat = Chat()
    chat.refuses = True
    assert arrive(chat) == [(10, None)], "it is read nevertheless"


def test_what_was_decided_is_not_read_again(arrive):
    decided = Upload(message_id=10, state="discarded", **OTHERS)
    assert arrive(Chat(), decided) == []


def test_those_sent_together_are_read_together(arrive, monkeypatch):
    monkeypatch.setattr("bot.arrivals.ALBUM_SECONDS", 0.01)
    before = Upload(message_id=9, media_group_id="m", **OTHERS)
    assert arrive(Chat(), before, media_group_id="m") == [(9, None), (10, 11)]
