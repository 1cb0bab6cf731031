"""Files -> documents to publish: which are new, which have not changed, which cannot be read or repeat another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.errors import UnreadableError
from index.extract import extract
from index.folder import check_name, file_sha256
from index.prepare import prepare
from index.store import text_sha256

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from index.datatypes import Briefing, Document


@dataclass(slots=True)
class Reading:
    """What came of reading some files: documents to publish, and why the others are none."""

    documents: list[Document] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    duplicates: dict[str, str] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)

    def read(self, name: str, path: Path, published: Mapping[str, Briefing], *, ocr: bool, anew: bool = False) -> None:
        """Read one file, unless it is what is published under its name.

        :param published: what stays published, by name.
        :param anew: read it also when it has not changed.
        """
        try:
            check_name(name)
            file_hash = file_sha256(path)
            if not anew and name in published and published[name].file_sha256 == file_hash:
                self.unchanged.append(name)
                return
            self.documents.append(prepare(name, file_hash, extract(path, ocr=ocr)))
        except UnreadableError as error:
            self.unreadable[name] = str(error)

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
