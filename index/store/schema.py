"""The tables of the store, their numbered migrations, and how a connection is opened."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING

from index.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

# One id everywhere: sentences.id = sentence_keywords.rowid = the id in FAISS; likewise for passages.
# AUTOINCREMENT: an id is never used again, so that an old answer cannot point at another sentence.
# A version is one text that was published under a name. It is never deleted when it ends: citations refer to it.
FIRST_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('generation', '0'), ('model', '');

CREATE TABLE versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    title TEXT NOT NULL,
    date TEXT,
    language TEXT NOT NULL,
    tags TEXT NOT NULL,
    pages INTEGER NOT NULL,
    characters INTEGER NOT NULL,
    sentences INTEGER NOT NULL,
    published_at TEXT NOT NULL,
    ended_at TEXT,
    end_reason TEXT CHECK (end_reason IN ('replaced', 'withdrawn')),
    text TEXT NOT NULL
);
CREATE UNIQUE INDEX published_versions ON versions (name) WHERE ended_at IS NULL;
CREATE INDEX versions_by_sha256 ON versions (sha256);

CREATE TABLE vectors (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key BLOB NOT NULL UNIQUE,
    embedding BLOB NOT NULL
);

CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version_id INTEGER NOT NULL REFERENCES versions (id),
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    vector_id INTEGER NOT NULL REFERENCES vectors (id)
);
CREATE INDEX passages_by_version ON passages (version_id);
CREATE INDEX passages_by_vector ON passages (vector_id);

CREATE TABLE sentences (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version_id INTEGER NOT NULL REFERENCES versions (id),
    passage_id INTEGER NOT NULL REFERENCES passages (id),
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    section TEXT,
    page INTEGER,
    vector_id INTEGER NOT NULL REFERENCES vectors (id)
);
CREATE INDEX sentences_by_version ON sentences (version_id);
CREATE INDEX sentences_by_passage ON sentences (passage_id);
CREATE INDEX sentences_by_vector ON sentences (vector_id);

CREATE VIRTUAL TABLE sentence_keywords USING fts5 (tokens, tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE passage_keywords USING fts5 (tokens, tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE sentence_vocabulary USING fts5vocab ('sentence_keywords', 'row');
CREATE VIRTUAL TABLE passage_vocabulary USING fts5vocab ('passage_keywords', 'row');
"""

# What a person has set of a document (JSON, see rows.py); the version that took the place of a replaced one; whether
# the file of a withdrawn one is in the archive; when it was first seen to be old enough to be deleted, and when its
# text was. The publication is another at each: a store that is restored may count its generations anew.
SECOND_SCHEMA = """
ALTER TABLE versions ADD COLUMN details TEXT NOT NULL DEFAULT '{}';
ALTER TABLE versions ADD COLUMN successor INTEGER REFERENCES versions (id);
ALTER TABLE versions ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
ALTER TABLE versions ADD COLUMN due_at TEXT;
ALTER TABLE versions ADD COLUMN deleted_at TEXT;
CREATE INDEX versions_by_name ON versions (name);
CREATE INDEX versions_by_successor ON versions (successor);
INSERT INTO meta VALUES ('publication', lower(hex(randomblob(16))));
UPDATE versions SET successor = (
    SELECT min(next.id) FROM versions AS next WHERE next.name = versions.name AND next.id > versions.id
) WHERE end_reason = 'replaced';
"""

MIGRATIONS = (FIRST_SCHEMA, SECOND_SCHEMA)
BUSY_TIMEOUT_SECONDS = 30


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection for explicit transactions, usable from one thread at a time."""
    connection = sqlite3.connect(
        path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    try:
        _use_write_ahead_log(connection)
        connection.execute("PRAGMA synchronous = FULL")  # what was confirmed survives a power cut
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Let readers and the writer not wait for each other."""
    deadline = time.monotonic() + BUSY_TIMEOUT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # of two processes that make a store at once SQLite lets one fail, whatever its timeout
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the store to this schema, each step in a transaction of its own.

    :raises StoreError: where a newer Briefing Bot has made it.
    """
    while (schema := _schema_version(connection)) < len(MIGRATIONS):
        connection.execute("BEGIN IMMEDIATE")
        if _schema_version(connection) == schema:  # else another process was quicker
            for statement in _statements(MIGRATIONS[schema]):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {schema + 1}")
        connection.execute("COMMIT")
    if schema > len(MIGRATIONS):
        raise newer_program(path, schema)


def newer_program(path: Path, schema: int) -> StoreError:
    """The error for a store of a schema that this program does not know."""
    return StoreError(
        f"The store {path} was made by a newer Briefing Bot (schema {schema}, this one knows {len(MIGRATIONS)}): "
        "upgrade Briefing Bot, or set INDEX_DATA_DIR to another folder."
    )


def _schema_version(connection: sqlite3.Connection) -> int:
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    return int(schema)


def _statements(script: str) -> list[str]:
    # executescript() would commit the open transaction first
    return [statement for statement in script.split(";") if statement.strip()]
