"""The bot as a process of its own, the emulated Telegram before it, and the sample briefings."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from journeys.crashing import Crashing, running_driver
from journeys.forked import ForkedProcess, Zygote
from telegram_server import Server

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
STOP_SECONDS = 15


@dataclass
class BotProcess:
    """`python -m bot`, running; `output` is the file that holds all it has written."""

    process: subprocess.Popen | ForkedProcess
    output: Path

    def text(self):
        return self.output.read_text("utf-8")

    def wait_for_text(self, text, timeout=START_SECONDS):
        deadline = time.monotonic() + timeout
        while text not in self.text():
            assert self.process.poll() is None, f"the bot has ended:\n{self.text()}"
            assert time.monotonic() < deadline, f"{text!r} was not written in {timeout} s:\n{self.text()}"
            time.sleep(0.05)

    def wait(self, timeout=STOP_SECONDS):
        """Wait for its end: the exit code."""
        return self.process.wait(timeout)

    def stop(self):
        """Ask it to end: the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def kill(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="session")
def zygote():
    zygote = Zygote()
    yield zygote
    zygote.close()


@pytest.fixture(scope="session")
def run_bot(zygote):
    """Start the bot: `with run_bot(server, folder, BOT_ACCESS="open") as bot`.

    `folder` holds its state, so a second start with the same folder is a restart. Waits until it can be asked,
    unless `ready` is False. At the end of the block it is stopped, and nothing secret may stand in what it wrote.
    With `forked=False` it is started as an operator does it, which takes some seconds more. With `arguments` it is
    another command than to run.
    """

    @contextmanager
    def run(server, folder, *arguments, briefings=ROOT / "briefings", ready=True, forked=True, **settings):
        folder.mkdir(parents=True, exist_ok=True)
        output = folder / f"output-{len(list(folder.glob('output-*')))}.txt"
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("BOT_", "INDEX_"))}
        environment |= {
            "HF_HUB_OFFLINE": "1",
            "TOKENIZERS_PARALLELISM": "false",
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(ROOT),
            "BOT_TOKEN": server.token,
            "BOT_API_BASE_URL": server.base_url,
            "BOT_API_FILE_URL": server.file_url,
            "BOT_DATA_DIR": str(folder / "bot"),
            "INDEX_DATA_DIR": str(folder / "index"),
            "INDEX_BRIEFINGS_DIR": str(briefings),
            # what it does is tested in tests/evaluation and in test_the_reranker_chooses; elsewhere it takes time
            "INDEX_RERANKER": "none",
        }
        environment |= {name: str(value) for name, value in settings.items()}
        environment = {name: value for name, value in environment.items() if value != "None"}
        with output.open("wb") as stream:
            if forked:
                process = zygote.start(environment, folder, output, arguments)
            else:
                command = [sys.executable, "-m", "bot", *arguments]
                process = subprocess.Popen(
                    command, env=environment, cwd=folder, stdout=stream, stderr=subprocess.STDOUT
                )
        bot = BotProcess(process, output)
        try:
            if ready and not arguments:
                bot.wait_for_text("ready to be asked")
                bot.wait_for_text("is listening")
            yield bot
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    bot.kill()
                    raise
        assert server.token not in bot.text()
        assert server.token.split(":")[1] not in bot.text()

    return run


@pytest.fixture(scope="session")
def indexed(tmp_path_factory, run_bot):
    """A store of the sample briefings; `indexed(folder)` puts a copy of it there, which saves reading them in."""
    source = tmp_path_factory.mktemp("indexed")
    environment = os.environ | {
        "HF_HUB_OFFLINE": "1",
        "INDEX_DATA_DIR": str(source / "index"),
        "INDEX_BRIEFINGS_DIR": str(ROOT / "briefings"),
    }
    subprocess.run([sys.executable, "-m", "index", "sync"], env=environment, cwd=ROOT, check=True, capture_output=True)

    def copy(folder):
        shutil.copytree(source / "index", folder / "index")
        return folder

    return copy


@pytest.fixture(scope="module")
def server():
    with Server() as running:
        yield running


@pytest.fixture(scope="module")
def bot(server, run_bot, indexed, tmp_path_factory):
    """The bot that the journeys of one module share: everybody may ask."""
    folder = indexed(tmp_path_factory.mktemp("bot"))
    with run_bot(server, folder, BOT_ACCESS="open", BOT_QUESTIONS_PER_MINUTE=1000) as running:
        yield running


@pytest.fixture(scope="session")
def crash_driver():
    with running_driver() as driver:
        yield driver


@pytest.fixture
def crashing(settings, crash_driver, tmp_path, embedder):
    """A folder of briefings and its store, which are changed by killed processes."""
    embedder_class = type(embedder)
    (tmp_path / "outside").mkdir()
    embedders = {name: embedder_class(name) for name in ("model A", "model B")}
    return Crashing(settings, crash_driver, tmp_path / "outside", embedders)
