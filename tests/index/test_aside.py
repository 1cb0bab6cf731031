import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from index import BriefingError, BriefingIndex, UnreadableError, aside
from index.aside import end_readers, read_aside
from index.extract import extract
from index.prepare import prepare

ROOT = Path(__file__).parents[2]
TEXT = "The pipeline was shut on Monday. It will open again in March, said the ministry."

MISBEHAVING = """
import ctypes, os, re, subprocess, sys, time
from pathlib import Path
from index.extract import document
from index.extract.pieces import Reading
from index.extract.plain_text import read_plain_text

def program(data, name):
    sleeping = subprocess.Popen(["sleep", "1000"])
    Path(data.decode()).write_text(f"{os.getpid()} {sleeping.pid}")
    sleeping.wait()

def stuck(data, name):
    Path(data.decode()).write_text(str(os.getpid()))
    re.match("(a+)+$", "a" * 64 + "b")  # for centuries, and keeps Python's lock

def attempt(data, name):
    with Path(data.decode()).open("a") as attempts:
        attempts.write("!")
    ctypes.string_at(0)

def second(data, name):
    mark = Path(data.decode())
    if mark.exists():
        return read_plain_text(b"Now it went well.", name)
    mark.touch()
    ctypes.string_at(0)

def tell(data, name):
    modules = " ".join(sorted(sys.modules)).encode()
    return read_plain_text(b"Niceness %d, modules: %s." % (os.nice(0), modules), name)

def defect(data, name):
    raise KeyError("a defect")

document._READERS.update({
    ".attempt": attempt,
    ".crash": lambda data, name: ctypes.string_at(0),
    ".defect": defect,
    ".greedy": lambda data, name: bytearray(2**30),
    ".program": program,
    ".second": second,
    ".slow": lambda data, name: time.sleep(1000),
    ".stuck": stuck,
    ".tell": tell,
})

from index.reader_process import main
main()
"""


@pytest.fixture
def misbehaving(tmp_path, monkeypatch):
    """Let the reader have formats that do it harm."""
    (tmp_path / "misbehaving.py").write_text(MISBEHAVING)
    monkeypatch.setattr(aside, "MODULE", "misbehaving")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    end_readers()
    yield
    end_readers()


@pytest.fixture
def read(tmp_path, settings):
    """Write a file and have it read aside; options are settings, or those of `read_aside`."""

    def read(name, content=TEXT, wait=lambda: None, anew=False, **limits):
        path = tmp_path / name
        path.write_text(content)
        return read_aside(name, path, f"hash of {content}", settings.model_copy(update=limits), wait=wait, anew=anew)

    return read


def ended(pid, timeout=10):
    """Whether a process is gone, or waits only for somebody to take note of its end."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state in "ZX":
            return True
        time.sleep(0.02)
    return False


def idle_pids():
    return [process._process.pid for process in aside._idle]


def test_it_reads_as_this_process_would(read, tmp_path):
    document = read("a.md", "---\ndate: 2026-01-05\n---\n# Pipelines\n\n" + TEXT)
    path = tmp_path / "a.md"
    assert document == prepare("a.md", document.file_sha256, extract(path))
    assert document.sentence_count == 2


def test_format_title_and_date_are_those_of_the_name(tmp_path, settings):
    path = tmp_path / "download-17"
    path.write_text(TEXT)
    found = read_aside("sub/Gas prices 2026-01-05.txt", path, "hash", settings).extract
    assert (found.title, str(found.date), found.text) == ("Gas prices", "2026-01-05", TEXT)


def test_a_path_counts_from_the_working_directory_of_now(tmp_path, settings, read, monkeypatch):
    read("a.txt")
    monkeypatch.chdir(tmp_path)
    assert read_aside("a.txt", Path("a.txt"), "hash", settings).extract.text == TEXT


def test_what_cannot_be_read_is_told_as_by_extract(read):
    with pytest.raises(UnreadableError, match=r"^a\.docx is damaged \(it is no zip archive inside\)"):
        read("a.docx", "no zip archive")
    with pytest.raises(UnreadableError, match=r"^a\.pdf is no PDF inside"):
        read("a.pdf", "no PDF")


def test_one_process_reads_all(read):
    read("a.txt")
    (process,) = idle_pids()
    for number in range(3):
        read(f"{number}.txt", f"{TEXT} {number}")
    assert idle_pids() == [process]


def test_a_document_that_crashes_the_reader_is_unreadable_and_the_next_is_read(misbehaving, read):
    with pytest.raises(UnreadableError, match=r"^a\.crash crashes the program that reads it, perhaps for want of"):
        read("a.crash")
    assert read("a.txt").extract.text == TEXT


def test_a_document_that_crashed_the_reader_is_not_tried_again_unless_asked_for(misbehaving, read, tmp_path):
    marks = tmp_path / "attempts"
    for name, anew in [("a.attempt", False), ("b.attempt", False), ("a.attempt", True)]:
        with pytest.raises(UnreadableError, match=rf"^{name} crashes the program"):
            read(name, str(marks), anew=anew)
    assert marks.read_text() == "!!"


def test_what_was_read_after_all_is_no_longer_given_up(misbehaving, read, tmp_path):
    mark = str(tmp_path / "mark")
    with pytest.raises(UnreadableError, match=r"^a\.second crashes the program"):
        read("a.second", mark)
    assert read("a.second", mark, anew=True) == read("a.second", mark)


def test_a_document_that_takes_too_long_is_given_up(misbehaving, read):
    started = time.monotonic()
    with pytest.raises(UnreadableError, match=r"^a\.slow could not be read within 0\.3 seconds: split it, or set IND"):
        read("a.slow", read_seconds=0.3)
    assert time.monotonic() - started < 10
    assert read("a.txt").extract.text == TEXT


def test_a_document_that_needs_too_much_memory_is_given_up(misbehaving, read):
    with pytest.raises(UnreadableError, match=r"^a\.greedy needs more than 256 MiB of memory: split it, or set IND"):
        read("a.greedy", read_megabytes=256)
    assert read("a.txt", read_megabytes=256).extract.text == TEXT


def test_a_defect_of_a_reader_is_logged_and_the_document_unreadable(misbehaving, read, caplog):
    with (
        caplog.at_level(logging.ERROR),
        pytest.raises(UnreadableError, match=r"^a\.defect cannot be read because of a defect"),
    ):
        read("a.defect")
    assert "KeyError: 'a defect'" in caplog.text


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_whoever_waits_can_give_up(misbehaving, read, tmp_path, error):
    def give_up():
        if (tmp_path / "pids").exists():
            raise error

    with pytest.raises(error):
        read("a.program", str(tmp_path / "pids"), wait=give_up)
    assert all(map(ended, (tmp_path / "pids").read_text().split()))
    (tmp_path / "pids").unlink()
    with pytest.raises(UnreadableError, match="could not be read within"):  # it was given up, not the document's fault
        read("a.program", str(tmp_path / "pids"), read_seconds=0.2)


def test_a_program_that_the_reader_runs_ends_with_it(misbehaving, read, tmp_path):
    with pytest.raises(UnreadableError, match=r"^a\.program could not be read within"):
        read("a.program", str(tmp_path / "pids"), read_seconds=1)
    reader, program = (tmp_path / "pids").read_text().split()
    assert ended(reader)
    assert ended(program)


@pytest.mark.parametrize("suffix", [".program", ".stuck"])
def test_nothing_is_left_when_this_process_is_killed(misbehaving, tmp_path, suffix):
    (tmp_path / f"a{suffix}").write_text(str(tmp_path / "pids"))
    script = (
        "from pathlib import Path; from index import IndexSettings, aside; aside.MODULE = 'misbehaving'\n"
        f"aside.read_aside('a{suffix}', Path('a{suffix}'), 'hash', IndexSettings(_env_file=None))"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)])}
    with subprocess.Popen([sys.executable, "-c", script], cwd=tmp_path, env=environment) as parent:
        while not (tmp_path / "pids").exists() or not (tmp_path / "pids").read_text():
            assert parent.poll() is None
            time.sleep(0.02)
        parent.send_signal(signal.SIGKILL)
    assert all(map(ended, (tmp_path / "pids").read_text().split()))


def test_an_idle_process_ends(read, monkeypatch):
    end_readers()
    monkeypatch.setattr(aside, "IDLE_SECONDS", 0.2)
    read("a.txt")
    (process,) = idle_pids()
    assert ended(process)
    assert idle_pids() == []
    assert read("a.txt").extract.text == TEXT


def test_a_process_that_somebody_killed_is_replaced(read):
    read("a.txt")
    (process,) = idle_pids()
    os.kill(process, signal.SIGKILL)
    assert ended(process)
    assert read("b.txt").extract.text == TEXT


def test_two_threads_read_at_once(misbehaving, read):
    is_read = threading.Event()

    def end_when_read():
        if is_read.is_set():
            raise InterruptedError

    def read_slowly():
        with pytest.raises(InterruptedError):
            read("a.slow", wait=end_when_read)

    slow = threading.Thread(target=read_slowly)
    slow.start()
    assert read("a.txt").extract.text == TEXT
    assert slow.is_alive()
    is_read.set()
    slow.join()


def test_the_reader_lets_others_go_first_and_loads_no_model(misbehaving, read):
    told = read("a.tell").extract.text
    assert told.startswith(f"Niceness {min(os.nice(0) + 10, 19)}, ")
    modules = set(told.split())
    assert "index.prepare" in modules
    assert not modules & {"torch", "transformers", "sentence_transformers", "faiss"}


def test_a_reader_that_does_not_start_is_no_fault_of_the_document(read, monkeypatch):
    end_readers()
    monkeypatch.setattr(aside, "MODULE", "index.no_such_module")
    with pytest.raises(BriefingError, match="The process that reads documents does not start") as raised:
        read("a.txt")
    assert not isinstance(raised.value, UnreadableError)


def test_a_sync_goes_on_after_a_document_that_crashes_the_reader(misbehaving, settings, index):
    folder = settings.briefings_dir
    (folder / "b.txt").write_text(TEXT)
    (folder / "a.crash").write_text(TEXT)
    (folder / "c.txt").write_text(f"{TEXT} And more.")
    report = index.sync()
    assert report.added == ("b.txt", "c.txt")
    assert list(report.unreadable) == ["a.crash"]


def test_an_older_version_stays_when_the_new_one_takes_too_long(settings, embedder, index):
    path = settings.briefings_dir / "a.txt"
    path.write_text(TEXT)
    index.sync()
    path.write_text("Something new has been said. " * 100_000)
    hasty = BriefingIndex(settings.model_copy(update={"read_seconds": 0.01}), embedder)
    assert list(hasty.sync().unreadable) == ["a.txt"]
    assert hasty.text("a.txt") == TEXT
    hasty.close()


def test_where_nothing_is_read_no_process_is_started(settings, index, read, monkeypatch):
    (settings.briefings_dir / "a.txt").write_text(TEXT)
    index.sync()
    monkeypatch.setattr(aside, "_process", None)
    assert index.sync().unchanged == 1
    assert [briefing.name for briefing in index.briefings()] == ["a.txt"]
    index.ask("When will the pipeline open?")
