"""What is looked at to tell whether a store is whole."""

from __future__ import annotations

import json
import sqlite3
from typing import Final

from index.store.publish import text_sha256
from index.store.rows import details_of

# what must find no row, and what it means when it does
RULES: Final = {
    "missing generation": "SELECT 1 WHERE "
    "(SELECT count(*) FROM meta WHERE key IN ('generation', 'model', 'publication')) != 3",
    "briefings whose date or tags make no sense": "SELECT 1 FROM versions WHERE date(date) IS NOT date "
    "OR NOT json_valid(tags)",
    "briefings whose times make no sense": "SELECT 1 FROM versions WHERE unixepoch(published_at) IS NULL "
    "OR (ended_at IS NOT NULL AND unixepoch(ended_at) IS NULL) OR (due_at IS NOT NULL AND unixepoch(due_at) IS NULL) "
    "OR (deleted_at IS NOT NULL AND unixepoch(deleted_at) IS NULL)",
    "briefings that ended for no reason, or did not end for one": "SELECT 1 FROM versions "
    "WHERE (ended_at IS NULL) != (end_reason IS NULL)",
    "published briefings that are archived or deleted": "SELECT 1 FROM versions "
    "WHERE ended_at IS NULL AND (archived OR due_at IS NOT NULL OR deleted_at IS NOT NULL)",
    "replaced briefings that are to be deleted": "SELECT 1 FROM versions WHERE due_at IS NOT NULL "
    "AND end_reason = 'replaced'",
    "deleted briefings whose text is still there": "SELECT 1 FROM versions WHERE deleted_at IS NOT NULL AND text != ''",
    "replaced briefings without a successor, or others with one": "SELECT 1 FROM versions "
    "WHERE (end_reason IS 'replaced') != (successor IS NOT NULL)",
    "briefings whose successor is missing": "SELECT 1 FROM versions WHERE successor NOT IN (SELECT id FROM versions)",
    "briefings that are their own successors": "WITH RECURSIVE heirs (id, heir) AS ("
    "SELECT id, successor FROM versions WHERE successor IS NOT NULL UNION "
    "SELECT heirs.id, successor FROM heirs JOIN versions ON versions.id = heir WHERE successor IS NOT NULL"
    ") SELECT 1 FROM heirs WHERE id = heir",
    "sentences whose briefing is not published": "SELECT 1 FROM sentences "
    "LEFT JOIN versions ON versions.id = version_id WHERE versions.id IS NULL OR ended_at IS NOT NULL",
    "sentences without their passage": "SELECT 1 FROM sentences LEFT JOIN passages ON passages.id = passage_id "
    "WHERE passages.id IS NULL OR passages.version_id != sentences.version_id "
    "OR passages.span_start > sentences.span_start OR passages.span_end < sentences.span_end",
    "sentences that end outside their text": "SELECT 1 FROM sentences JOIN versions ON versions.id = version_id "
    "WHERE span_start < 0 OR span_end <= span_start OR span_end > characters",
    "sentences without a vector": "SELECT 1 FROM sentences LEFT JOIN vectors ON vectors.id = vector_id "
    "WHERE vectors.id IS NULL",
    "passages without a vector": "SELECT 1 FROM passages LEFT JOIN vectors ON vectors.id = vector_id "
    "WHERE vectors.id IS NULL",
    "sentences without keywords": "SELECT 1 FROM sentences WHERE id NOT IN (SELECT rowid FROM sentence_keywords)",
    "passages without keywords": "SELECT 1 FROM passages WHERE id NOT IN (SELECT rowid FROM passage_keywords)",
    "keywords without their sentence": "SELECT 1 FROM sentence_keywords WHERE rowid NOT IN (SELECT id FROM sentences)",
    "keywords without their passage": "SELECT 1 FROM passage_keywords WHERE rowid NOT IN (SELECT id FROM passages)",
    "briefings whose number of sentences is wrong": "SELECT 1 FROM versions WHERE ended_at IS NULL "
    "AND sentences != (SELECT count(*) FROM sentences WHERE version_id = versions.id)",
}


def find_damages(connection: sqlite3.Connection) -> list[str]:
    """Look for damage in the whole file, in the open transaction -> one sentence for each that is found."""
    found = [
        f"The file is damaged: {row[0]}." for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"
    ]
    if found:  # nothing that is read further can be trusted
        return found
    for meaning, query in RULES.items():
        (count,) = connection.execute(f"SELECT count(*) FROM ({query})").fetchone()
        if count:
            found.append(f"{count} {meaning}.")
    return [
        *found,
        *_keyword_damages(connection),
        *_text_damages(connection),
        *_detail_damages(connection),
        *_vector_damages(connection),
    ]


def _keyword_damages(connection: sqlite3.Connection) -> list[str]:
    found = []
    for table in ("sentence_keywords", "passage_keywords"):
        try:
            connection.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
        except sqlite3.DatabaseError:
            found.append(f"The keyword index {table} does not agree with its table.")
    return found


def _text_damages(connection: sqlite3.Connection) -> list[str]:
    found = []
    rows = connection.execute("SELECT name, text, sha256, characters FROM versions WHERE deleted_at IS NULL")
    for name, text, sha256, characters in rows:
        if text_sha256(text) != sha256 or len(text) != characters:
            found.append(f"The text of {name!r} is not the one that was stored.")
    return found


def _detail_damages(connection: sqlite3.Connection) -> list[str]:
    found = []
    for name, details in connection.execute("SELECT name, details FROM versions"):
        try:
            details_of(json.loads(details))
        except ValueError:
            found.append(f"What was set of {name!r} makes no sense.")
    return found


def _vector_damages(connection: sqlite3.Connection) -> list[str]:
    sizes = connection.execute(
        "SELECT length(embedding) AS size, count(*) FROM vectors "
        "WHERE id IN (SELECT vector_id FROM sentences UNION SELECT vector_id FROM passages) GROUP BY size"
    ).fetchall()
    if len(sizes) > 1 or any(size == 0 or size % 4 for size, _ in sizes):
        return [f"The vectors differ in length: {', '.join(f'{count} of {size} bytes' for size, count in sizes)}."]
    return []
