"""What a sync does besides reading: completes what a crash cut short, and deletes what was withdrawn long ago."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from index.archive import adopt_plain_files, archived, forget
from index.details import NOTHING_WRITTEN, hashes, pending, settle, write_note
from index.errors import BriefingError, UnreadableError
from index.folder import file_sha256, remove_partial_copies
from index.writing import attempt

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from index.datatypes import Briefing
    from index.store import Version
    from index.writing import Writer

logger = logging.getLogger(__name__)


def refuse_empty_folder(writer: Writer, files: Mapping[str, Path], published: Mapping[str, Briefing]) -> None:
    """Refuse to withdraw everything, but for briefings whose files were moved to the archive.

    :raises BriefingError: when the folder holds nothing of what is published.
    """
    lost = [name for name in published if not archived(writer.archive, published[name].file_sha256)]
    if lost and not files:
        raise BriefingError(
            f"The folder {writer.folder} is empty, but {len(published)} briefings are published: check "
            "INDEX_BRIEFINGS_DIR, or take them out with python -m index remove."
        )


def tidy_up(writer: Writer) -> None:
    """Delete copies that were cut short, and put files in their places that an older Briefing Bot has archived."""
    remove_partial_copies(writer.folder)
    remove_partial_copies(writer.archive)
    adopt_plain_files(writer.archive)
    settle_done(writer)


def replacements(folder: Path, files: Mapping[str, Path], published: Mapping[str, Briefing]) -> dict[str, str]:
    """Replacements that were cut short: the name of the old briefing -> that of the new file.

    The old one's file is still the one that was to be replaced, or gone already.
    """
    found: dict[str, str] = {}
    wanted = pending(folder)
    if not wanted:
        return found
    present = {name: _hash(path) for name, path in files.items()}
    for name, file_hash in present.items():
        is_published = name in published and published[name].file_sha256 == file_hash
        if file_hash not in wanted or is_published:
            continue
        old = wanted[file_hash]
        if old.name != name and present.get(old.name, old.file_sha256) == old.file_sha256:
            found[old.name] = name
    return {old: new for old, new in found.items() if new not in found}


def _hash(path: Path) -> str | None:
    try:
        return file_sha256(path)
    except UnreadableError:
        return None


def settle_done(writer: Writer) -> None:
    """Strike the notes of replacements that are done."""
    published, _ = writer.published()
    files = {briefing.file_sha256 for briefing in published.values()}
    for file_hash in pending(writer.folder).keys() & files:
        attempt(partial(settle, writer.folder, file_hash))


def delete_unknown_notes(writer: Writer, present: Collection[str]) -> None:
    """Delete what is written down of files that are neither in the folder nor known to the store."""
    with writer.store.reading() as snapshot:
        unknown = [
            file_hash
            for file_hash in hashes(writer.folder)
            if file_hash not in present and not snapshot.editions.of_file(file_hash)
        ]
    for file_hash in unknown:
        attempt(partial(write_note, writer.folder, file_hash, NOTHING_WRITTEN))


def delete_due(writer: Writer) -> tuple[str, ...]:
    """Delete for good what was withdrawn long ago, with all that it had replaced -> the names.

    Files first: killed in between, the next sync goes on.
    """
    names: list[str] = []
    try:
        for version, family in writer.store.due_versions(writer.settings.restore_days):
            for file_hash in _needed_by_no_other(writer, family):
                forget(writer.archive, file_hash)
                write_note(writer.folder, file_hash, NOTHING_WRITTEN)
            writer.store.delete_texts(family)
            names.append(version.briefing.name)
    except BriefingError as error:  # what was published is published: the next sync tries again
        logger.warning("What was withdrawn long ago is not deleted yet: %s", error)
    return tuple(names)


def _needed_by_no_other(writer: Writer, family: Collection[Version]) -> set[str]:
    """The hashes of the files that only these versions were read from."""
    ids = {version.id for version in family}
    with writer.store.reading() as snapshot:
        return {
            version.briefing.file_sha256
            for version in family
            if all(other.id in ids for other in snapshot.editions.of_file(version.briefing.file_sha256))
        }
