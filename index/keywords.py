"""The analysis for keyword search: text -> tokens, the same for what is stored and for what is asked.

No stop words are dropped: BM25 weighs them down by itself, and on two question sets dropping a well-kept list of them
cost 3 of 100 first places ("first", "who", "after" carry meaning).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING

import Stemmer  # type: ignore[import-not-found]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SNOWBALL_ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "tr": "turkish",
}

# Scripts written without spaces between words, or (Korean) with endings that bigrams see through.
# Thai, Lao, Burmese, Khmer; Japanese, Chinese; Korean.
UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    r"\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
    r"\uac00-\ud7a3"
)
_WORD = rf"[^\W_{UNSPACED}]"
_LETTER = rf"[^\W\d_{UNSPACED}]"
_APOSTROPHE = "['’ʼ‘]"

_TOKEN = re.compile(rf"((?:(?![\W_])[{UNSPACED}])+)|{_WORD}+")
_POSSESSIVE = re.compile(rf"(?<=[\w.]){_APOSTROPHE}s(?!{_WORD})")
_TURKISH_SUFFIX = re.compile(rf"(?<={_WORD}){_APOSTROPHE}{_WORD}+")
_ACRONYM = re.compile(rf"(?<!{_WORD})(?:{_LETTER}\.)+{_LETTER}(?:\.|(?!{_WORD}))")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:[,.]\d{3})+(?!\d)")
_PLURAL_OF_NUMBER = re.compile(rf"(?<=\d){_APOSTROPHE}?s(?!{_WORD})")
_DESIGNATION = re.compile(rf"(?<!{_WORD})({_LETTER}+)[-‐‑–]?(\d+)({_LETTER}*?)s?(?!{_WORD})")


def keywords(text: str, language: str) -> list[str]:
    """Give the tokens of a text in order, repetitions included.

    Case, diacritics and compatibility forms are folded, words stemmed by Snowball where it has the language
    (ISO 639-1; "" is none), unspaced scripts cut into bigrams. "S-400s" gives "s400", "s" and "400"; "U.S." gives "us".
    Each token is one token, unchanged, to the FTS5 tokenizer `unicode61 remove_diacritics 0`.
    """
    return list(_tokens(text, language))


def query_keywords(question: str, languages: Iterable[str]) -> list[str]:
    """Give the union of the analyses for each language, without repetition: a short question does not show its own."""
    return list(dict.fromkeys(token for language in languages for token in _tokens(question, language)))


def _tokens(text: str, language: str) -> Iterator[str]:
    stem = _stemmer(language)
    for match in _TOKEN.finditer(_with_compounds(_folded(text), language)):
        token = match.group()
        if match.group(1):
            yield from (_storable(bigram) for bigram in _bigrams(token))
        elif stem and token.isalpha():
            yield _storable(stem(token))
        else:
            yield _storable(token)


def _bigrams(run: str) -> list[str]:
    return [run[index : index + 2] for index in range(len(run) - 1)] or [run]


def _with_compounds(text: str, language: str) -> str:
    """Rewrite the forms in which one name has several spellings, so that they share a token."""
    text = _POSSESSIVE.sub("", text)
    if language == "tr":
        text = _TURKISH_SUFFIX.sub("", text)
    text = _ACRONYM.sub(lambda match: match.group().replace(".", "") + " ", text)
    text = _THOUSANDS.sub(lambda match: match.group().replace(",", "").replace(".", ""), text)
    text = _PLURAL_OF_NUMBER.sub("", text)
    return _DESIGNATION.sub(_spellings, text)


def _spellings(match: re.Match[str]) -> str:
    letters, digits, suffix = match.groups()
    variant = f"{letters}{digits}{suffix} " if suffix else ""
    return f"{variant}{letters}{digits} {letters} {digits}"


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return folded.translate(_FOLDING)


class _Folding(dict[int, "str | None"]):
    """A table for `str.translate` that computes each entry when it is first met."""

    # Letters that Unicode does not decompose; the two dotless and dotted i of Turkish become one.
    LETTERS = {  # noqa: RUF012
        "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe", "ё": "е",
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": None,
    }  # fmt: skip

    def __missing__(self, code: int) -> str | None:
        self[code] = self._fold(chr(code))
        return self[code]

    def _fold(self, character: str) -> str | None:
        if character in self.LETTERS:
            return self.LETTERS[character]
        if unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf"):
            return None
        decomposed = unicodedata.normalize("NFD", character)
        base = decomposed[0]
        # In other scripts what looks like a diacritic makes another letter: й, が.
        if len(decomposed) > 1 and (base < "\u0400" or "\u0600" <= base <= "\u06ff"):
            return self.LETTERS.get(base, base)
        return character


_FOLDING = _Folding()


def _storable(token: str) -> str:
    """Spell out the letters that SQLite's tokenizer takes for separators: it knows Unicode 6.1 only."""
    if token.isascii():
        return token
    return "".join(map(_storable_character, token))


@functools.lru_cache(maxsize=50_000)
def _storable_character(character: str) -> str:
    is_old = unicodedata.ucd_3_2_0.category(character) != "Cn"
    return character if is_old else f"u{ord(character):x}"


@functools.cache
def _stemmer(language: str) -> Callable[[str], str] | None:
    algorithm = SNOWBALL_ALGORITHMS.get(language)
    if algorithm is None:
        return None
    stem: Callable[[str], str] = Stemmer.Stemmer(algorithm).stemWord
    return stem
