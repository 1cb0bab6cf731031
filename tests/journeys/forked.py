"""Bots that start in half a second instead of six: forks of a process that has imported everything (zygote.py)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path


class Zygote:
    """The process that starts them."""

    def __init__(self):
        self._lock = threading.Lock()
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("BOT_", "INDEX_"))}
        environment |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
        environment["PYTHONPATH"] = str(Path(__file__).parents[2])
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("zygote.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def start(self, environment, folder, output, arguments=()):
        """Start a bot in a folder; what it writes goes to the end of the file `output`."""
        order = {"start": environment, "folder": str(folder), "output": str(output), "arguments": [*arguments]}
        return ForkedProcess(self, self.ask(order))

    def ask(self, order):
        with self._lock:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())

    def close(self):
        with self._process:
            self._process.stdin.close()


class ForkedProcess:
    """As much of subprocess.Popen as the journeys need."""

    def __init__(self, zygote, number):
        self.pid = number
        self.returncode = None
        self._zygote = zygote

    def poll(self):
        if self.returncode is None:
            self.returncode = self._zygote.ask({"poll": self.pid})
        return self.returncode

    def wait(self, timeout=None):
        deadline = time.monotonic() + (timeout or float("inf"))
        while self.poll() is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("bot", timeout)
            time.sleep(0.01)
        return self.returncode

    def send_signal(self, number):
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self):
        self.send_signal(signal.SIGKILL)
