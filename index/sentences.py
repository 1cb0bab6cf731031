"""Where sentences begin and end: the spans of the sentences of one block of text.

nupunkt proposes the borders that follow a full stop; the rules here add the ones it does not know (other scripts,
other quotation marks) and take back those after which the sentence plainly goes on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.datatypes import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SENTENCE_CHARACTERS = 1000
"""A longer sentence is divided: nobody reads it as one quote, and the embedding sees only its beginning."""

# nupunkt is quadratic in the length of a run of marks such as "!?!?", so it never sees more than this at once.
WINDOW_CHARACTERS = 2000
# A border this close to the end of a window is left to the next one, which sees what follows it.
WINDOW_MARGIN_CHARACTERS = 100
# How far a rule looks to either side of a border.
CONTEXT_CHARACTERS = 60

_CLOSER = r"""[)\]}"'”’“»«›‹」』）】》〉]"""
_CERTAIN_BORDER = re.compile(
    rf"""
      [。！？｡]+ [」』”’"）】》〉]*              # East Asian: no white space follows
    | [؟۔।॥።։]{_CLOSER}*(?=\s)                 # Arabic, Urdu, Indic, Ethiopic, Armenian
    | [!?]{_CLOSER}+(?=\s)
    | [.!?…](?:[“«»›‹]+|\s»)(?=\s)              # as German, Russian, French close a quotation
    | [.!?…]["”’]?(?:\[\d{{1,3}}\])+(?=\s)      # a note's number
    """,
    re.VERBOSE,
)
_WORD_CHARACTER = re.compile(r"\w")
_LIST_LABEL = re.compile(r"\W*(?:\d{1,3}|[^\W\d_]|[ivxIVX]{1,5})[.)]+")
_ORDINAL = re.compile(r"(?:^|[\s(\[„“\"–-])(?:\d{1,2}|[IVX]{1,5})\]?\.\]?$")
_WORD_BEFORE_FULL_STOP = re.compile(r"""([^\s()\[\]{}"'“”„«»‘’/—–]+)\.$""")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_FIRST_WORD = re.compile(r"[\"'“„«»(\[]*([^\W_]+)(://)?")
_DANGLING = re.compile(r"[,;:.،؛，；：)\]}」』）]|[\"'”’»“](?:$|[\s,.;:)])")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Here "3." is "third".
ORDINAL_LANGUAGES = _words("az bs cs da de et eu fi fo hr hu is lb lv nb nn no pl sk sl sr tr")

# After these a sentence goes on, even with a capital: titles, and what stands before a name or a number.
ABBREVIATIONS = _words("adm brig capt cmdr col cpl dr gen gov hon lt maj mr mrs ms mt prof rep rev sen sgt st vs")
ABBREVIATIONS_BY_LANGUAGE = {
    language: _words(words)
    for language, words in {
        "de": "abs art bd bzw ca d.h evtl ggf hr fr hrsg inkl nr sog vgl z.b z.t u.a",
        "es": "art arts avda cap cnel d dña dra ee fig gral ing lic núm pág págs sra sres srta sr sta sto ud uds vd",
        "fr": "art av bd cf gén m me mgr mlle mm mme mmes pr ste vol",
        "it": "art avv dott ing on pag sig sigg",
        "nl": "bijv blz dhr drs ir mevr nr",
        "pl": "al hab im inż kpt mgr mjr nr np płk pł ppłk por tj tzn tzw ul św",
        "pt": "art av dra eng exmo núm pág sra srs sr sto sta",
        "ru": "акад гл ген гр дж доц долл им кв корп лат млн млрд напр обл подп полк пос просп проф рис род руб св см "
        "соавт соч ср ст стр табл тов тыс т.е т.к т.н ул ум англ греч нем фр",
        "tr": "alb av bkz bnb cad doç dz hz kor korg krş mah md org ör örn öğr sn sok t.c tuğg tüm tümg vb yb yrd",
        "uk": "акад вул ген гл грн доц ім кв млн млрд напр обл пор проф рис св смт ст тис т.зв т.к англ",
    }.items()
}

# With one of these a new sentence begins after "U.S."; "the U.S. Secretary" goes on.
SENTENCE_STARTERS = _words(
    "a after all although an and as at because before but by despite during each for from he her his how however if "
    "in it its many meanwhile most no of on one our she since so some that the their then there these they this those "
    "though to under until we what when where while who with you your"
)


def sentence_spans(text: str, language: str) -> list[Span]:
    """Find the sentences of one block: tight, in order, disjoint, and together all of the text but white space.

    `language` is an ISO 639-1 code or "". A line break is white space like any other.
    """
    joined: list[Span] = []
    complete = False  # does the last of `joined` hold a word?
    previous: Span | None = None
    rule = _Continuation(text, language)
    for piece in _pieces(text):
        has_word = _WORD_CHARACTER.search(text, piece.start, piece.end) is not None
        if previous and (not has_word or not complete or rule.holds(previous, piece)):
            joined[-1] = Span(joined[-1].start, piece.end)
            complete = complete or has_word
        else:
            joined.append(piece)
            complete = has_word
        previous = piece
    return [part for span in joined for part in divided(text, span)]


def divided(text: str, span: Span) -> Iterator[Span]:
    """Divide a span of more than MAX_SENTENCE_CHARACTERS into tight ones of about equal length, at the best places."""
    start, end = span.start, span.end
    while end - start > MAX_SENTENCE_CHARACTERS:
        parts = -(-(end - start) // MAX_SENTENCE_CHARACTERS)
        cut = start + _best_cut(text[start : start + MAX_SENTENCE_CHARACTERS + 1], (end - start) // parts)
        yield tight(text, start, cut)
        start = tight(text, cut, end).start
    yield Span(start, end)


def tight(text: str, start: int, end: int) -> Span:
    """Shrink to what is left without leading and trailing white space; an empty span where nothing is."""
    piece = text[start:end]
    stripped = piece.lstrip()
    start = end - len(stripped)
    return Span(start, start + len(stripped.rstrip()))


_DIVISIONS = [re.compile(pattern) for pattern in (r"[;؛](?=\s)|；", r"[,:،](?=\s)|[，、：]", r"\S(?=\s)")]


def _best_cut(text: str, target: int) -> int:
    """Choose where to divide: after the semicolon nearest to the target, else a comma, white space, a grapheme."""
    for division in _DIVISIONS:
        cuts = [match.end() for match in division.finditer(text, target // 2, MAX_SENTENCE_CHARACTERS)]
        if cuts:
            return min(cuts, key=lambda cut: abs(cut - target))
    import regex  # type: ignore[import-untyped]  # 25 ms, and hardly any text comes here

    cuts = [match.end() for match in regex.finditer(r"\X", text) if match.end() <= MAX_SENTENCE_CHARACTERS]
    return min(cuts, key=lambda cut: abs(cut - target), default=MAX_SENTENCE_CHARACTERS)


def _pieces(text: str) -> Iterator[Span]:
    """Cut at every possible border."""
    start = 0
    for cut in [*_borders(text), len(text)]:
        piece = tight(text, start, cut)
        if piece.start < piece.end:
            yield piece
        start = cut


def _borders(text: str) -> Iterator[int]:
    position = 0
    while len(text) - position > WINDOW_CHARACTERS:
        window = _window_borders(text[position : position + WINDOW_CHARACTERS])
        safe = [border for border in window if border < WINDOW_CHARACTERS - WINDOW_MARGIN_CHARACTERS]
        yield from (position + border for border in safe)
        position += safe[-1] if safe else WINDOW_CHARACTERS
    yield from (position + border for border in _window_borders(text[position:]))


def _window_borders(text: str) -> list[int]:
    import nupunkt  # 25 ms

    proposed = {start for start, _ in nupunkt.sent_spans(text) if start > 0 and text[start - 1].isspace()}
    certain = {match.end() for match in _CERTAIN_BORDER.finditer(text)}
    return sorted((proposed | certain) - {len(text)})


class _Continuation:
    """The rules that say of two pieces that the second goes on with the sentence of the first."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.abbreviations = ABBREVIATIONS | ABBREVIATIONS_BY_LANGUAGE.get(language, frozenset())
        self.has_ordinals = language in ORDINAL_LANGUAGES
        self.has_initials = language != "en"  # nupunkt knows the English ones, and "vitamin C. The"
        self.has_capitals = not text.islower()

    def holds(self, previous: Span, following: Span) -> bool:
        before = self.text[max(previous.start, previous.end - CONTEXT_CHARACTERS) : previous.end]
        after = self.text[following.start : min(following.end, following.start + CONTEXT_CHARACTERS)]
        if _DANGLING.match(after) or _LIST_LABEL.fullmatch(self.text, previous.start, previous.end):
            return True
        if self.has_capitals and _starts_in_lower_case(after):
            return True
        if self.has_ordinals and _ORDINAL.search(before):
            return True
        return self._abbreviated(before, after)

    def _abbreviated(self, before: str, after: str) -> bool:
        match = _WORD_BEFORE_FULL_STOP.search(before)
        if match is None:
            return False
        word = match.group(1)
        if word.lower() in self.abbreviations:
            return True
        first = _FIRST_WORD.match(after)
        if first is None or first.group(1).lower() in SENTENCE_STARTERS:
            return False
        if len(word) == 1:
            return self.has_initials and word.isalpha() and not word.islower()
        return word[0].isupper() and after[0].isalpha() and _ACRONYM.fullmatch(word) is not None


def _starts_in_lower_case(after: str) -> bool:
    """Tell whether the first word is all in lower case; "tRNA", an address and a script without capitals are not."""
    match = _FIRST_WORD.match(after)
    if match is None or match.start(1) > 0 or match.group(2):
        return False
    word = match.group(1)
    return word.islower() and word.title() != word
