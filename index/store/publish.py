"""What a publication writes: the rows of one version, its passages and sentences, their keywords."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.store.rows import details_document

if TYPE_CHECKING:
    import datetime
    import sqlite3
    from collections.abc import Mapping, Sequence

    from index.datatypes import Details, Document, PassageEntry

KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class Description:
    """What describes a published briefing from now on; its text, passages and sentences stay."""

    name: str
    title: str
    date: datetime.date | None
    tags: tuple[str, ...]
    details: Details
    tokens: Mapping[int, Sequence[str]]
    """Of its passages, by their ids."""


def text_sha256(text: str) -> str:
    """The hash that stands for a stored text: of its UTF-8 bytes, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def vector_key(model: str, text: str) -> bytes:
    """What the vector of a text is found by: the same text has one vector a model, wherever it stands."""
    return hashlib.blake2b(f"{model}\0{text}".encode(), digest_size=KEY_BYTES).digest()


def publish_document(connection: sqlite3.Connection, model: str, document: Document, now: str) -> None:
    """Write a document as the published version of its name; another text that was published under it ends.

    With the same text the version goes on, and only what describes it changes; also one that was withdrawn last.
    """
    facts = _facts(document)
    last = connection.execute(
        "SELECT id, sha256, ended_at IS NULL OR end_reason = 'withdrawn' AND deleted_at IS NULL FROM versions "
        "WHERE name = ? ORDER BY ended_at IS NOT NULL, id DESC LIMIT 1",
        (document.name,),
    ).fetchone()
    if last and last[2] and last[1] == facts["sha256"]:
        version_id = int(last[0])
        _delete_units(connection, version_id)
        columns = ", ".join(f"{column} = :{column}" for column in facts if column != "text")
        connection.execute(
            f"UPDATE versions SET {columns}, ended_at = NULL, end_reason = NULL, archived = 0, due_at = NULL "
            "WHERE id = :id",
            {**facts, "id": version_id},
        )
    else:
        ended = end_version(connection, document.name, "replaced", now)
        names = ", ".join(facts)
        values = ", ".join(f":{column}" for column in facts)
        version_id = int(
            connection.execute(
                f"INSERT INTO versions ({names}, published_at) VALUES ({values}, :now)", {**facts, "now": now}
            ).lastrowid
            or 0
        )
        connection.execute("UPDATE versions SET successor = ? WHERE id = ?", (version_id, ended))
    for passage in document.passages:
        _insert_passage(connection, model, version_id, passage)


def _facts(document: Document) -> dict[str, object]:
    extract = document.extract
    return {
        "name": document.name,
        "file_sha256": document.file_sha256,
        "sha256": text_sha256(extract.text),
        "title": extract.title,
        "date": extract.date.isoformat() if extract.date else None,
        "language": extract.language,
        "tags": _json(extract.tags),
        "details": _json(details_document(document.details)),
        "pages": len(extract.pages),
        "characters": len(extract.text),
        "sentences": document.sentence_count,
        "text": extract.text,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


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


def describe(connection: sqlite3.Connection, description: Description) -> None:
    """Write what describes a published briefing from now on."""
    connection.execute(
        "UPDATE versions SET title = ?, date = ?, tags = ?, details = ? WHERE name = ? AND ended_at IS NULL",
        (
            description.title,
            description.date.isoformat() if description.date else None,
            _json(description.tags),
            _json(details_document(description.details)),
            description.name,
        ),
    )
    for passage_id, tokens in description.tokens.items():
        connection.execute("UPDATE passage_keywords SET tokens = ? WHERE rowid = ?", (" ".join(tokens), passage_id))


def end_version(
    connection: sqlite3.Connection, name: str, reason: str, now: str, *, archived: bool = False
) -> int | None:
    """End the published version of a name, if there is one -> its id.

    Its sentences are no longer found, its text stays.
    """
    row = connection.execute("SELECT id FROM versions WHERE name = ? AND ended_at IS NULL", (name,)).fetchone()
    if row is None:
        return None
    _delete_units(connection, row[0])
    connection.execute(
        "UPDATE versions SET ended_at = ?, end_reason = ?, archived = ? WHERE id = ?", (now, reason, archived, row[0])
    )
    return int(row[0])


def replace_version(connection: sqlite3.Connection, name: str, successor: str, now: str) -> None:
    """End the published version of a name, whose place a published briefing of another name has taken."""
    (successor_id,) = connection.execute(
        "SELECT max(id) FROM versions WHERE name = ? AND ended_at IS NULL", (successor,)
    ).fetchone()
    if successor_id is None or name == successor:
        raise ValueError(f"{successor!r} cannot take the place of {name!r}")
    ended = end_version(connection, name, "replaced", now)
    connection.execute("UPDATE versions SET successor = ? WHERE id = ?", (successor_id, ended))


def _delete_units(connection: sqlite3.Connection, version_id: int) -> None:
    for unit in ("sentence", "passage"):
        owned = f"(SELECT id FROM {unit}s WHERE version_id = ?)"
        connection.execute(f"DELETE FROM {unit}_keywords WHERE rowid IN {owned}", (version_id,))
        connection.execute(f"DELETE FROM {unit}s WHERE version_id = ?", (version_id,))
