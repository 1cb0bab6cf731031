"""kill -9 at any point of what changes the store: the old or the new generation answers, the next sync completes.

What fails prints its seed: CRASH_SEED=... runs the same kills again, but for those at a random time.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import pytest

from index import BriefingIndex
from index.store import Store

SUBJECTS = ["turkey", "grain", "gas", "chips", "tankers", "arctic"]
KILLS = {"sync": 34, "rebuild": 33, "add": 33}
SEED = int(os.environ.get("CRASH_SEED", random.randrange(10**6)))


@pytest.fixture(scope="module")
def driver():
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

    def run(self, operation, last_moment=None, killed_after=None):
        """Change the store in another process -> how it ended, the moments that it lived through."""
        order = {
            "operation": operation,
            "model": self.model,
            "data_dir": str(self.settings.data_dir),
            "briefings_dir": str(self.settings.briefings_dir),
            "paths": [str(path) for path in sorted(self.outside.iterdir())],
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
        return {path.read_text() for path in archive.glob("*.txt")}


@pytest.fixture
def crashing(settings, driver, tmp_path, embedder):
    embedder_class = type(embedder)
    (tmp_path / "outside").mkdir()
    embedders = {name: embedder_class(name) for name in ("model A", "model B")}
    return Crashing(settings, driver, tmp_path / "outside", embedders)


def prepare_change(crashing, operation, edition):
    """Write the files of a new edition -> what the store holds when the operation ends."""
    if operation == "add":
        for path in crashing.outside.iterdir():
            path.unlink()
        subjects = random.Random(edition).sample(SUBJECTS, 3)
        return crashing.texts | crashing.write(crashing.outside, edition, subjects)
    if operation == "rebuild" and edition % 3 == 0:
        crashing.model = "model B" if crashing.model == "model A" else "model A"
    gone, *subjects = random.Random(edition).sample(SUBJECTS, 5)
    (crashing.settings.briefings_dir / f"{gone}.txt").unlink(missing_ok=True)
    crashing.write(crashing.settings.briefings_dir, edition, subjects)
    return crashing.folder()


def check_what_is_left(crashing, old, new):
    """All answers are from the old generation or all from the new one; nothing is damaged."""
    crashing.model = crashing.published_model()
    index = crashing.index()
    assert index.check() == []
    texts = {briefing.name: index.text(briefing.name) for briefing in index.briefings()}
    assert texts in (old, new)
    for subject in SUBJECTS:
        answer = index.ask(f"What on {subject} belongs to which edition?", k=5)
        assert answer.quotes
        for quote in answer.quotes:
            span = quote.citation.span
            assert quote.text == texts[quote.citation.briefing][span.start : span.end]
    index.close()
    return texts


def complete(crashing):
    """The next sync makes the store equal to the folder, with no trace of what was cut short."""
    index = crashing.index()
    report = index.sync()
    crashing.texts = {briefing.name: index.text(briefing.name) for briefing in index.briefings()}
    assert crashing.texts == crashing.folder()
    assert (report.unreadable, report.duplicates, index.check()) == ({}, {}, [])
    folders = (crashing.settings.briefings_dir, crashing.settings.data_dir / "withdrawn")
    assert [path for folder in folders for path in folder.glob(".*")] == []
    index.close()


def moments_to_die(chance, moments, duration):
    """Yield when a process ends: at its first and last moment, then at any, of each kind equally often, or any time."""
    yield {"last_moment": ["BEGIN", 1]}
    yield {"last_moment": ["end", 1]}
    for kind in cycle(chance.sample(sorted(moments), len(moments))):
        yield {"last_moment": [kind, chance.randint(1, moments[kind])]}
        yield {"killed_after": chance.uniform(0, duration)}


@pytest.mark.parametrize("operation", KILLS)
def test_a_store_survives_kills_at_any_moment(crashing, operation):
    crashing.write(crashing.settings.briefings_dir, 0, SUBJECTS)
    complete(crashing)
    prepare_change(crashing, operation, 1)
    started = time.monotonic()
    code, moments = crashing.run(operation)
    ends = moments_to_die(random.Random(f"{SEED} {operation}"), moments, time.monotonic() - started)
    assert code == 0
    complete(crashing)
    killed, edition, outcomes = 0, 1, set()
    while killed < KILLS[operation]:
        edition, old, end = edition + 1, crashing.texts, next(ends)
        new = prepare_change(crashing, operation, edition)
        code, _ = crashing.run(operation, **end)
        killed += code == -signal.SIGKILL
        try:
            left = check_what_is_left(crashing, old, new)
            if operation == "add":
                assert set(old.values()) <= {*crashing.folder().values(), *crashing.archived()}
            complete(crashing)
        except AssertionError as error:
            raise AssertionError(
                f"CRASH_SEED={SEED}: {operation}, edition {edition}, {end}, exit code {code}"
            ) from error
        outcomes.add("new" if left == new else "old")
    assert outcomes == {"old", "new"}
