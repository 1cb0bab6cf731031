"""States and alliances that are written in several ways: "U.S.", "United States", in the question and in the briefings.

Only questions are looked at, so nothing that is stored has to be indexed anew: a text that writes a name in another way
is measured as if it wrote it as the question does.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.keywords import keywords

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# "us" is a pronoun and "ab" half a word: abbreviations count in capitals alone, or as in "the us".
NAMES = (
    ("US", "USA", "United States", "United States of America", "ABD", "Amerika Birleşik Devletleri", "США",
     "Соединённые Штаты"),
    ("UK", "United Kingdom", "Britain", "Great Britain", "Birleşik Krallık", "Великобритания",
     "Соединённое Королевство"),
    ("EU", "European Union", "AB", "Avrupa Birliği", "ЕС", "Европейский союз", "Евросоюз"),
    ("UN", "United Nations", "BM", "Birleşmiş Milletler", "ООН"),
    ("UAE", "United Arab Emirates", "BAE", "Birleşik Arap Emirlikleri", "ОАЭ"),
    ("NATO", "North Atlantic Treaty Organization", "North Atlantic Treaty Organisation", "НАТО"),
    ("Turkey", "Türkiye", "Turkiye", "Турция"),
    ("ECB", "European Central Bank", "Avrupa Merkez Bankası", "ЕЦБ"),
    ("WHO", "World Health Organization", "World Health Organisation", "ВОЗ"),
    ("IMF", "International Monetary Fund", "МВФ"),
)  # fmt: skip

Tokens = tuple[str, ...]
MAX_LETTERS_OF_ABBREVIATION = 3


@dataclass(frozen=True, slots=True)
class SharedName:
    """A name in a question: its tokens there, and those of the other ways to write it."""

    own: Tokens
    others: tuple[Tokens, ...]


def shared_names(question: str, languages: Iterable[str]) -> tuple[SharedName, ...]:
    """Find the names in a question that the briefings may write in another way.

    :param languages: of the briefings.
    """
    languages = tuple(languages)
    asked = [keywords(question, language) for language in languages]
    found = []
    for forms in NAMES:
        analysed = _analysed(forms, languages)
        # the longest that is asked: "United States of America", not "United States"
        own = max(
            (
                tokens
                for form, tokens in analysed
                if _is_meant(form, question) and any(_count(tokens, a) for a in asked)
            ),
            key=len,
            default=None,
        )
        if own:
            found.append(SharedName(own, tuple(dict.fromkeys(other for _, other in analysed if other != own))))
    return tuple(found)


def in_words_of(names: Sequence[SharedName], document: Sequence[str]) -> Sequence[str]:
    """The tokens of a text, and those of the question for each name that the text writes in another way."""
    more = [
        token
        for name in names
        for _ in range(max((_count(other, document) for other in name.others), default=0))
        for token in name.own
    ]
    return [*document, *more] if more else document


@functools.lru_cache(maxsize=100)
def _analysed(forms: tuple[str, ...], languages: tuple[str, ...]) -> tuple[tuple[str, Tokens], ...]:
    pairs = ((form, tuple(keywords(form, language))) for form in forms for language in languages)
    return tuple(dict.fromkeys(pairs))


def _is_meant(form: str, question: str) -> bool:
    if not form.isupper() or len(form) > MAX_LETTERS_OF_ABBREVIATION:
        return True
    dotted = r"\.?".join(form)
    is_written = re.search(rf"(?<!\w){dotted}(?!\w)", question) and not question.isupper()
    is_small = form != "WHO" and re.search(rf"(?<!\w)the {form.lower()}(?![\w'’])", question)
    return bool(is_written or is_small)


def _count(tokens: Tokens, document: Sequence[str]) -> int:
    """How often a text has these tokens one behind the other."""
    if tokens[0] not in document:
        return 0
    starts = (position for position, token in enumerate(document) if token == tokens[0])
    return sum(tuple(document[start : start + len(tokens)]) == tokens for start in starts)
