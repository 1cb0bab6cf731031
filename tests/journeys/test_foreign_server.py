"""A smoke test against a Bot API server that others have written: telegram-test-api of npm, where Node is there."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest

TOKEN = "123456789:AAFabcdefghijklmnopqrstuvwxyz012345"
PACKAGE = "telegram-test-api@4.2.1"
ANN = {"id": 1, "first_name": "Ann", "username": "ann", "is_bot": False}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("Node is not there")
    folder = tmp_path_factory.mktemp("npm")
    shutil.copy(Path(__file__).with_name("foreign_server.js"), folder)
    install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", PACKAGE]
    installed = subprocess.run(install, cwd=folder, capture_output=True, check=False, timeout=120)
    if installed.returncode:
        pytest.skip(f"npm cannot install {PACKAGE}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(["node", "foreign_server.js", str(port)], cwd=folder, stdout=subprocess.PIPE) as running:
        assert running.stdout.readline() == b"ready\n"
        yield f"http://127.0.0.1:{port}"
        running.kill()


def post(address, method, body):
    request = urllib.request.Request(
        f"{address}/{method}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["result"]


def test_a_question_is_answered_with_a_quote(address, run_bot, indexed, tmp_path):
    server = SimpleNamespace(token=TOKEN, base_url=f"{address}/bot", file_url=f"{address}/file/bot")
    with run_bot(server, indexed(tmp_path), BOT_ACCESS="open") as bot:
        question = {"text": "why was Turkey removed from F-35?", "date": int(time.time()), "botToken": TOKEN}
        chat = {"id": 1, "type": "private", "first_name": "Ann"}
        post(address, "sendMessage", {**question, "from": ANN, "chat": chat})
        messages, deadline = [], time.monotonic() + 30
        while not messages:
            assert time.monotonic() < deadline, bot.text()
            messages = post(address, "getUpdates", {"token": TOKEN, "chatId": 1})
            time.sleep(0.05)  # this server has no way to wait
    (message,) = (one["message"] for one in messages)
    (best,) = (entity for entity in message["entities"] if entity["type"] == "blockquote")
    quoted = message["text"].encode("utf-16-le")[2 * best["offset"] : 2 * (best["offset"] + best["length"])]
    assert quoted.decode("utf-16-le") == (
        "Turkey was shut out of the F-35 programme in 2017 because it had bought S-400 missiles from Russia."
    )
    assert "Traceback" not in bot.text()
