"""Typing errors in questions: a word that no briefing holds and nobody uses -> the word that was meant.

Names are the danger: who asks of Iraq must not be answered of Iran. So words in use stay (ordinary_words.py), what is
written like a name is hardly touched, and nothing is mended that may as well be meant for another word in use.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.keywords import keywords
from index.ordinary_words import beginning_with, commonness, is_english, is_ordinary

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from index.store import Snapshot

MIN_LETTERS = 4
LONG = 8
"""Words of so many letters may be wrong in two places."""
MIN_LETTERS_OF_NAME = 6
LONG_NAME = 10
MIN_LETTERS_WITH_OTHER_INITIAL = 6
"""The first letter is seldom wrong."""
MAX_STRANGE = 5
"""With more the question is in another language."""
CANDIDATES = 12
SENTENCES_LOOKED_AT = 4
OF_THE_BRIEFINGS = 1.5
"""So much more frequent (Zipf scale) a word is in questions about briefings that hold it."""
AS_FREQUENT = 0.7
"""Two words whose frequencies differ less may both be meant by a short word."""
SHORT = 5
MIN_LETTERS_OF_STEM = 4
LETTERS_OF_ENDING = 3

# Too short to be compared, or so frequent that they look like words. Whatever a briefing holds stays.
KNOWN_ERRORS = {
    "wy": "why", "whi": "why", "wen": "when", "whn": "when", "wehn": "when", "waht": "what", "wat": "what",
    "wht": "what", "whta": "what", "hwat": "what", "hwo": "how", "hw": "how", "wich": "which", "whcih": "which",
    "whihc": "which", "wher": "where", "whre": "where", "wheer": "where", "whoo": "who", "teh": "the", "hte": "the",
    "adn": "and", "nad": "and", "aer": "are", "wsa": "was", "frm": "from", "abuot": "about", "abut": "about",
    "thier": "their", "deos": "does", "ddi": "did", "goverment": "government", "goverments": "governments",
    "recieve": "receive", "recieved": "received", "untill": "until", "occured": "occurred", "foriegn": "foreign",
    "comittee": "committee", "parliment": "parliament", "beleive": "believe", "millitary": "military",
}  # fmt: skip

_WORD = re.compile(r"(?<![\w'’ʼ\"“«„-])[^\W\d_]++(?![\d_]|-\d)")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


class _Near(NamedTuple):
    """A word that may be meant; sorted, the likeliest comes first."""

    distance: int
    has_other_initial: bool
    has_other_letters: bool
    """Letters swapped, or written once for twice, are the likeliest errors."""
    rareness: float
    is_not_stored: bool
    word: str


class Speller:
    """Mends the questions to one generation."""

    def __init__(
        self, vocabulary: Mapping[str, int], languages: Sequence[str], surfaces: Callable[[str], Collection[str]]
    ) -> None:
        """Build from what is published.

        :param vocabulary: keyword -> in how many sentences it occurs.
        :param surfaces: gives for a keyword the words of the briefings that have it.
        """
        self._vocabulary, self._languages, self._surfaces = vocabulary, languages, surfaces

    def mended(self, question: str) -> str:
        """Put the words that were meant in the place of typing errors; the number of words stays."""
        words = [found for found in _WORD.finditer(question) if not _UNSPACED.search(found[0])]
        unknown = [found for found in words if not self._is_stored(found[0])]
        replaced = {found.start(): KNOWN_ERRORS[found[0]] for found in unknown if found[0] in KNOWN_ERRORS}
        strange = [found for found in unknown if found.start() not in replaced and not self._is_ordinary(found[0])]
        if len(strange) <= min(MAX_STRANGE, (len(words) + 1) // 2):
            for found in strange:
                is_name = found[0][0].isupper() and bool(question[: found.start()].strip())
                replaced[found.start()] = self._meant(found[0], is_name) or found[0]
        return _WORD.sub(lambda found: replaced.get(found.start(), found[0]), question)

    def _is_stored(self, word: str) -> bool:
        return any(token in self._vocabulary for language in self._languages for token in keywords(word, language))

    def _is_ordinary(self, word: str) -> bool:
        return is_ordinary(_plain(word), self._languages)

    def _meant(self, word: str, is_name: bool) -> str | None:
        limit, plain = _limit(word, is_name), _plain(word)
        if not limit:
            return None
        words = {_plain(surface): surface for token in self._tokens(word, limit) for surface in self._surfaces(token)}
        words_in_use = beginning_with(plain[0], self._languages)
        for other, _, _ in process.extract(plain, words_in_use, scorer=OSA.distance, score_cutoff=limit, limit=None):
            words.setdefault(other, other)  # its stem may be stored, though too far from the stem of the error
        near = sorted(
            self._near(plain, other, surface)
            for other, surface in words.items()
            if other.isalpha() and OSA.distance(plain, other) <= limit
        )
        return _like(near[0].word, word) if near and _is_certain(near, plain, is_name) else None

    def _tokens(self, word: str, limit: int) -> list[str]:
        """Stored tokens that are near to the word or to its stem, the nearest and then the most frequent first."""
        plain = _plain(word)
        forms = {plain, *(token for language in self._languages for token in keywords(word, language))}
        distances: dict[str, int] = {}
        for form in forms:
            tokens = [
                token
                for token in self._vocabulary
                if abs(len(token) - len(form)) <= limit and (token[0] == plain[0] or _may_have_other_initial(plain))
            ]
            for token, distance, _ in process.extract(
                form, tokens, scorer=OSA.distance, score_cutoff=limit, limit=None
            ):
                distances[token] = min(distance, distances.get(token, distance))
        return sorted(distances, key=lambda token: (distances[token], -self._vocabulary[token], token))[:CANDIDATES]

    def _near(self, plain: str, other: str, surface: str) -> _Near:
        is_stored = self._is_stored(surface)
        return _Near(
            distance=OSA.distance(plain, other),
            has_other_initial=plain[0] != other[0],
            has_other_letters=sorted(plain) != sorted(other) and _single(plain) != _single(other),
            rareness=-commonness(other, self._languages) - (OF_THE_BRIEFINGS if is_stored else 0),
            is_not_stored=not is_stored,
            word=surface,
        )


def mended(question: str, snapshot: Snapshot, vocabulary: Mapping[str, int], languages: Sequence[str]) -> str:
    """Put the words that were meant in the place of typing errors; a question without one comes back as it is.

    :param vocabulary: of the snapshot's sentences; to read it takes longer than all the rest.
    :param languages: of the snapshot.
    """
    return Speller(vocabulary, languages, lambda token: _surfaces(snapshot, token, languages)).mended(question)


def _plain(word: str) -> str:
    return "".join(keywords(word, ""))


def _single(word: str) -> str:
    """With each letter that is written twice written once."""
    return re.sub(r"(.)\1", r"\1", word)


def _limit(word: str, is_name: bool) -> int:
    """In how many places a word may be wrong."""
    if is_name:
        if len(word) < MIN_LETTERS_OF_NAME or not word[1:].islower():
            return 0
        return 2 if len(word) >= LONG_NAME else 1
    if len(word) < MIN_LETTERS or (word.isupper() and len(word) < MIN_LETTERS_OF_NAME):
        return 0
    return 2 if len(word) >= LONG else 1


def _may_have_other_initial(plain: str) -> bool:
    return len(plain) >= MIN_LETTERS_WITH_OTHER_INITIAL


def _is_certain(near: Sequence[_Near], plain: str, is_name: bool) -> bool:
    """Whether the likeliest word is one of the briefings, and clearly likelier than the next."""
    best = near[0]
    if best.is_not_stored or (best.has_other_initial and (is_name or best.distance > 1)):
        return False
    rivals = (other for other in near[1:] if other[:3] == best[:3])
    is_clear = all(other.rareness - best.rareness >= AS_FREQUENT for other in rivals)
    return (is_clear or len(plain) > SHORT) and (is_english(_plain(best.word)) or _is_no_form(plain, best))


def _is_no_form(plain: str, best: _Near) -> bool:
    """Whether a word differs from the likeliest not just as two forms of one word do, in a language with many."""
    other = _plain(best.word)
    stem = plain[: max(MIN_LETTERS_OF_STEM, len(plain) - LETTERS_OF_ENDING)]
    return best.distance == 1 and len(plain) > SHORT and not other.startswith(stem)


def _like(word: str, written: str) -> str:
    """In small letters or with a capital, as the person writes."""
    return word[0].upper() + word[1:] if written[0].isupper() else word.lower()


def _surfaces(snapshot: Snapshot, token: str, languages: Iterable[str]) -> set[str]:
    """The words with this token in some of the sentences that hold it."""
    rows = snapshot.sentences(snapshot.keyword_matches("sentence", [token], SENTENCES_LOOKED_AT))
    texts = {version_id: snapshot.text(version_id) for version_id in {row.version_id for row in rows}}
    languages = list(languages)
    return {
        found[0]
        for row in rows
        for found in _WORD.finditer(texts[row.version_id], row.sentence.span.start, row.sentence.span.end)
        if any(keywords(found[0], language) == [token] for language in languages)
    }
