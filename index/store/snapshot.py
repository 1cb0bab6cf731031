"""Snapshot: all that is read from the store, within one read transaction and so from one generation."""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections import Counter
from typing import TYPE_CHECKING, Literal

import numpy as np

from index.datatypes import Searched, Sentence, Span
from index.errors import StoreError
from index.store.editions import Editions
from index.store.publish import vector_key
from index.store.rows import VERSION_COLUMNS, SentenceRow, version_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from index.datatypes import Briefing, Filters
    from index.store.rows import Version

Unit = Literal["sentence", "passage"]
TOO_MANY = 50
"""Briefings that hold the same sentence: it is a set phrase."""


class Snapshot:
    """One generation, as long as the transaction that `Store.reading` has opened for it lasts."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        meta = dict(connection.execute("SELECT key, value FROM meta"))
        if not meta.keys() >= {"generation", "model", "publication"}:
            raise sqlite3.DatabaseError("no generation")
        self.generation = int(meta["generation"])
        self.publication = str(meta["publication"])
        """Another one at each publication, also where a store counts its generations anew."""
        self.model = str(meta["model"])
        """The name of the model whose vectors these are; "" in a store that is empty."""
        self.editions = Editions(connection)

    # briefings

    def briefings(self) -> list[Briefing]:
        """All that is published, newest first; those without a date last."""
        return [version.briefing for version in self.published_versions()]

    def published_versions(self) -> list[Version]:
        """All that is published, newest first; those without a date last."""
        rows = self._connection.execute(
            f"SELECT {VERSION_COLUMNS} FROM versions WHERE ended_at IS NULL ORDER BY date IS NULL, date DESC, name"
        )
        return [version_of(row) for row in rows]

    def published(self, name: str) -> Version | None:
        """The published version of a briefing."""
        row = self._connection.execute(
            f"SELECT {VERSION_COLUMNS} FROM versions WHERE name = ? AND ended_at IS NULL", (name,)
        ).fetchone()
        return version_of(row) if row else None

    def version(self, version_id: int) -> Version:
        """Any version by its id."""
        row = self._connection.execute(f"SELECT {VERSION_COLUMNS} FROM versions WHERE id = ?", (version_id,)).fetchone()
        return version_of(row)

    def versions_with_hash(self, prefix: str) -> list[Version]:
        """All versions whose text's sha256 starts so: the published one first, the deleted ones last."""
        rows = self._connection.execute(
            f"SELECT {VERSION_COLUMNS} FROM versions WHERE sha256 >= ? AND sha256 < ? "
            "ORDER BY ended_at IS NOT NULL, deleted_at IS NOT NULL, ended_at DESC, id DESC",
            (prefix, prefix + "g"),  # g: the one after the hexadecimal digits
        )
        return [version_of(row) for row in rows]

    def text(self, version_id: int) -> str:
        """The stored text, whole."""
        (text,) = self._connection.execute("SELECT text FROM versions WHERE id = ?", (version_id,)).fetchone()
        return str(text)

    def matching_versions(self, filters: Filters) -> list[int]:
        """The ids of the published versions that the filters let through. One without a date passes no date filter."""
        condition, values = _condition(filters)
        rows = self._connection.execute(f"SELECT id FROM versions WHERE {condition}", values)
        return [version_id for (version_id,) in rows]

    def searched(self, filters: Filters) -> Searched:
        """How many briefings the filters let through, and the first and last of their dates."""
        condition, values = _condition(filters)
        count, *dates = self._connection.execute(
            f"SELECT count(*), min(date), max(date) FROM versions WHERE {condition}", values
        ).fetchone()
        return Searched(count, *(datetime.date.fromisoformat(date) if date else None for date in dates))

    def languages(self) -> list[str]:
        """The languages of what is published, the most frequent first."""
        rows = self._connection.execute(
            "SELECT language FROM versions WHERE ended_at IS NULL GROUP BY language ORDER BY count(*) DESC, language"
        )
        return [language for (language,) in rows]

    # sentences and passages

    def sentences(self, ids: Iterable[int]) -> list[SentenceRow]:
        """The sentences with these ids, in the order of their ids."""
        return self._sentence_rows("id IN (SELECT value FROM json_each(?))", json.dumps(list(ids)))

    def sentences_of_passages(self, passage_ids: Iterable[int]) -> list[SentenceRow]:
        """All sentences of these passages, in the order of their ids."""
        return self._sentence_rows("passage_id IN (SELECT value FROM json_each(?))", json.dumps(list(passage_ids)))

    def _sentence_rows(self, condition: str, value: str) -> list[SentenceRow]:
        rows = self._connection.execute(
            "SELECT id, version_id, passage_id, span_start, span_end, section, page "
            f"FROM sentences WHERE {condition} ORDER BY id",
            (value,),
        )
        return [
            SentenceRow(row_id, version_id, passage_id, Sentence(Span(start, end), section, page))
            for row_id, version_id, passage_id, start, end, section, page in rows
        ]

    def sentence_at(self, version_id: int, position: int) -> Sentence | None:
        """The sentence of a version that holds the character at a position."""
        row = self._connection.execute(
            "SELECT span_start, span_end, section, page FROM sentences "
            "WHERE version_id = ? AND span_start <= ? AND span_end > ?",
            (version_id, position, position),
        ).fetchone()
        return Sentence(Span(row[0], row[1]), row[2], row[3]) if row else None

    def versions_with_texts(self, texts: Iterable[str]) -> Counter[int]:
        """Published version -> how many of these sentences it holds, word for word; set phrases do not count."""
        found: Counter[int] = Counter()
        query = (
            "SELECT DISTINCT version_id FROM sentences WHERE vector_id = (SELECT id FROM vectors WHERE key = ?) LIMIT ?"
        )
        for text in set(texts):
            rows = self._connection.execute(query, (vector_key(self.model, text), TOO_MANY)).fetchall()
            if len(rows) < TOO_MANY:
                found.update(version_id for (version_id,) in rows)
        return found

    def passage_spans(self, version_id: int) -> list[Span]:
        """All passages of a version, in order."""
        rows = self._connection.execute(
            "SELECT span_start, span_end FROM passages WHERE version_id = ? ORDER BY span_start", (version_id,)
        )
        return [Span(*row) for row in rows]

    def passages(self, version_id: int) -> dict[int, tuple[Span, str | None]]:
        """All passages of a version: id -> where it stands, and its section."""
        rows = self._connection.execute(
            "SELECT id, span_start, span_end, (SELECT section FROM sentences WHERE passage_id = passages.id "
            "ORDER BY id LIMIT 1) FROM passages WHERE version_id = ?",
            (version_id,),
        )
        return {row_id: (Span(start, end), section) for row_id, start, end, section in rows}

    def ids(self, unit: Unit, version_ids: Iterable[int]) -> NDArray[np.int64]:
        """The ids of all sentences or passages of these versions."""
        rows = self._connection.execute(
            f"SELECT id FROM {unit}s WHERE version_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(version_ids)),),
        )
        return np.fromiter((row_id for (row_id,) in rows), np.int64)

    def vectors(self, unit: Unit) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The ids of all sentences or passages, and their vectors -> [n], [n, dimension].

        :raises StoreError: when one has no vector, or one of another length.
        """
        (count,) = self._connection.execute(f"SELECT count(*) FROM {unit}s").fetchone()
        ids, matrix = np.zeros(count, np.int64), np.zeros((count, 0), np.float32)
        rows = self._connection.execute(
            f"SELECT {unit}s.id, embedding FROM {unit}s JOIN vectors ON vectors.id = vector_id ORDER BY {unit}s.id"
        )
        found = 0
        for row_id, blob in rows:
            if not found:
                matrix = np.zeros((count, len(blob) // matrix.itemsize), np.float32)
            if len(blob) != matrix[0].nbytes:
                raise StoreError("Vectors in the store are damaged: run python -m index rebuild.")
            ids[found], matrix[found] = row_id, np.frombuffer(blob, np.float32)
            found += 1
        if found != count:
            raise StoreError("Vectors are missing in the store: run python -m index rebuild.")
        return ids, matrix

    # keywords

    def keyword_matches(
        self, unit: Unit, tokens: Collection[str], limit: int, version_ids: Sequence[int] | None = None
    ) -> list[int]:
        """The ids of the sentences or passages that hold any of the tokens, the best by BM25 first."""
        if not tokens:
            return []
        # each token quoted: nothing that a person writes is an operator of FTS5
        match = " OR ".join('"' + token.replace('"', '""') + '"' for token in tokens)
        condition, values = f"{unit}_keywords MATCH ?", [match]
        if version_ids is not None:
            condition += f" AND rowid IN (SELECT id FROM {unit}s WHERE version_id IN (SELECT value FROM json_each(?)))"
            values.append(json.dumps(list(version_ids)))
        rows = self._connection.execute(
            # bm25() of FTS5 is negative, the smallest is the best; rank is the same, quicker
            f"SELECT rowid FROM {unit}_keywords WHERE {condition} ORDER BY rank LIMIT ?",
            (*values, limit),
        )
        return [row_id for (row_id,) in rows]

    def tokens(self, unit: Unit, ids: Iterable[int]) -> dict[int, list[str]]:
        """Id -> the keywords of that sentence or passage."""
        rows = self._connection.execute(
            f"SELECT rowid, tokens FROM {unit}_keywords WHERE rowid IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return {row_id: tokens.split() for row_id, tokens in rows}

    def document_frequencies(self, unit: Unit, tokens: Iterable[str]) -> dict[str, int]:
        """Token -> in how many sentences or passages it occurs; those that occur nowhere are left out."""
        rows = self._connection.execute(
            f"SELECT term, doc FROM {unit}_vocabulary WHERE term IN (SELECT value FROM json_each(?))",
            (json.dumps(list(tokens)),),
        )
        return dict(rows)

    def vocabulary(self, unit: Unit) -> dict[str, int]:
        """All keywords -> in how many sentences or passages each occurs. Reads them all."""
        return dict(self._connection.execute(f"SELECT term, doc FROM {unit}_vocabulary"))

    def mean_tokens(self, unit: Unit) -> float:
        """The mean number of keywords of a sentence or passage. Reads them all."""
        (mean,) = self._connection.execute(
            f"SELECT avg(length(tokens) - length(replace(tokens, ' ', '')) + 1) FROM {unit}_keywords"
        ).fetchone()
        return float(mean or 1.0)


def _condition(filters: Filters) -> tuple[str, list[str]]:
    """The filters as a condition on `versions`, with its values."""
    conditions, values = ["ended_at IS NULL"], list[str]()
    if filters.briefings:
        conditions.append("name IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(filters.briefings))
    if filters.since:
        conditions.append("date >= ?")
        values.append(filters.since.isoformat())
    if filters.until:
        conditions.append("date <= ?")
        values.append(filters.until.isoformat())
    if filters.tags:
        conditions.append(
            "EXISTS (SELECT 1 FROM json_each(versions.tags) AS tag "
            "JOIN json_each(?) AS wanted ON tag.value = wanted.value)"
        )
        values.append(json.dumps(filters.tags))
    return " AND ".join(conditions), values
