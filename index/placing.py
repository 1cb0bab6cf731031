"""Files come into the folder and go out of it in such a way that it can be undone, and nothing is lost."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from index.archive import archived, forget, keep_copy
from index.details import NOTHING_WRITTEN, read_note, write_note
from index.errors import UnreadableError
from index.folder import bring_in, file_sha256, take_out
from index.writing import attempt

if TYPE_CHECKING:
    from contextlib import ExitStack
    from pathlib import Path

    from index.details import Note
    from index.writing import Writer


def put_in(writer: Writer, undo: ExitStack, source: Path, name: str) -> None:
    """Bring a file into the folder under a name; the one that was there is kept in the archive.

    :raises BriefingError: when one of the two cannot be written to.
    """
    target = writer.folder / name
    old = file_sha256(target) if target.is_file() else None
    if old == file_sha256(source):
        return
    if old:
        _keep(writer, undo, target)
    bring_in(source, writer.folder, name)
    undo.callback(attempt, partial(_put_back, writer, name, old) if old else partial(take_out, target))


def take_away(writer: Writer, undo: ExitStack, name: str) -> None:
    """Move a file from the folder to the archive; nothing happens when it is gone already.

    :raises BriefingError: when one of the two cannot be written to.
    """
    target = writer.folder / name
    if not target.is_file():
        return
    old = file_sha256(target)
    _keep(writer, undo, target)
    take_out(target)
    undo.callback(attempt, partial(_put_back, writer, name, old))


def note_down(writer: Writer, undo: ExitStack, file_hash: str, note: Note) -> None:
    """Write down what is to be known of a file, in the place of what was.

    :raises BriefingError: when the folder cannot be written to.
    """
    try:
        before = read_note(writer.folder, file_hash)
    except UnreadableError:
        before = NOTHING_WRITTEN
    write_note(writer.folder, file_hash, note)
    undo.callback(attempt, partial(write_note, writer.folder, file_hash, before))


def _keep(writer: Writer, undo: ExitStack, path: Path) -> None:
    if keep_copy(path, writer.archive):
        undo.callback(attempt, partial(forget, writer.archive, file_sha256(path)))


def _put_back(writer: Writer, name: str, file_hash: str) -> None:
    if copy := archived(writer.archive, file_hash):
        bring_in(copy, writer.folder, name)
