"""Questions that ask how things stand now: "what is the latest on the grain corridor?", in English, Turkish, Russian.

"The last king" and "the latest version" ask for one thing of a row, wherever it is told: only words for news, states
and decisions make a question one for the newest.
"""

from __future__ import annotations

import re

from index.question import ASKING, leans_on_previous

_NEWS = r"(?:news|updates?|developments?|information|info|word|reports?|figures|numbers|data|status|state|situation)"
_ACT = (
    r"(?:decisions?|statements?|estimates?|forecasts?|talks|proposals?|plans?|positions?|sanctions|measures|prices?"
    r"|meetings?|votes?|announcements?|offers?|attacks?|deliver(?:y|ies)|agreements?|deals?|steps?)"
)
_ON = r"(?:on|about|regarding|concerning|with|from|of|in|for|around)"
_ASKED = r"(?:(?:(?:what(?: is|'s|’s|s| are)|tell me|give me|show me|is there|are there|do you have) )?(?:the |any )?)"
_NEW = r"(?:very )?(?:latest|newest|most recent|most up-to-date)"

# what goes out whole
_PHRASE = re.compile(
    rf"(?<![\w-])(?:{_ASKED}{_NEW} (?:{_NEWS}(?: {_ON}\b)?|{_ON}\b)(?: the latest)?"
    rf"|^\W*{_ASKED}(?:new |recent )?(?:news|updates?)(?: {_ON}\b|(?=[?.!]*$))"
    rf"|{_ASKED}any (?:new |recent |further )?(?:news|updates?|developments?|progress|information|info|word)"
    rf"(?: {_ON}\b|(?=[?.!]*$))"
    rf"|what(?: is|'s|’s|s) (?:new|up|happening|going on) (?:with|on|about|regarding)\b"
    rf"|what(?: is|'s|’s|s) (?:new|happening|going on)(?= in\b| now\b| right now\b|[?.!]*$)"
    rf"|{_ASKED}(?:current|present) (?:state|status|situation|state of affairs|state of play)(?: {_ON}\b)?"
    r"|how do things (?:currently |now )?stand (?:with|on|in)\b|how are things (?:going )?(?:with|in)\b"
    r"|(?:as of|until|up to) (?:now|today)|right now|at the moment|at present|currently|nowadays|so far"
    r"|now(?=[?.!]*$)"
    # Turkish
    r"|(?:en )?son (?:durum|haber|gelişme|bilgi)\w*(?: (?:ne|neler|nedir|nelerdir)(?!\w))?"
    r"|(?:güncel|şu anki|mevcut) (?:durum|bilgi|haber|gelişme)\w*(?: (?:ne|neler|nedir|nelerdir)(?!\w))?"
    r"|yeni (?:bir )?(?:haber|gelişme|bilgi|şey)\w* (?:var m[ıi])"
    r"|(?:şu an(?:da)?|şimdi|şu sıralar|halihazırda|bugünlerde)"
    # Russian
    r"|(?:(?:каковы|какие|что за) )?(?:самые )?(?:последн|свеж)\w+ (?:новост|данн|сведени|событи|информаци|известия)\w*"
    r"(?: (?:об?|про|по|с|из)(?!\w))?"
    r"|(?:есть ли|есть|какие)(?: какие-(?:то|нибудь)| новые| свежие)? (?:новости|известия|новое|изменения)"
    r"(?: (?:об?|про|по|с|в)(?!\w))?"
    r"|что нового(?: (?:об?|про|по|с|слышно))?(?!\w)|как (?:сейчас )?обстоят дела(?: (?:с|в)(?!\w))?"
    r"|(?:(?:каково|какова|каков|какой) )?(?:текущ|нынешн)\w+ (?:состояни|статус|положени|ситуаци)\w*"
    r"|сейчас|в настоящее время|в данный момент|на (?:данный|сегодняшний) (?:момент|день)"
    r")(?![\w-])",
    re.IGNORECASE,
)
# only the adjective goes out
_ADJECTIVE = re.compile(
    rf"(?<![\w-])(?:{_NEW}|most recently)(?= (?:[\w-]+ ){{0,2}}?(?:{_NEWS}|{_ACT})\b)"
    r"|(?<![\w-])en (?:son|yeni)(?= (?:karar|açıklama|tahmin|görüşme|yaptırım|rapor|veri|teklif)\w*)"
    r"|(?<![\w-])(?:самы\w+ )?(?:последн|свеж)\w+(?= (?:решени|заявлени|прогноз|переговор|оценк|отч[её]т)\w*)",
    re.IGNORECASE,
)
_AT_THE_END = re.compile(r"(?<=\w) latest(?=[?.!]*$)", re.IGNORECASE)
# "now" is the end of many titles: it counts in questions about the present alone
_PRESENT = re.compile(r"(?:is|are|has|have|does|do|what's|who's|where's|how's)\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:was|were|did|had)\b", re.IGNORECASE)
_WORDS_UP_TO_THE_VERB = 4
_POSTPOSITION = re.compile(r" (?:hakkında|konusunda|ile ilgili|ilgili)(?=[?.!]*$)", re.IGNORECASE)


def asks_for_newest(question: str) -> bool:
    """Whether a cleaned question wants the newest state of something."""
    return bool(_found(question))


def without_newest(question: str) -> str:
    """What is searched for such a question: without the words for new, which briefings on the matter need not hold.

    Unchanged where nothing that can be searched would be left: "what is the latest?"
    """
    rest, found = question, _found(question)
    if not found:
        return question
    for start, end in reversed(found):
        rest = f"{rest[:start]} {rest[end:]}"
    rest = re.sub(r"^[\s,;:–-]+|(?:(?<=^)|(?<=\s))(?:the|is there|are there) (?=the\b)", "", " ".join(rest.split()))
    rest = re.sub(r"[\s,]+(?=[?.!,])", "", rest)
    rest = _POSTPOSITION.sub("", rest)
    is_whole = {word.casefold() for word in re.findall(r"\w\w+", rest)} - ASKING and (
        leans_on_previous(question) or not leans_on_previous(rest)
    )
    return rest if is_whole else question


def _is_of_the_present(question: str) -> bool:
    beginning = question.split()[:_WORDS_UP_TO_THE_VERB]
    return any(_PRESENT.match(word) for word in beginning) and not _PAST.search(question)


def _found(question: str) -> list[tuple[int, int]]:
    spans = [
        match.span()
        for pattern in (_PHRASE, _ADJECTIVE, _AT_THE_END)
        for match in pattern.finditer(question)
        if match[0].casefold() != "now" or _is_of_the_present(question)
    ]
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return apart
