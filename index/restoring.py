"""Restoring: a backup that was unpacked beside the store is put in the place of store and folder.

It is there as a whole before anything is changed, and goes when all is done. So whoever writes next completes a
restore that was cut short.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from index.archive import archived, keep_copy
from index.errors import BriefingError
from index.folder import bring_in, file_sha256, take_out
from index.store.copies import take_over

if TYPE_CHECKING:
    from collections.abc import Iterator

UNPACKED = "restoring"
"""In the store's folder: a backup whose restore has begun."""
STORE, BRIEFINGS, ARCHIVE = "store.sqlite3", "briefings", "withdrawn"
KEPT_FOLDERS = frozenset({".details"})
"""Hidden folders that belong to the briefings."""


def kept_files(folder: Path) -> dict[str, Path]:
    """All that belongs to a folder of briefings -> path below it: file. Other hidden files are left out.

    :raises BriefingError: when a folder cannot be read.
    """
    found = {}
    for parent, folders, files in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".") or name in KEPT_FOLDERS]
        for path in (Path(parent, file) for file in files):
            parts = path.relative_to(folder).parts
            if is_kept(parts) and path.is_file():
                found["/".join(parts)] = path
    return dict(sorted(found.items()))


def _refuse(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise BriefingError(f"The folder {error.filename} cannot be read: {error.strerror}.") from error


def is_kept(parts: tuple[str, ...]) -> bool:
    """Whether a path below the folder of briefings belongs to them."""
    *folders, file = parts
    in_sight = all(not part.startswith(".") for part in folders if part not in KEPT_FOLDERS)
    return in_sight and not file.startswith(".")


def finish(data_dir: Path, folder: Path, archive: Path) -> None:
    """Complete a restore, if one has begun. The caller keeps other writers out.

    :raises BriefingError: when something cannot be written; it is tried again by whoever writes next.
    """
    unpacked = data_dir / UNPACKED
    if not unpacked.is_dir():
        return
    take_over(unpacked / STORE, data_dir / STORE)
    try:
        _keep_all(unpacked / ARCHIVE, archive)
        _make_equal(unpacked / BRIEFINGS, folder, archive)
        done = unpacked.with_name(f".{UNPACKED}.done")
        shutil.rmtree(done, ignore_errors=True)
        unpacked.rename(done)
        shutil.rmtree(done, ignore_errors=True)
    except OSError as error:
        raise BriefingError(
            f"The restore is not complete, since {error.filename} cannot be written: {error.strerror}. "
            "Put that right; the next sync completes it."
        ) from error


def _keep_all(source: Path, archive: Path) -> None:
    """Add the files of the backup's archive; those that are there stay."""
    for path in _files(source):
        if not archived(archive, file_sha256(path)):
            keep_copy(path, archive)


def _make_equal(source: Path, folder: Path, archive: Path) -> None:
    """Bring the files of the backup in; what it does not have goes to the archive."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {path.relative_to(source).as_posix(): path for path in _files(source)}
    for name, path in kept_files(folder).items():
        other = wanted.get(name)
        if other and file_sha256(path) == file_sha256(other):
            del wanted[name]
            continue
        if not name.startswith("."):
            keep_copy(path, archive)
        if other is None:
            take_out(path)
            _remove_empty(path.parent, folder)
    for name, path in wanted.items():
        bring_in(path, folder, name)


def _remove_empty(subfolder: Path, folder: Path) -> None:
    """Remove what is left of subfolders; else a file of the same name could not come in."""
    while subfolder != folder and not any(subfolder.iterdir()):
        subfolder.rmdir()
        subfolder = subfolder.parent


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
