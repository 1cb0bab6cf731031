"""What a publication writes: the rows of one version, its passages and sentences, their keywords."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from index.datatypes import Document, PassageEntry

KEY_BYTES = 16


def text_sha256(text: str) -> str:
    """The hash that stands for a stored text: of its UTF-8 bytes, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def vector_key(model: str, text: str) -> bytes:
    """What the vector of a text is found by: the same text has one vector a model, wherever it stands."""
    return hashlib.blake2b(f"{model}\0{text}".encode(), digest_size=KEY_BYTES).digest()


def publish_document(connection: sqlite3.Connection, model: str, document: Document, now: str) -> None:
    """Write a document as the published version of its name; another text that was published under it ends."""
    extract = document.extract
    facts = {
        "name": document.name,
        "file_sha256": document.file_sha256,
        "sha256": text_sha256(extract.text),
        "title": extract.title,
        "date": extract.date.isoformat() if extract.date else None,
        "language": extract.language,
        "tags": json.dumps(extract.tags, ensure_ascii=False),
        "pages": len(extract.pages),
        "characters": len(extract.text),
        "sentences": document.sentence_count,
        "published_at": now,
        "text": extract.text,
    }
    current = connection.execute(
        "SELECT id, sha256 FROM versions WHERE name = ? AND ended_at IS NULL", (document.name,)
    ).fetchone()
    if current and current[1] == facts["sha256"]:  # the same text: the version goes on, only what describes it changes
        version_id = int(current[0])
        _delete_units(connection, version_id)
        columns = ", ".join(f"{column} = :{column}" for column in facts if column not in {"text", "published_at"})
        connection.execute(f"UPDATE versions SET {columns} WHERE id = :id", {**facts, "id": version_id})
    else:
        end_version(connection, document.name, "replaced", now)
        names = ", ".join(facts)
        values = ", ".join(f":{column}" for column in facts)
        version_id = int(connection.execute(f"INSERT INTO versions ({names}) VALUES ({values})", facts).lastrowid or 0)
    for passage in document.passages:
        _insert_passage(connection, model, version_id, passage)


def _insert_passage(connection: sqlite3.Connection, model: str, version_id: int, passage: PassageEntry) -> None:
    passage_id = connection.execute(
        "INSERT INTO passages (version_id, span_start, span_end, vector_id) VALUES (?, ?, ?, ?)",
        (version_id, passage.span.start, passage.span.end, _vector_id(connection, model, passage.embedded)),
    ).lastrowid
    _insert_keywords(connection, "passage_keywords", passage_id, passage.tokens)
    for entry in passage.sentences:
        sentence, vector_id = entry.sentence, _vector_id(connection, model, entry.embedded)
        sentence_id = connection.execute(
            "INSERT INTO sentences (version_id, passage_id, span_start, span_end, section, page, vector_id) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                version_id, passage_id, sentence.span.start, sentence.span.end,
                sentence.section, sentence.page, vector_id,
            ),
        ).lastrowid  # fmt: skip
        _insert_keywords(connection, "sentence_keywords", sentence_id, entry.tokens)


def _insert_keywords(connection: sqlite3.Connection, table: str, row_id: int | None, tokens: Sequence[str]) -> None:
    connection.execute(f"INSERT INTO {table} (rowid, tokens) VALUES (?, ?)", (row_id, " ".join(tokens)))


def _vector_id(connection: sqlite3.Connection, model: str, text: str) -> int:
    row = connection.execute("SELECT id FROM vectors WHERE key = ?", (vector_key(model, text),)).fetchone()
    if row is None:
        raise ValueError(f"no vector of {model!r} for the text {text[:80]!r}: save_vectors comes before publish")
    return int(row[0])


def end_version(connection: sqlite3.Connection, name: str, reason: str, now: str) -> None:
    """End the published version of a name, if there is one: its sentences are no longer found, its text stays."""
    row = connection.execute("SELECT id FROM versions WHERE name = ? AND ended_at IS NULL", (name,)).fetchone()
    if row is None:
        return
    _delete_units(connection, row[0])
    connection.execute("UPDATE versions SET ended_at = ?, end_reason = ? WHERE id = ?", (now, reason, row[0]))


def _delete_units(connection: sqlite3.Connection, version_id: int) -> None:
    for unit in ("sentence", "passage"):
        owned = f"(SELECT id FROM {unit}s WHERE version_id = ?)"
        connection.execute(f"DELETE FROM {unit}_keywords WHERE rowid IN {owned}", (version_id,))
        connection.execute(f"DELETE FROM {unit}s WHERE version_id = ?", (version_id,))
