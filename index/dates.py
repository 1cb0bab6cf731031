"""Words for a time -> the days they mean: "last Monday", "5 November", "Ekim 2025", "прошлого месяца".

Own tables and not dateparser, which read 46 of 63 of these phrases (not "last 3 days", "прошлого понедельника", "в
октябре") and does not tell a day that there is not (31 February) from words that are no date.
"""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from index.errors import NoSuchDateError

if TYPE_CHECKING:
    from collections.abc import Iterable

_MONTHS = (
    r"jan(?:uary|\.)?|ocak|январ[яьею]м?",
    r"feb(?:ruary|\.)?|[sş]ubat|феврал[яьею]м?",
    r"mar(?:ch|\.)|mart|март(?:а|е|ом)?",
    r"apr(?:il|\.)?|nisan|апрел[яьею]м?",
    r"may|may[iı]s|ма[йяею]м?",
    r"june?|haziran|июн[яьею]м?",
    r"july?|temmuz|июл[яьею]м?",
    r"aug(?:ust|\.)?|a[gğ]ustos|август(?:а|е|ом)?",
    r"sep(?:tember|t\.?|\.)?|eyl[uü]l|сентябр[яьею]м?",
    r"oct(?:ober|\.)?|ekim|октябр[яьею]м?",
    r"nov(?:ember|\.)?|kas[iı]m|ноябр[яьею]м?",
    r"dec(?:ember|\.)?|aral[iı]k|декабр[яьею]м?",
)
_WEEKDAYS = (
    r"monday|pazartesi|понедельник(?:а|ом)?",
    r"tuesday|sal[iı]|вторник(?:а|ом)?",
    r"wednesday|[cç]ar[sş]amba|сред[аыуо]й?",
    r"thursday|per[sş]embe|четверг(?:а|ом)?",
    r"friday|cuma|пятниц[аыуе]й?",
    r"saturday|cumartesi|суббот[аыуо]й?",
    r"sunday|pazar|воскресень[еяю]м?",
)
_UNITS = {
    "day": r"days?|g[uü]n|день|дня|дней|дни|днем",
    "week": r"weeks?|hafta|недел[яиьюе]|недель",
    "month": r"months?|ay|месяц(?:а|ев|е)?",
    "year": r"years?|y[iı]l|год(?:а|у|ом)?|лет",
}
_NUMBERS = (
    r"an?|one|bir|один|одну|одна",
    r"two|iki|два|две|двух",
    r"three|[uü][cç]|три|трех",
    r"four|d[oö]rt|четыре|четырех",
    r"five|be[sş]|пять|пяти",
    r"six|alt[iı]|шесть|шести",
    r"seven|yedi|семь|семи",
    r"eight|sekiz|восемь|восьми",
    r"nine|dokuz|девять|девяти",
    r"ten|on|десять|десяти",
)


def _any(*patterns: str) -> str:
    return f"(?:{'|'.join(patterns)})"


# What may follow a word without a space: nothing, or the ending of a case in Turkish.
_ENDING = r"(?:(?:y?[ae]|n?[dt][ae]|n?[dt][ae]n|s[iı]nda|s[iı]ndan|k[iı])(?!\w))"
_END = rf"(?!(?!{_ENDING})\w)"
_MONTH = _any(*_MONTHS) + _END
_WEEKDAY = _any(*_WEEKDAYS) + _END
_UNIT = _any(*_UNITS.values()) + _END
_NUMBER = _any(r"\d{1,3}", *_NUMBERS)
_YEAR = r"(?:19|20)\d\d(?!\d)(?: (?:года|году|г\.))?"
_LAST = _any("last", "past", "previous", "ge[cç]en", r"прошл(?:ый|ая|ое|ого|ой|ом|ую)", r"последн(?:ий|яя|юю|ей|его)")
_THIS = _any("this", "bu", r"эт(?:от|а|у|ой|ом|ого)")
_DAY = r"(?:0?[1-9]|[1-9]\d|0)(?:st|nd|rd|th)?"
_THE = r"(?:the )?"

# The order tells which is tried first where one begins like another.
_FORMS: dict[str, str] = {
    "iso_day": r"\d{4}-\d{1,2}-\d{1,2}(?!\d)",
    "iso_month": r"(?:19|20)\d\d-\d{2}(?![\d-])",
    "numbers": r"\d{1,2}[./]\d{1,2}[./]\d{4}(?!\d)",
    "day_month": rf"{_THE}{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?",
    "month_day": rf"{_MONTH} {_THE}{_DAY}(?![\d:])(?:,? {_YEAR})?",
    "edge": rf"{_THE}(?:start|beginning|end) of "
    rf"(?:{_MONTH}(?: {_YEAR})?|{_YEAR}|(?:the|this|last) (?:week|month|year)(?!\w))",
    "quarter": rf"{_THE}(?:q[1-4]|(?:first|second|third|fourth) quarter)(?: of)? {_YEAR}",
    "month": rf"{_MONTH}(?:,?(?: of)? {_YEAR})?",
    "ago": rf"{_NUMBER} {_UNIT} (?:ago|[oö]nce|назад)(?!\w)",
    "last_some": rf"(?:{_THE}(?:last|past|previous)|son|последн(?:ие|их)) {_NUMBER} {_UNIT}",
    "last": rf"{_THE}{_LAST} (?:{_UNIT}|{_WEEKDAY}|{_MONTH})",
    "this": rf"{_THIS} {_UNIT}",
    "today": rf"(?:today|bug[uü]n|сегодня){_END}",
    "yesterday": rf"(?:yesterday|d[uü]n|вчера){_END}",
    "weekday": _WEEKDAY,
    "year": _YEAR,
}
DATE = _any(*_FORMS.values())
"""Matches what `read_date` reads, in text that `fold` has folded."""

Precision = Literal["day", "week", "month", "quarter", "year", "days"]


@dataclass(frozen=True, slots=True)
class Period:
    """Some consecutive days, both inclusive."""

    first: datetime.date
    last: datetime.date
    precision: Precision
    has_year: bool = False
    """Whether the words name a year."""
    is_relative: bool = False
    """Whether the words count from today."""


def fold(text: str) -> str:
    """Put in lower case, without changing any position: Turkish and Russian letters to the ones of the tables."""
    return "".join(_FOLDED.get(character) or _lower(character) for character in text)


_FOLDED = {"İ": "i", "Ё": "е", "ё": "е", "’": "'", "\u00a0": " ", "–": "-"}


def _lower(character: str) -> str:
    lower = character.lower()
    return lower if len(lower) == 1 else character


def read_date(words: str, today: datetime.date) -> Period | None:
    """Tell which days are meant; without a year it is the last time that has come.

    :param words: folded; matches DATE.
    :raises NoSuchDateError: for a day that there is not, such as 31 February.
    """
    for form, pattern in _FORMS.items():
        if re.fullmatch(pattern, words):
            return _READERS[form](words, today)
    return None


def _iso_day(words: str, _today: datetime.date) -> Period:
    year, month, day = map(int, words.split("-"))
    return _day(day, month, year, words)


def _iso_month(words: str, _today: datetime.date) -> Period:
    year, month = map(int, words.split("-"))
    if not 1 <= month <= 12:
        raise NoSuchDateError(words)
    return _month(month, year, has_year=True)


def _numbers(words: str, _today: datetime.date) -> Period:
    day, month, year = (int(part) for part in re.split("[./]", words))
    if month > 12 >= day:  # as Americans write it
        day, month = month, day
    return _day(day, month, year, words)


def _day_month(words: str, today: datetime.date) -> Period:
    month, year = _month_in(words), _year_in(words)
    number = re.search(rf"(?<!\d)({_DAY})(?!\d)", words.replace(str(year), "") if year else words)
    day = int(re.sub(r"\D", "", number[1])) if number else 1
    if year:
        return _day(day, month, year, words)
    for past_year in range(today.year, today.year - 8, -1):  # 29 February comes every fourth year, or eighth
        if day <= calendar.monthrange(past_year, month)[1] and day:
            date = datetime.date(past_year, month, day)
            if date <= today:
                return Period(date, date, "day")
    raise NoSuchDateError(words)


def _edge(words: str, today: datetime.date) -> Period:
    edge, whole = words.split(" of ", 1)
    whole = whole.removeprefix("the ")
    period = read_date(f"this {whole}" if whole in _UNITS else whole, today)
    assert period  # noqa: S101  the pattern lets nothing else through
    day = period.last if edge.endswith("end") else period.first
    return Period(day, day, "day", period.has_year, period.is_relative)


def _quarter(words: str, today: datetime.date) -> Period:
    year = _year_in(words) or today.year
    name = re.sub(r"^the ", "", words)
    number = int(name[1]) if name[1].isdigit() else ["first", "second", "third", "fourth"].index(name.split()[0]) + 1
    last = _month(3 * number, year).last
    return Period(datetime.date(year, 3 * number - 2, 1), last, "quarter", has_year=True)


def _named_month(words: str, today: datetime.date) -> Period:
    month, year = _month_in(words), _year_in(words)
    return _month(month, year or today.year - (month > today.month), has_year=bool(year))


def _ago(words: str, today: datetime.date) -> Period:
    day = _back(today, _unit_in(words), _number_in(words))
    return Period(day, day, "day", is_relative=True)


def _last_some(words: str, today: datetime.date) -> Period:
    unit = _unit_in(words)
    precision: Precision = "year" if unit == "year" else "days"
    return Period(_back(today, unit, _number_in(words)), today, precision, is_relative=True)


def _last(words: str, today: datetime.date) -> Period:
    for number, pattern in enumerate(_WEEKDAYS):
        if re.search(rf"(?<!\w){_any(pattern)}$", words):
            return _weekday(number, today)
    if re.search(rf"(?<!\w){_MONTH}$", words):
        month = _month_in(words)
        return _month(month, today.year - (month >= today.month))
    unit = _unit_in(words)
    if re.match("the last|(?:the )?past|последн", words):  # up to now
        return Period(_back(today, unit, 1), today, "year" if unit == "year" else "days", is_relative=True)
    return _whole(unit, _back(today, unit, 1))


def _this(words: str, today: datetime.date) -> Period:
    return _whole(_unit_in(words), today)


def _this_day(_words: str, today: datetime.date) -> Period:
    return Period(today, today, "day", is_relative=True)


def _yesterday(words: str, today: datetime.date) -> Period:
    return _this_day(words, today - datetime.timedelta(days=1))


def _named_weekday(words: str, today: datetime.date) -> Period:
    return _weekday(_index_of(words, _WEEKDAYS), today)


def _named_year(words: str, _today: datetime.date) -> Period:
    year = int(words[:4])
    return Period(datetime.date(year, 1, 1), datetime.date(year, 12, 31), "year", has_year=True)


_READERS = {
    "iso_day": _iso_day,
    "iso_month": _iso_month,
    "numbers": _numbers,
    "day_month": _day_month,
    "month_day": _day_month,
    "edge": _edge,
    "quarter": _quarter,
    "month": _named_month,
    "ago": _ago,
    "last_some": _last_some,
    "last": _last,
    "this": _this,
    "today": _this_day,
    "yesterday": _yesterday,
    "weekday": _named_weekday,
    "year": _named_year,
}


def _day(day: int, month: int, year: int, words: str) -> Period:
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        raise NoSuchDateError(words) from None
    return Period(date, date, "day", has_year=True)


def _month(month: int, year: int, *, has_year: bool = False) -> Period:
    last = calendar.monthrange(year, month)[1]
    return Period(datetime.date(year, month, 1), datetime.date(year, month, last), "month", has_year)


def _weekday(number: int, today: datetime.date) -> Period:
    """The last one before today."""
    date = today - datetime.timedelta(days=(today.weekday() - number - 1) % 7 + 1)
    return Period(date, date, "day", is_relative=True)


def _whole(unit: str, date: datetime.date) -> Period:
    """The day, week (from Monday), month or year that holds a date."""
    if unit == "day":
        return Period(date, date, "day", is_relative=True)
    if unit == "week":
        monday = date - datetime.timedelta(days=date.weekday())
        return Period(monday, monday + datetime.timedelta(days=6), "week", is_relative=True)
    if unit == "month":
        month = _month(date.month, date.year)
        return Period(month.first, month.last, "month", is_relative=True)
    return Period(datetime.date(date.year, 1, 1), datetime.date(date.year, 12, 31), "year", is_relative=True)


def _back(date: datetime.date, unit: str, count: int) -> datetime.date:
    if unit in ("day", "week"):
        return date - datetime.timedelta(days=count * (7 if unit == "week" else 1))
    months = date.year * 12 + date.month - 1 - count * (12 if unit == "year" else 1)
    year, month = max(months // 12, 1), months % 12 + 1
    return datetime.date(year, month, min(date.day, calendar.monthrange(year, month)[1]))


def _index_of(words: str, patterns: Iterable[str]) -> int:
    return next(number for number, pattern in enumerate(patterns) if re.search(rf"(?<!\w){_any(pattern)}(?!\w)", words))


def _month_in(words: str) -> int:
    return _index_of(words, _MONTHS) + 1


def _unit_in(words: str) -> str:
    return list(_UNITS)[_index_of(words, _UNITS.values())]


def _number_in(words: str) -> int:
    digits = re.search(r"\d+", words)
    return int(digits[0]) if digits else _index_of(words, _NUMBERS) + 1


def _year_in(words: str) -> int | None:
    found = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", words)
    return int(found[0]) if found else None
