"""What changes the store: documents are read, what is new in them is embedded, and all is published at once.

Killed at any point, the old generation stays published, and the next run goes on: vectors are kept as they are made.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from filelock import FileLock, Timeout

from index.datatypes import SyncReport
from index.errors import BriefingError, StoreError
from index.folder import bring_in, documents, file_sha256, keep_copy, remove_partial_copies, take_out
from index.reading import Reading
from index.store import check_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from index.datatypes import Briefing, Document
    from index.embed import Embedder
    from index.settings import IndexSettings
    from index.store import Store

LOCK_NAME = "writer.lock"
ARCHIVE_NAME = "withdrawn"
EMBED_BATCH = 128
"""Texts embedded between two commits: what a crash can cost."""


class Progress(Protocol):
    """Called as long work goes on."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """`done` of `total` documents have been read (stage "reading") or texts embedded (stage "embedding")."""


def no_progress(stage: str, done: int, total: int) -> None:
    """For those who do not watch."""


@dataclass(frozen=True, slots=True)
class Writer:
    """All that changes a store. One process at a time: the others wait, and say so when it takes too long.

    :raises StoreError: from every method, when the store cannot be written, or another process keeps it busy.
    """

    store: Store
    embedder: Embedder
    settings: IndexSettings

    def sync(self, progress: Progress = no_progress, *, rebuild: bool = False) -> SyncReport:
        """Make the store equal to the folder of briefings, by content hash.

        A document that cannot be read keeps its older version published and is named in the report.

        :param rebuild: read every document anew, and embed it with the model that the settings name now.
        :raises BriefingError: when the folder is missing, or empty while briefings are published.
        """
        started = time.monotonic()
        with self._alone():
            published, model = self._published()
            if not rebuild:
                self._check_model()
            folder = self.settings.briefings_dir
            files = documents(folder)
            if published and not files:
                raise BriefingError(
                    f"The folder {folder} is empty, but {len(published)} briefings are published: check "
                    "INDEX_BRIEFINGS_DIR, or take them out with python -m index remove."
                )
            remove_partial_copies(folder)
            remove_partial_copies(self._archive)
            kept = {name: briefing for name, briefing in published.items() if name in files}
            reading = self._read_all(files, kept, progress, anew=rebuild)
            if model != self.embedder.name and (lost := reading.unreadable.keys() & kept.keys()):
                raise BriefingError(
                    f"Nothing was rebuilt, since {min(lost)!r} is published and can no longer be read: "
                    f"mend it or take it out first. {reading.unreadable[min(lost)]}"
                )
            gone = [name for name in published if name not in files or name in reading.duplicates]
            embedded, generation = self._publish(reading.documents, gone, progress, change_model=rebuild)
            if rebuild:
                self.store.delete_unused_vectors()
        return _report(reading, published, gone, embedded, generation, time.monotonic() - started)

    def add(self, paths: Sequence[Path], progress: Progress = no_progress, *, replace: bool = False) -> SyncReport:
        """Copy documents into the folder of briefings and publish them.

        What cannot be read, or has the text of another briefing, is left out and named in the report.

        :param replace: a document may take the place of a briefing of the same name; the old file goes to the archive.
        :raises BriefingError: when two files have one name, or a name is taken and `replace` is not said.
        """
        started = time.monotonic()
        files = _by_name(paths)
        with self._alone():
            published, _ = self._published()
            self._check_model()
            folder = self.settings.briefings_dir
            if not replace:
                _refuse_taken_names(files, folder)
            # one whose file is gone does not stay: the next sync withdraws it
            kept = {name: briefing for name, briefing in published.items() if (folder / name).is_file()}
            reading = self._read_all(files, kept, progress)
            for document in reading.documents:
                if replace:
                    keep_copy(folder / document.name, self._archive)
                bring_in(files[document.name], folder)
            embedded, generation = self._publish(reading.documents, [], progress)
        return _report(reading, published, [], embedded, generation, time.monotonic() - started)

    def remove(self, names: Sequence[str]) -> int:
        """Withdraw briefings: their files move to the archive beside the store -> the new generation.

        :raises BriefingError: when there is no briefing of such a name; then nothing is withdrawn.
        """
        with self._alone():
            published, model = self._published()
            for name in names:
                if name not in published:
                    raise BriefingError(f"There is no briefing {name!r}: python -m index list shows the names.")
            for name in names:
                take_out(self.settings.briefings_dir / name, self._archive)
            return self.store.publish(model, [], names)

    def publish(
        self, documents: Sequence[Document], withdraw: Sequence[str] = (), progress: Progress = no_progress
    ) -> int:
        """Embed and publish documents that are not files of the folder -> the new generation."""
        with self._alone():
            self._check_model()
            _, generation = self._publish(documents, withdraw, progress)
            return generation

    @property
    def _archive(self) -> Path:
        return self.settings.data_dir / ARCHIVE_NAME

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = FileLock(self.settings.data_dir / LOCK_NAME, timeout=self.settings.writer_wait_seconds)
        try:
            with lock:
                yield
        except Timeout:
            raise StoreError("Another process is changing the store: try again when it has ended.") from None
        except PermissionError as error:
            raise StoreError(f"No permission to write {error.filename}: change the owner of the folder.") from error
        except OSError as error:
            raise StoreError(f"{error.filename} cannot be used: {error.strerror}.") from error

    def _published(self) -> tuple[dict[str, Briefing], str]:
        with self.store.reading() as snapshot:
            return {briefing.name: briefing for briefing in snapshot.briefings()}, snapshot.model

    def _check_model(self) -> None:
        with self.store.reading() as snapshot:
            check_model(snapshot, self.embedder.name)

    def _read_all(
        self, files: Mapping[str, Path], published: Mapping[str, Briefing], progress: Progress, *, anew: bool = False
    ) -> Reading:
        reading = Reading()
        # those that are published first: of two files with one text, the one that was there stays
        for done, name in enumerate(sorted(files, key=lambda name: (name not in published, name))):
            progress("reading", done, len(files))
            reading.read(name, files[name], published, ocr=self.settings.ocr, anew=anew)
        progress("reading", len(files), len(files))
        reading.set_duplicates_aside(published)
        return reading

    def _publish(
        self, ready: Sequence[Document], withdraw: Sequence[str], progress: Progress, *, change_model: bool = False
    ) -> tuple[int, int]:
        """Embed what has no vector yet, and publish -> how many texts were embedded, the generation."""
        texts = (text for document in ready for text in document.embedded_texts)
        missing = sorted(self.store.texts_without_vector(self.embedder.name, texts), key=len)
        for start in range(0, len(missing), EMBED_BATCH):
            progress("embedding", start, len(missing))
            batch = missing[start : start + EMBED_BATCH]
            self.store.save_vectors(self.embedder.name, batch, self.embedder.embed_passages(batch))
        progress("embedding", len(missing), len(missing))
        if ready or withdraw or change_model:
            generation = self.store.publish(self.embedder.name, ready, withdraw, change_model=change_model)
        else:
            with self.store.reading() as snapshot:
                generation = snapshot.generation
        return len(missing), generation


def _by_name(paths: Iterable[Path]) -> dict[str, Path]:
    files: dict[str, Path] = {}
    for path in paths:
        if path.name in files:
            raise BriefingError(f"{files[path.name]} and {path} have the same name: rename one of them.")
        files[path.name] = path
    return files


def _refuse_taken_names(files: Mapping[str, Path], folder: Path) -> None:
    taken = {path.name: path for path in folder.iterdir() if path.is_file()} if folder.is_dir() else {}
    for name, path in files.items():
        if name in taken and path.is_file() and file_sha256(taken[name]) != file_sha256(path):
            raise BriefingError(
                f"There is another briefing {name!r}: say --replace to put this one in its place, or rename the file."
            )


def _report(
    reading: Reading,
    published: Mapping[str, Briefing],
    removed: Sequence[str],
    embedded: int,
    generation: int,
    seconds: float,
) -> SyncReport:
    names = [document.name for document in reading.documents]
    return SyncReport(
        added=tuple(name for name in names if name not in published),
        changed=tuple(name for name in names if name in published),
        removed=tuple(removed),
        unchanged=len(reading.unchanged),
        duplicates=reading.duplicates,
        unreadable=reading.unreadable,
        empty_pages={
            document.name: document.extract.empty_pages
            for document in reading.documents
            if document.extract.empty_pages
        },
        embedded=embedded,
        generation=generation,
        seconds=seconds,
    )
