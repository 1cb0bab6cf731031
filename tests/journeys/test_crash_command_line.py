"""kill -9 of the real command line with the real model; test_crash.py does the same quickly, and at more moments."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time

import pytest

SEED = int(os.environ.get("CRASH_SEED", random.randrange(10**6)))
SUBJECTS = ["turkey", "grain", "gas", "chips"]
KILLS = 10


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "briefings"
    folder.mkdir()
    return folder


@pytest.fixture
def start(tmp_path, folder):
    """Start the command line in a process of its own."""
    environment = {
        **os.environ,
        "INDEX_DATA_DIR": str(tmp_path / "data"),
        "INDEX_BRIEFINGS_DIR": str(folder),
        "INDEX_MIN_CONFIDENCE": "0",
        "INDEX_RERANKER": "none",
        "INDEX_THREADS": "1",
        "HF_HUB_OFFLINE": "1",
    }

    def start(*arguments):
        command = [sys.executable, "-m", "index", *map(str, arguments)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)

    return start


@pytest.fixture
def run(start):
    """Run the command line to its end -> its document."""

    def run(*arguments):
        process = start(*arguments, "--json")
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return json.loads(out)

    return run


def write(folder, edition):
    for subject in SUBJECTS:
        sentences = [f"Sentence {number} on {subject} belongs to edition {edition}." for number in range(40)]
        (folder / f"{subject}.txt").write_text(" ".join(sentences))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_command_line_survives_kills(start, run, folder, tmp_path):
    chance = random.Random(SEED)
    write(folder, 0)
    started = time.monotonic()
    run("sync")
    duration = time.monotonic() - started
    (tmp_path / "outside").mkdir()
    killed, edition = 0, 0
    while killed < KILLS:
        edition += 1
        operation = ["sync", "rebuild", "add"][edition % 3]
        write(tmp_path / "outside" if operation == "add" else folder, edition)
        paths = sorted((tmp_path / "outside").iterdir()) if operation == "add" else []
        process = start(operation, *(["--replace"] if paths else []), *paths)
        delay = chance.uniform(0.2, 1) * duration
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            process.kill()
            killed += 1
        process.communicate()
        where = f"CRASH_SEED={SEED}: {operation}, edition {edition}, killed after {delay:.2f} seconds"
        run("check")
        quotes = run("ask", "What on turkey belongs to which edition?")["quotes"]
        editions = {quote["text"].split("edition ")[1].split(".")[0] for quote in quotes}
        assert editions in ({str(edition - 1)}, {str(edition)}), where
        run("sync")
        run("check")
        if operation == "add":  # what was cut short has not brought all in
            write(folder, edition)
            run("sync")
