"""A disk that is full, or may only be read, at each write: one clear sentence, the old state, nothing half done."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from index import BriefingError, BriefingIndex, Details, StoreError
from index.store import store as store_module

TURKEY = "Turkey was removed. It had bought missiles."
GRAIN = "Ships with wheat left Odesa."
GAS = "The storages are full of gas."
WRITES = {"publish": 2, "replace": 3, "replace by another name": 3, "withdraw": 1, "reinstate": 2, "edit": 1}
"""Files that each of the changes writes; `reinstate` writes the details too."""


@pytest.fixture
def published(index, settings, tmp_path):
    (settings.briefings_dir / "turkey.txt").write_text(TURKEY)
    (settings.briefings_dir / "grain.txt").write_text(GRAIN)
    index.sync()
    index.edit("grain.txt", Details("Wheat"))
    index.withdraw("grain.txt")
    for path in (settings.briefings_dir / ".details").iterdir():
        path.unlink()
    (tmp_path / "upload").write_text(GAS)
    return index


def change(index, kind, upload):
    details = Details("Set by me")
    if kind == "publish":
        index.publish_file(upload, "gas.txt", details)
    elif kind == "replace":
        index.publish_file(upload, "turkey.txt", details, replaces="turkey.txt")
    elif kind == "replace by another name":
        index.publish_file(upload, "gas.txt", details, replaces="turkey.txt")
    elif kind == "withdraw":
        index.withdraw("turkey.txt")
    elif kind == "reinstate":
        index.reinstate(hashlib.sha256(GRAIN.encode()).hexdigest())
    else:
        index.edit("turkey.txt", details)


def state(index, settings):
    """All that must not change: what is published, and every file beside the store."""
    archive = settings.data_dir / "withdrawn"
    files = {
        path.relative_to(folder.parent).as_posix(): path.read_bytes()
        for folder in (settings.briefings_dir, archive)
        for path in folder.rglob("*")
        if path.is_file()
    }
    return index.generation, [(b.name, b.title) for b in index.briefings()], files


def check_refusal(index, settings, before, error):
    assert (str(error).endswith((".", "!")), "\n" in str(error)) == (True, False)
    assert state(index, settings) == before
    assert any(quote.text in TURKEY for quote in index.ask("Turkey?").quotes)
    assert index.check() == []
    assert index.sync().is_quiet


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize(
    ("kind", "write"), [(kind, write) for kind, writes in WRITES.items() for write in range(writes)]
)
def test_each_file_that_cannot_be_written(published, settings, tmp_path, monkeypatch, kind, write, number):
    before, left = state(published, settings), [write]
    fsync = os.fsync

    def fail(descriptor):
        is_file = not Path(f"/proc/self/fd/{descriptor}").resolve().is_dir()
        if is_file and left[0] == 0:
            raise OSError(number, os.strerror(number))
        left[0] -= is_file
        fsync(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(BriefingError, match=os.strerror(number)) as error:
            change(published, kind, tmp_path / "upload")
    check_refusal(published, settings, before, error.value)
    change(published, kind, tmp_path / "upload")
    assert state(published, settings) != before
    assert (published.sync().is_quiet, published.check()) == (True, [])


@pytest.mark.parametrize("kind", ["replace by another name", "withdraw"])
def test_a_file_that_cannot_be_taken_out(published, settings, tmp_path, monkeypatch, kind):
    before = state(published, settings)
    unlink = Path.unlink

    def fail(path, **options):
        if path.name == "turkey.txt" and path.parent == settings.briefings_dir:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        unlink(path, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", fail)
        with pytest.raises(BriefingError, match=r"turkey\.txt cannot be taken out of its folder: Read-only") as error:
            change(published, kind, tmp_path / "upload")
    check_refusal(published, settings, before, error.value)


@pytest.mark.parametrize("kind", WRITES)
def test_a_store_that_is_full(published, settings, tmp_path, monkeypatch, kind):
    before = state(published, settings)
    meta = store_module._meta

    def fill(connection, key):
        connection.execute("PRAGMA max_page_count = 1")  # as many as there are
        connection.execute("UPDATE meta SET value = ? WHERE key = 'model'", ("x" * 2**20,))
        return meta(connection, key)

    with monkeypatch.context() as patch:
        patch.setattr(store_module, "_meta", fill)
        with pytest.raises(StoreError, match=r"^The disk of .* is full: free some space and do it again") as error:
            change(published, kind, tmp_path / "upload")
    check_refusal(published, settings, before, error.value)


@pytest.mark.parametrize("kind", ["publish", "replace", "replace by another name"])
def test_no_room_for_vectors(published, settings, tmp_path, monkeypatch, kind):
    before = state(published, settings)

    def fail(*_):
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(store_module.Store, "save_vectors", fail)
        with pytest.raises(StoreError) as error:
            change(published, kind, tmp_path / "upload")
    check_refusal(published, settings, before, error.value)


@pytest.mark.parametrize("kind", WRITES)
def test_a_folder_that_may_only_be_read(open_folder, without_rights, settings, tmp_path, embedder, kind):
    settings = settings.model_copy(
        update={"briefings_dir": open_folder / "briefings", "data_dir": open_folder / "data"}
    )
    settings.briefings_dir.mkdir()
    for name, text in (("turkey.txt", TURKEY), ("grain.txt", GRAIN)):
        (settings.briefings_dir / name).write_text(text)
    (open_folder / "upload").write_text(GAS)
    index = BriefingIndex(settings, embedder)
    index.sync()
    index.withdraw("grain.txt")
    before = state(index, settings)
    for path in [settings.data_dir, *settings.data_dir.rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o666)
    settings.briefings_dir.chmod(0o555)
    with without_rights(), pytest.raises(BriefingError, match=r"Permission denied\.$") as error:
        change(index, kind, open_folder / "upload")
    check_refusal(index, settings, before, error.value)
    settings.briefings_dir.chmod(0o755)
    index.close()


@pytest.mark.parametrize("kind", WRITES)
def test_what_is_not_approved_is_undone(published, settings, tmp_path, monkeypatch, kind):
    before = state(published, settings)

    def refuse(snapshot):
        raise BriefingError("The canaries have stopped singing.")

    def publish(store, *arguments, **options):
        return original(store, *arguments, **{**options, "approve": refuse})

    with monkeypatch.context() as patch:
        original = type(published._store).publish
        patch.setattr("index.store.Store.publish", publish)
        with pytest.raises(BriefingError, match="stopped singing") as error:
            change(published, kind, tmp_path / "upload")
    check_refusal(published, settings, before, error.value)
