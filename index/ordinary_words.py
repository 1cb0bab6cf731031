"""The words that people use, and how often: what is one of them is no typing error, though no briefing holds it.

From wordfreq, which knows Turkish and Russian too, and names that are in the news: "iraq", "kyiv", "erdogan".
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from index.keywords import keywords

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ALWAYS = ("en", "tr", "ru")
"""The languages of the bot; people ask in them whatever the briefings are in."""
RAREST = 2.3
"""Below this the lists hold more errors than words. Zipf scale: 3 is once in a million words, 6 once in a thousand."""
STEMMED = frozenset(["tr", "ru"])
"""With so many endings that the list cannot hold them all: a word is known when its stem is."""
CYRILLIC = frozenset(["ru", "uk", "bg", "mk"])


def commonness(word: str, languages: Sequence[str]) -> float:
    """How frequent a folded word is, in the one of the languages where it is most; 0 when it is in no list."""
    return max((_words(language).get(word, 0.0) for language in _lists(word, languages)), default=0.0)


def is_ordinary(word: str, languages: Sequence[str]) -> bool:
    """Whether a folded word is in use, in any of these languages or of the bot's."""
    lists = _lists(word, (*ALWAYS, *languages))
    return any(word in _words(language) for language in lists) or any(
        not _stems(language).isdisjoint(keywords(word, language)) for language in lists if language in STEMMED
    )


def is_english(word: str) -> bool:
    """Whether a folded word is in use in English."""
    return word in _words("en")


def beginning_with(letter: str, languages: Sequence[str]) -> list[str]:
    """All words in use with this first letter."""
    return [word for language in _lists(letter, languages) for word in _by_letter(language).get(letter, ())]


def _lists(word: str, languages: Sequence[str]) -> list[str]:
    """The languages that have a list, and the script of the word."""
    is_cyrillic = "\u0400" <= word[:1] <= "\u052f"
    return [language for language in _available(tuple(languages)) if (language in CYRILLIC) == is_cyrillic]


@functools.cache
def _available(languages: tuple[str, ...]) -> tuple[str, ...]:
    import wordfreq  # here: commands that answer nothing need not wait for it

    available = wordfreq.available_languages("small")
    return tuple(dict.fromkeys(language for language in languages if language in available))


@functools.cache
def _words(language: str) -> Mapping[str, float]:
    """Folded word -> its Zipf frequency."""
    import wordfreq

    size = "large" if language == "en" else "small"
    frequencies: dict[str, float] = {}
    # the list at i holds the words of the frequency 10 ** (-i / 100)
    for centibels, listed in enumerate(wordfreq.get_frequency_list(language, size)):
        zipf = 9 - centibels / 100
        if zipf < RAREST:
            break
        for word in keywords(" ".join(filter(str.isalpha, listed)), ""):
            frequencies.setdefault(word, zipf)
    wordfreq.get_frequency_list.cache_clear()  # many times as large
    return frequencies


@functools.cache
def _by_letter(language: str) -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for word in _words(language):
        words.setdefault(word[0], []).append(word)
    return words


@functools.cache
def _stems(language: str) -> frozenset[str]:
    return frozenset(keywords(" ".join(_words(language)), language))
