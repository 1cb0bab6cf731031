"""What publishing a document would do: shown to the person before anything is published."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from math import fsum, log
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from index.aside import read_aside
from index.datatypes import Preview
from index.folder import documents, file_sha256, original
from index.keywords import UNSPACED
from index.likeness import alike
from index.new_name import fit_name, free_name
from index.prepare import described
from index.store import text_sha256

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from index.datatypes import Briefing, Details, Document, Likeness
    from index.settings import IndexSettings
    from index.store import Store
    from index.writing import Progress

REPLACES_FROM = 0.5
"""A document this much like a briefing is taken for a newer edition of it."""
SAMPLES = 3
TELLING_CHARACTERS = range(40, 301)
"""The length of a sentence that shows whether the text came out well, and fits a card."""
# Scripts without spaces are counted by the character, as word processors do.
_WORD = re.compile(rf"(?![\W_])[{UNSPACED}]|[^\W_{UNSPACED}]+(?:['’.-][^\W_{UNSPACED}]+)*")


def preview(
    store: Store, settings: IndexSettings, path: Path, name: str, details: Details, progress: Progress
) -> Preview:
    """Read a document and compare it with what is published.

    :param name: as the person or the program called it; it is made fit.
    :raises UnreadableError: when the document gives no text.
    """
    name = fit_name(name)
    wait = partial(progress, "reading", 0, 1)
    wait()
    document = described(read_aside(name, path, file_sha256(path), settings, wait=wait), details)
    progress("reading", 1, 1)
    with store.reading() as snapshot:
        briefings = snapshot.briefings()
        sha256 = text_sha256(document.extract.text)
        twin = next((briefing for briefing in briefings if briefing.sha256 == sha256), None)
        likenesses = alike(snapshot, document)
    return Preview(
        name=free_name(name, _taken_names(settings.briefings_dir, document, briefings)),
        file_sha256=document.file_sha256,
        title=document.extract.title,
        date=document.extract.date,
        language=document.extract.language,
        tags=document.extract.tags,
        pages=len(document.extract.pages) + len(document.extract.empty_pages),
        words=sum(1 for _ in _WORD.finditer(document.extract.text)),
        sentences=document.sentence_count,
        empty_pages=document.extract.empty_pages,
        samples=_samples(document),
        twin=twin,
        alike=likenesses,
        replaces=None if twin else _replaced(document, briefings, likenesses),
    )


def _taken_names(folder: Path, document: Document, briefings: Sequence[Briefing]) -> set[str]:
    """The names of briefings and files; not that of the document itself, if it is in the folder already."""
    taken = {briefing.name for briefing in briefings}
    if folder.is_dir():
        taken.update(documents(folder))
    if original(folder, document.name, document.file_sha256):
        taken.discard(document.name)
    return taken


def _samples(document: Document) -> tuple[str, ...]:
    """The first sentence that is long enough to tell something, the one in the middle, and the most central one.

    Central is the sentence with the most words that recur in the document, but not in every sentence.
    """
    entries = [entry for passage in document.passages for entry in passage.sentences]
    telling = [entry for entry in entries if len(entry.embedded) in TELLING_CHARACTERS]
    if len(telling) < SAMPLES:
        telling = entries
    frequencies = Counter(token for entry in telling for token in set(entry.tokens))

    def centrality(place: int) -> float:
        counts = [frequencies[token] for token in set(telling[place].tokens)]
        return fsum(log(count) * log(len(telling) / count) for count in counts)  # the same in any order

    places = {0, len(telling) // 2} if telling else set()
    others = [place for place in range(len(telling)) if place not in places]
    if others:
        places.add(max(others, key=centrality))
    return tuple(telling[place].embedded for place in sorted(places))


def _replaced(document: Document, briefings: Sequence[Briefing], likenesses: Sequence[Likeness]) -> Briefing | None:
    """The briefing that has the document's name, else that which is much like it, else one with its title."""
    file_name = PurePosixPath(document.name).name.casefold()
    title = _folded(document.extract.title)
    same_name = [briefing for briefing in briefings if PurePosixPath(briefing.name).name.casefold() == file_name]
    same_name.sort(key=lambda briefing: briefing.name != document.name)
    same_text = [like.briefing for like in likenesses if like.share >= REPLACES_FROM]
    same_title = [briefing for briefing in briefings if _folded(briefing.title) == title]
    return next(iter([*same_name, *same_text, *same_title]), None)


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())
