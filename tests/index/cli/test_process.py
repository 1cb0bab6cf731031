"""The command line as a process of its own, with the model that comes with the installation."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys

import pytest

HEAVY = ("torch", "faiss", "sentence_transformers", "transformers", "pypdfium2", "lxml", "scipy", "nupunkt")
ODD = (
    "Der Bürgermeister lobte die 👩‍👩‍👧-Förderung. Ankara\u2019da S-400 fu\u0308zeleri konus\u0327landı.\r\n"
    "Η Αθήνα απάντησε.\r\n"
)


@pytest.fixture
def environment(folder, tmp_path):
    """A locale without letters beyond ASCII, in which Python would write ASCII."""
    names = (
        "PATH",
        "HOME",
        "VIRTUAL_ENV",
        "PYTHONPATH",
        "INDEX_DATA_DIR",
        "INDEX_BRIEFINGS_DIR",
        "INDEX_MIN_CONFIDENCE",
        "INDEX_SURE_CONFIDENCE",
        "INDEX_RERANKER",
    )
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return {**kept, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "HF_HUB_OFFLINE": "1"}


@pytest.fixture
def process(environment):
    def process(*argv, options=(), **extra):
        command = [sys.executable, *options, "-m", "index", *argv]
        return subprocess.run(command, env=environment, capture_output=True, timeout=120, check=False, **extra)

    return process


def test_every_quote_is_a_slice_of_the_shown_text(process, folder):
    (folder / "odd ü.txt").write_bytes(ODD.encode())
    synced = process("sync", "--json")
    assert (synced.returncode, synced.stderr) == (0, b"")
    assert json.loads(synced.stdout)["added"] == ["grain.md", "odd ü.txt", "turkey.md"]
    texts = {
        name: json.loads(process("show", name, "--json").stdout)["text"]
        for name in ("grain.md", "odd ü.txt", "turkey.md")
    }
    questions = ["why was Turkey removed from F-35?", "Wer lobte die 👩‍👩‍👧-Förderung?", "Αθήνα", "wheat"]
    lines = "".join(json.dumps({"question": question, "k": 5}, ensure_ascii=False) + "\n" for question in questions)
    answered = process("ask", "--jsonl", "-", input=lines.encode())
    assert (answered.returncode, answered.stderr) == (0, b"")
    answers = [json.loads(line) for line in answered.stdout.decode().splitlines()]
    assert [answer["question"] for answer in answers] == questions
    assert answers[0]["quotes"][0]["text"].startswith("Turkey was removed from the F-35 programme because")
    for quote in (quote for answer in answers for quote in answer["quotes"]):
        assert quote["text"] == texts[quote["briefing"]][quote["start"] : quote["end"]]
    assert "Förderung".encode() in answered.stdout


@pytest.mark.parametrize("argv", ["settings", "settings --json", "--help"])
def test_a_closed_pipe_is_no_error(environment, argv):
    command = f"{sys.executable} -m index {argv} | true; echo ${{PIPESTATUS[0]}}"
    ended = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, check=False, timeout=60)
    assert (ended.stdout, ended.stderr) == (b"141\n", b"")


def test_ctrl_c_is_one_line(process, environment):
    running = subprocess.Popen(
        [sys.executable, "-m", "index", "ask", "--jsonl", "-"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # a shell that runs the tests in the background has SIGINT ignored, and children inherit that
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    running.stdin.write(b"{}\n")
    running.stdin.flush()
    assert running.stdout.readline().startswith(b'{"id": null, "error": ')
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (130, b"Interrupted.\n")


@pytest.mark.parametrize("argv", [["list"], ["list", "--json"], ["--help"], ["settings"], ["withdrawn"]], ids=" ".join)
def test_what_needs_no_model_starts_without_it(process, argv):
    ended = process(*argv, options=["-X", "importtime"])
    assert ended.returncode == 0
    imported = set(re.findall(r"\|\s+(\w+)[\w.]*$", ended.stderr.decode(), re.MULTILINE))
    assert "index" in imported
    assert imported.isdisjoint(HEAVY)


def test_machines_need_not_wait_for_rich(process):
    assert b" rich.console" not in process("list", "--json", options=["-X", "importtime"]).stderr
