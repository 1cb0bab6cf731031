from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import threading

import numpy as np
import pytest

from index.datatypes import Details
from index.errors import StoreError
from index.store import Store, schema, text_sha256
from index.store import store as store_module

TURKEY = ["Turkey was removed from the programme.", "It had bought missiles."]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "store.sqlite3"


@pytest.fixture
def small_disk(tmp_path):
    """A disk of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def user_version(path):
    connection = sqlite3.connect(path)
    try:
        return connection.execute("PRAGMA user_version").fetchone()[0]
    finally:
        connection.close()


def change(path, script):
    connection = sqlite3.connect(path)
    try:
        connection.executescript(script)
    finally:
        connection.close()


def fill(disk):
    with (disk / "other").open("wb", buffering=0) as file:
        try:
            for size in (4096, 512, 1):
                with contextlib.suppress(OSError):
                    while True:
                        file.write(bytes(size))
        finally:
            os.fsync(file.fileno())


def test_a_store_is_opened_again_as_it_was(tmp_path, path, store, publish, document_of):
    publish(document_of("a.md", TURKEY))
    store.close()
    assert user_version(path) == len(schema.MIGRATIONS)
    again = Store(tmp_path / "data")
    with again.reading() as snapshot:
        assert snapshot.published("a.md").briefing.title == "Title of a.md"
    again.close()


def test_a_store_of_a_newer_version_is_refused_and_left_alone(tmp_path, path, store):
    store.close()
    change(path, "PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(StoreError) as error:
        Store(tmp_path / "data")
    assert str(error.value) == (
        f"The store {path} was made by a newer Briefing Bot (schema 99, this one knows {len(schema.MIGRATIONS)}): "
        "upgrade Briefing Bot, or set INDEX_DATA_DIR to another folder."
    )
    assert path.read_bytes() == before


def test_an_older_store_is_migrated_step_by_step(tmp_path, path, store, publish, document_of, monkeypatch):
    publish(document_of("a.md", TURKEY))
    store.close()
    steps = (
        "ALTER TABLE versions ADD COLUMN author TEXT; UPDATE versions SET author = 'x';",
        "CREATE TABLE notes (n);",
    )
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, *steps))
    migrated = Store(tmp_path / "data")
    assert migrated.damages() == []
    migrated.close()
    assert user_version(path) == len(schema.MIGRATIONS)
    change(path, "INSERT INTO notes SELECT author FROM versions")


def test_a_store_of_the_first_schema_is_migrated(tmp_path, path):
    path.parent.mkdir()
    rows = [
        ("a.md", "2026-01-01T00:00:00+00:00", "2026-02-01T00:00:00+00:00", "replaced", "One."),
        ("b.md", "2026-01-01T00:00:00+00:00", "2026-02-01T00:00:00+00:00", "withdrawn", "Gone."),
        ("a.md", "2026-02-01T00:00:00+00:00", "2026-03-01T00:00:00+00:00", "replaced", "Two."),
        ("a.md", "2026-03-01T00:00:00+00:00", None, None, "Three."),
    ]
    connection = sqlite3.connect(path)
    connection.executescript(schema.FIRST_SCHEMA + "PRAGMA user_version = 1; PRAGMA journal_mode = WAL;")
    connection.executemany(
        "INSERT INTO versions (name, published_at, ended_at, end_reason, text, file_sha256, sha256, title, language, "
        "tags, pages, characters, sentences) VALUES (?, ?, ?, ?, ?, 'file', ?, 'Title', 'en', '[]', 0, ?, 0)",
        [(*row, text_sha256(row[-1]), len(row[-1])) for row in rows],
    )
    connection.commit()
    connection.close()
    store = Store(tmp_path / "data")
    assert store.damages() == []
    with store.reading() as snapshot:
        versions = snapshot.editions.of("a.md")
        assert [(snapshot.text(version.id), version.successor) for version in versions] == [
            ("Three.", None), ("Two.", 4), ("One.", 3),
        ]  # fmt: skip
        assert snapshot.editions.heir(versions[2]) == versions[0]
        assert versions[0].details == Details()
        (withdrawn,) = snapshot.editions.withdrawn()
        assert (withdrawn.briefing.name, withdrawn.archived, withdrawn.deleted) == ("b.md", False, False)
        assert snapshot.editions.heir(withdrawn) is None
    store.close()


def test_a_migration_that_fails_leaves_the_store_as_it_was(tmp_path, path, store, monkeypatch):
    store.close()
    broken = "CREATE TABLE notes (n); INSERT INTO no_such_table VALUES (1)"
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, broken))
        with pytest.raises(StoreError, match="no such table: no_such_table"):
            Store(tmp_path / "data")
    assert user_version(path) == len(schema.MIGRATIONS)
    assert Store(tmp_path / "data").damages() == []


def test_a_file_that_is_no_database_is_refused(tmp_path, path):
    path.parent.mkdir()
    path.write_bytes(b"This is a text and no database. " * 200)
    with pytest.raises(StoreError) as error:
        Store(tmp_path / "data")
    assert str(error.value) == (
        f"The store {path} is damaged (file is not a database): "
        "restore a backup, or delete it and run python -m index sync."
    )


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreError, match=r"The store .*data/store.sqlite3 cannot be used: File exists\."):
        Store(tmp_path / "data")


def test_a_file_that_was_overwritten_in_the_middle_is_damaged(tmp_path, path, store, publish, document_of):
    publish(*(document_of(f"{number}.md", [f"Sentence {number} of some length."] * 20) for number in range(20)))
    store.close()
    with path.open("r+b") as file:
        for position in range(4096, path.stat().st_size, 4096):
            file.seek(position)
            file.write(b"\xff" * 300)
    with pytest.raises(StoreError, match=r"is damaged \(database disk image is malformed\): restore a backup"):
        Store(tmp_path / "data").damages()


def test_a_truncated_file_is_damaged(tmp_path, path, store, publish, document_of):
    publish(*(document_of(f"{number}.md", [f"Sentence {number} of some length."] * 20) for number in range(20)))
    store.close()
    with path.open("r+b") as file:
        file.truncate(3 * 4096 + 10)
    with pytest.raises(StoreError, match="is damaged"):
        Store(tmp_path / "data").damages()


def test_without_permission_the_message_says_so(open_folder, without_rights):
    open_folder.chmod(0o555)
    with without_rights(), pytest.raises(StoreError) as error:
        Store(open_folder / "data")
    path = open_folder / "data" / "store.sqlite3"
    assert str(error.value) == (
        f"No permission to write {path}: change its owner, or set INDEX_DATA_DIR to another folder."
    )


def test_a_store_that_may_only_be_read_is_not_written(open_folder, without_rights, embedder):
    Store(open_folder).close()
    (open_folder / "store.sqlite3").chmod(0o444)
    open_folder.chmod(0o555)
    with (
        without_rights(),
        pytest.raises(StoreError, match=r"No permission to write .*store\.sqlite3: change its owner"),
    ):
        Store(open_folder).save_vectors(embedder.name, ["a"], embedder.embed_passages(["a"]))


def test_a_writer_that_waits_too_long_says_who_keeps_the_store(path, store, publish, monkeypatch):
    monkeypatch.setattr(schema, "BUSY_TIMEOUT_SECONDS", 0.1)
    store.close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = Store(path.parent)
    with pytest.raises(StoreError) as error:
        waiting.publish("a model", [])
    other.close()
    assert str(error.value) == f"Another process keeps the store {path} locked: try again when it has ended."
    assert waiting.publish("a model", []) == 1
    waiting.close()


def test_a_store_that_another_process_is_making_is_waited_for(path):
    path.parent.mkdir()
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.executescript("CREATE TABLE other (n); BEGIN; SELECT * FROM other;")
    threading.Timer(0.2, other.close).start()
    store = Store(path.parent)
    assert store.publish("a model", []) == 1
    store.close()


def test_a_full_store_says_so_and_the_old_generation_answers(path, store, publish, document_of, monkeypatch):
    publish(document_of("a.md", TURKEY))
    store.close()

    def connect(path):
        connection = schema.connect(path)
        connection.execute("PRAGMA max_page_count = 1")  # as many as there are
        return connection

    monkeypatch.setattr(store_module, "connect", connect)
    full = Store(path.parent)
    texts = [f"Text {number}" for number in range(300)]
    with pytest.raises(StoreError) as error:
        full.save_vectors("hashed words", texts, np.ones((300, 256), np.float32))
    assert str(error.value) == (
        f"The disk of {path} is full: free some space and do it again; what was published before is unharmed."
    )
    with full.reading() as snapshot:
        assert (snapshot.generation, len(snapshot.keyword_matches("sentence", ["turkey"], 9))) == (1, 1)
    full.close()


def test_a_full_disk_says_so_and_the_old_generation_answers(small_disk, document_of, embedder):
    store = Store(small_disk)
    document = document_of("a.md", TURKEY)
    store.save_vectors(embedder.name, document.embedded_texts, embedder.embed_passages(document.embedded_texts))
    store.publish(embedder.name, [document])
    fill(small_disk)
    texts = [f"Text {number}" for number in range(3000)]
    with pytest.raises(StoreError, match=r"The disk of .* is full: free some space and do it again"):
        store.save_vectors(embedder.name, texts, embedder.embed_passages(texts))
    with store.reading() as snapshot:
        assert (snapshot.generation, len(snapshot.keyword_matches("sentence", ["turkey"], 9))) == (1, 1)
    (small_disk / "other").unlink()
    assert store.publish(embedder.name, [], ["a.md"]) == 2
    assert store.damages() == []
    store.close()


def test_a_store_on_a_full_disk_cannot_be_made_and_says_so(small_disk):
    fill(small_disk)
    with pytest.raises(StoreError, match=r"The disk of .* is full"):
        Store(small_disk)
