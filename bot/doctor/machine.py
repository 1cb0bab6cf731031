"""What the doctor looks at on this machine: folders, free disk, the bot's database, the store, the models."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from typing import TYPE_CHECKING

from bot.doctor.finding import Finding
from bot.state.database import FILE_NAME, newer_program
from bot.state.examine import examine
from bot.state.schema import MIGRATIONS
from index import BriefingError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index import BriefingIndex, IndexSettings

LEAST_FREE = 200_000_000
"""Bytes that must be free for what comes in a while: logs, uploads, the store's log of writes."""


def data_folder(check: str, folder: Path, setting: str) -> Finding:
    """Tell whether the bot may write to a folder and to the files in it; a setting names it."""
    advice = f"change its owner, or set {setting} to another folder"
    there = _nearest(folder)
    if not there.is_dir():
        return Finding(check, "failed", f"{there} is no folder: set {setting} to one.")
    reason = _cannot_write(there)
    if reason:
        return Finding(check, "failed", f"{there} cannot be written ({reason}): {advice}.")
    if there != folder:
        return Finding(check, "ok", f"{folder} is not there yet: the start of the bot makes it.")
    for path in sorted(folder.iterdir()):
        if path.is_file() and not _may(path, os.W_OK):
            return Finding(check, "failed", f"{path} cannot be written: {advice}.")
    return Finding(check, "ok", f"{folder} can be written.")


def briefings_folder(folder: Path) -> Finding:
    """Tell whether the folder of briefings is there, can be read, and written for what is done in the chat."""
    check, setting = "briefings-folder", "INDEX_BRIEFINGS_DIR"
    if not folder.is_dir():
        return Finding(check, "failed", f"There is no folder {folder}: make it, or set {setting} to another one.")
    if not _may(folder, os.R_OK | os.X_OK):
        return Finding(check, "failed", f"{folder} cannot be read: change its owner, or set {setting} to another one.")
    reason = _cannot_write(folder)
    if reason:
        return Finding(
            check,
            "warning",
            f"{folder} cannot be written ({reason}): documents sent in the chat cannot be published, and nothing be "
            "withdrawn there, until its owner is changed.",
        )
    return Finding(check, "ok", f"{folder} can be read and written.")


def _nearest(folder: Path) -> Path:
    """The folder, or what there is of the path to it."""
    return next(path for path in (folder, *folder.absolute().parents) if path.exists())


def _cannot_write(folder: Path) -> str | None:
    """Why no file can be made in a folder; None where one can. It has no name, or is gone at once."""
    try:
        with tempfile.TemporaryFile(dir=folder, prefix=".doctor-"):
            return None
    except OSError as error:
        return error.strerror or str(error)


def _may(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def disk(bots_data: Path, settings: IndexSettings) -> Finding:
    """Tell whether there is room where something is written."""
    places = {_nearest(folder) for folder in (bots_data, settings.data_dir, settings.briefings_dir)}
    free, place = min((shutil.disk_usage(place).free, place) for place in places)
    size = sum(path.stat().st_size for path in settings.data_dir.glob("*") if path.is_file())
    if free < LEAST_FREE:
        return Finding("disk", "failed", f"Only {_megabytes(free)} are free at {place}: make room.")
    if free < size + LEAST_FREE:
        return Finding(
            "disk",
            "warning",
            f"{_megabytes(free)} are free at {place}, the store has {_megabytes(size)}: make room for a rebuild or a "
            "restore, which need as much again.",
        )
    return Finding("disk", "ok", f"{_megabytes(free)} are free.")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"


def database(bots_data: Path) -> Finding:
    """Tell whether the bot's database can be used."""
    path = bots_data / FILE_NAME
    if not path.exists():
        return Finding("database", "ok", f"{path} is not there yet: the start of the bot makes it.")
    try:
        schema = examine(path)
    except sqlite3.Error as error:
        return Finding(
            "database",
            "failed",
            f"{path} cannot be used or is damaged ({error}): restore a backup, or set BOT_DATA_DIR to another folder.",
        )
    if schema > len(MIGRATIONS):
        return Finding("database", "failed", str(newer_program(path, schema)))
    if schema < len(MIGRATIONS):
        return Finding("database", "ok", f"{path} is of an older version: the start of the bot upgrades it.")
    return Finding("database", "ok", f"{path} is whole.")


def store_and_models(index: BriefingIndex) -> Iterator[Finding]:
    """Tell whether the store can be used, then whether the models can be loaded, which takes some seconds."""
    model = ""
    try:
        found = index.examine()
    except StoreError as error:
        yield Finding("store", "failed", str(error))
    else:
        if found is None or not found.briefings:
            advice = f"put documents into {index.settings.briefings_dir}, and start the bot"
            yield Finding("store", "warning", f"Nothing is published yet: {advice}.")
        else:
            model = found.model
            older = " It is of an older version: its next use upgrades it." if found.is_older else ""
            holds = f"{found.briefings:,} briefings, {found.sentences:,} sentences"
            yield Finding("store", "ok", f"{holds}; python -m index check looks more closely.{older}")
    yield _models(index, model)


def _models(index: BriefingIndex, of_store: str) -> Finding:
    """Load the models; `of_store` is the name of the one whose vectors are published, "" for none."""
    try:
        index.try_models()
        name = index.embedder.name
    except BriefingError as error:
        return Finding("models", "failed", str(error))
    except (ImportError, OSError) as error:
        return Finding("models", "failed", f"The installation is not whole ({error}): install it anew.")
    if of_store not in ("", name):
        return Finding(
            "models",
            "warning",
            f"The store was made with the model {of_store!r}, the setting names {name!r}: run python -m index rebuild, "
            "or set INDEX_EMBEDDING_MODEL back.",
        )
    further = f", and the reranker {index.settings.reranker!r}" if index.reranker else ""
    return Finding("models", "ok", f"The model {name!r} can be loaded{further}.")
