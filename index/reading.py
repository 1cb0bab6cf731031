"""Files -> documents to publish: which are new, which have not changed, which cannot be read or repeat another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.aside import read_aside
from index.details import read_note
from index.errors import UnreadableError
from index.folder import check_name, file_sha256
from index.prepare import described
from index.store import text_sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from index.datatypes import Briefing, Details, Document
    from index.settings import IndexSettings


def read_document(
    name: str,
    path: Path,
    file_hash: str,
    details: Details,
    settings: IndexSettings,
    *,
    wait: Callable[[], None] = lambda: None,
    anew: bool = False,
) -> Document:
    """Read one file, with what a person has set of it; see `read_aside`.

    :raises UnreadableError: when it gives no text.
    """
    return described(read_aside(name, path, file_hash, settings, wait=wait, anew=anew), details)


@dataclass(slots=True)
class Reading:
    """What came of reading some files: documents to publish, and why the others are none."""

    details: Mapping[str, Details] = field(default_factory=dict)
    """What was set of the briefings that are published, by name."""
    documents: list[Document] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    duplicates: dict[str, str] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    described: dict[str, Details] = field(default_factory=dict)
    """What is set by now of files that have not changed, by name."""
    hashes: dict[str, str] = field(default_factory=dict)
    """Of all files that could be read as such, by name."""

    def read(
        self,
        name: str,
        path: Path,
        published: Mapping[str, Briefing],
        settings: IndexSettings,
        *,
        wait: Callable[[], None] = lambda: None,
        anew: bool = False,
    ) -> None:
        """Read one file, unless it is what is published under its name.

        :param published: what stays published, by name.
        :param wait: called several times a second meanwhile; what it raises gives the reading up.
        :param anew: read it also when it has not changed.
        """
        try:
            check_name(name)
            if path == settings.briefings_dir / name:
                _refuse_link_out(name, path, settings.briefings_dir)
            file_hash = file_sha256(path)
            self.hashes[name] = file_hash
            details = read_note(settings.briefings_dir, file_hash).details
            if not anew and name in published and published[name].file_sha256 == file_hash:
                before = self.details.get(name, details)
                if details == before:
                    self.unchanged.append(name)
                    return
                if _goes_on(before, details):
                    self.described[name] = details
                    return
            self.documents.append(read_document(name, path, file_hash, details, settings, wait=wait, anew=anew))
        except UnreadableError as error:
            self.unreadable[name] = str(error)

    def has_read(self, name: str) -> bool:
        """Whether there is a document of this name to publish."""
        return any(document.name == name for document in self.documents)

    def set_duplicates_aside(self, published: Mapping[str, Briefing]) -> None:
        """Keep one of several with the same text: the one that stays published with it, else the one read first."""
        read = {document.name for document in self.documents}
        names = {briefing.sha256: name for name, briefing in published.items() if name not in read}
        documents, self.documents = self.documents, []
        for document in documents:
            twin = names.setdefault(text_sha256(document.extract.text), document.name)
            if twin == document.name:
                self.documents.append(document)
            else:
                self.duplicates[document.name] = twin


def _goes_on(before: Details, now: Details) -> bool:
    """Whether all that was set is still set; else only the file tells what is to stand in its place."""
    pairs = ((before.title, now.title), (before.date, now.date), (before.tags, now.tags))
    return all(old is None or new is not None for old, new in pairs)


def _refuse_link_out(name: str, path: Path, folder: Path) -> None:
    """Whoever may put files into the folder may not show others by it that only this user can read."""
    if path.is_symlink() and path.exists() and not path.resolve().is_relative_to(folder.resolve()):
        raise UnreadableError(f"{name} is a link that leads out of the folder of briefings: copy the file into it.")
