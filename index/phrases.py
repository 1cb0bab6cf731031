"""Plain words that restrict a question ("since last Monday", "in the Baltic briefing") -> its filters.

Most times in questions are about what is asked, not about when briefings were written. So a phrase counts only where
it may speak of the briefings, and a span only if it parts them: one that begins before the first of them, or ends
there, is about what they tell. So is a year alone. A month ("in October 2025") may be either: see Question.otherwise.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.datatypes import Filters, Question
from index.dates import DATE, Period, fold, read_date
from index.names import called
from index.question import clean_question, leans_on_previous

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.datatypes import Briefing

Range = tuple[datetime.date | None, datetime.date | None]

ONE_DAY = datetime.timedelta(days=1)
_D = rf"({DATE})"
_FROM = r"(?:'?(?:dan|den|tan|ten|n[dt][ae]n|s[iı]ndan|sinden|ndan|nden))"
_TO = r"(?:'?(?:ya|ye|na|ne|a|e|s[iı]na))"
_AT = r"(?:'?(?:da|de|ta|te|nda|nde|s[iı]nda))"
_BRIEFINGS = r"(?:briefings?|брифинг\w*|brifing\w*)"
_ABOUT_BRIEFINGS = (
    r"(?:(?:in|from|of|according to|among) )?(?:the |our |all |any )?briefings? "
    r"(?:(?:published|issued|dated|written|sent) )?"
)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A phrase with one or two dates in it, and what these restrict."""

    pattern: re.Pattern[str]
    range: Callable[[Sequence[Period]], Range]
    fits: Callable[[Period], bool]
    is_certain: bool = False
    """Whether it speaks of the briefings, whatever their dates."""


def _phrase(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'-])(?:{pattern})(?![\w-])")


def _since(periods: Sequence[Period]) -> Range:
    return periods[0].first, None


def _after(periods: Sequence[Period]) -> Range:
    return periods[0].last + ONE_DAY, None


def _before(periods: Sequence[Period]) -> Range:
    return None, periods[0].first - ONE_DAY


def _until(periods: Sequence[Period]) -> Range:
    return None, periods[0].last


def _within(periods: Sequence[Period]) -> Range:
    return periods[0].first, periods[-1].last


def _is_no_year(period: Period) -> bool:
    return period.precision != "year"


def _is_month(period: Period) -> bool:
    return period.has_year and period.precision in ("month", "quarter")


def _is_recent(period: Period) -> bool:
    return period.is_relative and period.precision != "year"


def _any_period(period: Period) -> bool:
    return bool(period)


# "today", a weekday or a year alone are part of too many questions: they count only behind "since" and the like.
_RECENT = (
    r"(?:(?:in|during|within|over|from) )?"
    r"((?:the )?(?:last|past) (?:week|month)|this (?:week|month)|last (?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:the )?(?:last|past) \w+ (?:days|weeks|months)|yesterday)(?! of\b)"
)
_RECENT_IN_TURKISH = (
    r"((?:ge[cç]en|bu) (?:hafta|ay)|ge[cç]en \w+|d[uü]n|son \w+ (?:g[uü]n|hafta|ay))(?:[dt][ae]|ki)?(?: i[cç]inde)?"
)
_RECENT_IN_RUSSIAN = (
    r"(?:(?:на|в|за) ((?:прошл|эт|последн)\w+ (?:недел\w|месяц\w*|[а-я]+)|последн\w+ \w+ (?:дн\w+|недел\w+|месяц\w*))"
    r"|(вчера))"
)
_RULES = (
    _Rule(
        _phrase(rf"{_ABOUT_BRIEFINGS}(?:of|from|in|on|for|dated|published) {_D}"), _within, _any_period, is_certain=True
    ),
    _Rule(
        _phrase(rf"(?:(?:in|from|of|according to) )?(?:the )?{_D}(?:'s)? {_BRIEFINGS}"),
        _within,
        _any_period,
        is_certain=True,
    ),
    _Rule(
        _phrase(rf"(?:{_ABOUT_BRIEFINGS})?(?:between {_D} and|from {_D} (?:to|until|till|through)) {_D}"),
        _within,
        _is_no_year,
    ),
    _Rule(_phrase(rf"(?:в период )?(?:между {_D} и|со? {_D} (?:по|до)) {_D}"), _within, _is_no_year),
    _Rule(_phrase(rf"{_D} (?:ile|ve) {_D} aras[iı](?:nda)?"), _within, _is_no_year),
    _Rule(_phrase(rf"{_D}{_FROM} {_D}{_TO} kadar"), _within, _is_no_year),
    _Rule(_phrase(rf"(?:{_ABOUT_BRIEFINGS})?(?:ever )?since {_D}"), _since, _is_no_year),
    _Rule(_phrase(rf"(?:from|starting(?: from| in)?) {_D} (?:on|onwards?)"), _since, _is_no_year),
    _Rule(_phrase(rf"(?:начиная )?со? {_D}"), _since, _is_no_year),
    _Rule(_phrase(rf"{_D}{_FROM}? (?:beri|bu yana|itibaren)"), _since, _is_no_year),
    _Rule(_phrase(rf"(?:{_ABOUT_BRIEFINGS})?(?:after|later than) {_D}"), _after, _is_no_year),
    _Rule(_phrase(rf"после {_D}"), _after, _is_no_year),
    _Rule(_phrase(rf"{_D}{_FROM}? sonra(?:ki|s[iı])?"), _after, _is_no_year),
    _Rule(_phrase(rf"(?:{_ABOUT_BRIEFINGS})?(?:before|earlier than|prior to) {_D}"), _before, _is_no_year),
    _Rule(_phrase(rf"до {_D}"), _before, _is_no_year),
    _Rule(_phrase(rf"{_D}{_FROM} [oö]nce(?:ki|si)?"), _before, _is_no_year),
    _Rule(_phrase(rf"(?:{_ABOUT_BRIEFINGS})?(?:until|till|up to) {_D}"), _until, _is_no_year),
    _Rule(_phrase(rf"{_D}{_TO} kadar"), _until, _is_no_year),
    _Rule(_phrase(rf"(?:in|during|within|throughout|во?|за) {_D}"), _within, _is_month),
    _Rule(_phrase(rf"{_D}(?:{_AT}| ay[iı]nda| i[cç]inde)"), _within, _is_month),
    _Rule(_phrase(_RECENT), _within, _is_recent),
    _Rule(_phrase(_RECENT_IN_TURKISH), _within, _is_recent),
    _Rule(_phrase(_RECENT_IN_RUSSIAN), _within, _is_recent),
)

_IN = re.compile(r"(?:in|from|of|according to|within)(?: the| our| your)? ")
_BRIEFING = re.compile(r"(?<![\w-])(?:briefings?|brifing\w*|брифинг\w*)(?!\w)")
_BRIEFING_ABOUT = re.compile(
    r"(?<!\w)(?:(?:in|from|of|according to) (?:the |our )?briefings? (?:on|about)|в брифинг\w+ (?:об?|про|по))"
    r" (?:the )?"
)
_LATEST = re.compile(r"latest|newest|most recent|last|en yeni|son|последн\w+")
MAX_NAME_WORDS = 6
_ON_A_DAY = _phrase(rf"(?:on|of|dated) {_D}")


def understand(question: str, today: datetime.date, briefings: Sequence[Briefing]) -> Question:
    """Take the phrases that restrict a question out of it, and put them into its filters.

    The text stays whole where nothing that can be searched would be left.

    :param briefings: all that are published, newest first.
    :raises BriefingError: when there is nothing to search for, or for a day that there is not, such as 31 February.
    """
    text = clean_question(question)
    folded = fold(text)
    names, taken = _named(folded, briefings)
    filters, is_sure = Filters(briefings=names), bool(names)
    dates = sorted(briefing.date for briefing in briefings if briefing.date)
    for rule in _RULES:
        for found in rule.pattern.finditer(_masked(folded, taken)):
            periods = _periods(found, today)
            if not periods or not rule.fits(periods[0]):
                continue
            since, until = rule.range(periods)
            if rule.is_certain or _parts(since, until, periods, dates):
                filters = _narrowed(filters, since, until)
                taken.append(found.span())
                is_sure = is_sure or rule.fits is not _is_month
    for found in _ON_A_DAY.finditer(folded):
        read_date(found[1], today)  # raises for a day that there is not
    asked = Question(_without(text, taken), filters=filters)
    return asked if is_sure or filters.is_empty else replace(asked, otherwise=Question(text))


def _masked(text: str, taken: Sequence[tuple[int, int]]) -> str:
    """Hide what is understood already."""
    for start, end in taken:
        text = text[:start] + "\0" * (end - start) + text[end:]
    return text


def _periods(found: re.Match[str], today: datetime.date) -> list[Period]:
    words = [group for group in found.groups() if group]
    periods = [period for group in words if (period := read_date(group, today))]
    if len(periods) == 2 and periods[1].has_year and not (periods[0].has_year or periods[0].is_relative):
        named = read_date(f"{words[0]} {periods[1].last.year}", today)  # "between March and May 2025"
        periods[0] = named or periods[0]
    return periods if len(periods) == len(words) and periods[0].first <= periods[-1].last else []


def _parts(
    since: datetime.date | None,
    until: datetime.date | None,
    periods: Sequence[Period],
    dates: Sequence[datetime.date],
) -> bool:
    """Whether a range parts the briefings, of which some date from it and some do not; or counts from today."""
    if not dates or (since and since <= dates[0] and (until is None or until >= dates[-1])):
        return False
    if periods[0].is_relative:
        return True
    if since is None or until is None:
        return until is None or until >= dates[0]
    return any(since <= date <= until for date in dates)


def _narrowed(filters: Filters, since: datetime.date | None, until: datetime.date | None) -> Filters:
    latest = max(filter(None, (filters.since, since)), default=None)
    earliest = min(filter(None, (filters.until, until)), default=None)
    return replace(filters, since=latest, until=earliest)


def _named(folded: str, briefings: Sequence[Briefing]) -> tuple[tuple[str, ...], list[tuple[int, int]]]:
    """The briefings that are called by name, and where."""
    for start, end, name in _possible_names(folded):
        newest = briefings[:1] if _LATEST.fullmatch(name) else []
        found = newest or called(name, briefings)
        if found:
            return tuple(briefing.name for briefing in found), [(start, end)]
    return (), []


def _possible_names(folded: str) -> list[tuple[int, int, str]]:
    """What may be a briefing's name: (start and end of the phrase, name)."""
    names = []
    for about in _BRIEFING_ABOUT.finditer(folded):
        following = [word.end() for word in re.finditer(r"[\w'-]+", folded[about.end() :])][:MAX_NAME_WORDS]
        for length in reversed(following):
            end = about.end() + length
            names.append((about.start(), end, folded[about.end() : end]))
    for briefing in _BRIEFING.finditer(folded):
        before = folded[: briefing.start()]
        starts = [(found.start(), found.end()) for found in _IN.finditer(before)]
        if not briefing[0].isascii() or briefing[0].startswith("brifing"):
            starts = [(word.start(), word.start()) for word in re.finditer(r"[\w'-]+", before)][-MAX_NAME_WORDS:]
        else:
            starts = starts[::-1]
        for start, name_start in starts:
            name = before[name_start:].strip()
            if name and len(name.split()) <= MAX_NAME_WORDS:
                names.append((start, briefing.end(), name))
    return names


def _without(text: str, taken: Sequence[tuple[int, int]]) -> str:
    """The text without some pieces of it."""
    rest, position = "", 0
    for start, end in sorted(taken):
        rest += text[position:start]
        position = end
    rest = " ".join((rest + text[position:]).split())
    rest = re.sub(r"^[\s,;:.–-]+", "", re.sub(r"\s+([?.!,;:])", r"\1", re.sub(r",\s*(?=[?.!]|$)", "", rest)))
    keeps_sense = re.search(r"\w", rest) and (leans_on_previous(text) or not leans_on_previous(rest))
    return rest if keeps_sense else text
