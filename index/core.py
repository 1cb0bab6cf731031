"""A long, rambling message with one question -> what is asked, without what stands around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.question import REFERENCES, leans_on_previous
from index.wording import (
    TAIL,
    TURKISH_QUESTION,
    asks,
    content_words,
    is_courtesy,
    is_narrative,
    needs_what_was_told,
    sentences,
    without_lead_in,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


_LINK = re.compile(r"^(?:so|and|but) (?=\w+ \w)", re.IGNORECASE)
# capitals, digits, or both: "Turkey", "F-35", "the Black Sea"
_NAME = re.compile(r"[^\W\d_]*\d[\w-]*|[A-ZÇĞİÖŞÜА-ЯЁ][\w'’-]+(?: (?:of |the )*[A-ZÇĞİÖŞÜА-ЯЁ][\w'’-]+)*|[a-z]+-\d+\w*")


def core_question(question: str) -> str:
    """Drop greetings, thanks, what tells of the person and "could you please tell me"; unchanged if nothing is certain.

    What was told before stays where the question needs it: all of it where it tells of the matter, and the names in it
    where it tells of the person ("I read about Turkey. Why was it removed?" gives "Turkey: Why was it removed?").
    """
    told = [sentence for sentence in sentences(question) if not is_courtesy(sentence)]
    if len(told) == 1:
        return _bare(told[0])
    positions = [position for position, sentence in enumerate(told) if asks(sentence)]
    if len(positions) != 1 or any(sentence[-1] in "?？؟" for sentence in told[positions[0] + 1 :]):
        return question
    asked = _LINK.sub("", _bare(told[positions[0]]))
    return _with_what_it_needs(asked, told[: positions[0]])


def _bare(sentence: str) -> str:
    """Without lead-in and tail, unless too little would be left to be understood."""
    bare = TAIL.sub("", without_lead_in(sentence)).strip()
    is_whole = not content_words(bare) <= REFERENCES and (leans_on_previous(sentence) or not leans_on_previous(bare))
    return bare if is_whole else sentence


def _with_what_it_needs(asked: str, told: Sequence[str]) -> str:
    is_turkish = re.search(TURKISH_QUESTION, asked, re.IGNORECASE) is not None  # it leaves out pronouns
    if not told or not (is_turkish or needs_what_was_told(asked)):
        return asked
    matters = [sentence for sentence in told if not is_narrative(sentence)]
    if matters:
        return " ".join([*matters, asked])
    names = dict.fromkeys(name for sentence in told for name in _names(sentence) if name not in asked)
    if names or is_turkish:
        return f"{', '.join(names)}: {asked}" if names else asked
    return f"{told[-1]} {asked}"


def _names(narrative: str) -> list[str]:
    """The names in a sentence; its first word is capital anyway, and "I" is nobody's name."""
    rest = narrative.partition(" ")[2]
    return [name for name in _NAME.findall(rest) if not re.fullmatch(r"I|I['’]\w+|Я", name)]
