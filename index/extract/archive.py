"""Office files are zip archives of XML: what must hold before a library unpacks one, and their common metadata."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from index.errors import UnreadableError
from index.extract.foreign import foreign_library

if TYPE_CHECKING:
    import datetime

MAX_UNPACKED_BYTES = 512 * 2**20
MAX_RATIO = 200
_SMALL_MEMBER_BYTES = 2**20
"""Below this any ratio is harmless: a short XML part of blanks packs very well."""
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_office_file(data: bytes, name: str) -> zipfile.ZipFile:
    """Open a docx, pptx or odt as an archive; its sizes and its XML are known to be harmless afterwards.

    Raises UnreadableError for what is no zip, is encrypted, unpacks to too much, or defines XML entities.
    """
    if data.startswith(_OLE_START):
        raise UnreadableError(
            f"{name} is encrypted or of an old Office format: save it again without a password as .docx, .pptx or .odt."
        )
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise UnreadableError(f"{name} is damaged (it is no zip archive inside): save it again or fetch it once more.")
    with foreign_library(name):
        archive = zipfile.ZipFile(io.BytesIO(data))
    _require_harmless_sizes(archive, name)
    _require_no_entities(archive, name)
    return archive


def _require_harmless_sizes(archive: zipfile.ZipFile, name: str) -> None:
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableError(f"{name} is encrypted: save it again without a password.")
    unpacked = sum(member.file_size for member in members)
    large = [member for member in members if member.file_size > _SMALL_MEMBER_BYTES]
    packed_hard = any(member.file_size > MAX_RATIO * max(member.compress_size, 1) for member in large)
    if unpacked > MAX_UNPACKED_BYTES or packed_hard:
        raise UnreadableError(
            f"{name} would unpack to {unpacked // 2**20} MiB, like a zip bomb: save it again without its large parts."
        )


def _require_no_entities(archive: zipfile.ZipFile, name: str) -> None:
    """Entities can make gigabytes of a few bytes, or read other files; no office program writes any.

    Any part may be XML, whatever its ending: the relations between the parts say what each is.
    """
    for member in archive.infolist():
        with foreign_library(name):
            # Without its NULs UTF-16 shows as well. zipfile never reads more than the declared size.
            content = archive.read(member).replace(b"\0", b"")
        if b"<!ENTITY" in content:
            raise UnreadableError(
                f"{name} defines XML entities, as no document needs: save it again with an office program."
            )


_W3C_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
# The templates of python-docx and python-pptx carry the day on which they were made into every file made with them.
_TEMPLATE_MOMENTS = ("2013-12-23T23:15:00", "2013-01-27T09:14:16")


def office_properties(archive: zipfile.ZipFile, name: str) -> tuple[str, datetime.date | None]:
    """Title and day of creation (else of the last change) from docProps/core.xml of a docx or pptx."""
    from lxml import etree  # type: ignore[import-untyped]

    if "docProps/core.xml" not in archive.namelist():
        return "", None
    with foreign_library(name):
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(archive.read("docProps/core.xml"), parser)
    texts = {etree.QName(node).localname: node.text or "" for node in root if isinstance(node.tag, str)}
    moments = [texts.get(key, "") for key in ("created", "modified")]
    dates = [metadata_day(moment) for moment in moments if not moment.startswith(_TEMPLATE_MOMENTS)]
    return texts.get("title", ""), next((date for date in dates if date), None)


def metadata_day(moment: str) -> datetime.date | None:
    """Day of a moment written as in ISO 8601; None where it is not one."""
    import datetime

    match = _W3C_DATE.match(moment)
    if match is None:
        return None
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
