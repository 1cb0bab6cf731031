"""Bytes of an unknown encoding to text."""

from __future__ import annotations

import codecs
import re

from index.errors import UnreadableError

# UTF-32 first: its little-endian mark starts like that of UTF-16.
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
# What people in the field still write; the rarer ones only win short texts by mistake.
_LEGACY = (
    "cp1252",
    "cp1254",
    "cp1251",
    "koi8-r",
    "cp1256",
    "cp1250",
    "gb18030",
    "big5",
    "shift_jis",
    "euc-kr",
    "euc-jp",
)
# Web pages that declare the left mean the right (WHATWG Encoding Standard, section 4.2).
_SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_DETECTION_BYTES = 200_000
_UNSURE = 0.04
"""Below this confidence chardet has seen a handful of letters only, and cp1252 is right more often."""
_ESCAPED = re.compile("[\udc80-\udcff]+")
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_FREQUENT = re.compile("[ \n.,\u3001\u3002\u060c]")
_BINARY_STARTS = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
)


def decode(data: bytes, name: str, declared: str = "") -> str:
    """Text of `data` without a byte order mark. `declared` is what the document says its encoding is.

    Raises UnreadableError where the bytes are no text.
    """
    if data.startswith(_BINARY_STARTS):
        raise _binary(name)
    text = _decoded(data, declared)
    if text is None or len(_NO_TEXT.findall(text)) > 2 + 0.02 * len(text):
        raise _binary(name)
    return text


def _binary(name: str) -> UnreadableError:
    return UnreadableError(f"{name} is a binary file, not a text: give it the ending of its real format.")


def _decoded(data: bytes, declared: str) -> str | None:
    if data.startswith(codecs.BOM_UTF8):
        return _decode_mixed(data[len(codecs.BOM_UTF8) :].decode("utf-8", "surrogateescape"))
    for mark, encoding in _WIDE_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if b"\0" in data:
        wide = _decode_wide(data)
        if wide is not None:
            return wide
    text = data.decode("utf-8", "surrogateescape")
    codec = _known_codec(declared)
    if not _ESCAPED.search(text):
        return data.decode(codec, "replace") if codec.startswith("iso2022") else text
    if codec and not codec.startswith("utf"):
        return data.decode(codec, "replace")
    if _looks_mixed(text):
        return _decode_mixed(text)
    return _decode_legacy(data)


def _decode_wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: the reading with most spaces and stops, if these are as frequent as in text."""
    best, most = None, 0.01 * len(data) / 4
    for encoding in _WIDE:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        frequent = len(_FREQUENT.findall(text))
        if frequent > most and len(_NO_TEXT.findall(text)) <= 0.001 * len(text):
            best, most = text, frequent
    return best


def _known_codec(declared: str) -> str:
    try:
        codec = codecs.lookup(declared.strip()).name
        "".encode(codec)  # refuses the codecs that make bytes of bytes: "zlib", "hex"
    except (LookupError, ValueError):
        return ""
    return _SUPERSETS.get(codec, codec)


def _foreign(text: str) -> int:
    return sum(map(len, _ESCAPED.findall(text)))


def _is_rather_utf8(text: str) -> bool:
    """Whether more of the text is valid UTF-8 than is not; a third of Chinese GB may be so by chance."""
    foreign = _foreign(text)
    return sum(not character.isascii() for character in text) - foreign >= foreign


def _looks_mixed(text: str) -> bool:
    """Whether lines of UTF-8 stand beside foreign ones, or foreign bytes among the UTF-8 of one line."""
    lines = [line for line in text.split("\n") if not line.isascii()]
    pure = sum(not _ESCAPED.search(line) for line in lines)
    return pure * 5 >= len(lines) or _is_rather_utf8(text)


def _decode_mixed(text: str) -> str:
    """Decode what is not UTF-8 in the Windows code page that can write most of the rest of the text."""
    letters = "".join(
        character for character in _ESCAPED.sub("", text) if character.isalpha() and not character.isascii()
    )
    codec = max(("cp1252", "cp1254", "cp1251", "cp1256"), key=lambda codec: len(letters.encode(codec, "ignore")))

    def decode_run(match: re.Match[str]) -> str:
        return match[0].encode("utf-8", "surrogateescape").decode(codec, "replace")

    def decode_line(line: str) -> str:
        if _is_rather_utf8(line):
            return _ESCAPED.sub(decode_run, line)
        return line.encode("utf-8", "surrogateescape").decode(codec, "replace")

    return "\n".join(map(decode_line, text.split("\n")))


def _decode_legacy(data: bytes) -> str | None:
    import chardet

    first_foreign = re.search(rb"[\x80-\xff]", data)
    start = data.rfind(b"\n", 0, first_foreign.start()) + 1 if first_foreign else 0
    found = chardet.detect(data[start : start + _DETECTION_BYTES], include_encodings=[*_LEGACY, *_WIDE[:2]])
    encoding = found["encoding"]
    if encoding is None:
        return None
    if (found["confidence"] or 0) < _UNSURE and encoding.lower() != "windows-1254":
        encoding = "cp1252"
    return data.decode(_SUPERSETS.get(codecs.lookup(encoding).name, encoding), "replace")
