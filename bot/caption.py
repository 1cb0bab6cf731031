"""Captions: what people write with a document about it: title:, date:, tags:, #now; and dates as people type them."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.messages.wording import ENGLISH_MONTHS, RUSSIAN_MONTHS, TURKISH_MONTHS
from index import Details

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_TITLE_CHARACTERS = 200
MAX_TAG_CHARACTERS = 50
MAX_TAGS = 20
FIRST_LINES = 6
"""Of a caption that somebody else wrote, in a post that is forwarded, only so many lines are looked at."""

FIELDS = {
    "title": ("title", "başlık", "название", "заголовок"),
    "date": ("date", "tarih", "дата"),
    "tags": ("tags", "tag", "etiketler", "etiket", "теги", "тег", "метки"),
}
"""Each may be written in any of the bot's languages."""
_FIELD_OF = {word: field for field, words in FIELDS.items() for word in words}
_WORDS = "|".join(_FIELD_OF)
_FIELD = re.compile(
    rf"(?:^|[\n;|])[^\S\n]*({_WORDS})[^\S\n]*[:=][^\S\n]*(.*?)[^\S\n]*"
    rf"(?=$|\n|[;|][^\S\n]*(?:{_WORDS})[^\S\n]*[:=])",
    re.IGNORECASE,
)
_NOW = re.compile(r"(?<![\w#])#now\b", re.IGNORECASE)

_YEAR = r"((?:19|20)\d\d)"
_YEAR_FIRST = re.compile(rf"{_YEAR}([-./])(\d{{1,2}})\2(\d{{1,2}})\.?")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})([-./])(\d{{1,2}})\2{_YEAR}")
_WORDED = [
    re.compile(
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?P<month>[^\W\d_]{{3,}})\.?,?\s+(?P<year>{_YEAR})"
    ),
    re.compile(rf"(?P<month>[^\W\d_]{{3,}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>{_YEAR})"),
    re.compile(rf"(?P<year>{_YEAR})\s+(?P<month>[^\W\d_]{{3,}})\.?\s+(?P<day>\d{{1,2}})"),
]
_YEAR_SIGN = re.compile(r"\s*(?:г\.?|года)$")  # 5 ноября 2026 г.


NO_DETAILS = Details()


@dataclass(frozen=True, slots=True)
class Caption:
    """What a caption says of its document; what it does not say is None."""

    details: Details = NO_DETAILS
    now: bool = False
    """Whether it is to be published without being looked at."""
    unread_date: str | None = None
    """What stands where the date should, if that is none."""


NOTHING = Caption()


def parse_caption(text: str, *, foreign: bool = False) -> Caption:
    """Read a caption: fields in any order, on lines of their own or with ; or | between them. The rest is left alone.

    :param foreign: the author of a forwarded post wrote it: not for them to say that it is published at once.
    """
    if foreign:
        text = "\n".join(text.split("\n")[:FIRST_LINES])
    values: dict[str, str] = {}
    for found in _FIELD.finditer(_NOW.sub("\n", text)):
        values.setdefault(_FIELD_OF[found[1].lower()], found[2].strip(" ;|"))
    date = read_date(values.get("date", ""))
    return Caption(
        Details(read_title(values.get("title", "")), date, read_tags(values["tags"]) if values.get("tags") else None),
        now=not foreign and _NOW.search(text) is not None,
        unread_date=values["date"][:MAX_TAG_CHARACTERS] if values.get("date") and date is None else None,
    )


def of_album(own: str, all_of_them: Sequence[str], *, foreign: bool = False) -> Caption:
    """Read the caption of one of several documents sent together.

    Clients put what is written about all of them on one, the first or the last: date and tags count for those without
    a caption of their own, #now counts for all. A title is only its own document's.
    """
    mine = parse_caption(own, foreign=foreign)
    captions = [parse_caption(caption, foreign=foreign) for caption in all_of_them]
    now = any(caption.now for caption in captions)
    if own.strip():
        return Caption(mine.details, now, mine.unread_date)
    for caption in captions:
        if caption.details != NO_DETAILS or caption.unread_date:
            return Caption(Details(None, caption.details.date, caption.details.tags), now, caption.unread_date)
    return Caption(now=now)


def read_title(text: str) -> str | None:
    """Make one line of a title; None when nothing that can be seen is left."""
    visible = (" " if character.isspace() else character for character in text)
    title = " ".join("".join(one for one in visible if unicodedata.category(one)[0] != "C").split())
    return title[:MAX_TITLE_CHARACTERS].rstrip() or None


def read_tags(text: str) -> tuple[str, ...]:
    """Read tags with commas or semicolons between them, or #each #with its sign."""
    if re.fullmatch(r"(?:\s*#[^\s,;|#]+)+\s*", text):
        text = text.replace("#", ",")
    tags: dict[str, str] = {}
    for part in re.split(r"[,;|\n]", text):
        tag = (read_title(part.strip().lstrip("#")) or "")[:MAX_TAG_CHARACTERS].rstrip()
        if tag:
            tags.setdefault(tag.casefold(), tag)
    return tuple(tags.values())[:MAX_TAGS]


def read_date(text: str) -> datetime.date | None:
    """Read 2026-11-05, 05.11.2026, 5 November 2026 and the like; None for what is no day or could be two.

    05/11/2026 is in May or in November, so it is none.
    """
    text = _YEAR_SIGN.sub("", " ".join(text.split()).strip(" .,"))
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(found[1], found[3], found[4])
    if found := _DAY_FIRST.fullmatch(text):
        first, separator, second, year = found.groups()
        if separator == "/" and int(first) <= 12 and int(second) <= 12 and int(first) != int(second):
            return None
        return _day(year, second, first) or (_day(year, first, second) if separator == "/" else None)
    for pattern in _WORDED:
        if (found := pattern.fullmatch(text)) and (month := _month(found["month"])):
            return _day(found["year"], month, found["day"])
    return None


def _month(word: str) -> int | None:
    """Find a month by its name or the beginning of it, in any of the bot's languages."""
    wanted = _folded(word)
    for names in (ENGLISH_MONTHS, TURKISH_MONTHS, RUSSIAN_MONTHS):
        for number, name in enumerate(names.split(), 1):
            month = _folded(name)
            if month.startswith(wanted) or (len(wanted) == len(month) > 3 and wanted[:-1] == month[:-1]):
                return number
    return 5 if wanted == "маи" else 9 if wanted == "sept" else None  # май: the table has its genitive, мая


def _folded(word: str) -> str:
    """In lower case, without dots and hooks: Ağu, AGU, Kasım, kasim."""
    decomposed = unicodedata.normalize("NFKD", word.replace("I", "ı").casefold().replace("ı", "i"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _day(year: str, month: str | int, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
