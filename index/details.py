"""What a person has set of the documents, kept in the folder itself: `.details/HASH.json`, by the hash of the file.

So it comes with the file to a new store, outlives a crash, and never applies to another file. The note that a file is
to replace another briefing is kept there too, until that is done.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.datatypes import Details
from index.errors import BriefingError, UnreadableError
from index.folder import whole
from index.store import details_document, details_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOTHING_SET = Details()
FOLDER = ".details"
MAX_BYTES = 2**20
FILE_NAME = re.compile(r"[0-9a-f]{64}\.json")


@dataclass(frozen=True, slots=True)
class Replaced:
    """The briefing whose place a file takes, as long as its own file is this one."""

    name: str
    file_sha256: str


@dataclass(frozen=True, slots=True)
class Note:
    """What is written down of one file."""

    details: Details = NOTHING_SET
    replaces: Replaced | None = None


NOTHING_WRITTEN = Note()


def read_note(folder: Path, file_sha256: str) -> Note:
    """What is written down of the file with this hash; an empty note when nothing is.

    :raises UnreadableError: when it cannot be read.
    """
    return _read(_path(folder, file_sha256))


def _read(path: Path) -> Note:
    try:
        if not path.exists():
            return NOTHING_WRITTEN
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            raise ValueError("not a small file")
        document = json.loads(path.read_bytes())
        details = details_of(document)
        replaces = document.get("replaces")
        return Note(details, Replaced(str(replaces["name"]), str(replaces["file_sha256"])) if replaces else None)
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UnreadableError(f"The details in {path} cannot be read ({reason}): mend or delete that file.") from error


def write_note(folder: Path, file_sha256: str, note: Note) -> None:
    """Write down what is to be known of the file with this hash.

    :raises BriefingError: when the folder cannot be written to.
    """
    path = _path(folder, file_sha256)
    document: dict[str, Any] = details_document(note.details)
    if note.replaces:
        document["replaces"] = {"name": note.replaces.name, "file_sha256": note.replaces.file_sha256}
    try:
        if not document:
            path.unlink(missing_ok=True)
            return
        with whole(path) as file:
            file.write(json.dumps(document, ensure_ascii=False, indent=1).encode())
    except OSError as error:
        raise BriefingError(f"The details cannot be written to {path.parent}: {error.strerror}.") from error


def hashes(folder: Path) -> Iterator[str]:
    """The hashes of all files of which something is written down."""
    if (folder / FOLDER).is_dir():
        yield from sorted(path.stem for path in (folder / FOLDER).iterdir() if FILE_NAME.fullmatch(path.name))


def pending(folder: Path) -> dict[str, Replaced]:
    """The hashes of files that are to replace a briefing -> which one; what cannot be read is passed over."""
    found = {}
    for file_sha256 in hashes(folder):
        try:
            if replaces := read_note(folder, file_sha256).replaces:
                found[file_sha256] = replaces
        except UnreadableError:
            continue
    return found


def cleaned(details: Details) -> Details:
    """Details as they are kept: in one line each, with nothing that cannot be stored.

    :raises BriefingError: for a title without a character that can be seen.
    """
    title = None if details.title is None else _one_line(details.title)
    if title is not None and not title:
        raise BriefingError("The title is empty: give one with at least one letter.")
    tags = None if details.tags is None else tuple(dict.fromkeys(filter(None, map(_one_line, details.tags))))
    return Details(title, details.date, tags)


def _one_line(text: str) -> str:
    return " ".join(text.encode("utf-8", "replace").decode().split())


def settle(folder: Path, file_sha256: str) -> None:
    """Strike the note that a file is to replace a briefing: it has.

    :raises BriefingError: when the folder cannot be written to.
    """
    write_note(folder, file_sha256, Note(read_note(folder, file_sha256).details))


def _path(folder: Path, file_sha256: str) -> Path:
    return folder / FOLDER / f"{file_sha256}.json"
