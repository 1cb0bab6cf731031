"""The archive beside the store: the files of what was withdrawn or replaced, found by their hashes.

Each lies in a folder named by the first digits of its hash, under its own name; the same file is kept once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import BriefingError, UnreadableError
from index.folder import PARTIAL_SUFFIX, bring_in, file_sha256

if TYPE_CHECKING:
    from pathlib import Path

HASH_DIGITS = 16


def archived(archive: Path, sha256: str) -> Path | None:
    """The file with this hash, if it is in the archive."""
    try:
        return next((path for path in _copies(archive, sha256) if file_sha256(path) == sha256), None)
    except (OSError, UnreadableError):
        return None


def is_archived(archive: Path, sha256: str) -> bool:
    """Whether there seems to be a file with this hash; quick, for it does not read it."""
    try:
        return bool(_copies(archive, sha256))
    except OSError:
        return False


def _copies(archive: Path, sha256: str) -> list[Path]:
    """The files in the place of a hash; a copy that was cut short is none, even when all of it was written."""
    return sorted(path for path in (archive / sha256[:HASH_DIGITS]).iterdir() if path.suffix != PARTIAL_SUFFIX)


def keep_copy(path: Path, archive: Path) -> Path | None:
    """Copy a file to the archive -> its copy; None when there is no such file, or a copy of it already.

    :raises BriefingError: when the file cannot be read, or the archive not be written to.
    """
    if not path.is_file():
        return None
    sha256 = file_sha256(path)
    if archived(archive, sha256):
        return None
    return bring_in(path, archive / sha256[:HASH_DIGITS])


def forget(archive: Path, sha256: str) -> None:
    """Delete the file with this hash from the archive, if it is there.

    :raises BriefingError: when the archive cannot be written to.
    """
    try:
        while path := archived(archive, sha256):
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()
    except OSError as error:
        raise BriefingError(f"{error.filename} cannot be deleted: {error.strerror}.") from error


def adopt_plain_files(archive: Path) -> None:
    """Put files in their places that an older Briefing Bot has kept under their plain names.

    :raises BriefingError: when the archive cannot be written to.
    """
    if not archive.is_dir():
        return
    try:
        for path in [path for path in archive.iterdir() if path.is_file() and path.suffix != PARTIAL_SUFFIX]:
            target = archive / file_sha256(path)[:HASH_DIGITS] / path.name
            target.parent.mkdir(exist_ok=True)
            path.replace(target)
    except OSError as error:
        raise BriefingError(f"{error.filename} cannot be moved: {error.strerror}.") from error
