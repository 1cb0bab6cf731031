"""Changes a store in processes that can be killed: for each line of JSON on standard input, in a fork of its own.

A line names the operation, and when the fork ends: "killed_after" so many seconds, or at the "last_moment", for
instance `["COMMIT", 2]`, before the second COMMIT. The answer is a line too: how it ended, and how many moments of each
kind it lived through.
"""

from __future__ import annotations

import json
import os
import runpy
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import index.folder
import index.reading
import index.store.store
import index.writing
from index import BriefingIndex, Details, IndexSettings
from index.extract import extract
from index.prepare import prepare

TESTS = Path(__file__).parents[1]
HashedWordsEmbedder = runpy.run_path(str(TESTS / "hashed_words.py"))["HashedWordsEmbedder"]


class Moments:
    """Counts the moments of each kind, and ends the process at the one that was chosen."""

    def __init__(self, last):
        self.last = last
        self.counts = Counter()

    def pass_by(self, kind):
        self.counts[kind] += 1
        if self.last == [kind, self.counts[kind]]:
            os.kill(os.getpid(), signal.SIGKILL)


class SlowEmbedder(HashedWordsEmbedder):
    """Takes a moment for each batch, as a model does."""

    def __init__(self, name, moments):
        super().__init__(name)
        self.moments = moments

    def embed_passages(self, texts):
        self.moments.pass_by("embed")
        time.sleep(0.002)
        return super().embed_passages(texts)


def watch(moments):
    """Make moments of SQL statements and of what happens to files."""
    connect, copy, replace, unlink = index.store.store.connect, shutil.copyfileobj, Path.replace, Path.unlink

    def watched_connect(path):
        connection = connect(path)
        connection.execute("PRAGMA synchronous = OFF")  # a kill is no power cut: what was written stays written
        connection.set_trace_callback(lambda statement: moments.pass_by(statement.split()[0]))
        return connection

    def watched_copy(source, target, *options):
        target.write(source.read(10))
        target.flush()
        moments.pass_by("copy")
        copy(source, target, *options)

    def watched_replace(path, target):
        moments.pass_by("replace")
        replace(path, target)
        moments.pass_by("replace")

    def watched_unlink(path, **options):
        moments.pass_by("unlink")
        unlink(path, **options)
        moments.pass_by("unlink")

    index.store.store.connect = watched_connect
    shutil.copyfileobj = watched_copy
    Path.replace, Path.unlink = watched_replace, watched_unlink


def read_here(name, path, file_sha256, settings, **_):
    """Read without another process: to start one for each fork would take most of the time."""
    return prepare(name, file_sha256, extract(path, ocr=settings.ocr, name=name))


def change(order):
    moments = Moments(order["last_moment"])
    watch(moments)
    settings = IndexSettings(
        _env_file=None, data_dir=order["data_dir"], briefings_dir=order["briefings_dir"], ocr=False
    )
    briefings = BriefingIndex(settings, SlowEmbedder(order["model"], moments))
    arguments = order["arguments"]
    for name in {"path", "source", "target"} & arguments.keys():
        arguments[name] = Path(arguments[name])
    if "paths" in arguments:
        arguments["paths"] = [Path(path) for path in arguments["paths"]]
    if "details" in arguments:
        arguments["details"] = Details(**arguments["details"])
    getattr(briefings, order["operation"])(**arguments)
    moments.pass_by("end")
    return moments.counts


def main():
    index.writing.EMBED_BATCH = 4
    index.reading.read_aside = read_here
    with tempfile.TemporaryDirectory() as folder:  # what is imported late is imported before the forks
        (Path(folder) / "warm-up.txt").write_text("This is a sentence in English, and this is another one. " * 9)
        prepare("warm-up.txt", "", extract(Path(folder) / "warm-up.txt", ocr=False))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        order = json.loads(line)
        reader, writer = os.pipe()
        if (process := os.fork()) == 0:
            os.write(writer, json.dumps(change(order)).encode())
            os._exit(0)
        os.close(writer)
        if order["killed_after"] is not None:
            time.sleep(order["killed_after"])
            os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        with os.fdopen(reader) as pipe:
            counts = json.loads(pipe.read() or "{}")
        sys.stdout.write(json.dumps([os.waitstatus_to_exitcode(status), counts]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
