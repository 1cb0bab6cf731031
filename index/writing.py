"""What all that changes the store has in common: one writer at a time, texts embedded first, one publication.

Killed at any point, the old generation stays published, and the next run goes on: vectors are kept as they are made.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from filelock import FileLock, Timeout

from index.archive import archived
from index.errors import BriefingError, StoreError
from index.restoring import finish
from index.store import EMPTY, check_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from index.datatypes import Briefing, Details, Document
    from index.embed import Embedder
    from index.settings import IndexSettings
    from index.store import Description, Snapshot, Store

LOCK_NAME = "writer.lock"
ARCHIVE_NAME = "withdrawn"
EMBED_BATCH = 128
"""Texts embedded between two commits: what a crash can cost."""


class Progress(Protocol):
    """Called as long work goes on; what it raises gives the work up, and the old state stays published."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """`done` of `total` documents have been read (stage "reading") or texts embedded (stage "embedding")."""


def no_progress(stage: str, done: int, total: int) -> None:
    """For those who do not watch."""


@contextmanager
def writing_alone(settings: IndexSettings) -> Iterator[None]:
    """Keep all writers of a store out but this one; a restore that was cut short is completed before.

    :raises StoreError: when another process keeps it busy, or the folder cannot be written.
    """
    lock = FileLock(settings.data_dir / LOCK_NAME, timeout=settings.writer_wait_seconds)
    try:
        with lock:
            finish(settings.data_dir, settings.briefings_dir, settings.data_dir / ARCHIVE_NAME)
            yield
    except Timeout:
        raise StoreError("Another process is changing the store: try again when it has ended.") from None
    except PermissionError as error:
        raise StoreError(f"No permission to write {error.filename}: change the owner of the folder.") from error
    except OSError as error:
        raise StoreError(f"{error.filename} cannot be used: {error.strerror}.") from error


@dataclass(frozen=True, slots=True)
class Writer:
    """What may change a store. One process at a time: the others wait, and say so when it takes too long.

    :raises StoreError: from every method, when the store cannot be written, or another process keeps it busy.
    """

    store: Store
    embedder: Embedder
    settings: IndexSettings
    prepare: Callable[[Snapshot], None] = lambda snapshot: None  # noqa: ARG005
    """Called with each new generation before others see it."""

    @property
    def folder(self) -> Path:
        """Where the original files are."""
        return self.settings.briefings_dir

    @property
    def archive(self) -> Path:
        """Where the files are kept of what was withdrawn or replaced."""
        return self.settings.data_dir / ARCHIVE_NAME

    def alone(self) -> AbstractContextManager[None]:
        """Keep all other writers out, those of other processes too."""
        return writing_alone(self.settings)

    def published(self) -> tuple[dict[str, Briefing], str]:
        """What is published, by name, and the model whose vectors it has."""
        with self.store.reading() as snapshot:
            return {briefing.name: briefing for briefing in snapshot.briefings()}, snapshot.model

    def details(self) -> dict[str, Details]:
        """What persons have set of what is published, by name."""
        with self.store.reading() as snapshot:
            return {version.briefing.name: version.details for version in snapshot.published_versions()}

    def check_model(self) -> None:
        """Refuse to mix the vectors of two models.

        :raises StoreError: when the published vectors are another model's.
        """
        with self.store.reading() as snapshot:
            check_model(snapshot, self.embedder.name)

    def embed(self, documents: Sequence[Document], progress: Progress = no_progress, *, heal: bool = False) -> int:
        """Embed what has no vector yet, and keep it -> how many texts that were.

        :param heal: embed also what has a vector of another length than the model's.
        """
        texts = (text for document in documents for text in document.embedded_texts)
        dimension = self.embedder.embed_questions(["How long is a vector?"]).shape[1] if heal else None
        missing = sorted(self.store.texts_without_vector(self.embedder.name, texts, dimension), key=len)
        for start in range(0, len(missing), EMBED_BATCH):
            progress("embedding", start, len(missing))
            batch = missing[start : start + EMBED_BATCH]
            self.store.save_vectors(self.embedder.name, batch, self.embedder.embed_passages(batch))
        progress("embedding", len(missing), len(missing))
        return len(missing)

    def publish(
        self,
        documents: Sequence[Document] = (),
        withdraw: Sequence[str] = (),
        *,
        replaced: Mapping[str, str] = EMPTY,
        described: Sequence[Description] = (),
        change_model: bool = False,
        approve: Callable[[Snapshot], None] | None = None,
    ) -> int:
        """Publish what is embedded: the one place from which the store changes -> the generation.

        :param replaced, described: see `Store.publish`.
        :param approve: called with the new generation before others see it; nothing is published when it raises.
        """

        def prepare_and_approve(snapshot: Snapshot) -> None:
            self.prepare(snapshot)
            if approve:
                approve(snapshot)

        published, model = self.published()
        if not (documents or withdraw or replaced or described or change_model):
            with self.store.reading() as snapshot:
                return snapshot.generation
        return self.store.publish(
            self.embedder.name if documents or change_model else model,
            documents,
            withdraw,
            archived={
                name for name in withdraw if name in published and archived(self.archive, published[name].file_sha256)
            },
            replaced=replaced,
            described=described,
            change_model=change_model,
            approve=prepare_and_approve,
        )


@contextmanager
def undone_on_failure() -> Iterator[ExitStack]:
    """Undo what was done to files, in reverse, when what comes after fails; a crash is completed by the next sync."""
    with ExitStack() as undo:
        yield undo
        undo.pop_all()


def attempt(undo: Callable[[], object]) -> None:
    """Undo as well as it goes: of two errors the first is told."""
    with suppress(BriefingError, OSError):
        undo()
