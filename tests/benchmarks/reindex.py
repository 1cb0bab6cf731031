"""How long questions take while a re-index goes on, beside the same without it: the real model, 10,000 new sentences.

Both are measured within one run: every few seconds the re-index is halted, and goes on after as long. Run by
`make benchmark`; texts of one's own (files with plain text) make the sentences more like those that will be searched.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from index import BriefingIndex, IndexSettings

ROOT = Path(__file__).parents[2]
QUESTIONS_PER_SECOND = 5
TURN_SECONDS = 6.0
SENTENCES_PER_FILE = 100
WAYS = {"thread": "in a thread of the process that answers", "process": "by python -m index sync"}


def main():
    arguments = read_arguments()
    sentences = sentences_of(arguments.texts or sorted((ROOT / "briefings").glob("*.md")))
    say(f"{len(sentences):,} sentences to recombine; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for way in arguments.ways:
        with tempfile.TemporaryDirectory() as folder:
            say(f"\nre-index {WAYS[way]}")
            measure(way, Path(folder), sentences, arguments)


def say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="*", type=Path, help="files whose sentences are recombined; the samples if none")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--before", type=int, default=2000, help="sentences that are searched meanwhile")
    parser.add_argument("--new", type=int, default=10_000, help="sentences that are re-indexed")
    parser.add_argument("--threads", type=int, default=0)
    return parser.parse_args()


def sentences_of(paths):
    text = " ".join(path.read_text(encoding="utf-8", errors="ignore") for path in paths)
    found = re.split(r"(?<=[.!?])\s+", " ".join(text.split()))
    return sorted({sentence for sentence in found if 40 < len(sentence) < 400 and sentence[0].isupper()})


def recombined(count, sentences, chance):
    """New sentences, each the beginning of one and the end of another."""
    lines = []
    for _ in range(count):
        first, second = (sentence.split() for sentence in chance.sample(sentences, 2))
        line = " ".join(first[: len(first) // 2] + second[len(second) // 2 :])
        lines.append(f"{line[0].upper()}{line[1:]}")
    return lines


def write_files(folder, prefix, count, sentences, chance):
    lines = recombined(count, sentences, chance)
    for number, start in enumerate(range(0, count, SENTENCES_PER_FILE)):
        text = "\n\n".join(lines[start : start + SENTENCES_PER_FILE])
        (folder / f"{prefix}{number:03}.md").write_text(text, encoding="utf-8")


def measure(way, folder, sentences, arguments):
    chance = random.Random(4)
    (folder / "briefings").mkdir()
    settings = IndexSettings(
        _env_file=None, data_dir=folder / "data", briefings_dir=folder / "briefings", threads=arguments.threads
    )
    index = BriefingIndex(settings)
    write_files(folder / "briefings", "old", arguments.before, sentences, chance)
    index.sync()
    write_files(folder / "briefings", "new", arguments.new, sentences, chance)
    asked_about = chance.sample(sentences, min(200, len(sentences)))
    questions = [f"{' '.join(sentence.split()[:9])}?" for sentence in asked_about]
    for question in questions[:20]:
        index.ask(question)
    reindex = InThread(index) if way == "thread" else InProcess(folder, arguments.threads)
    taken, seconds = ask_meanwhile(index, reindex, questions)
    report(taken, seconds, index)
    index.close()


def ask_meanwhile(index, reindex, questions):
    """Ask at a steady pace, in turns with the re-index halted and going on -> stage: seconds of each question."""
    taken, asked, going_for = {"halted": []}, 0, 0.0
    reindex.start()
    next_at = turn_ends_at = time.monotonic()
    while not reindex.is_done():
        if time.monotonic() >= turn_ends_at:
            turn_ends_at = time.monotonic() + TURN_SECONDS
            reindex.go_on() if reindex.stage() == "halted" else reindex.halt()
        next_at = max(next_at + 1 / QUESTIONS_PER_SECOND, time.monotonic())
        time.sleep(max(0.0, next_at - time.monotonic()))
        before, started = reindex.stage(), time.monotonic()
        index.ask(questions[asked % len(questions)])
        duration = time.monotonic() - started
        after, asked = reindex.stage(), asked + 1
        if "halted" not in (before, after) or before == after:
            taken.setdefault(after, []).append(duration)
        if after != "halted":
            going_for += 1 / QUESTIONS_PER_SECOND
    reindex.end()
    for number in range(50):  # after the publication
        time.sleep(1 / QUESTIONS_PER_SECOND)
        started = time.monotonic()
        index.ask(questions[number])
        taken.setdefault("afterwards", []).append(time.monotonic() - started)
    return taken, going_for


def report(taken, seconds, index):
    idle = taken.pop("halted")
    afterwards = taken.pop("afterwards")
    rows = {"idle": idle, **taken, "all stages": [second for row in taken.values() for second in row]}
    rows["afterwards"] = afterwards
    say(f"{'questions':<12}{'number':>8}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'p95/idle':>10}")
    for name, row in rows.items():
        ratio = percentile(row, 95) / percentile(idle, 95)
        figures = [1000 * percentile(row, part) for part in (50, 95, 100)]
        say(f"{name:<12}{len(row):>8}" + "".join(f"{figure:>9.1f}" for figure in figures) + f"{ratio:>10.2f}")
    count = sum(briefing.sentences for briefing in index.briefings() if briefing.name.startswith("new"))
    say(f"{count:,} sentences re-indexed in {seconds:.0f} s: {count / seconds:.0f} a second")


def percentile(values, part):
    return float(np.percentile(values, part))


class InThread:
    """A sync in a thread; it is halted where it tells its progress."""

    def __init__(self, index):
        self._index = index
        self._may_go = threading.Event()
        self._stage = "halted"
        self._thread = threading.Thread(target=index.sync, args=(self._progress,))

    def start(self):
        self._thread.start()

    def _progress(self, stage, done, total):
        if not self._may_go.is_set():
            self._stage = "halted"
            self._may_go.wait()
        self._stage = "publishing" if (stage, done) == ("embedding", total) else stage

    def stage(self):
        return self._stage

    def go_on(self):
        self._may_go.set()

    def halt(self):
        self._may_go.clear()

    def is_done(self):
        return not self._thread.is_alive()

    def end(self):
        self._thread.join()


class InProcess:
    """A sync by the command line; it is halted by a signal."""

    def __init__(self, folder, threads):
        settings = {"DATA_DIR": folder / "data", "BRIEFINGS_DIR": folder / "briefings", "THREADS": threads}
        self._environment = os.environ | {f"INDEX_{name}": str(value) for name, value in settings.items()}
        self._is_halted = False

    def start(self):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "index", "sync"], cwd=ROOT, env=self._environment, stdout=subprocess.DEVNULL
        )

    def stage(self):
        return "halted" if self._is_halted else "going on"

    def go_on(self):
        self._process.send_signal(signal.SIGCONT)
        self._is_halted = False

    def halt(self):
        self._process.send_signal(signal.SIGSTOP)
        self._is_halted = True

    def is_done(self):
        return self._process.poll() is not None

    def end(self):
        assert self._process.wait() == 0


if __name__ == "__main__":
    main()
