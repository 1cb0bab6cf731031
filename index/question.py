"""What a person wrote -> what is searched: cleaning, small talk, and questions that lean on the one before."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import BriefingError

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_QUESTION_CHARACTERS = 4096  # as long as a message in Telegram may be
UNSEARCHABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Categories of control characters, of bytes that were no UTF-8, of separators of lines and paragraphs."""

SMALL_TALK = re.compile(
    r"(hi|hello|hey|hey there|hi there|good (morning|afternoon|evening|day|night)|greetings"
    r"|thanks|thank you|thanks a lot|many thanks|thank you very much|thx|ty|cheers"
    r"|ok|okay|great|cool|nice|bye|goodbye|good bye|see you|how are you|how are you doing"
    r"|merhaba|selam|günaydın|iyi (günler|akşamlar|geceler)|teşekkürler|teşekkür ederim|sağ ol|sağ olun|nasılsın"
    r"|tamam|hoşça kal|привет|здравствуй|здравствуйте|добрый (день|вечер)|доброе утро|спасибо|большое спасибо"
    r"|спасибо большое|как дела|пока|до свидания|хорошо)( bot| бот)?"
)

# "and when?", "what about Greece?": the beginning says that something comes before
CONTINUATION = re.compile(r"(and|but|so|then|also|what about|how about|what else|who else|where else)\b")
# "what did he say about it?": words that stand for something named before
REFERENCES = frozenset([
    "he", "him", "she", "her", "hers", "it", "they", "them", "theirs",
    "this", "that", "these", "those", "there", "then",
])  # fmt: skip
# these as well, unless what they stand for is in the question: "what did Ankara say about its plans?"
POSSESSIVES = frozenset(["his", "its", "their"])
# "is there a summit this year?": here they stand for nothing
NO_REFERENCE = re.compile(
    r"\b(is|are|was|were|be|been) there\b|\bthis (year|month|week|winter|spring|summer|autumn|time)\b"
)
# words that say how something is asked, not what about
ASKING = frozenset([
    "a", "an", "the", "who", "whom", "whose", "what", "which", "when", "where", "why", "how", "since", "until",
    "much", "many", "long", "far", "often", "is", "are", "was", "were", "be", "been", "do", "does", "did", "done",
    "has", "have", "had", "can", "could", "will", "would", "shall", "should", "may", "might", "must", "of", "in",
    "on", "at", "to", "for", "from", "by", "with", "about", "than", "or", "and", "but", "so", "also", "not", "no",
    "yes", "please", "exactly", "again", "more", "else", "one", "ones", "tell", "say", "said", "me", "us", "you",
])  # fmt: skip
MAX_CONTENT_WORDS_WITH_REFERENCE = 3


@dataclass(frozen=True, slots=True)
class _Leaning:
    """The same in another language: what says that something comes before, how one asks, what refers."""

    continuation: re.Pattern[str]
    asking: frozenset[str]
    references: frozenset[str]


# Pronouns of the subject are mostly left out in Turkish: what leans without one is not seen.
TURKISH = _Leaning(
    re.compile(r"(ve|peki|ama|o halde|öyleyse|başka (?:kim|ne|nerede))\b"),
    frozenset([
        "ne", "neden", "niye", "niçin", "nasıl", "kim", "kimi", "kime", "kimin", "kimler", "kimden", "hangi", "hangisi",
        "kaç", "nerede", "nereye", "nereden", "neresi", "zaman", "kadar", "mi", "mı", "mu", "mü", "için", "ile", "de",
        "da", "tam", "olarak", "oldu", "olmuş", "olacak", "dedi", "diyor", "var", "yok", "hakkında", "sonra", "önce",
    ]),
    frozenset([
        "o", "onu", "ona", "onun", "onlar", "onları", "onların", "onlara", "ondan", "bu", "bunu", "buna", "bunun",
        "bundan", "bunlar", "bunları", "bunların", "şu", "şunu", "orada", "oraya", "oradan", "burada",
    ]),
)  # fmt: skip
RUSSIAN = _Leaning(
    re.compile(r"(и|а|но|тогда|что насч[её]т|как насч[её]т|кто ещ[её]|что ещ[её]|где ещ[её])\b"),
    frozenset([
        "кто", "кого", "кому", "кем", "что", "чего", "чему", "чем", "когда", "где", "куда", "откуда", "почему", "зачем",
        "как", "какой", "какая", "какое", "какие", "каком", "сколько", "чей", "ли", "и", "а", "не", "в", "во", "на",
        "с", "со", "о", "об", "по", "за", "из", "к", "у", "до", "для", "от", "был", "была", "было", "были", "будет",
        "будут", "есть", "именно", "сказал", "сказала", "год", "году", "же", "точно", "так",
    ]),
    frozenset([
        "он", "она", "оно", "они", "его", "её", "ее", "ему", "ей", "им", "их", "нём", "нем", "ней", "них", "него",
        "неё", "нее", "ним", "этого", "это", "этот", "эта", "эти", "этом", "этому", "этим", "там", "туда", "оттуда",
    ]),
)  # fmt: skip
MAX_CONTENT_WORDS_ELSEWHERE = 2


def clean_question(text: str) -> str:
    """Drop control characters and lone surrogates, and fold white space.

    :raises BriefingError: when nothing is left that could be searched, or when it is too long.
    """
    question = _on_one_line(text)
    if len(question) > MAX_QUESTION_CHARACTERS:
        raise BriefingError(
            f"The question has {len(question):,} characters; ask in at most {MAX_QUESTION_CHARACTERS:,}."
        )
    if not any(character.isalnum() for character in question):
        raise BriefingError("There is no word in the question; ask in words, for example: why was Turkey removed?")
    return question


def _on_one_line(text: str) -> str:
    printable = (" " if unicodedata.category(character) in UNSEARCHABLE else character for character in text)
    return " ".join("".join(printable).split())


def is_small_talk(question: str) -> bool:
    """Whether a cleaned question is a greeting or thanks, and nothing to search for."""
    words = re.sub(r"[^\w\s]", " ", question.casefold()).split()
    return SMALL_TALK.fullmatch(" ".join(words)) is not None


def leans_on_previous(question: str) -> bool:
    """Whether a cleaned question in English, Turkish or Russian can be understood only with the one before it."""
    if any(_leans(re.findall(r"\w+", question.casefold()), language) for language in (TURKISH, RUSSIAN)):
        return True
    folded = NO_REFERENCE.sub("", question.casefold())
    words = [word for word in re.findall(r"\w+", folded) if word not in ASKING]
    if CONTINUATION.match(folded) or not words:
        return True
    content = [word for word in words if word not in REFERENCES | POSSESSIVES]
    refers = words[0] in POSSESSIVES or not REFERENCES.isdisjoint(words)
    return refers and len(content) <= MAX_CONTENT_WORDS_WITH_REFERENCE


def _leans(words: Sequence[str], language: _Leaning) -> bool:
    content = [word for word in words if word not in language.asking]
    if not content or language.continuation.match(" ".join(words)):
        return True
    is_asked = len(content) < len(words)  # else it may be another language, with an "o" or "bu" of its own
    rest = [word for word in content if word not in language.references]
    return is_asked and len(rest) < len(content) and len(rest) <= MAX_CONTENT_WORDS_ELSEWHERE


def with_previous(question: str, previous_question: str) -> str:
    """What is searched for a question that leans on another: both, the earlier first."""
    return f"{_on_one_line(previous_question)} {question}"
