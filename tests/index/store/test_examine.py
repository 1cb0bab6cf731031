from __future__ import annotations

import sqlite3

import pytest

from index.errors import StoreError
from index.store import Examination, examine, schema

TURKEY = ["Turkey was removed from the programme.", "It had bought missiles."]


@pytest.fixture
def folder(tmp_path, store, publish, document_of):
    publish(document_of("a.md", TURKEY), document_of("b.md", ["Wheat."]))
    publish(withdraw=["b.md"])
    store.close()
    return tmp_path / "data"


def change(folder, statement):
    connection = sqlite3.connect(folder / "store.sqlite3")
    connection.executescript(statement)
    connection.close()


def test_a_store_in_figures(folder):
    assert examine(folder) == Examination(is_older=False, briefings=1, sentences=2, model="hashed words")


def test_no_store_is_made(tmp_path):
    assert examine(tmp_path / "data") is None
    assert not (tmp_path / "data").exists()


def test_a_file_that_holds_nothing_yet(tmp_path):
    (tmp_path / "store.sqlite3").touch()
    assert examine(tmp_path) is None


def test_an_older_store_is_left_as_it_is(tmp_path):
    connection = sqlite3.connect(tmp_path / "store.sqlite3")
    connection.executescript(schema.FIRST_SCHEMA + "PRAGMA user_version = 1;")
    connection.close()
    before = (tmp_path / "store.sqlite3").read_bytes()
    assert examine(tmp_path) == Examination(is_older=True, briefings=0, sentences=0, model="")
    assert (tmp_path / "store.sqlite3").read_bytes() == before


def test_while_somebody_writes(folder):
    other = sqlite3.connect(folder / "store.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE meta SET value = 'another' WHERE key = 'model'")
    assert examine(folder).model == "hashed words"
    other.close()


def test_a_newer_store_is_told(folder):
    change(folder, "PRAGMA user_version = 99")
    with pytest.raises(StoreError, match=r"was made by a newer Briefing Bot \(schema 99"):
        examine(folder)


def test_a_damaged_store_is_told(folder):
    path = folder / "store.sqlite3"
    with path.open("r+b") as file:
        for position in range(4096, path.stat().st_size, 4096):
            file.seek(position)
            file.write(b"\xff" * 300)
    with pytest.raises(StoreError, match=r"is damaged \(.+\): restore a backup"):
        examine(folder)


def test_a_database_of_something_else_is_told(folder):
    change(folder, "DROP TABLE meta")
    with pytest.raises(StoreError, match="cannot be used: no such table: meta"):
        examine(folder)


def test_a_store_that_may_not_be_read_is_told(open_folder, without_rights):
    (open_folder / "store.sqlite3").write_bytes(b"x")
    (open_folder / "store.sqlite3").chmod(0)
    with without_rights(), pytest.raises(StoreError, match="No permission to write"):
        examine(open_folder)
    open_folder.chmod(0)
    with without_rights(), pytest.raises(StoreError, match="cannot be used: Permission denied"):
        examine(open_folder)
