"""A bot that is killed while administrators and readers use it, and what must hold when it has been started again.

Nothing here knows how the bot works: what it has confirmed is read from the chat, what it has published from the store
and from answers. Only whether it is at rest is read from its database.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from index import BriefingIndex, IndexSettings

ROOT = Path(__file__).parents[2]
SETTLED_SECONDS = 90
STEP_SECONDS = 15
FACTS = {
    "Turkey": (
        "Turkey bought its missiles from Moscow. Ankara would rather have the fighter jets that it has paid for.",
        "The partners of Turkey, says report {edition}, will meet in Izmir. In report {edition} the jets stay grounded.",
    ),
    "Odesa": (
        "Ships with wheat leave Odesa at night. Insurers want convoys because of drifting mines.",
        "Silos in Odesa are full according to report {edition}. A harvest like that of report {edition} fed Egypt.",
    ),
    "Gas": (
        "Gas is stored under the ground before winter comes. Pipelines through the Balkans carry most of it.",
        "Traders of gas read in report {edition} that prices fall. Nobody in report {edition} expects shortages.",
    ),
    "Chips": (
        "Chips from Taiwan need a licence for export. Makers of cars keep a year's supply in their cellars.",
        "Two factories for chips, report {edition} tells, open in Dresden. Workers are sought, warns report {edition}.",
    ),
    "Arctic": (
        "The Arctic passage opens earlier each summer. Icebreakers are ordered from Finnish yards.",
        "Rescue in the Arctic takes days, finds report {edition}. Norway doubts what report {edition} has counted.",
    ),
    "Canal": (
        "Tankers pay more for the Canal since the drought. Pilots of the Canal have gone on strike twice.",
        "Dredging the Canal goes on until report {edition} is out. Lenders trust the forecast of report {edition}.",
    ),
}
THROUGH_CHAT, THROUGH_FOLDER = ("Turkey", "Odesa", "Gas", "Chips"), ("Arctic", "Canal")
ALLOWED_COMPLAINTS = ("message is not modified", "to edit not found", "can't be edited", "query is too old")
"""What a bot cannot help to ask for that looks for what it did before it was killed."""
AT_REST = """
SELECT (SELECT count(*) FROM operations WHERE state = 'waiting' OR (chat_id IS NOT NULL AND NOT told))
     + (SELECT count(*) FROM handled_updates WHERE body IS NOT NULL)
     + (SELECT count(*) FROM uploads WHERE state IN ('arrived', 'publishing'))
"""


def text_of(subject, edition):
    """A briefing of which two sentences name the edition."""
    lasting, changing = FACTS[subject]
    return f"# {subject}\n\n{lasting} {changing.format(edition=edition)}\n"


def name_of(subject):
    return f"{subject.lower()}.md"


@dataclass
class Intent:
    """Something that was set going, and how one can see what came of it."""

    what: str
    subject: str
    text: str | None
    """What is published of the subject when it is done; None: nothing."""
    outcome: object = None
    """() -> "done", "failed", or None when nobody was told yet."""
    told: object = None
    """() -> in how many messages it was told."""
    decided: bool = False
    """Whether it was set going for good; before that it need not be done."""
    card: object = None


class KilledError(Exception):
    """The bot is no more; whoever waits for it need not wait."""


class Zygote:
    """The process that starts bots, see zygote.py."""

    def __init__(self):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("BOT_", "INDEX_"))}
        self.environment = environment | {
            "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "PYTHONUNBUFFERED": "1",
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("zygote.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=self.environment,
        )
        assert self._answer() == "ready"

    def start(self, folder, output, settings):
        return self._ask({"start": self.environment | settings, "folder": str(folder), "output": str(output)})

    def wait(self, process):
        return self._ask({"wait": process})

    def close(self):
        with self.process:
            self.process.stdin.close()

    def _ask(self, order):
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self):
        return json.loads(self.process.stdout.readline())


@dataclass
class World:
    """The bot, its administrator, its readers, and what is published as far as it was confirmed."""

    server: object
    zygote: Zygote
    folder: Path
    seed: int
    kills: int = 0
    edition: int = 0
    process: int | None = None
    starts: int = 0
    published: dict = field(default_factory=dict)
    texts: dict = field(default_factory=dict)
    """Of all editions: subject -> texts."""
    intents: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    seen: Counter = field(default_factory=Counter)

    def __post_init__(self):
        self.chance = random.Random(self.seed)
        self.boss = self.server.user("Boss")
        self.readers = [self.server.user("Ann"), self.server.user("Ben", language_code="ru")]
        self.briefings = self.folder / "briefings"
        self.briefings.mkdir()
        for subject in (*THROUGH_CHAT[:2], *THROUGH_FOLDER):
            self.put(subject, self.new_text(subject))
            self.published[subject] = (self.briefings / name_of(subject)).read_text()
        self.index = BriefingIndex(
            IndexSettings(_env_file=None, data_dir=self.folder / "index", briefings_dir=self.briefings)
        )
        self.server.query_seconds = 1000

    def new_text(self, subject):
        self.edition += 1
        text = text_of(subject, self.edition)
        self.texts.setdefault(subject, []).append(text)
        return text

    def put(self, subject, text):
        """As whoever copies a file into the folder does well to do it."""
        partial = self.briefings / f".{name_of(subject)}.copying"
        partial.write_text(text)
        partial.replace(self.briefings / name_of(subject))

    # the bot's life

    def start(self):
        self.output = self.folder / f"output-{self.starts}.txt"
        self.starts += 1
        settings = {
            "BOT_TOKEN": self.server.token, "BOT_API_BASE_URL": self.server.base_url,
            "BOT_API_FILE_URL": self.server.file_url, "BOT_DATA_DIR": str(self.folder / "bot"),
            "INDEX_DATA_DIR": str(self.folder / "index"), "INDEX_BRIEFINGS_DIR": str(self.briefings),
            "BOT_ACCESS": "open", "BOT_ADMINS": str(self.boss.id), "BOT_QUESTIONS_PER_MINUTE": "10000",
            "BOT_REINDEX_SCHEDULE": "off", "INDEX_MIN_CONFIDENCE": "0", "INDEX_OCR": "false", "INDEX_THREADS": "1",
        }  # fmt: skip
        self.process = self.zygote.start(self.folder, self.output, settings)

    def kill(self):
        process, self.process = self.process, None
        os.kill(process, 9)
        assert self.zygote.wait(process) == -9, f"it had ended before:\n{self.said()}"
        self.kills += 1
        with self.server.changed:
            self.server.changed.notify_all()

    def said(self):
        return self.output.read_text() if self.output.exists() else ""

    def wait(self, condition, seconds=STEP_SECONDS):
        """Wait for something in the chat; raises KilledError when the bot is killed before."""
        found = self.server.wait_for(lambda: condition() or self.process is None, seconds, quiet=True)
        if self.process is None:
            raise KilledError
        assert found, f"did not happen: {condition}\n{self.boss.chat.transcript()[-3000:]}"
        return found

    def act_and_die(self, seconds):
        """Do what people do, and kill the bot so many seconds later, wherever it is then."""
        dead = threading.Event()

        def strike():
            self.kill()
            dead.set()

        timer = threading.Timer(seconds, strike)
        actions = self.plan()
        timer.start()
        try:
            for action in actions:
                action()
        except KilledError:
            pass
        finally:
            dead.wait(seconds + 60)
            timer.join()

    # what people do

    def plan(self):
        """Some things to do, each about another subject, since what came of each is to be known."""
        free = [subject for subject in THROUGH_CHAT if subject not in {intent.subject for intent in self.intents}]
        subjects = self.chance.sample(free, min(len(free), self.chance.randint(1, 3)))
        actions = [lambda subject=subject: self.change(subject) for subject in subjects]
        further = [self.copy_files, self.ask, self.ask, lambda: self.command("/reindex")]
        further += [self.rebuild] * (self.chance.random() < 0.5)
        actions += self.chance.sample(further, self.chance.randint(1, 3))
        self.chance.shuffle(actions)
        return actions

    def change(self, subject):
        if self.published.get(subject) is None:
            withdrawn = [text for text in self.texts.get(subject, ()) if self.can_be_restored(text)]
            if withdrawn and self.chance.random() < 0.5:
                self.restore(subject, withdrawn[-1])
            else:
                self.send(subject, "#now" if self.chance.random() < 0.7 else "")
        else:
            self.chance.choice([self.send, self.send, self.withdraw, self.withdraw, self.rename])(subject)

    def can_be_restored(self, text):
        return any(self.index.edition_text(one.briefing.sha256) == text for one in self.index.withdrawn())

    def send(self, subject, caption=""):
        """Send a document; look at its card, and press Publish or Replace."""
        text = self.new_text(subject)
        sent = self.boss.send_document(text.encode(), name_of(subject), caption=caption)

        def cards():
            return [message for message in self.boss.chat.bot_messages(sent) if message.reply_to == sent.id]

        def outcome():
            return next((how for card in cards() if (how := ended(card, "✅ Added"))), None)

        intent = Intent("send", subject, text, outcome, lambda: len(cards()))
        self.intents.append(intent)
        card = self.wait(lambda: next((one for one in cards() if "Discard" in one.buttons or outcome()), None))
        intent.card = card
        if outcome():
            intent.decided = True
            return
        self.press(intent, card, "Replace “" if self.published.get(subject) else "Publish")

    def withdraw(self, subject):
        anchor = self.anchor()
        intent = Intent("withdraw", subject, None, lambda: ended(anchor, "has been withdrawn"), lambda: 1)
        self.intents.append(intent)
        self.press_data(intent, anchor, f"ed:{self.sha256(subject)[:16]}:yes")

    def restore(self, subject, text):
        sha256 = next(one.briefing.sha256 for one in self.index.withdrawn()
                      if self.index.edition_text(one.briefing.sha256) == text)  # fmt: skip
        anchor = self.anchor()
        intent = Intent("restore", subject, text, lambda: ended(anchor, "✅ Restored"), lambda: 1)
        self.intents.append(intent)
        self.press_data(intent, anchor, f"ed:{sha256[:16]}:restore")

    def rename(self, subject):
        anchor, last = self.anchor(), self.boss.chat.bot_messages()[-1]
        self.boss.press(anchor, f"ed:{self.sha256(subject)[:16]}:title", 0)
        self.wait(lambda: [one for one in self.boss.chat.bot_messages(last) if "Write the new title" in one.text])
        title = f"{subject} {self.edition}.{self.kills}"

        def told():
            return [one for one in self.boss.chat.bot_messages(last) if title in one.text and "Renamed" in one.text]

        def outcome():
            given_up = any("been given up" in one.text for one in self.boss.chat.bot_messages(last))
            return "done" if told() else "failed" if given_up else None

        intent = Intent("rename", subject, self.published[subject], outcome, lambda: len(told()), decided=True)
        self.intents.append(intent)
        self.boss.send(title)
        self.wait(intent.outcome)

    def anchor(self):
        """A message of the bot with buttons."""
        sent = self.boss.send("/briefings")
        return self.wait(lambda: next(iter(self.boss.chat.bot_messages(sent)), None))

    def sha256(self, subject):
        return next(one.sha256 for one in self.index.briefings() if one.name == name_of(subject))

    def press(self, intent, card, label):
        with self.server.changed:
            data = [button["callback_data"] for row in card.rows for button in row if button["text"].startswith(label)]
        if data:
            self.press_data(intent, card, data[0])

    def press_data(self, intent, message, data):
        if self.process is None:
            raise KilledError
        intent.decided = True
        self.boss.press(message, data, 0)
        if self.chance.random() < 0.5:  # else the next thing is done at the same time
            self.wait(intent.outcome)

    def copy_files(self):
        """Put new editions of two briefings into the folder, which belong together."""
        for subject in THROUGH_FOLDER:
            self.published[subject] = self.new_text(subject)
        for subject in THROUGH_FOLDER:
            self.put(subject, self.published[subject])

    def command(self, text):
        self.boss.send(text)

    def rebuild(self):
        sent = self.boss.send("/reindex rebuild")
        asked = self.wait(lambda: [one for one in self.boss.chat.bot_messages(sent) if "Rebuild" in one.buttons])[0]
        self.boss.click(asked, "Rebuild", 0)

    def ask(self):
        reader, subject = self.chance.choice(self.readers), self.chance.choice(list(FACTS))
        self.asked.append(reader.send(f"Which report {len(self.asked)} says what about {subject}?"))

    # what must hold

    def settle(self):
        """Wait until a bot that was started has done all there is to do, and look at everything."""
        where = f"CRASH_SEED={self.seed}, {self.kills} kills, {[(one.what, one.subject) for one in self.intents]}"
        self.wait_for_rest(where)
        for intent in self.intents:
            if intent.card is not None and "Discard" in intent.card.buttons:
                self.boss.click(intent.card, "Discard")
        self.wait_for_rest(where)
        for intent in self.intents:
            outcome = intent.outcome()
            assert outcome or not intent.decided, f"nobody was told: {where}\n{self.boss.chat.transcript()[-3000:]}"
            if outcome == "failed" and intent.decided:
                self.seen["given up", intent.what] += 1
            if outcome == "done":
                self.published[intent.subject] = intent.text
                assert intent.told() == 1, f"told {intent.told()} times: {intent.what}, {where}"
            self.seen[intent.what, outcome] += 1
        self.check_store(where)
        self.check_answers(where)
        self.check_corrections(where)
        self.intents.clear()
        complaints = [str(one) for one in self.server.violations]
        assert all(any(allowed in one for allowed in ALLOWED_COMPLAINTS) for one in complaints), (where, complaints)
        assert "Traceback" not in self.said(), f"{where}\n{self.said()}"
        self.forget()

    def wait_for_rest(self, where):
        deadline = time.monotonic() + SETTLED_SECONDS
        while not (self.is_at_rest() and self.is_as_in_folder()):
            assert time.monotonic() < deadline, f"it does not come to rest: {where}\n{self.said()[-3000:]}"
            time.sleep(0.05)

    def is_at_rest(self):
        if self.server.updates.pending or "ready to be asked" not in self.said():
            return False
        with contextlib.closing(sqlite3.connect(f"file:{self.folder}/bot/bot.sqlite3?mode=rw", uri=True)) as database:
            return database.execute(AT_REST).fetchone() == (0,)

    def is_as_in_folder(self):
        published = {one.name: self.index.text(one.name) for one in self.index.briefings()}
        return all(published.get(name_of(one)) == stored(self.published[one]) for one in THROUGH_FOLDER)

    def check_store(self, where):
        """What was confirmed is published and in the folder, and nothing else is; nothing is damaged."""
        expected = {name_of(subject): text for subject, text in self.published.items() if text is not None}
        files = {path.name: path.read_text() for path in self.briefings.iterdir() if not path.name.startswith(".")}
        assert files == expected, where
        published = {one.name: self.index.text(one.name) for one in self.index.briefings()}
        assert published == {name: stored(text) for name, text in expected.items()}, where
        assert self.index.check() == [], where

    def check_answers(self, where):
        """Each question was answered once, by slices of one edition of each briefing; nothing withdrawn is found."""
        for reader in self.readers:
            for subject in FACTS:
                self.asked.append(reader.send(f"Tell me: which report says what about {subject} {len(self.asked)}?"))
        last = len(FACTS) * len(self.readers)
        self.wait_for_rest(where)
        with contextlib.closing(sqlite3.connect(self.folder / "bot" / "bot.sqlite3")) as database:
            rows = database.execute("SELECT chat_id, question_message_id, message_id, quotes FROM answers").fetchall()
        found = {
            (chat_id, question): (message_id, json.loads(quotes)) for chat_id, question, message_id, quotes in rows
        }
        assert len(found) == len(rows) == len(self.asked), where
        for number, question in enumerate(self.asked):
            message_id, citations = found[question.chat.id, question.id]
            verified = self.index.verify_all(citations)
            quoted = [verified[one].text for one in citations]
            if message_id is not None:  # else it was killed between sending and noting that
                assert quotes(question.chat.messages[message_id]) == quoted, where
            editions = {(verified[one].citation.briefing, one.split("-")[0]) for one in citations}
            assert len(editions) == len({name for name, _ in editions}), f"two editions of a briefing: {where}"
            if number >= len(self.asked) - last:
                assert all(one.status == "unchanged" for one in verified.values()), where

    def check_corrections(self, where):
        """What no longer stands is struck through, and nothing else."""
        current = "\n".join(text for text in self.published.values() if text)
        messages = [one for reader in self.readers for one in reader.chat.bot_messages() if quotes(one)]

        def wrong():
            return [
                one for one in messages
                if set(one.marked("strikethrough")) != {text for text in quotes(one) if text not in current}
            ]  # fmt: skip

        deadline = time.monotonic() + SETTLED_SECONDS
        while found := wrong():
            assert time.monotonic() < deadline, f"not corrected: {found}, {where}"
            time.sleep(0.05)
        self.seen["struck", "messages"] += sum(bool(one.marked("strikethrough")) for one in messages)

    def forget(self):
        """Let the readers begin anew, so that there is not ever more to be corrected."""
        for reader in self.readers:
            sent = reader.send("/forget")
            card = reader.chat.wait_for(lambda message: len(message.buttons) == 2, after=sent)
            reader.press(card, f"forget:{reader.id}:yes")
            for message in reader.chat.bot_messages():
                message.deleted = True
        self.asked.clear()


def ended(message, done):
    """How an operation ended, by the message that tells of it."""
    if done in message.text:
        return "done"
    signs = ("been given up", "Discarded")
    return "failed" if any(sign in message.text for sign in signs) else None


def quotes(message):
    kinds = ("blockquote", "expandable_blockquote")
    marks = sorted((e for e in message.entities if e["type"] in kinds), key=lambda entity: entity["offset"])
    units = message.text.encode("utf-16-le")
    return [units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le") for e in marks]


def stored(text):
    """The text of a Markdown file as it is published."""
    return text and text.replace("# ", "", 1).strip()
