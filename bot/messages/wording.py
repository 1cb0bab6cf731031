"""How the three languages count things, write dates and call languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable

ENGLISH_MONTHS = "January February March April May June July August September October November December"
TURKISH_MONTHS = "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"
RUSSIAN_MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
COMMA, DOT = ",", "."
NO_BREAK_SPACE = "\u00a0"


def english_date(date: datetime.date) -> str:
    """5 November 2026."""
    return f"{date.day} {ENGLISH_MONTHS.split()[date.month - 1]} {date.year}"


def turkish_date(date: datetime.date) -> str:
    """5 Kasım 2026."""
    return f"{date.day} {TURKISH_MONTHS.split()[date.month - 1]} {date.year}"


def russian_date(date: datetime.date) -> str:
    """5 ноября 2026."""
    return f"{date.day} {RUSSIAN_MONTHS.split()[date.month - 1]} {date.year}"


def english_count(one: str, many: str) -> Callable[[int], str]:
    """1 page, 2 pages."""
    return lambda count: f"{count:,} {one if count == 1 else many}"


def turkish_count(thing: str) -> Callable[[int], str]:
    """1 sayfa, 2 sayfa: the noun stays as it is."""
    return lambda count: f"{_number(count, DOT)} {thing}"


def russian_count(one: str, few: str, many: str) -> Callable[[int], str]:
    """1 страница, 2 страницы, 5 страниц, 21 страница (CLDR plural rules)."""

    def counted(count: int) -> str:
        last, last_two = count % 10, count % 100
        teens = 11 <= last_two <= 14
        form = one if last == 1 and not teens else few if 2 <= last <= 4 and not teens else many
        return f"{_number(count, NO_BREAK_SPACE)} {form}"

    return counted


def english_number(count: int) -> str:
    """1,200."""
    return _number(count, COMMA)


def turkish_number(count: int) -> str:
    """1.200."""
    return _number(count, DOT)


def russian_number(count: int) -> str:
    """1 200, with a space that does not break."""
    return _number(count, NO_BREAK_SPACE)


def _number(count: int, separator: str) -> str:
    return f"{count:,}".replace(",", separator)
