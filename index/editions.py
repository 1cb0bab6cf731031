"""What is told of the store as a whole: what became of briefings, figures, and damage beside the store itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.archive import archived, is_archived
from index.compare import changes
from index.datatypes import CITATION_HASH_DIGITS, Status
from index.details import hashes, read_note
from index.errors import BriefingError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.datatypes import Changes, Edition
    from index.embed import Embedder
    from index.settings import IndexSettings
    from index.store import Snapshot


def history(snapshot: Snapshot, name: str) -> list[Edition]:
    """All that was published under a name, and all whose place that took; the newest first.

    :raises BriefingError: when there never was such a briefing.
    """
    versions = snapshot.editions.of(name)
    if not versions:
        raise BriefingError(f"There is and was no briefing {name!r}: python -m index list shows the names.")
    return [version.edition for version in versions]


def withdrawn(snapshot: Snapshot, archive: Path) -> list[Edition]:
    """What can be brought back, the last withdrawn first."""
    return [
        version.edition
        for version in snapshot.editions.withdrawn()
        if is_archived(archive, version.briefing.file_sha256)
    ]


def edition_text(snapshot: Snapshot, sha256: str) -> str:
    """The text that is or was published, by its hash.

    :raises BriefingError: when it never was, or is deleted.
    """
    for version in snapshot.editions.with_text(sha256):
        if version.deleted:
            raise BriefingError(f"{version.briefing.name!r} was withdrawn so long ago that its text was deleted.")
        return snapshot.text(version.id)
    raise BriefingError(f"There is and was no text with the hash {sha256[:80]!r}.")


def edition(snapshot: Snapshot, prefix: str) -> Edition | None:
    """The edition whose text has a hash that begins so: the published one, else the one that ended last."""
    versions = snapshot.versions_with_hash(prefix) if len(prefix) >= CITATION_HASH_DIGITS else []
    return versions[0].edition if versions else None


def compare(snapshot: Snapshot, old: str, new: str) -> Changes:
    """Tell which sentences one of two texts alone holds, by their hashes.

    :raises BriefingError: when one was never published, or is deleted.
    """
    texts = edition_text(snapshot, old), edition_text(snapshot, new)
    return changes(*texts, snapshot.editions.with_text(new)[0].briefing.language)


def status(snapshot: Snapshot, settings: IndexSettings, embedder: Embedder, archive: Path) -> Status:
    """The state of the store in figures."""
    briefings = snapshot.briefings()
    return Status(
        generation=snapshot.generation,
        briefings=len(briefings),
        sentences=sum(briefing.sentences for briefing in briefings),
        model=snapshot.model,
        model_of_settings=embedder.name,
        withdrawn=len(withdrawn(snapshot, archive)),
        bytes_on_disk=_size(settings.data_dir),
    )


def _size(folder: Path) -> int:
    """Bytes of all files below a folder; one that goes while they are counted does not count."""
    size = 0
    for path in folder.rglob("*"):
        try:
            size += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
    return size


def file_damages(snapshot: Snapshot, folder: Path, archive: Path) -> list[str]:
    """Look for damage in what is kept beside the store -> one sentence for each that is found."""
    missing = [
        f"The file of {version.briefing.name!r}, which is withdrawn, is missing in {archive} or damaged: "
        "it cannot be brought back."
        for version in snapshot.editions.archived()
        if archived(archive, version.briefing.file_sha256) is None
    ]
    return [*_unreadable_notes(folder), *missing]


def _unreadable_notes(folder: Path) -> Iterator[str]:
    for file_sha256 in hashes(folder):
        try:
            read_note(folder, file_sha256)
        except UnreadableError as error:
            yield str(error)
