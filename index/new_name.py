"""The name under which a document comes in: fit for every file system, whatever a person or a program called it."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from index.folder import CANARIES_NAME, HIDING_CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Collection

MAX_BYTES = 200
"""In UTF-8; file systems take 255, of which copies need some for a number."""
MAX_SUFFIX_BYTES = 20
NO_NAME = "document"
_SEPARATORS = re.compile(r"[/\\]")
_UNFIT = re.compile(r'[<>:"|?*]')
_SUFFIX = re.compile(r"\.[^.\s]+\Z")
# Devices of Windows, whatever the ending, and the file in the folder that is no document.
_DEVICE = r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?"
_RESERVED = re.compile(rf"{_DEVICE}|{re.escape(CANARIES_NAME)}", re.IGNORECASE)


def fit_name(name: str) -> str:
    """Make a name fit: no folders, nothing that cannot be seen, no dot in front, at most MAX_BYTES.

    The ending stays, since it tells the format. A name that is fit stays as it is.
    """
    last = _SEPARATORS.split(name.rstrip("/\\ "))[-1]
    seen = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", last)
        if character.isspace() or unicodedata.category(character) not in HIDING_CATEGORIES
    )
    plain = _UNFIT.sub("_", " ".join(seen.split())).rstrip(". ")
    suffix = found[0] if (found := _SUFFIX.search(plain)) and len(found[0].encode()) <= MAX_SUFFIX_BYTES else ""
    stem = _trimmed(plain.removesuffix(suffix)) or NO_NAME
    if _RESERVED.fullmatch(stem + suffix):
        stem = f"_{stem}"
    return _cut(stem, MAX_BYTES - len(suffix.encode())) + suffix


def free_name(name: str, taken: Collection[str]) -> str:
    """Give a name, or it with a number, that none of the taken ones equals but for its case."""
    folded = {other.casefold() for other in taken}
    path, number, free = PurePosixPath(name), 1, name
    while free.casefold() in folded:
        number += 1
        free = f"{path.stem} ({number}){path.suffix}"
    return free


def _trimmed(stem: str) -> str:
    return stem.strip(". ")


def _cut(stem: str, length: int) -> str:
    """Keep so many bytes, and no part of a character."""
    if len(stem.encode()) <= length:
        return stem
    return _trimmed(stem.encode()[:length].decode("utf-8", "ignore"))
