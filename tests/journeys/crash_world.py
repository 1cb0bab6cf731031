"""A bot that is killed while people use it: its life, and what it has been told to do."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from journeys.crash_texts import THROUGH_CHAT, THROUGH_FOLDER, name_of, stored, text_of

from index import BriefingIndex, IndexSettings

ROOT = Path(__file__).parents[2]
STEP_SECONDS = 15


@dataclass
class Intent:
    """Something that was set going, and how one can see what came of it."""

    what: str
    subject: str
    text: str | None
    """What is published of the subject when it is done; None: nothing."""
    outcome: object
    """() -> "done", "failed", or None when nobody was told yet."""
    told: object
    """() -> in how many messages it was told."""
    action: str
    """In the audit trail."""
    decided: bool = False
    """Whether it was set going for good; before that it need not be done."""
    card: object = None


class KilledError(Exception):
    """The bot is no more; whoever waits for it need not wait."""


@dataclass
class World:
    """The bot, its administrator, its readers, and what is published as far as it was confirmed."""

    server: object
    zygote: object
    folder: Path
    seed: int
    kills: int = 0
    edition: int = 0
    process: object = None
    starts: int = 0
    published: dict = field(default_factory=dict)
    texts: dict = field(default_factory=dict)
    """Of all editions: subject -> texts."""
    intents: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    seen: Counter = field(default_factory=Counter)

    def __post_init__(self):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("BOT_", "INDEX_"))}
        self.environment = environment | {
            "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "PYTHONUNBUFFERED": "1",
        }  # fmt: skip
        self.chance = random.Random(self.seed)
        self.boss = self.server.user("Boss")
        self.readers = [self.server.user("Ann"), self.server.user("Ben", language_code="ru")]
        self.briefings = self.folder / "briefings"
        self.briefings.mkdir()
        for subject in (*THROUGH_CHAT[:2], *THROUGH_FOLDER):
            self.published[subject] = self.new_text(subject)
            self.put(subject, self.published[subject])
        self.index = BriefingIndex(
            IndexSettings(_env_file=None, data_dir=self.folder / "index", briefings_dir=self.briefings, reranker="none")
        )
        self.server.query_seconds = 1000

    def new_text(self, subject):
        self.edition += 1
        text = text_of(subject, self.edition)
        self.texts.setdefault(subject, []).append(text)
        return text

    @staticmethod
    def sha256(text):
        """Of the text as it is published."""
        return hashlib.sha256(stored(text).encode()).hexdigest()

    def put(self, subject, text):
        """As whoever copies a file into the folder does well to do it."""
        partial = self.briefings / f".{name_of(subject)}.copying"
        partial.write_text(text)
        partial.replace(self.briefings / name_of(subject))

    def start(self):
        self.output = self.folder / f"output-{self.starts}.txt"
        self.starts += 1
        settings = {
            "BOT_TOKEN": self.server.token, "BOT_API_BASE_URL": self.server.base_url,
            "BOT_API_FILE_URL": self.server.file_url, "BOT_DATA_DIR": str(self.folder / "bot"),
            "INDEX_DATA_DIR": str(self.folder / "index"), "INDEX_BRIEFINGS_DIR": str(self.briefings),
            "BOT_ACCESS": "open", "BOT_ADMINS": str(self.boss.id), "BOT_QUESTIONS_PER_MINUTE": "10000",
            "BOT_REINDEX_SCHEDULE": "off", "INDEX_MIN_CONFIDENCE": "0", "INDEX_OCR": "false", "INDEX_THREADS": "1",
            "INDEX_RERANKER": "none",
        }  # fmt: skip
        self.process = self.zygote.start(self.environment | settings, self.folder, self.output)

    def kill(self):
        process, self.process = self.process, None
        process.kill()
        assert process.wait() == -signal.SIGKILL, f"it had ended before:\n{self.said()}"
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
        assert found, f"did not happen: CRASH_SEED={self.seed}, {self.kills} kills\n{self.transcript()}"
        return found

    def transcript(self):
        return self.boss.chat.transcript()[-3000:]

    def act_and_die(self, actions, seconds):
        """Do what people do, and kill the bot so many seconds later, wherever it is then."""
        dead = threading.Event()

        def strike():
            self.kill()
            dead.set()

        timer = threading.Timer(seconds, strike)
        timer.start()
        try:
            for action in actions:
                action()
        except KilledError:
            pass
        finally:
            dead.wait(seconds + 60)
            timer.join()
