"""Store: the SQLite file, its connections, and all that writes to it. A COMMIT of `publish` is the publication."""

from __future__ import annotations

import datetime
import sqlite3
from collections import deque
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING

from index.errors import StoreError
from index.store.check import find_damages
from index.store.publish import describe, end_version, publish_document, replace_version, vector_key
from index.store.purge import delete_texts, due_versions, family
from index.store.schema import connect, migrate
from index.store.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from index.datatypes import Document
    from index.store.publish import Description
    from index.store.rows import Version

FILE_NAME = "store.sqlite3"
EMPTY: Mapping[str, str] = MappingProxyType({})


def now() -> datetime.datetime:
    """What the clock of the machine says."""
    return datetime.datetime.now(datetime.UTC)


class Store:
    """The embedded store in one folder. Safe for several threads and processes; the writers exclude each other.

    :raises StoreError: from every method, where the file cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._idle: deque[sqlite3.Connection] = deque()
        self._closed = False
        with self._translated():
            folder.mkdir(parents=True, exist_ok=True)
            with self._connection() as connection:
                migrate(connection, self.path)

    def close(self) -> None:
        """Close the connections that are idle; those in use are closed when they are given back."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """Open a read transaction: all that the snapshot gives is of one generation. Never waits for a writer."""
        with self._translated(), self._transaction("BEGIN") as connection:
            yield Snapshot(connection)

    def texts_without_vector(self, model: str, texts: Iterable[str], dimension: int | None = None) -> list[str]:
        """Those of the texts that this model has not embedded yet, each once, in order.

        :param dimension: vectors of another length do not count; they are damaged, or of a model of the same name.
        """
        keys = {text: vector_key(model, text) for text in texts}
        with self._translated(), self._connection() as connection:
            query = "SELECT 1 FROM vectors WHERE key = ? AND (? IS NULL OR length(embedding) = ? * 4)"
            return [
                text
                for text, key in keys.items()
                if not connection.execute(query, (key, dimension, dimension)).fetchone()
            ]

    def save_vectors(self, model: str, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep what was embedded, so that no text is embedded twice, also when this work is interrupted.

        :param vectors: [len(texts), dimension]. Nothing becomes searchable by this.
        """
        rows = [
            (vector_key(model, text), vector.astype("float32").tobytes())
            for text, vector in zip(texts, vectors, strict=True)
        ]
        with self._writing() as connection:
            connection.executemany(
                "INSERT INTO vectors (key, embedding) VALUES (?, ?) ON CONFLICT (key) "
                "DO UPDATE SET embedding = excluded.embedding WHERE length(embedding) != length(excluded.embedding)",
                rows,
            )

    def publish(
        self,
        model: str,
        documents: Iterable[Document],
        withdraw: Iterable[str] = (),
        *,
        archived: Collection[str] = (),
        replaced: Mapping[str, str] = EMPTY,
        described: Iterable[Description] = (),
        change_model: bool = False,
        approve: Callable[[Snapshot], None] | None = None,
    ) -> int:
        """Make the documents searchable and the withdrawn names not, all at once -> the new generation.

        A document replaces what is published under its name. All its texts must have their vectors.

        :param archived: those of the withdrawn names whose files are in the archive.
        :param replaced: names that end -> the names of the published briefings that take their places.
        :param described: what describes briefings that stay as they are otherwise.
        :param change_model: the vectors of another model are replaced; the caller gives all documents.
        :param approve: called with the new generation before others see it; nothing is published when it raises.
        """
        with self._writing() as connection:
            published_model = _meta(connection, "model")
            if published_model not in {"", model} and not change_model:
                raise _model_mismatch(published_model, model)
            moment = now().isoformat(timespec="milliseconds")
            for document in documents:
                publish_document(connection, model, document, moment)
            for name, successor in replaced.items():
                replace_version(connection, name, successor, moment)
            for name in withdraw:
                end_version(connection, name, "withdrawn", moment, archived=name in archived)
            for description in described:
                describe(connection, description)
            generation = int(_meta(connection, "generation")) + 1
            connection.execute("UPDATE meta SET value = ? WHERE key = 'generation'", (str(generation),))
            connection.execute("UPDATE meta SET value = ? WHERE key = 'model'", (model,))
            connection.execute("UPDATE meta SET value = lower(hex(randomblob(16))) WHERE key = 'publication'")
            if approve:
                approve(Snapshot(connection))
        return generation

    def due_versions(self, restore_days: int) -> list[tuple[Version, list[Version]]]:
        """Mark what was withdrawn so many days ago -> what was marked a day ago or more, each with all it replaced."""
        with self._writing() as connection:
            due = due_versions(connection, now(), restore_days)
            return [(version, family(connection, version.id)) for version in due]

    def delete_texts(self, versions: Iterable[Version]) -> None:
        """Empty the texts of versions that ended; verifying their quotes still tells that they were withdrawn."""
        with self._writing() as connection:
            delete_texts(connection, [version.id for version in versions], now())

    def damages(self) -> list[str]:
        """Look for damage in the whole file -> one sentence for each that is found."""
        with self._writing() as connection:  # FTS5 checks its index by a statement that counts as writing
            return find_damages(connection)

    def delete_unused_vectors(self) -> None:
        """Free what no published text uses: the vectors of a former model and of work that was given up."""
        with self._writing() as connection:
            connection.execute(
                "DELETE FROM vectors WHERE NOT EXISTS (SELECT 1 FROM sentences WHERE vector_id = vectors.id) "
                "AND NOT EXISTS (SELECT 1 FROM passages WHERE vector_id = vectors.id)"
            )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._translated(), self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._connection() as connection:
            connection.execute(begin)
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """Lend an idle connection, or a new one. After any error it is closed, which rolls its transaction back."""
        try:
            connection = self._idle.pop()
        except IndexError:  # also when another thread was quicker
            connection = connect(self.path)
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        if self._closed:
            connection.close()
        else:
            self._idle.append(connection)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(explain(error, self.path)) from error
        except PermissionError as error:
            raise StoreError(_no_permission(self.path)) from error
        except OSError as error:
            raise StoreError(f"The store {self.path} cannot be used: {error.strerror}.") from error


def check_model(snapshot: Snapshot, model: str) -> None:
    """Refuse to compare the vectors of two models.

    :raises StoreError: when the published vectors are another model's.
    """
    if snapshot.model not in {"", model}:
        raise _model_mismatch(snapshot.model, model)


def _model_mismatch(published_model: str, model: str) -> StoreError:
    return StoreError(
        f"The store was made with the model {published_model!r}, the setting names {model!r}: "
        "run python -m index rebuild, or set INDEX_EMBEDDING_MODEL back."
    )


def explain(error: sqlite3.Error, path: Path) -> str:
    """Say in one sentence what is to be done about an error of SQLite."""
    reason = str(error)
    if "full" in reason:
        return f"The disk of {path} is full: free some space and do it again; what was published before is unharmed."
    if "locked" in reason:
        return f"Another process keeps the store {path} locked: try again when it has ended."
    if "readonly" in reason or "unable to open" in reason:
        return _no_permission(path)
    if isinstance(error, sqlite3.OperationalError):
        return f"The store {path} cannot be used: {reason}."
    return f"The store {path} is damaged ({reason}): restore a backup, or delete it and run python -m index sync."


def _no_permission(path: Path) -> str:
    return f"No permission to write {path}: change its owner, or set INDEX_DATA_DIR to another folder."


def _meta(connection: sqlite3.Connection, key: str) -> str:
    (value,) = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return str(value)
