"""Files from elsewhere become briefings: they come into the folder, and are published.

In this order, so that whatever is cut short is completed by the next sync: what is to be known of the file is written
down, the file comes in, the one that it replaces goes out, and then all is published at once.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from index.details import NOTHING_SET, Note, Replaced, cleaned
from index.errors import BriefingError, ConflictError
from index.folder import check_new_name, file_sha256
from index.placing import note_down, put_in, take_away
from index.reading import read_document
from index.store import text_sha256
from index.sync import read_all, report
from index.tidying import settle_done
from index.writing import no_progress, undone_on_failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from index.datatypes import Briefing, Details, Document, SyncReport
    from index.store import Snapshot
    from index.writing import Progress, Writer


def add(
    writer: Writer, paths: Sequence[Path], progress: Progress = no_progress, *, replace: bool = False
) -> SyncReport:
    """Copy documents into the folder of briefings and publish them.

    What cannot be read, or has the text of another briefing, is left out and named in the report.

    :param replace: a document may take the place of a briefing of the same name; the old file goes to the archive.
    :raises BriefingError: when two files have one name, or a name is taken and `replace` is not said.
    """
    started = time.monotonic()
    files = _by_name(paths)
    with writer.alone():
        published, _ = writer.published()
        writer.check_model()
        if not replace:
            _refuse_taken_names(files, writer.folder)
        # one whose file is gone does not stay: the next sync withdraws it
        kept = {name: briefing for name, briefing in published.items() if (writer.folder / name).is_file()}
        reading = read_all(writer, files, kept, progress)
        embedded = writer.embed(reading.documents, progress)
        with undone_on_failure() as undo:
            for document in reading.documents:
                put_in(writer, undo, files[document.name], document.name)
            generation = writer.publish(reading.documents)
    return report(reading, published, embedded=embedded, generation=generation, started=started)


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


def publish_file(
    writer: Writer,
    path: Path,
    name: str,
    details: Details = NOTHING_SET,
    progress: Progress = no_progress,
    *,
    replaces: str | None = None,
    expected: str | None = None,
    approve: Callable[[Snapshot], None] | None = None,
) -> Briefing:
    """Bring one file into the folder under a name, with what a person has set of it, and publish it.

    Done again, it changes nothing.

    :param replaces: the briefing whose place it takes, of the same or of another name; its file goes to the archive.
    :param expected: the sha256 of that one's text as the person saw it.
    :raises ConflictError: when that is no longer what is published, or the name is taken by another briefing.
    :raises BriefingError: when the file cannot be read, or another briefing has the same text.
    """
    details = cleaned(details)
    with writer.alone():
        writer.check_model()
        settle_done(writer)
        published, _ = writer.published()
        file_hash = file_sha256(path)
        old = replaces if replaces != name else None
        if _is_done(writer, published, name, file_hash, details) and old not in published:
            return published[name]
        check_new_name(name)
        _refuse_conflicts(writer, published, name, file_hash, replaces, expected)
        document = read_document(
            name, path, file_hash, details, writer.settings, wait=partial(progress, "reading", 0, 1)
        )
        _refuse_twin(document, published, {name, old})
        writer.embed([document], progress)
        with undone_on_failure() as undo:
            note_down(writer, undo, file_hash, Note(details, _replaced(writer, published, old)))
            put_in(writer, undo, path, name)
            if old:
                take_away(writer, undo, old)
            writer.publish([document], replaced={old: name} if old else {}, approve=approve)
        settle_done(writer)
        published, _ = writer.published()
        return published[name]


def _is_done(writer: Writer, published: Mapping[str, Briefing], name: str, file_hash: str, details: Details) -> bool:
    briefing, path = published.get(name), writer.folder / name
    return (
        briefing is not None
        and briefing.file_sha256 == file_hash
        and writer.details()[name] == details
        and path.is_file()
        and file_sha256(path) == file_hash
    )


def _refuse_conflicts(
    writer: Writer,
    published: Mapping[str, Briefing],
    name: str,
    file_hash: str,
    replaces: str | None,
    expected: str | None,
) -> None:
    if replaces and replaces not in published:
        raise ConflictError(f"{replaces!r} is no longer published: nothing can take its place.")
    if replaces and expected and published[replaces].sha256 != expected:
        raise ConflictError(f"{replaces!r} was changed meanwhile: look at it again before you replace it.")
    path = writer.folder / name
    is_taken = name in published or (path.exists() and not (path.is_file() and file_sha256(path) == file_hash))
    if is_taken and name != replaces:
        raise ConflictError(f"There is another briefing {name!r}: replace it, or choose another name.")


def _refuse_twin(document: Document, published: Mapping[str, Briefing], own: set[str | None]) -> None:
    sha256 = text_sha256(document.extract.text)
    for briefing in published.values():
        if briefing.sha256 == sha256 and briefing.name not in own:
            raise BriefingError(f"The briefing {briefing.name!r} has the very same text: nothing was published.")


def _replaced(writer: Writer, published: Mapping[str, Briefing], old: str | None) -> Replaced | None:
    if old is None:
        return None
    path = writer.folder / old
    return Replaced(old, file_sha256(path) if path.is_file() else published[old].file_sha256)
