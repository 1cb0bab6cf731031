"""What must hold when a bot that was killed has been started again.

Nothing here knows how the bot works: what it has confirmed is read from the chat, what it has published from the store
and from answers. Only whether it is at rest, and to which citations an answer belongs, is read from its database.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections import Counter

from journeys.crash_texts import FACTS, THROUGH_CHAT, THROUGH_FOLDER, name_of, quotes, stored

SETTLED_SECONDS = 90
ALLOWED_COMPLAINTS = ("message is not modified", "to edit not found", "can't be edited", "query is too old")
"""What a bot cannot help to ask for that looks for what it did before it was killed."""
AT_REST = """
SELECT (SELECT count(*) FROM operations WHERE state = 'waiting' OR (chat_id IS NOT NULL AND NOT told))
     + (SELECT count(*) FROM handled_updates WHERE body IS NOT NULL)
     + (SELECT count(*) FROM uploads WHERE state IN ('arrived', 'publishing'))
"""
ACTIONS = ("published", "replaced", "withdrawn", "restored", "renamed")


class Checks:
    """All of them end with an assertion that names the seed."""

    def __init__(self, world):
        self.world, self.index, self.database = world, world.index, world.folder / "bot" / "bot.sqlite3"
        self.audited = 0
        self.where = ""

    def settle(self):
        """Wait until a bot that was started has done all there is to do, and look at everything."""
        world, done = self.world, [f"{intent.what} {intent.subject}" for intent in self.world.intents]
        self.where = f"CRASH_SEED={world.seed}, {world.kills} kills, {', '.join(done)}"
        self.wait_for_rest()
        for intent in world.intents:
            if intent.card is not None and "Discard" in intent.card.buttons:
                world.boss.click(intent.card, "Discard")
        self.wait_for_rest()
        self.check_intents()
        self.check_store()
        self.check_answers()
        self.check_corrections()
        for complaint in map(str, world.server.violations):
            assert any(allowed in complaint for allowed in ALLOWED_COMPLAINTS), f"{self.where}\n{complaint}"
        assert "Traceback" not in world.said(), f"{self.where}\n{world.said()}"
        world.intents.clear()
        self.forget()

    def wait_for_rest(self):
        deadline = time.monotonic() + SETTLED_SECONDS
        while not (self.is_at_rest() and self.is_as_in_folder()):
            assert time.monotonic() < deadline, f"it does not come to rest: {self.where}\n{self.world.said()[-3000:]}"
            time.sleep(0.05)

    def is_at_rest(self):
        is_up = "ready to be asked" in self.world.said() and not self.world.server.updates.pending
        return is_up and self.rows(AT_REST) == [(0,)]

    def is_as_in_folder(self):
        published = self.published()
        return all(published.get(name_of(one)) == stored(self.world.published[one]) for one in THROUGH_FOLDER)

    def rows(self, query, *values):
        with contextlib.closing(sqlite3.connect(f"{self.database.as_uri()}?mode=rw", uri=True)) as database:
            return database.execute(query, values).fetchall()

    def published(self):
        return {one.name: self.index.text(one.name) for one in self.index.briefings()}

    def check_intents(self):
        """Of all that was set going somebody was told what came of it, once, and so was the audit trail."""
        expected = Counter()
        for intent in self.world.intents:
            outcome = intent.outcome()
            assert outcome or not intent.decided, f"nobody was told: {self.where}\n{self.world.transcript()}"
            self.world.seen[intent.what, outcome] += 1
            if outcome == "done":
                self.world.published[intent.subject] = intent.text
                expected[intent.action, name_of(intent.subject)] += 1
                times = intent.told()
                # a new message, that was sent when the bot was killed before it could note so, comes again
                assert times == 1 or (intent.what == "rename" and times == 2), f"told {times} times: {self.where}"
                self.world.seen["told", times] += 1
            elif intent.decided and self.published().get(name_of(intent.subject)) == stored(intent.text):
                self.world.published[intent.subject] = intent.text  # given up when it was done, but for telling so
        audit = self.rows("SELECT id, action, subject FROM audit WHERE id > ? AND actor_id IS NOT NULL", self.audited)
        self.audited = max((row[0] for row in audit), default=self.audited)
        names = {name_of(subject) for subject in THROUGH_CHAT}
        recorded = Counter(row[1:] for row in audit if row[1] in ACTIONS and row[2] in names)
        assert recorded == expected, (self.where, recorded, expected, self.world.transcript())

    def check_store(self):
        """What was confirmed is published and in the folder, and nothing else is; nothing is damaged."""
        expected = {name_of(subject): text for subject, text in self.world.published.items() if text is not None}
        files = [path for path in self.world.briefings.iterdir() if not path.name.startswith(".")]
        assert {path.name: path.read_text() for path in files} == expected, self.where
        assert self.published() == {name: stored(text) for name, text in expected.items()}, self.where
        assert self.index.check() == [], self.where

    def check_answers(self):
        """Each question was answered once, by slices of one edition of each briefing; nothing withdrawn is found."""
        asked = self.world.asked
        before = len(asked)
        for reader in self.world.readers:
            for subject in FACTS:
                asked.append(reader.send(f"Tell me, number {len(asked)}, which report says what about {subject}?"))
        self.wait_for_rest()
        rows = self.rows("SELECT chat_id, question_message_id, message_id, quotes FROM answers")
        found = {(chat_id, question): (message_id, json.loads(ids)) for chat_id, question, message_id, ids in rows}
        assert len(found) == len(rows) == len(asked), self.where
        for number, question in enumerate(asked):
            message_id, citations = found[question.chat.id, question.id]
            verified = self.index.verify_all(citations)
            if message_id is not None:  # else the bot was killed between sending and noting that
                shown = quotes(question.chat.messages[message_id])
                assert shown == [verified[citation].text for citation in citations], self.where
            texts = {(verified[citation].citation.briefing, citation.split("-")[0]) for citation in citations}
            assert len(texts) == len({name for name, _ in texts}), f"two editions in one answer: {self.where}"
            if number >= before:
                assert citations, self.where
                assert all(one.status == "unchanged" for one in verified.values()), self.where

    def check_corrections(self):
        """What no longer stands is struck through, and nothing else."""
        current = "\n".join(text for text in self.world.published.values() if text)
        messages = [one for reader in self.world.readers for one in reader.chat.bot_messages() if quotes(one)]

        def is_right(message):
            return set(message.marked("strikethrough")) == {text for text in quotes(message) if text not in current}

        deadline = time.monotonic() + SETTLED_SECONDS
        while not all(map(is_right, messages)):
            assert time.monotonic() < deadline, f"not corrected: {self.where}, {messages}"
            time.sleep(0.05)
        self.world.seen["message", "struck"] += sum(bool(one.marked("strikethrough")) for one in messages)

    def forget(self):
        """Let the readers begin anew, so that there is not ever more to be corrected."""
        for reader in self.world.readers:
            sent = reader.send("/forget")
            card = reader.chat.wait_for(lambda message: len(message.buttons) == 2, after=sent)
            reader.press(card, f"forget:{reader.id}:yes")
            for message in reader.chat.bot_messages():
                message.deleted = True
        self.world.asked.clear()
