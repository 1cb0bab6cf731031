"""What the crash tests share: a folder of briefings and its store, changed by processes that are killed."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from index import BriefingIndex
from index.store import Store

SUBJECTS = ["turkey", "grain", "gas", "chips", "tankers", "arctic"]
SEED = int(os.environ.get("CRASH_SEED", random.randrange(10**6)))


@contextmanager
def running_driver():
    """The process in which others are killed, see crash_driver.py."""
    path = [str(Path(__file__).parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
    driver = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("crash_driver.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
    )
    with driver:
        assert driver.stdout.readline() == "ready\n"
        yield driver
        driver.stdin.close()


def text_of(subject, edition):
    """A text of which every second sentence changes with each edition."""
    return " ".join(
        f"Sentence {number} on {subject} belongs to edition {edition if number % 2 else 'any'}." for number in range(8)
    )


@dataclass
class Crashing:
    """A folder of briefings and its store, which are changed by killed processes."""

    settings: object
    driver: subprocess.Popen
    outside: Path
    embedders: dict
    model: str = "model A"
    texts: dict = field(default_factory=dict)

    def write(self, folder, edition, subjects):
        texts = {f"{subject}.txt": text_of(subject, edition) for subject in subjects}
        for name, text in texts.items():
            (folder / name).write_text(text)
        return texts

    def run(self, operation, last_moment=None, killed_after=None, **arguments):
        """Change the store in another process -> how it ended, the moments that it lived through."""
        order = {
            "operation": operation,
            "arguments": arguments,
            "model": self.model,
            "data_dir": str(self.settings.data_dir),
            "briefings_dir": str(self.settings.briefings_dir),
            "last_moment": last_moment,
            "killed_after": killed_after,
        }
        self.driver.stdin.write(json.dumps(order) + "\n")
        self.driver.stdin.flush()
        return json.loads(self.driver.stdout.readline())

    def index(self):
        return BriefingIndex(self.settings, self.embedders[self.model])

    def published_model(self):
        store = Store(self.settings.data_dir)
        with store.reading() as snapshot:
            model = snapshot.model
        store.close()
        return model

    def folder(self):
        return {path.name: path.read_text() for path in self.settings.briefings_dir.iterdir() if path.suffix == ".txt"}

    def archived(self):
        archive = self.settings.data_dir / "withdrawn"
        return {path.read_text() for path in archive.glob("*/*.txt")}

    def complete(self):
        """Sync, which makes the store equal to the folder, with no trace of what was cut short -> the open index."""
        index = self.index()
        report = index.sync()
        self.texts = {briefing.name: index.text(briefing.name) for briefing in index.briefings()}
        assert self.texts == self.folder()
        assert (report.unreadable, report.duplicates, index.check()) == ({}, {}, [])
        folders = (self.settings.briefings_dir, self.settings.data_dir / "withdrawn")
        assert [path for folder in folders for path in folder.rglob("*.partial")] == []
        return index


def check_answers(index, texts):
    """All that is quoted is a slice of what is published."""
    for subject in SUBJECTS:
        answer = index.ask(f"What on {subject} belongs to which edition?", k=5)
        assert answer.quotes
        for quote in answer.quotes:
            span = quote.citation.span
            assert quote.text == texts[quote.citation.briefing][span.start : span.end]


def moments_to_die(chance, moments, duration):
    """Yield when a process ends: at its first and last moment, then at any, of each kind equally often, or any time."""
    yield {"last_moment": ["BEGIN", 1]}
    yield {"last_moment": ["end", 1]}
    for kind in cycle(chance.sample(sorted(moments), len(moments))):
        yield {"last_moment": [kind, chance.randint(1, moments[kind])]}
        yield {"killed_after": chance.uniform(0, duration)}
