"""Make the store equal to the folder of briefings; what was cut short by a crash is completed by it."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from index.archive import keep_copy
from index.datatypes import SyncReport
from index.errors import BriefingError, NoSuchBriefingError
from index.folder import documents, take_out
from index.prepare import description
from index.reading import Reading
from index.store import text_sha256
from index.tidying import delete_due, delete_unknown_notes, refuse_empty_folder, replacements, settle_done, tidy_up
from index.writing import no_progress

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

    from index.datatypes import Briefing
    from index.store import Description, Snapshot
    from index.writing import Progress, Writer


def sync(
    writer: Writer,
    progress: Progress = no_progress,
    *,
    rebuild: bool = False,
    leave: Collection[str] = (),
    approve: Callable[[Snapshot], None] | None = None,
) -> SyncReport:
    """Make the store equal to the folder of briefings, by content hash.

    A document that cannot be read keeps its older version published and is named in the report.

    :param rebuild: read every document anew, and embed it with the model that the settings name now.
    :param leave: names of files that are being written to just now: they are passed over, and what is published of
        them stays.
    :param approve: see `Store.publish`.
    :raises BriefingError: when the folder is missing, or empty while briefings are published.
    """
    started = time.monotonic()
    with writer.alone():
        published, model = writer.published()
        if not rebuild:
            writer.check_model()
        files = documents(writer.folder)
        refuse_empty_folder(writer, files, published)
        tidy_up(writer)
        files = {name: path for name, path in files.items() if name not in leave}
        published = {name: briefing for name, briefing in published.items() if name not in leave}
        replaced = replacements(writer.folder, files, published)
        reading = read_all(writer, files, published, progress, anew=rebuild, replaced=replaced)
        _refuse_loss(reading, published, is_other_model=model != writer.embedder.name)
        gone = [name for name in published if name not in files or name in reading.duplicates or name in replaced]
        embedded = writer.embed(reading.documents, progress, heal=rebuild)
        _archive(writer, [files[name] for name in replaced if name in files])
        replaced |= _renamed(reading, [published[name] for name in gone if name not in replaced])
        generation = writer.publish(
            reading.documents,
            [name for name in gone if name not in replaced],
            replaced={name: replaced[name] for name in gone if name in replaced},
            described=_descriptions(writer, reading),
            change_model=rebuild,
            approve=approve,
        )
        if rebuild:
            writer.store.delete_unused_vectors()
        settle_done(writer)
        if len(reading.hashes) == len(files) and not leave:
            delete_unknown_notes(writer, reading.hashes.values())
        deleted = delete_due(writer)
    return report(
        reading, published, removed=gone, embedded=embedded, generation=generation, started=started, deleted=deleted
    )


def read_again(
    writer: Writer, name: str, progress: Progress = no_progress, *, approve: Callable[[Snapshot], None] | None = None
) -> SyncReport:
    """Read the file of one briefing anew though it has not changed, after the program that reads it has.

    :param approve: see `Store.publish`.
    :raises BriefingError: when there is no such briefing, or its file is gone.
    """
    started = time.monotonic()
    with writer.alone():
        published, _ = writer.published()
        writer.check_model()
        if name not in published:
            raise NoSuchBriefingError(name)
        files = documents(writer.folder)
        if name not in files:
            raise BriefingError(f"The file {writer.folder / name} is gone: bring it back, or run python -m index sync.")
        tidy_up(writer)
        reading = Reading(writer.details())
        wait = partial(progress, "reading", 0, 1)
        wait()
        reading.read(name, files[name], published, writer.settings, wait=wait, anew=True)
        progress("reading", 1, 1)
        reading.set_duplicates_aside({other: briefing for other, briefing in published.items() if other in files})
        embedded = writer.embed(reading.documents, progress)
        gone = list(reading.duplicates)
        generation = writer.publish(reading.documents, gone, approve=approve)
    return report(reading, published, removed=gone, embedded=embedded, generation=generation, started=started)


def read_all(
    writer: Writer,
    files: Mapping[str, Path],
    published: Mapping[str, Briefing],
    progress: Progress,
    *,
    anew: bool = False,
    replaced: dict[str, str] | None = None,
) -> Reading:
    """Read the files that have changed, by name.

    :param anew: read the others too.
    :param replaced: the old names are passed over; those whose new file gives nothing to publish are taken out of it.
    """
    replaced = {} if replaced is None else replaced
    kept = {name: briefing for name, briefing in published.items() if name in files}
    reading = Reading(writer.details())
    # those that are published first: of two files with one text, the one that was there stays
    names = sorted(files.keys() - replaced.keys(), key=lambda name: (name not in published, name))
    names += sorted(files.keys() & replaced.keys())
    for done, name in enumerate(names):
        wait = partial(progress, "reading", done, len(files))
        wait()
        if name not in replaced or not reading.has_read(replaced[name]):
            replaced.pop(name, None)
            reading.read(name, files[name], kept, writer.settings, wait=wait, anew=anew)
    progress("reading", len(files), len(files))
    reading.set_duplicates_aside({name: briefing for name, briefing in kept.items() if name not in replaced})
    for name in [name for name, new in replaced.items() if not reading.has_read(new)]:
        del replaced[name]
    return reading


def _refuse_loss(reading: Reading, published: Mapping[str, Briefing], *, is_other_model: bool) -> None:
    lost = reading.unreadable.keys() & published.keys()
    if lost and is_other_model:
        raise BriefingError(
            f"Nothing was rebuilt, since {min(lost)!r} is published and can no longer be read: "
            f"mend it or take it out first. {reading.unreadable[min(lost)]}"
        )


def _archive(writer: Writer, paths: Iterable[Path]) -> None:
    for path in paths:
        keep_copy(path, writer.archive)
        take_out(path)


def _renamed(reading: Reading, gone: Iterable[Briefing]) -> dict[str, str]:
    """Names that are gone -> those of the files that have their texts by now."""
    names = {text_sha256(document.extract.text): document.name for document in reading.documents}
    return {briefing.name: names[briefing.sha256] for briefing in gone if briefing.sha256 in names}


def _descriptions(writer: Writer, reading: Reading) -> list[Description]:
    with writer.store.reading() as snapshot:
        versions = {version.briefing.name: version for version in snapshot.published_versions()}
        return [description(snapshot, versions[name], details) for name, details in reading.described.items()]


def report(
    reading: Reading,
    published: Mapping[str, Briefing],
    *,
    removed: Iterable[str] = (),
    embedded: int,
    generation: int,
    started: float,
    deleted: tuple[str, ...] = (),
) -> SyncReport:
    """Sum up what was done.

    :param published: what was published before.
    :param started: the monotonic clock's time when it began.
    """
    names = [document.name for document in reading.documents]
    return SyncReport(
        added=tuple(name for name in names if name not in published),
        changed=(*(name for name in names if name in published), *reading.described),
        removed=tuple(removed),
        unchanged=len(reading.unchanged),
        duplicates=reading.duplicates,
        unreadable=reading.unreadable,
        empty_pages={
            document.name: document.extract.empty_pages
            for document in reading.documents
            if document.extract.empty_pages
        },
        embedded=embedded,
        generation=generation,
        seconds=time.monotonic() - started,
        deleted=deleted,
    )
