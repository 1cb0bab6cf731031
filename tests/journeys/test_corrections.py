"""A briefing is replaced, withdrawn, brought back by others than the bot: what was quoted from it is corrected."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

import pytest
from telegram_server import Server

from index.__main__ import main

ROOT = Path(__file__).parents[2]
TURKEY = "why was Turkey removed from F-35?"
BECAUSE = "Turkey was shut out of the F-35 programme in 2017 because it had bought S-400 missiles from Russia."
INSTEAD = "Turkey left the F-35 programme in 2017 over its purchase of S-400 missiles from Russia."
NEVER_SEEN = "Turkey lost its place in the F-35 programme in 2017, for it had bought S-400 missiles from Russia."
NAME = "2025-11-18-turkey-s400-f35.md"
TITLE = "Turkey looks for a way back to the F-35"
DAY = r"\d{1,2} November 20\d\d" if time.gmtime().tm_mon == 11 else r"\d{1,2} [A-Z][a-z]+ 20\d\d"
WITHDRAWN = rf"{DAY}: the briefing “{TITLE}” was withdrawn\."
REPLACED = (
    rf"{DAY}: the briefing “{TITLE}” was replaced; what is struck through no longer stands in it\. "
    rf"The new edition: “{TITLE} · 18 November 2025”\."
)
CROWD, EACH = 10, 3


@pytest.fixture(scope="module")
def server():
    with Server() as running:
        yield running


@pytest.fixture(scope="module")
def folder(indexed, tmp_path_factory):
    folder = indexed(tmp_path_factory.mktemp("corrections"))
    shutil.copytree(ROOT / "briefings", folder / "briefings")
    return folder


@pytest.fixture(scope="module")
def start(server, run_bot, folder):
    """Start the bot; after it was killed, another one on the same folder."""

    def start():
        return run_bot(server, folder, briefings=folder / "briefings", BOT_ACCESS="open", BOT_QUESTIONS_PER_MINUTE=1000)

    return start


@pytest.fixture(scope="module")
def bot(start):
    with start() as running:
        yield running


@pytest.fixture
def published(folder, monkeypatch):
    """Change the file of a briefing (None: take it away), and publish that by `python -m index sync`."""
    path = folder / "briefings" / NAME
    monkeypatch.setenv("INDEX_DATA_DIR", str(folder / "index"))
    monkeypatch.setenv("INDEX_BRIEFINGS_DIR", str(folder / "briefings"))

    def publish(text):
        if text is None:
            path.unlink()
        else:
            path.write_text(text)
        assert main(["sync"]) == 0

    return publish


@pytest.fixture
def original():
    return (ROOT / "briefings" / NAME).read_text()


def struck(message):
    return message.marked("strikethrough")


def quotes(message):
    return [text for kind in ("blockquote", "expandable_blockquote") for text in message.marked(kind)]


def say(person, text):
    return person.chat.wait_for(after=person.send(text))


class Shown:
    """Messages as they were first, and in all their versions."""

    def __init__(self, *messages):
        self.messages = messages
        self.before = [(message.text, message.entities, message.buttons) for message in messages]

    @property
    def are_as_before(self):
        return [(message.text, message.entities, message.buttons) for message in self.messages] == self.before


def test_what_no_longer_stands_is_struck_through(server, bot, published, original):
    ann, ben = server.user("Ann"), server.user("Ben", language_code="ru")
    group = server.group("Team", [ann], forum=True)
    asked = ann.send("/settings", group)
    ann.click(group.wait_for(lambda message: "Switch on" in message.buttons, after=asked), "Switch on")
    topic = group.topic("Planes")
    answer, russian = say(ann, TURKEY), say(ben, TURKEY)
    ann.click(answer, "In context 1")
    passage = ann.chat.wait_for(after=answer)
    ann.click(answer, "More")
    more = ann.chat.wait_for(after=passage)
    in_topic = group.wait_for(quotes, after=ann.send(f"/ask {TURKEY}", group, topic=topic))
    other = say(ann, "How many icebreakers did the United States order?")
    shown = Shown(answer, passage, more, russian, in_topic, other)
    versions = [len(message.history) for message in shown.messages]

    published(original.replace(BECAUSE, INSTEAD))
    for message in (answer, passage, in_topic):
        server.wait_for(lambda message=message: struck(message))
        assert re.search(rf"\n\n{REPLACED}$", message.text), message.text
    server.wait_for(lambda: struck(russian))
    assert "заменён; зачёркнутого в нём больше нет. Новая редакция: «" in russian.text
    assert struck(answer) == [text for text in quotes(answer) if BECAUSE in text]
    assert struck(passage) == [text for text in passage.marked("underline") if BECAUSE in text]
    assert len(quotes(answer)) > len(struck(answer)) == 1
    assert more.text == shown.before[2][0]
    assert answer.buttons == [*shown.before[0][2], "New edition"]
    ann.click(answer, "New edition")
    ann.chat.wait_for(lambda message: "document" in message.data)
    assert "no longer in it" in ann.click(answer, "In context 1")["text"]

    published(original)
    server.wait_for(lambda: shown.are_as_before)

    published(None)
    for message in (answer, passage, in_topic, russian, *([more] if TITLE in more.text else [])):
        server.wait_for(lambda message=message: struck(message))
    assert re.search(rf"\n\n{WITHDRAWN}$", answer.text)
    assert re.search(r"\d{4}: брифинг «.*» отозван\.$", russian.text)
    assert struck(answer) == [text for text in quotes(answer) if text in original]
    assert "has been withdrawn" in ann.click(answer, "In context 1")["text"]
    ann.edit(ann.chat.messages[answer.id - 1], "How many icebreakers did the United States order?")
    server.wait_for(lambda: "icebreaker" in answer.text)
    server.wait_until_idle()
    assert not struck(answer)
    assert quotes(answer) == quotes(other)

    published(original)
    server.wait_for(lambda: not struck(passage) and not struck(in_topic) and not struck(russian))
    changed = [len(message.history) - before for message, before in zip(shown.messages, versions, strict=True)]
    assert (changed[1], changed[3:5], changed[-1]) == (4, [4, 4], 0)
    server.wait_until_idle()
    assert [str(violation) for violation in server.violations] == []


def test_a_store_that_is_restored_next_to_a_newer_ledger(server, bot, published, original, tmp_path):
    """The bot goes on answering; what it quoted of a text that nobody knows any more is left as it is."""
    ann = server.user("Ann")
    assert main(["backup", str(tmp_path / "backup.zip")]) == 0
    published(original.replace(BECAUSE, NEVER_SEEN))
    answer = ann.chat.wait_for(lambda message: NEVER_SEEN in message.text, after=ann.send(TURKEY))
    assert main(["restore", str(tmp_path / "backup.zip"), "--yes"]) == 0
    again = ann.chat.wait_for(lambda message: BECAUSE in message.text, after=ann.send(f"{TURKEY} Tell me again."))
    number = next(place for place, text in enumerate(quotes(answer)) if NEVER_SEEN in text)
    context = [label for label in answer.buttons if label.startswith("In context") or label.isdecimal()][number]
    assert "do not know this quote" in ann.click(answer, context)["text"]
    server.wait_until_idle(3)
    assert not struck(answer)
    assert not struck(again)
    assert "Traceback" not in bot.text()
    assert [str(violation) for violation in server.violations] == []


def test_killed_in_the_middle_of_many(server, bot, start, published):
    crowd = [server.user(f"User {number}") for number in range(CROWD)]
    leaving, away = server.user("Leaving"), server.user("Away")
    for user in (*crowd, leaving, away):
        for number in range(EACH if user in crowd else 1):
            user.send(f"{TURKEY} {number}")
    server.wait_for(lambda: all(len(user.chat.bot_messages()) == EACH for user in crowd), 60)
    server.wait_until_idle()
    answers = [message for user in crowd for message in user.chat.bot_messages()]
    assert all(any(BECAUSE in text for text in quotes(message)) for message in answers)
    leaving.block()
    (gone,) = away.chat.bot_messages()
    away.delete(gone)
    server.violations.clear()

    slow = server.fail("editMessageText", "slow", times=1000)
    published(None)
    server.wait_for(lambda: sum(bool(struck(message)) for message in answers) >= CROWD)
    bot.kill()
    time.sleep(0.5)
    slow.times = 0
    half = sum(bool(struck(message)) for message in answers)
    assert CROWD <= half < len(answers)

    limits = [server.fail("editMessageText", 429, times=2, chat=user.chat, retry_after=1) for user in crowd[-2:]]
    with start() as second:
        began = time.monotonic()
        quick = server.user("Quick")
        say(quick, "How many icebreakers did the United States order?")
        assert time.monotonic() - began < 3, "answers do not wait for corrections"
        server.wait_for(lambda: all(struck(message) for message in answers), 60)
        server.wait_until_idle(1.5)
        assert sum(limit.hits for limit in limits) >= 2
        assert [len(message.history) for message in answers] == [2] * len(answers)
        for message in answers:
            assert re.search(rf"\n\n{WITHDRAWN}$", message.text)
        tried = [one.parameters["chat_id"] for one in server.calls("editMessageText") if one.time > began]
        assert all(tried.count(user.id) <= 1 for user in (leaving, away)), "what cannot be edited is not tried again"
        assert "Traceback" not in second.text()
    complaints = [str(one) for one in server.violations if "not found" not in one.text]
    assert all("message is not modified" in one for one in complaints)
    assert len(complaints) <= CROWD  # what was under way when the bot was killed
