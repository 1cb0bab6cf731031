"""What is looked at to tell whether a store is whole."""

from __future__ import annotations

import sqlite3
from typing import Final

from index.store.publish import text_sha256

# what must find no row, and what it means when it does
RULES: Final = {
    "missing generation": "SELECT 1 WHERE (SELECT count(*) FROM meta WHERE key IN ('generation', 'model')) != 2",
    "briefings whose date or tags make no sense": "SELECT 1 FROM versions WHERE date(date) IS NOT date "
    "OR NOT json_valid(tags)",
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
    return found + _keyword_damages(connection) + _text_damages(connection) + _vector_damages(connection)


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
    for name, text, sha256, characters in connection.execute("SELECT name, text, sha256, characters FROM versions"):
        if text_sha256(text) != sha256 or len(text) != characters:
            found.append(f"The text of {name!r} is not the one that was stored.")
    return found


def _vector_damages(connection: sqlite3.Connection) -> list[str]:
    sizes = connection.execute(
        "SELECT length(embedding) AS size, count(*) FROM vectors "
        "WHERE id IN (SELECT vector_id FROM sentences UNION SELECT vector_id FROM passages) GROUP BY size"
    ).fetchall()
    if len(sizes) > 1 or any(size == 0 or size % 4 for size, _ in sizes):
        return [f"The vectors differ in length: {', '.join(f'{count} of {size} bytes' for size, count in sizes)}."]
    return []
