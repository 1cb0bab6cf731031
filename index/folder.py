"""The folder of the original files: which documents are in it, and how one comes in or goes out unharmed."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
import unicodedata
from pathlib import Path

from index.errors import BriefingError, UnreadableError

PARTIAL_SUFFIX = ".partial"
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


def bring_in(source: Path, folder: Path) -> Path:
    """Copy a file into the folder, where it appears whole or not at all -> its new path.

    :raises BriefingError: when the folder cannot be written to.
    """
    target = folder / source.name
    try:
        if not (target.exists() and target.samefile(source)):
            _copy_whole(source, target)
    except OSError as error:
        raise BriefingError(f"{source.name!r} cannot be copied to {folder}: {error.strerror}.") from error
    return target


def keep_copy(path: Path, archive: Path) -> None:
    """Copy a file to the archive, under a name that is free there; nothing happens when there is no such file.

    :raises BriefingError: when the archive cannot be written to.
    """
    if not path.exists():
        return
    target, number = archive / path.name, 1
    try:
        while target.exists():
            number += 1
            target = archive / f"{path.stem} ({number}){path.suffix}"
        _copy_whole(path, target)
    except OSError as error:
        raise BriefingError(f"{path} cannot be copied to {archive}: {error.strerror}.") from error


def _copy_whole(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        source.open("rb") as original,
        tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=PARTIAL_SUFFIX, delete=False) as file,
    ):
        partial = Path(file.name)
        try:
            shutil.copyfileobj(original, file)
            file.flush()
            os.fsync(file.fileno())
            partial.chmod(0o644)
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


def take_out(path: Path, archive: Path) -> None:
    """Move a file from the folder to the archive.

    :raises BriefingError: when one of the two cannot be written to.
    """
    keep_copy(path, archive)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise BriefingError(f"{path} cannot be taken out of its folder: {error.strerror}.") from error


def remove_partial_copies(folder: Path) -> None:
    """Delete what copies left behind that were cut short.

    :raises BriefingError: when the folder cannot be written to.
    """
    for path in folder.glob(f".*{PARTIAL_SUFFIX}"):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise BriefingError(f"{path} cannot be deleted: {error.strerror}.") from error
