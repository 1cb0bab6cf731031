"""The folder of the original files: which documents are in it, and how one comes in or goes out unharmed."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
import unicodedata
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from index.errors import BriefingError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

PARTIAL_SUFFIX = ".partial"
CANARIES_NAME = "canaries.txt"
"""The file with the canary questions; no document."""
# Control and format characters (line breaks, right-to-left marks) make a name look like another one; surrogates are
# bytes that are no UTF-8.
HIDING_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def documents(folder: Path) -> dict[str, Path]:
    """Find the files in a folder and its subfolders -> name: path, in the order of the names.

    A name is the path below the folder, with "/". Hidden files and folders are left out.

    :raises BriefingError: when there is no such folder, or a folder in it cannot be read.
    """
    if not folder.is_dir():
        raise BriefingError(f"There is no folder {folder}: make it, or set INDEX_BRIEFINGS_DIR to another one.")
    names = {}
    for parent, folders, files in os.walk(folder, onerror=_refuse):  # what is not seen would be withdrawn
        folders[:] = [name for name in folders if not name.startswith(".")]
        for file in files:
            if not file.startswith("."):
                path = Path(parent, file)
                names[path.relative_to(folder).as_posix()] = path
    names.pop(CANARIES_NAME, None)
    return dict(sorted(names.items()))


def _refuse(error: OSError) -> None:
    raise BriefingError(f"The folder {error.filename} cannot be read: {error.strerror}.") from error


def check_name(name: str) -> None:
    """Refuse a name that cannot be shown as it is, or that hides the file.

    :raises UnreadableError: for line breaks, marks of writing direction, bytes that are no UTF-8, a dot in front.
    """
    if any(unicodedata.category(character) in HIDING_CATEGORIES for character in name):
        raise UnreadableError(f"The name {name!a} holds characters that cannot be seen: rename the file.")
    if name.startswith("."):
        raise UnreadableError(f"{name} is a hidden file, those are not searched: rename it.")


def check_new_name(name: str) -> None:
    """Refuse a name under which no document may come in: also one that leads out of the folder.

    :raises UnreadableError: as `check_name` does, and for a name that is no path below the folder.
    """
    check_name(name)
    if name == CANARIES_NAME:
        raise UnreadableError(f"{name} is where the canary questions stand: choose another name.")
    path = PurePosixPath(name)
    if path.is_absolute() or path.as_posix() != name or any(part.startswith(".") for part in path.parts):
        raise UnreadableError(f"{name!r} is no name of a file in the folder of briefings: choose another one.")


def file_sha256(path: Path) -> str:
    """The hash of a file's bytes, hexadecimal.

    :raises UnreadableError: when it cannot be read.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UnreadableError(f"{path} is a folder: name the files in it.")
        if not stat.S_ISREG(mode):  # reading a pipe or a device might never end
            raise UnreadableError(f"{path} is not a file that holds a document.")
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise UnreadableError(f"There is no file {path}.") from None
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}.") from error


def original(folder: Path, name: str, sha256: str) -> Path | None:
    """Find the file of a briefing in the folder; None when it is gone, has changed, or lies elsewhere."""
    if Path(name).is_absolute() or ".." in Path(name).parts:
        return None
    path = folder / name
    try:
        return path if file_sha256(path) == sha256 else None
    except UnreadableError:
        return None


def bring_in(source: Path, folder: Path, name: str = "") -> Path:
    """Copy a file into the folder, where it appears whole or not at all -> its new path.

    :param name: under which it is to be found there; its own when empty.
    :raises BriefingError: when the folder cannot be written to.
    """
    target = folder / (name or source.name)
    try:
        if not (target.exists() and target.samefile(source)):
            with source.open("rb") as original, whole(target) as file:
                shutil.copyfileobj(original, file)
    except OSError as error:
        raise BriefingError(f"{target.name!r} cannot be copied to {folder}: {error.strerror}.") from error
    return target


@contextmanager
def whole(target: Path, mode: int = 0o644) -> Iterator[IO[bytes]]:
    """Open a file for writing that appears whole or not at all, also when the power is cut.

    :raises OSError: when it cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=PARTIAL_SUFFIX, delete=False) as file:
        partial = Path(file.name)
        try:
            yield file.file
            file.flush()
            os.fsync(file.fileno())
            partial.chmod(mode)
            partial.replace(target)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    _flush_folder(target.parent)


def _flush_folder(folder: Path) -> None:
    """Make the new name survive a power cut: else what is published would be taken for removed."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def take_out(path: Path) -> None:
    """Delete a file of the folder; nothing happens when it is gone already.

    :raises BriefingError: when the folder cannot be written to.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise BriefingError(f"{path} cannot be taken out of its folder: {error.strerror}.") from error


def remove_partial_copies(folder: Path) -> None:
    """Delete what copies left behind that were cut short, in subfolders too.

    :raises BriefingError: when the folder cannot be written to.
    """
    for path in folder.rglob(f".*{PARTIAL_SUFFIX}"):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise BriefingError(f"{path} cannot be deleted: {error.strerror}.") from error
