"""One file to one Extract: what may be read at all, which reader reads it, and what its title and date are."""

from __future__ import annotations

import stat
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from index.datatypes import Extract
from index.errors import UnreadableError
from index.extract.hypertext import read_html
from index.extract.mail import read_eml
from index.extract.markdown_text import read_markdown
from index.extract.metadata import best_date, best_title, language_of, shown_name
from index.extract.opendocument import read_odt
from index.extract.pdf import read_pdf
from index.extract.pieces import require_length
from index.extract.plain_text import read_plain_text
from index.extract.rich_text import read_rtf
from index.extract.slides import read_pptx
from index.extract.word import read_docx

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.extract.pieces import Reading

MAX_BYTES = 64 * 2**20

_READERS: dict[str, Callable[[bytes, str], Reading]] = {
    ".txt": read_plain_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".pptx": read_pptx,
    ".odt": read_odt,
    ".rtf": read_rtf,
    ".eml": read_eml,
}
SUFFIXES = frozenset(_READERS)
"""The endings of the files that `extract` reads, in lower case."""


def extract(path: Path, *, ocr: bool = True, name: str = "") -> Extract:
    """Read a document. Its links, macros and remote images are never followed.

    `ocr` reads PDF pages without text with Tesseract where that is installed. `name` is that of the file where it is
    not kept under its own.
    Raises UnreadableError, its message naming the file and what to do, for everything that gives no text.
    """
    called = Path(name) if name else path
    name = shown_name(called)
    reader = _READERS.get(called.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(SUFFIXES))
        raise UnreadableError(f"{name} is of a format that cannot be read: convert it to one of {known}.")
    data = _read_bytes(path, name)
    if reader is read_pdf:
        reader = partial(read_pdf, ocr=ocr)
    reading = reader(data, name)
    require_length(len(reading.text), name)
    if not reading.text or reading.text.isspace():
        raise UnreadableError(f"{name} holds no text: check that it is the right file.")
    language = language_of(reading.text)
    return Extract(
        text=reading.text,
        blocks=reading.blocks,
        pages=reading.pages,
        title=best_title(reading, called),
        date=best_date(reading, called, language),
        language=language,
        tags=reading.tags,
        empty_pages=reading.empty_pages,
    )


def _read_bytes(path: Path, name: str) -> bytes:
    """Bytes of a regular file within the limits; a pipe or a device would never end."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableError(f"{name} is a folder: give the files in it.")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError(f"{name} is no regular file: copy its content into one.")
        if status.st_size > MAX_BYTES:
            size, limit = round(status.st_size / 2**20), MAX_BYTES // 2**20
            raise UnreadableError(f"{name} has {size} MiB, more than the {limit} MiB that are read: split it.")
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableError(f"{name} does not exist: check the path.") from None
    except PermissionError:
        raise UnreadableError(f"{name} may not be read by this user: change its permissions.") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableError(f"{name} cannot be read ({reason}): check the path and the disk.") from error
    if not data.strip():
        raise UnreadableError(f"{name} is empty: check that it was saved and copied whole.")
    return data
