"""Single briefings are changed: withdrawn, brought back, or described anew by a person.

First in the folder, then in the store, so that whatever is cut short is completed by the next sync.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from index.archive import adopt_plain_files, archived, forget
from index.datatypes import Details
from index.details import Note, cleaned, read_note
from index.errors import BriefingError, ConflictError, NoSuchBriefingError, UnreadableError
from index.folder import file_sha256
from index.placing import note_down, put_in, take_away
from index.prepare import description
from index.reading import read_document
from index.store import text_sha256
from index.tidying import settle_done
from index.writing import attempt, no_progress, undone_on_failure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.datatypes import Briefing, Edition
    from index.store import Snapshot, Version
    from index.writing import Progress, Writer


def remove(writer: Writer, names: Sequence[str]) -> int:
    """Withdraw briefings: their files move to the archive beside the store -> the new generation.

    :raises BriefingError: when there is no briefing of such a name; then nothing is withdrawn.
    """
    with writer.alone():
        published, _ = writer.published()
        for name in names:
            if name not in published:
                raise NoSuchBriefingError(name)
        return _withdraw(writer, names)


def withdraw(writer: Writer, name: str, *, expected: str | None = None) -> Edition:
    """Withdraw a briefing -> what was withdrawn; also when it was already.

    :param expected: the sha256 of its text as the person saw it.
    :raises ConflictError: when that is no longer what is published, or another briefing has taken its place.
    :raises BriefingError: when there never was such a briefing.
    """
    with writer.alone():
        last = _last(writer, name)
        if last is None:
            raise NoSuchBriefingError(name)
        if last.end_reason == "replaced":
            raise ConflictError(f"{name!r} was replaced by {last.successor_name!r} meanwhile: withdraw that one.")
        if expected and last.briefing.sha256 != expected:
            raise ConflictError(f"{name!r} was changed meanwhile: look at it again before you withdraw it.")
        if last.end_reason is None:
            _withdraw(writer, [name])
            last = _last(writer, name) or last
        return last.edition


def _withdraw(writer: Writer, names: Sequence[str]) -> int:
    settle_done(writer)
    with undone_on_failure() as undo:
        for name in names:
            take_away(writer, undo, name)
        return writer.publish(withdraw=names)


def reinstate(
    writer: Writer,
    sha256: str,
    progress: Progress = no_progress,
    *,
    approve: Callable[[Snapshot], None] | None = None,
) -> Briefing:
    """Bring a withdrawn briefing back: its file comes from the archive, and is published as it was.

    One that is published already is returned.

    :param sha256: of its text.
    :raises ConflictError: when its name is taken meanwhile.
    :raises BriefingError: when it was never withdrawn, is deleted, or its file is not in the archive.
    """
    with writer.alone():
        writer.check_model()
        settle_done(writer)
        adopt_plain_files(writer.archive)
        published, _ = writer.published()
        edition = _to_reinstate(writer, sha256)
        name, file_hash = edition.briefing.name, edition.briefing.file_sha256
        if edition.end_reason is None:
            return edition.briefing
        if name in published and published[name].file_sha256 == file_hash:  # another reader has read another text
            return published[name]
        path = writer.folder / name
        if name in published or (path.exists() and not (path.is_file() and file_sha256(path) == file_hash)):
            raise ConflictError(f"There is another briefing {name!r} by now: withdraw or rename that one first.")
        source = archived(writer.archive, file_hash) or (path if path.is_file() else None)
        if source is None:
            raise BriefingError(f"The file of {name!r} is not in the archive: add it again from where it came.")
        wait = partial(progress, "reading", 0, 1)
        document = read_document(name, source, file_hash, edition.details, writer.settings, wait=wait)
        writer.embed([document], progress)
        with undone_on_failure() as undo:
            note_down(writer, undo, file_hash, Note(edition.details))
            put_in(writer, undo, source, name)
            writer.publish([document], approve=approve)
        if text_sha256(document.extract.text) == sha256:
            _forget_copy(writer, file_hash)
        published, _ = writer.published()
        return published[name]


def _to_reinstate(writer: Writer, sha256: str) -> Version:
    with writer.store.reading() as snapshot:
        editions = snapshot.editions.with_text(sha256)
    for edition in editions:
        if edition.end_reason is None or (edition.end_reason == "withdrawn" and not edition.deleted):
            return edition
    if not editions:
        raise BriefingError("There is no such briefing: python -m index withdrawn shows what can be brought back.")
    name, deleted = editions[0].briefing.name, editions[0].deleted
    raise BriefingError(
        f"{name!r} was withdrawn so long ago that it was deleted: add its file again."
        if deleted
        else f"{name!r} was not withdrawn but replaced: add its file again."
    )


def _forget_copy(writer: Writer, file_hash: str) -> None:
    """Delete the copy in the archive, but when another withdrawn briefing has the same file."""
    with writer.store.reading() as snapshot:
        if not any(version.archived for version in snapshot.editions.of_file(file_hash)):
            attempt(partial(forget, writer.archive, file_hash))


def edit(writer: Writer, name: str, details: Details, *, approve: Callable[[Snapshot], None] | None = None) -> Briefing:
    """Set the title, date or tags of a briefing; what is None stays as it is. Its text and citations stay.

    :raises BriefingError: when there is no such briefing, or the title is empty.
    """
    with writer.alone():
        settle_done(writer)
        with writer.store.reading() as snapshot:
            version = snapshot.published(name)
            if version is None:
                raise NoSuchBriefingError(name)
            merged = _merged(_written(writer, version), cleaned(details))
            if merged == version.details:
                return version.briefing
            described = description(snapshot, version, merged)
        with undone_on_failure() as undo:
            note_down(writer, undo, version.briefing.file_sha256, Note(merged))
            writer.publish(described=[described], approve=approve)
        published, _ = writer.published()
        return published[name]


def _written(writer: Writer, version: Version) -> Details:
    """What is set of a briefing by now, in the folder or else in the store."""
    try:
        written = read_note(writer.folder, version.briefing.file_sha256).details
    except UnreadableError:
        return version.details
    return _merged(version.details, written)


def _merged(before: Details, details: Details) -> Details:
    return Details(
        title=before.title if details.title is None else details.title,
        date=before.date if details.date is None else details.date,
        tags=before.tags if details.tags is None else details.tags,
    )


def _last(writer: Writer, name: str) -> Version | None:
    with writer.store.reading() as snapshot:
        return snapshot.editions.last(name)
