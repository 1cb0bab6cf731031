"""Title, date and language of a document, from the most to the least trustworthy source."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from index.extract.pieces import Reading

_LONGEST_TITLE = 200
_LONGEST_SHOWN_NAME = 80
_MEANINGLESS_TITLE = re.compile(
    r"(?:\(?(?:untitled|anonymous|unbenannt|unspecified|no title|adsız|без названия|безымянный)\)?(?:\s*\d*)?"
    r"|microsoft (?:word|powerpoint)\b.*|powerpoint[- ]?(?:presentation|präsentation)"
    r"|(?:document|dokument|belge|документ|presentation)\s*\d*"
    r"|.*\.(?:docx?|pptx?|odt|rtf|txt|pdf|indd|tex|html?|md))",
    re.IGNORECASE,
)
_YEAR = r"((?:19|20)\d\d)"
_YEAR_FIRST = re.compile(rf"(?<!\d){_YEAR}([-_.]?)(\d\d)\2(\d\d)(?!\d)")
_DAY_FIRST = re.compile(rf"(?<!\d)(\d{{1,2}})([-_./])(\d{{1,2}})\2{_YEAR}(?!\d)")
_CHINESE = re.compile(rf"{_YEAR}\s*年\s*(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*日")
_MONTH = r"([^\W\d_]{3,15})\.?"
_DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+|of\s+)?{_MONTH},?\s+(?:de\s+)?{_YEAR}(?!\d)"
)
_MONTH_DAY_YEAR = re.compile(rf"{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}(?!\d)")
_DATELINE_DASH = re.compile(r"\s[-–—]{1,2}\s")
_FIRST_LINES = 12
_LONGEST_DATE_LINE = 80
_MONTH_LANGUAGES = ("en", "de", "tr", "ru", "es", "fr", "it", "pt", "ar", "uk", "nl", "pl")
_LANGUAGE_SAMPLE = 5_000
_LEAST_LETTERS = 20


def shown_name(path: Path) -> str:
    """Name of a file for a message: no control or direction characters, at most 80 characters."""
    name = _plain(path.name or str(path))
    return name if len(name) <= _LONGEST_SHOWN_NAME else f"{name[:60]}...{name[-15:]}"


def best_title(reading: Reading, path: Path) -> str:
    """Title that the document states, else its first heading of the highest level, else its file name made readable."""
    stated = _plain(reading.title)
    if stated and not _MEANINGLESS_TITLE.fullmatch(stated):
        return stated[:_LONGEST_TITLE]
    headings = [block for block in reading.blocks if block.kind == "heading"]
    if headings:
        first = min(headings, key=lambda block: (block.level, block.span))
        return _plain(reading.text[first.span.start : first.span.end])[:_LONGEST_TITLE]
    return _title_of_name(path)


def _title_of_name(path: Path) -> str:
    undated = _DAY_FIRST.sub(" ", _YEAR_FIRST.sub(" ", path.stem))
    for stem in (undated, path.stem):
        words = _plain(re.sub(r"[-_\s]+", " ", stem))
        if words:
            return (words[0].upper() + words[1:] if words.islower() else words)[:_LONGEST_TITLE]
    return shown_name(path)


def _plain(text: str) -> str:
    """One line without the characters that steer a terminal, turn the direction of writing or are halves of others."""
    shown = (" " if character.isspace() else character for character in text)
    return " ".join("".join(c for c in shown if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp")).split())


def best_date(reading: Reading, path: Path, language: str) -> datetime.date | None:
    """Front matter, the file name, what the document states, its first lines, and only then its metadata."""
    return (
        _date_in(reading.front_date, language)
        or _numeric_date(path.stem)
        or _date_in(reading.published, language)
        or _date_in_first_lines(reading.text, language)
        or reading.created
    )


def _date_in_first_lines(text: str, language: str) -> datetime.date | None:
    """Date in a short line near the top, or before the dash of a dateline; one inside a sentence tells of an event."""
    lines = [line.strip() for line in text[:4_000].split("\n") if line.strip()][:_FIRST_LINES]
    for line in lines:
        head = line
        if len(line) > _LONGEST_DATE_LINE:
            head = _DATELINE_DASH.split(line[:_LONGEST_DATE_LINE], maxsplit=1)[0]
        if len(head) >= _LONGEST_DATE_LINE or (len(head.split()) > 5 and head.endswith(".")):
            continue
        found = _date_in(head, language)
        if found:
            return found
    return None


def _date_in(text: str, language: str) -> datetime.date | None:
    if not any(map(str.isdigit, text)):
        return None
    return _numeric_date(text) or _worded_date(text, language)


def _numeric_date(text: str) -> datetime.date | None:
    for match in [*_YEAR_FIRST.finditer(text), *_CHINESE.finditer(text)]:
        groups = match.groups()
        if found := _day(groups[0], groups[-2], groups[-1]):
            return found
    for match in _DAY_FIRST.finditer(text):
        first, separator, second, year = match.groups()
        if separator == "/" and int(first) <= 12 and int(second) <= 12 and first != second:
            continue  # 03/04/2025 is in March or in April
        if found := _day(year, second, first) or _day(year, first, second):
            return found
    return None


def _worded_date(text: str, language: str) -> datetime.date | None:
    for match in _DAY_MONTH_YEAR.finditer(text):
        if month := _month(match[2], language):
            return _day(match[3], month, match[1])
    for match in _MONTH_DAY_YEAR.finditer(text):
        if month := _month(match[1], language):
            return _day(match[3], month, match[2])
    return None


def _month(word: str, language: str) -> int | None:
    import dateparser  # type: ignore[import-untyped]

    languages = [language, *(other for other in _MONTH_LANGUAGES if other != language)]
    try:
        found = dateparser.parse(f"1 {word} 2000", languages=languages, settings={"STRICT_PARSING": True})
    except ValueError:  # a language that dateparser does not know
        found = dateparser.parse(f"1 {word} 2000", languages=list(_MONTH_LANGUAGES), settings={"STRICT_PARSING": True})
    return None if found is None else found.month


def _day(year: str, month: str | int, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def language_of(text: str) -> str:
    """ISO 639-1 code of the language of the text's beginning; "" where there are too few letters to tell."""
    import py3langid  # type: ignore[import-untyped]

    sample = text[:_LANGUAGE_SAMPLE]
    if sum(map(str.isalpha, sample)) < _LEAST_LETTERS:
        return ""
    code = str(py3langid.classify(sample)[0])
    return code if len(code) == 2 else ""
