from __future__ import annotations

import contextlib
import errno
import io
import json
import random
import shutil
import sqlite3
import threading
import zipfile

import pytest
from three_briefings import GAS, GRAIN, TURKEY, write

from index import BriefingError, BriefingIndex, Details, StoreError, restoring


@pytest.fixture
def folder(settings):
    return settings.briefings_dir


@pytest.fixture
def file(tmp_path):
    return tmp_path / "backup.zip"


@pytest.fixture
def saved(index, folder, file):
    """An index with a backup: two briefings, one of them with a title of its own, and one that was withdrawn."""
    write(folder, a=TURKEY, b=GRAIN, c=GAS)
    (folder / "canaries.txt").write_text("Why was Turkey removed? => a.txt\n")
    index.sync()
    index.edit("b.txt", Details(title="Wheat"))
    index.withdraw("c.txt")
    index.backup(file)
    return index


def state(index):
    return {briefing.name: (index.text(briefing.name), briefing.title) for briefing in index.briefings()}


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def archived(settings):
    return {path.read_text() for path in (settings.data_dir / "withdrawn").rglob("*") if path.is_file()}


def change_everything(index, folder):
    write(folder, a="Turkey is back. It has sold its missiles.", d="Something new.")
    (folder / "canaries.txt").unlink()
    (folder / "b.txt").unlink()
    (folder / "sub").mkdir()
    (folder / "sub" / "e.txt").write_text("Below.")
    index.sync()


def test_all_is_as_it_was(saved, folder, file, settings):
    before, files_before, generation = state(saved), files(folder), saved.generation
    quote = saved.ask("Why was Turkey removed?").quotes[0]
    change_everything(saved, folder)
    later = saved.ask("Is Turkey back?").quotes[0]
    assert saved.generation == generation + 1
    report = saved.restore(file)
    assert (report.briefings, report.archived) == (len(files_before), 1)
    assert (state(saved), files(folder)) == (before, files_before)
    assert before["b.txt"][1] == "Wheat"
    assert saved.generation == generation + 2
    assert saved.check() == []
    assert saved.verify(quote.citation.id).status == "unchanged"
    assert saved.verify(later.citation.id).status == "unknown"
    assert saved.ask("Why was Turkey removed?").quotes[0] == quote
    assert {"Turkey is back. It has sold its missiles.", "Something new.", "Below."} < archived(settings)
    assert not (folder / "sub").exists()
    assert saved.sync().is_quiet
    assert saved.generation == generation + 2
    (edition,) = saved.withdrawn()
    assert saved.reinstate(edition.briefing.sha256).name == "c.txt"


def test_on_another_machine(saved, file, tmp_path, settings, embedder):
    before = state(saved)
    elsewhere = settings.model_copy(
        update={"data_dir": tmp_path / "x" / "data", "briefings_dir": tmp_path / "x" / "briefings"}
    )
    other = BriefingIndex(elsewhere, embedder)
    other.restore(file)
    assert state(other) == before
    assert other.sync().is_quiet
    assert other.check() == []
    other.close()


def test_a_backup_is_private_and_holds_what_is_needed(saved, file):
    assert file.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(file) as packed:
        names = packed.namelist()
        assert json.loads(packed.read("backup.json"))["format"] == 1
    assert {"store.sqlite3", "briefings/a.txt", "briefings/b.txt", "briefings/canaries.txt"} < set(names)
    assert sum(name.startswith("briefings/.details/") for name in names) == 1
    assert sum(name.startswith("withdrawn/") for name in names) == 1
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".")] == []


def test_the_database_of_somebody_else_comes_along(index, folder, file, tmp_path):
    write(folder, a=TURKEY)
    index.sync()
    live = sqlite3.connect(tmp_path / "bot.sqlite3", isolation_level=None)
    live.execute("PRAGMA journal_mode = WAL")
    live.execute("CREATE TABLE t (x)")
    live.execute("INSERT INTO t VALUES (1)")
    others = {"bot.sqlite3": tmp_path / "bot.sqlite3", "none.sqlite3": tmp_path / "none.sqlite3"}
    index.backup(file, others)
    live.execute("INSERT INTO t VALUES (2)")
    live.close()
    index.restore(file)
    assert rows(tmp_path / "bot.sqlite3") == [(1,), (2,)]
    index.restore(file, others)
    assert rows(tmp_path / "bot.sqlite3") == [(1,)]
    assert not (tmp_path / "none.sqlite3").exists()


def rows(path):
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT x FROM t").fetchall()
    connection.close()
    return found


class Crowd:
    """Does something over and over in threads of its own, with an index of its own for each."""

    def __init__(self, settings, embedder):
        self.settings, self.embedder = settings, embedder
        self.over, self.failures, self.threads = threading.Event(), [], []

    def do(self, work):
        def until_over():
            own = BriefingIndex(self.settings, self.embedder)
            while not self.over.is_set():
                try:
                    work(own)
                except Exception as error:  # noqa: BLE001 - whatever it is, it is one too many
                    self.failures.append(error)
                    self.over.set()
            own.close()

        self.threads.append(threading.Thread(target=until_over))
        self.threads[-1].start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()


def test_while_others_read_and_write(index, folder, file, settings, embedder):
    """Each backup is of one generation; nobody who reads while it is restored sees anything between."""
    write(folder, a="Turkey was removed 0.", b="Ships left 0.")
    index.sync()
    seen, changing = set(), threading.Lock()

    def change(own):
        with changing:
            number = own.generation
            write(folder, a=f"Turkey was removed {number}.", b=f"Ships left {number}.")
            own.sync()

    def read(own):
        answer = own.ask("What was removed, what left?", k=9)
        seen.add(len({quote.text.rstrip(".").split()[-1] for quote in answer.quotes}))

    copies = [file.with_name(f"{number}.zip") for number in range(3)]
    with Crowd(settings, embedder) as crowd:
        for work in (change, read, read):
            crowd.do(work)
        for copy in copies:
            index.backup(copy)
        for copy in copies:
            with changing:
                index.restore(copy)
    assert crowd.failures == []
    assert seen == {1}
    for copy in copies:
        index.restore(copy)
        assert index.check() == []
        assert state(index).keys() == {"a.txt", "b.txt"}


class Killed(BaseException):
    pass


@pytest.mark.parametrize("finished_by", ["restore", "sync"])
def test_cut_short_anywhere_it_is_completed(saved, folder, file, settings, embedder, monkeypatch, finished_by):
    before, files_before = state(saved), files(folder)
    moment, reached = 0, True
    while reached:
        reached = False
        saved.sync()
        change_everything(saved, folder) if not (folder / "sub").exists() else None
        moment += 1
        countdown = iter(range(moment))

        def watched(name, own=countdown):
            function = getattr(restoring, name)

            def call(*arguments):
                nonlocal reached
                if next(own, None) is None:
                    reached = True
                    raise Killed
                return function(*arguments)

            return call

        with monkeypatch.context() as patch:
            for name in ("take_over", "keep_copy", "take_out", "bring_in"):
                patch.setattr(restoring, name, watched(name))
            with contextlib.suppress(Killed):
                saved.restore(file)
        other = BriefingIndex(settings, embedder)
        if finished_by == "sync":
            other.sync()
        else:
            other.restore(file)
        assert (state(other), files(folder)) == (before, files_before)
        assert other.check() == []
        assert other.sync().is_quiet
        other.close()
    assert moment > 8


def test_what_was_left_behind_by_a_kill_is_deleted(saved, file, settings):
    (file.parent / f".{file.name}.abc.partial").mkdir()
    saved.backup(file)
    (settings.data_dir / ".restoring.abc").mkdir()
    saved.restore(file)
    assert [path.name for path in (*file.parent.iterdir(), *settings.data_dir.iterdir()) if path.name[0] == "."] == []


def test_a_damaged_store_is_replaced(saved, folder, file, settings, embedder):
    before = state(saved)
    saved.close()
    store = settings.data_dir / "store.sqlite3"
    whole = store.read_bytes()
    not_to_be_opened = (b"no database at all " * 1000, whole[:5000] + b"\0" * 9000)
    damaged_inside = whole[:20_000] + bytes(20_000) + whole[40_000:]
    for damage in (*not_to_be_opened, damaged_inside):
        for suffix in ("-wal", "-shm"):
            store.with_name(store.name + suffix).unlink(missing_ok=True)
        store.write_bytes(damage)
        other = BriefingIndex(settings, embedder)
        other.restore(file)
        assert state(other) == before
        assert other.check() == []
        other.close()
        aside = settings.data_dir / "store.sqlite3.damaged"
        assert not aside.exists() if damage is damaged_inside else aside.read_bytes() == damage
        aside.unlink(missing_ok=True)


def packed(file, members):
    """Make a zip file that lists what it holds, unless `backup.json` is given."""
    with zipfile.ZipFile(file, "w") as made:
        for name, content in members.items():
            made.writestr(name, content)
        if members and "backup.json" not in members:
            made.writestr("backup.json", json.dumps({"format": 1, "files": list(members)}))


def good(file):
    with zipfile.ZipFile(file) as opened:
        return {name: opened.read(name) for name in opened.namelist() if name != "backup.json"}


@pytest.mark.parametrize(
    "name",
    ["../evil.txt", "briefings/../../evil.txt", "/etc/evil.txt", "briefings\\..\\evil.txt", "briefings/.hidden",
     "evil.txt", "withdrawn/../../evil.txt", "briefings/.git/config", "../evil.sqlite3"],
)  # fmt: skip
def test_what_leads_elsewhere_is_refused(saved, folder, file, name):
    before = files(file.parent)
    packed(file, good(file) | {name: b"evil"})
    with pytest.raises(BriefingError, match="is no backup of Briefing Bot: it holds"):
        saved.restore(file)
    after = files(file.parent)
    assert {name for name in after if "evil" in name} == set()
    assert after.keys() == before.keys()


def edited(content, statement):
    """A database with something done to it."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content)
    connection.executescript(statement)
    return connection.serialize()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda all_: {}, "is no backup"),
        (lambda all_: all_ | {"backup.json": b"{}"}, "newer Briefing Bot"),
        (lambda all_: all_ | {"backup.json": b"[]"}, "is no backup"),
        (lambda all_: all_ | {"backup.json": b'{"format": 2}'}, "newer Briefing Bot"),
        (lambda all_: all_ | {"backup.json": b'{"format": 1, "files": ["store.sqlite3"]}'}, "not hold what it lists"),
        (lambda all_: {name: value for name, value in all_.items() if name != "store.sqlite3"}, "is no backup"),
        (lambda all_: all_ | {"store.sqlite3": b"nonsense" * 1000}, "damaged"),
        (lambda all_: all_ | {"store.sqlite3": b""}, "is no store"),
        (lambda all_: all_ | {"store.sqlite3": edited(all_["store.sqlite3"], "PRAGMA user_version = 99")}, "newer"),
        (lambda all_: all_ | {"store.sqlite3": edited(all_["store.sqlite3"], "DELETE FROM vectors")}, "damaged"),
    ],
)
def test_what_is_no_backup_changes_nothing(saved, folder, file, settings, change, said):
    before, generation = files(folder), saved.generation
    packed(file, change(good(file)))
    with pytest.raises(BriefingError, match=said):
        saved.restore(file)
    assert (files(folder), saved.generation) == (before, generation)
    assert {path.name for path in settings.data_dir.iterdir() if path.name.startswith((".", "restoring"))} == set()


def test_damage_anywhere_is_noticed(saved, folder, file):
    before, files_before, whole = state(saved), files(folder), file.read_bytes()
    chance = random.Random(4)
    refused = 0
    for _ in range(60):
        broken = bytearray(whole)
        broken[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        file.write_bytes(broken)
        try:
            saved.restore(file)
        except BriefingError:
            refused += 1
        assert (state(saved), files(folder)) == (before, files_before)
    assert refused > 50  # what is left is in fields that tell nothing, such as times
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:length])
        with pytest.raises(BriefingError, match="damaged or no backup"):
            saved.restore(file)


def test_a_file_that_unpacks_to_more_than_it_says_is_refused(saved, file):
    packed(file, good(file) | {"briefings/bomb.txt": b"0" * 10_000_000})
    with zipfile.ZipFile(file) as opened:
        assert opened.getinfo("briefings/bomb.txt").file_size == 10_000_000
    content = file.read_bytes().replace((10_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    file.write_bytes(content)
    with pytest.raises(BriefingError, match="damaged or no backup"):
        saved.restore(file)


def test_no_such_file(index, tmp_path):
    with pytest.raises(BriefingError, match="There is no file"):
        index.restore(tmp_path / "none.zip")
    with pytest.raises(BriefingError, match=r"cannot be unpacked|damaged"):
        index.restore(tmp_path)


def test_where_a_backup_cannot_go(saved, folder, settings, tmp_path):
    for target in (folder / "x.zip", folder / ".." / "briefings" / "x.zip", settings.data_dir / "withdrawn" / "x.zip"):
        with pytest.raises(BriefingError, match="taken for a briefing"):
            saved.backup(target)
    for target in (tmp_path, tmp_path / "none" / "x.zip"):
        with pytest.raises(BriefingError, match="cannot be a file"):
            saved.backup(target)


def test_without_a_store_there_is_nothing_to_back_up(index, file):
    with pytest.raises(BriefingError, match="There is no store"):
        index.backup(file)
    assert not file.exists()


def test_a_full_disk_leaves_the_last_backup(saved, file, monkeypatch):
    before = file.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfileobj", full)
        with pytest.raises(BriefingError, match=r"cannot be made.*No space left"):
            saved.backup(file)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".")] == []


def full(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_when_it_is_restored(saved, folder, file, settings, monkeypatch):
    before, files_before = state(saved), files(folder)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 0, 10))
        with pytest.raises(BriefingError, match="too full"):
            saved.restore(file)
    change_everything(saved, folder)
    after = state(saved)
    with monkeypatch.context() as patch:
        patch.setattr(restoring, "take_over", failing)
        with pytest.raises(StoreError, match="disk is full"):
            saved.restore(file)
    assert state(saved) == after
    assert saved.sync().is_quiet  # nothing of it is left to be completed
    with monkeypatch.context() as patch:
        patch.setattr(restoring, "bring_in", failing_late)
        with pytest.raises(BriefingError, match="the next sync completes it"):
            saved.restore(file)
    saved.sync()
    assert (state(saved), files(folder)) == (before, files_before)


def failing(*_):
    raise StoreError("The disk is full.")


def failing_late(path, *_):
    raise OSError(errno.ENOSPC, "No space left on device", str(path))


def test_a_name_that_is_no_text_is_left_out_and_named(saved, folder, file):
    odd = folder / "bad\udcff.txt"
    try:
        odd.write_text("x")
    except OSError:
        pytest.skip("this file system takes no such names")
    report = saved.backup(file)
    assert report.left_out == ("bad\udcff.txt",)
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as opened:
        assert "briefings/a.txt" in opened.namelist()


def test_a_writer_that_is_busy_is_waited_for(saved, file, settings, embedder):
    impatient = BriefingIndex(settings.model_copy(update={"writer_wait_seconds": 0}), embedder)
    with saved._writer.alone():
        for work in (impatient.backup, impatient.restore):
            with pytest.raises(StoreError, match="Another process is changing the store"):
                work(file)
    impatient.close()
