from __future__ import annotations

import asyncio
import sqlite3
from collections import namedtuple

import pytest
from three_briefings import TURKEY, write

from bot.doctor import machine
from bot.doctor.machine import briefings_folder, data_folder, database, disk, store_and_models
from bot.state.database import FILE_NAME, Database
from bot.state.schema import FIRST_SCHEMA
from index import BriefingError, BriefingIndex

Usage = namedtuple("Usage", "total used free")


def told(finding):
    return finding.state, finding.says


def data(folder):
    return told(data_folder("bot-folder", folder, "BOT_DATA_DIR"))


def test_a_folder_that_can_be_written(tmp_path):
    assert data(tmp_path) == ("ok", f"{tmp_path} can be written.")
    assert [*tmp_path.iterdir()] == []


def test_a_folder_that_will_be_made(tmp_path):
    folder = tmp_path / "a" / "b"
    assert data(folder) == ("ok", f"{folder} is not there yet: the start of the bot makes it.")
    assert [*tmp_path.iterdir()] == []


def test_a_folder_that_is_none(tmp_path):
    (tmp_path / "data").write_text("a file")
    assert data(tmp_path / "data") == ("failed", f"{tmp_path / 'data'} is no folder: set BOT_DATA_DIR to one.")


def test_a_folder_of_somebody_else(open_folder, without_rights):
    open_folder.chmod(0o555)
    with without_rights():
        assert data(open_folder / "data") == (
            "failed",
            f"{open_folder} cannot be written (Permission denied): change its owner, or set BOT_DATA_DIR to another "
            "folder.",
        )
        state, says = told(briefings_folder(open_folder))
    assert state == "warning"
    assert says.startswith(f"{open_folder} cannot be written (Permission denied): documents sent in the chat cannot")


def test_a_file_of_somebody_else_in_ones_own_folder(open_folder, without_rights):
    (open_folder / "store.sqlite3").touch()
    (open_folder / "store.sqlite3").chmod(0o444)
    open_folder.chmod(0o777)
    with without_rights():
        state, says = data(open_folder)
    assert (state, says.startswith(f"{open_folder / 'store.sqlite3'} cannot be written: change its owner")) == (
        "failed",
        True,
    )


def test_the_folder_of_briefings(tmp_path, open_folder, without_rights):
    assert told(briefings_folder(tmp_path)) == ("ok", f"{tmp_path} can be read and written.")
    missing = tmp_path / "missing"
    assert told(briefings_folder(missing)) == (
        "failed",
        f"There is no folder {missing}: make it, or set INDEX_BRIEFINGS_DIR to another one.",
    )
    open_folder.chmod(0o300)
    with without_rights():
        assert told(briefings_folder(open_folder)) == (
            "failed",
            f"{open_folder} cannot be read: change its owner, or set INDEX_BRIEFINGS_DIR to another one.",
        )


@pytest.mark.parametrize(
    ("free", "state", "said"),
    [
        (150_000_000, "failed", "Only 150 MB are free at "),
        (200_000_500, "warning", "200 MB are free at "),
        (201_000_000, "ok", "201 MB are free."),
    ],
)
def test_free_disk(settings, tmp_path, monkeypatch, free, state, said):
    settings.data_dir.mkdir()
    (settings.data_dir / "store.sqlite3").write_bytes(bytes(1000))
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: Usage(10**12, 0, free))
    found = disk(tmp_path, settings)
    assert (found.state, found.says.startswith(said)) == (state, True)


def bots_database(folder, script=""):
    async def work():
        made = Database(folder)
        await made.open()
        await made.close()

    asyncio.run(work())
    connection = sqlite3.connect(folder / FILE_NAME)
    connection.executescript(script)
    connection.close()
    return told(database(folder))


def test_the_bots_database(tmp_path):
    path = tmp_path / FILE_NAME
    assert told(database(tmp_path)) == ("ok", f"{path} is not there yet: the start of the bot makes it.")
    assert not path.exists()
    assert bots_database(tmp_path) == ("ok", f"{path} is whole.")
    assert bots_database(tmp_path, "PRAGMA user_version = 99") == (
        "failed",
        f"The bot's database {path} was made by a newer Briefing Bot (schema 99, this one knows 2): upgrade Briefing "
        "Bot, or set BOT_DATA_DIR to another folder.",
    )


def test_an_older_database_is_left_alone(tmp_path):
    path = tmp_path / FILE_NAME
    connection = sqlite3.connect(path)
    connection.executescript(FIRST_SCHEMA + "PRAGMA user_version = 1;")
    connection.close()
    before = path.read_bytes()
    assert told(database(tmp_path)) == ("ok", f"{path} is of an older version: the start of the bot upgrades it.")
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [b"no database" * 1000, None],
    ids=["no database", "a database of something else"],
)
def test_a_database_that_is_none(tmp_path, content):
    path = tmp_path / FILE_NAME
    if content:
        path.write_bytes(content)
    else:
        connection = sqlite3.connect(path)
        connection.executescript("CREATE TABLE other (n); PRAGMA user_version = 1;")
        connection.close()
    state, says = told(database(tmp_path))
    assert (state, says.startswith(f"{path} cannot be used or is damaged (")) == ("failed", True)
    assert says.endswith("): restore a backup, or set BOT_DATA_DIR to another folder.")


def found_of(index):
    return [told(finding) for finding in store_and_models(index)]


def test_store_and_models(index, settings):
    models = ("ok", "The model 'hashed words' can be loaded.")
    nothing = f"Nothing is published yet: put documents into {settings.briefings_dir}, and start the bot."
    assert found_of(index) == [("warning", nothing), models]
    assert not settings.data_dir.exists()
    write(settings.briefings_dir, turkey=TURKEY)
    index.sync()
    assert found_of(index) == [
        ("ok", "1 briefings, 2 sentences; python -m index check looks more closely."),
        models,
    ]


def test_another_model_than_that_of_the_store(index, settings, other_embedder):
    write(settings.briefings_dir, turkey=TURKEY)
    index.sync()
    other = BriefingIndex(settings, other_embedder)
    assert found_of(other)[1] == (
        "warning",
        "The store was made with the model 'hashed words', the setting names 'another model': run python -m index "
        "rebuild, or set INDEX_EMBEDDING_MODEL back.",
    )


def test_a_damaged_store_is_told_and_the_models_are_tried(index, settings):
    settings.data_dir.mkdir()
    (settings.data_dir / "store.sqlite3").write_bytes(b"no database" * 1000)
    store, models = found_of(index)
    assert store == (
        "failed",
        f"The store {settings.data_dir / 'store.sqlite3'} is damaged (file is not a database): restore a backup, or "
        "delete it and run python -m index sync.",
    )
    assert models[0] == "ok"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (BriefingError("The embedding model 'x' cannot be loaded; set it."), "The embedding model 'x' cannot be"),
        (ImportError("No module named 'torch'"), "The installation is not whole (No module named 'torch'): install"),
        (OSError("libgomp.so.1: cannot open shared object file"), "The installation is not whole (libgomp.so.1: can"),
    ],
)
def test_a_model_that_cannot_be_loaded(index, monkeypatch, error, said):
    def fail(*_):
        raise error

    monkeypatch.setattr(index, "try_models", fail)
    state, says = found_of(index)[1]
    assert (state, says.startswith(said)) == ("failed", True)
