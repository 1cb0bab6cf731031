"""Backup: one zip file with a consistent copy of the store, the folder of briefings and the archive; and its way back.

store.sqlite3       the store
briefings/...       the folder, with what was set of its documents (.details) and the canary questions
withdrawn/...       the archive
bot.sqlite3         and databases of others, under the names that they were given
backup.json         which format this is, when it was made, and what is to be in it
"""

from __future__ import annotations

import datetime
import glob
import json
import shutil
import tempfile
import zipfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from index.errors import BriefingError, StoreError
from index.folder import PARTIAL_SUFFIX, whole
from index.restoring import ARCHIVE, BRIEFINGS, STORE, UNPACKED, finish, is_kept, kept_files
from index.store.copies import copy_out, prepare_copy
from index.writing import ARCHIVE_NAME, writing_alone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import IO

    from index.settings import IndexSettings

FORMAT: Final = 1
ABOUT: Final = "backup.json"
MOST_BYTES_ABOUT = 2**26
NO_OTHERS: Final[Mapping[str, Path]] = {}


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup holds, or what was restored from it."""

    briefings: int
    """Files of the folder."""
    archived: int
    """Files of the archive."""
    bytes: int
    """Of the zip file."""
    left_out: tuple[str, ...] = ()
    """Files whose names or contents cannot be read."""


def backup(settings: IndexSettings, target: Path, others: Mapping[str, Path] = NO_OTHERS) -> BackupReport:
    """Write all that is needed to have this store and folder again; others may read meanwhile, but not change it.

    :param others: SQLite databases in use -> under which names they are kept.
    :raises BriefingError: when something cannot be read, or the target not be written; then there is no new file.
    """
    _refuse_target(target, settings)
    with writing_alone(settings):
        try:
            return _write(settings, target, others)
        except OSError as error:
            where = error.filename or target
            raise BriefingError(f"The backup {target} cannot be made: {where}: {error.strerror}.") from error


def _write(settings: IndexSettings, target: Path, others: Mapping[str, Path]) -> BackupReport:
    briefings, archived = kept_files(settings.briefings_dir), kept_files(settings.data_dir / ARCHIVE_NAME)
    with _beside(target) as folder:
        with (
            whole(folder / target.name, mode=0o600) as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed,
        ):
            for name, database in {STORE: settings.data_dir / STORE, **others}.items():
                if database.exists():
                    copy_out(database, folder / name)
                    packed.write(folder / name, name)
                    (folder / name).unlink()
            left_out = [name for name, path in briefings.items() if not _pack(packed, path, f"{BRIEFINGS}/{name}")]
            left_out += [name for name, path in archived.items() if not _pack(packed, path, f"{ARCHIVE}/{name}")]
            made_at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
            about = {"format": FORMAT, "made_at": made_at, "files": packed.namelist()}
            packed.writestr(ABOUT, json.dumps(about))
        (folder / target.name).replace(target)
    return BackupReport(len(briefings), len(archived), target.stat().st_size, tuple(left_out))


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A folder beside a file that is to be made; what a backup left there that was killed is deleted before."""
    prefix = f".{target.name}."
    for left_behind in target.parent.glob(f"{glob.escape(prefix)}*{PARTIAL_SUFFIX}"):
        shutil.rmtree(left_behind)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=prefix, suffix=PARTIAL_SUFFIX) as folder:
        yield Path(folder)


def _refuse_target(target: Path, settings: IndexSettings) -> None:
    if not (settings.data_dir / STORE).exists():
        raise BriefingError(
            f"There is no store in {settings.data_dir} (INDEX_DATA_DIR): python -m index sync makes it."
        )
    for folder in (settings.briefings_dir, settings.data_dir / ARCHIVE_NAME):
        if target.resolve().is_relative_to(folder.resolve()):
            raise BriefingError(f"A backup in {folder} would be taken for a briefing: choose another folder.")
    if target.is_dir() or not target.parent.is_dir():
        raise BriefingError(f"{target} cannot be a file: name one in a folder that there is.")


def _pack(packed: zipfile.ZipFile, path: Path, name: str) -> bool:
    """Add a file to the zip -> False for one that is gone, or whose name or content cannot be read."""
    try:
        name.encode()
        with path.open("rb") as source:
            information = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
            information.compress_type = zipfile.ZIP_DEFLATED
            with packed.open(information, "w", force_zip64=True) as member:
                shutil.copyfileobj(source, member)
    except (UnicodeEncodeError, PermissionError, FileNotFoundError):
        return False
    return True


def take_for_whole(database: Path) -> None:
    """Look at nothing."""


def restore(
    settings: IndexSettings,
    source: Path,
    others: Mapping[str, Path] = NO_OTHERS,
    check: Callable[[Path], None] = take_for_whole,
) -> BackupReport:
    """Make store, folder and archive what they were; a bot may be running.

    What is in the folder and not in the backup goes to the archive. When this is cut short, whoever changes the store
    next completes it, such as a sync.

    :param others: name in the backup -> where that database is put; nobody may be using it. What the backup does not
        have stays as it is.
    :param check: called with each of these databases before anything has changed; raises BriefingError to refuse it.
    :raises BriefingError: for what is no backup, is damaged or made by a newer program; then nothing has changed.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with writing_alone(settings), _unpacked(settings.data_dir, source) as folder:
        prepare_copy(folder / STORE)
        kept = {name: folder / name for name in others if (folder / name).exists()}
        report = BackupReport(
            len(kept_files(folder / BRIEFINGS)), len(kept_files(folder / ARCHIVE)), source.stat().st_size
        )
        for path in kept.values():
            check(path)
        for name, path in kept.items():
            _put(path, others[name])
        _begin(folder, settings)
    return report


def _begin(folder: Path, settings: IndexSettings) -> None:
    """From here on the restore is completed, whatever happens; but given up when the store takes nothing."""
    unpacked = settings.data_dir / UNPACKED
    folder.rename(unpacked)
    try:
        finish(settings.data_dir, settings.briefings_dir, settings.data_dir / ARCHIVE_NAME)
    except StoreError:
        unpacked.rename(folder)
        raise


def _put(database: Path, target: Path) -> None:
    try:
        with database.open("rb") as source, whole(target.with_name(f"{target.name}.restored"), mode=0o600) as file:
            shutil.copyfileobj(source, file)
        for suffix in ("-wal", "-shm"):  # of the old one
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        target.with_name(f"{target.name}.restored").replace(target)
    except OSError as error:
        raise BriefingError(
            f"{target} cannot be written: {error.strerror}. Put that right, and restore again."
        ) from error


@contextmanager
def _unpacked(data_dir: Path, source: Path) -> Iterator[Path]:
    """A folder beside the store with all that a backup holds; each file is checked as it is read.

    :raises BriefingError: when it is no backup, or damaged.
    """
    for left_behind in data_dir.glob(f".{UNPACKED}.*"):  # by one that was killed
        shutil.rmtree(left_behind, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(dir=data_dir, prefix=f".{UNPACKED}."))
    try:
        try:
            with source.open("rb") as file, zipfile.ZipFile(file) as packed:
                _check(packed, source, data_dir)
                for member in packed.infolist():
                    if not member.is_dir():
                        _unpack(packed, member, folder / member.filename)
        except BriefingError:
            raise
        except FileNotFoundError:
            raise BriefingError(f"There is no file {source}.") from None
        except OSError as error:
            raise BriefingError(f"{source} cannot be unpacked: {error.strerror}. Nothing has changed.") from error
        except Exception as error:  # damaged bytes raise whatever zipfile, zlib or lzma stumble over
            raise BriefingError(f"{source} is damaged or no backup: {error}. Nothing has changed.") from error
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check(packed: zipfile.ZipFile, source: Path, data_dir: Path) -> None:
    about = _about(packed)
    if about is None or STORE not in packed.namelist():
        raise BriefingError(f"{source} is no backup of Briefing Bot.")
    if about.get("format") != FORMAT:
        raise BriefingError(f"{source} was made by a newer Briefing Bot: upgrade this one.")
    for member in packed.infolist():
        if not _is_expected(member):
            raise BriefingError(f"{source} is no backup of Briefing Bot: it holds {member.filename!r}.")
    if sorted(packed.namelist()) != sorted([*about.get("files", ()), ABOUT]):
        raise BriefingError(f"{source} is damaged: it does not hold what it lists. Nothing has changed.")
    needed, free = sum(member.file_size for member in packed.infolist()), shutil.disk_usage(data_dir).free
    if needed > free:
        raise BriefingError(f"The disk of {data_dir} is too full: {needed:,} bytes are needed, {free:,} are free.")


def _about(packed: zipfile.ZipFile) -> dict[str, Any] | None:
    with suppress(KeyError, ValueError):
        if packed.getinfo(ABOUT).file_size <= MOST_BYTES_ABOUT:
            about = json.loads(packed.read(ABOUT))
            return about if isinstance(about, dict) else None
    return None


def _is_expected(member: zipfile.ZipInfo) -> bool:
    """Whether a name leads to where a backup has something, and nowhere else."""
    name = member.filename
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or name.startswith("/") or "\\" in name or "\0" in name:
        return False
    if len(parts) == 1:
        return name == ABOUT or name.endswith(".sqlite3")
    return parts[0] in (BRIEFINGS, ARCHIVE) and is_kept(parts[1:])


def _unpack(packed: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(member) as source, target.open("xb") as file:
        _copy(source, file, member.file_size)


def _copy(source: IO[bytes], file: IO[bytes], size: int) -> None:
    """Copy as many bytes as the zip promises; more would be a bomb."""
    while piece := source.read(2**20):
        size -= len(piece)
        if size < 0:
            raise zipfile.BadZipFile("a file is longer than it says")
        file.write(piece)
