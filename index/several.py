"""A message with several questions -> each of them; cut only where both sides are certainly questions of their own."""

from __future__ import annotations

import re

from index.question import ASKING, POSSESSIVES, REFERENCES, leans_on_previous
from index.wording import (
    AUXILIARY,
    INVERTED,
    QUESTION_WORD,
    RUSSIAN_QUESTION,
    TURKISH_QUESTION,
    asks,
    is_courtesy,
    is_narrative,
    is_quoted,
    needs_what_was_told,
    sentences,
    without_lead_in,
)

MAX_QUESTIONS = 4
"""What is asked beyond goes with the last of them: nothing is dropped, and nobody gets ten answers at once."""
MIN_CONTENT_WORDS = 3

_FLAGS = re.IGNORECASE
_CONJUNCTION = re.compile(r"(?<=\w|[\"”»'’)])(?:,? (?:and|but|also|и|а|ve|ayrıca)(?: also| then)?|[;,]) (?=\w)", _FLAGS)
_LIST_MARK = re.compile(r"^(?:[-*•–]|\(?\d\d?[.)]|\(?[a-d]\)) +|[\s(]+(?:[-*•–]|\(?\d\d?[.)]?|[a-d]\))$")
_LINK = re.compile(r"^(?:and|but|also|so|then|ayrıca|ve|peki|и|а|также|ещё)(?: also| then|,)* ", _FLAGS)
_DIRECT = re.compile(INVERTED, _FLAGS)
_SUBJECT = re.compile(rf"who (?!{AUXILIARY}\b)\w+ \w+", _FLAGS)
_SUPPORTED = re.compile(r"(?:did|does|do) (?:he|she|it|they|the|its|their|[A-Z]\w)")
_HEAD = re.compile(rf"(?:.{{0,60}}, )?(?:{INVERTED}|{QUESTION_WORD}\b|{AUXILIARY}\b)", _FLAGS)
_INNER = re.compile(rf"\b(?:{QUESTION_WORD}|that|between|whether)\b", _FLAGS)
_TURKISH_VERB = re.compile(
    r"(?:[dt][iıuü](?:lar|ler)?|yor(?:du|lar)?|[ea]ca[kğ]\w*|m[iıuü]ş\w*|[dt][iıuü]r|m[iıuü])$", _FLAGS
)
_RUSSIAN_VERB = re.compile(
    r"\w\w(?:л|ла|ло|ли|лся|лась|лось|лись|[её]т|ит|ут|ют|ат|ят|[её]тся|ится|ются|утся|ятся)\b|\bбыл", _FLAGS
)


def several_questions(question: str) -> list[str]:
    """Cut a cleaned message into its questions; one that holds one question comes back as it is.

    A part that can be understood only with the one before it is worded so that `leans_on_previous` tells it: it keeps
    its "and". "Who won and when?" stays whole: a sentence that tells the one mostly tells the other.
    """
    parts: list[str] = []
    told: list[str] = []
    for sentence in (_LIST_MARK.sub("", _LIST_MARK.sub("", piece)) for piece in sentences(question)):
        if not sentence or is_courtesy(sentence):  # of a list mark alone nothing is left
            continue
        if asks(sentence) or (parts and leans_on_previous(sentence)):
            needs = [other for other in told if not (parts and is_narrative(other))]
            needs = needs if needs_what_was_told(without_lead_in(sentence)) else []
            parts.append(" ".join([*needs, _unlinked(sentence) if parts else sentence]))
            told = []
        elif sentence[-1] in "?？؟":  # a question that none of the rules knows
            return [question]
        else:
            told.append(sentence)
    parts = [part for whole in parts for part in _cut_at_conjunctions(whole)]
    if len(parts) < 2:
        return [question]
    return [*parts[: MAX_QUESTIONS - 1], " ".join(parts[MAX_QUESTIONS - 1 :])] if len(parts) > MAX_QUESTIONS else parts


def _unlinked(sentence: str) -> str:
    """Without "and" or "also" where the rest leans on nothing."""
    rest = _LINK.sub("", sentence)
    return rest if not leans_on_previous(rest) and _stands_alone(rest) else sentence


def _cut_at_conjunctions(question: str) -> list[str]:
    for found in _CONJUNCTION.finditer(question):
        left, right = question[: found.start()], question[found.end() :]
        conjunction = found[0].strip(" ,;")
        if is_quoted(left) or not _are_questions(left, right, conjunction):
            continue
        leaning = f"{conjunction} {right}".strip()
        return [f"{left}?", *_cut_at_conjunctions(right if _stands_alone(right) else leaning)]
    return [question]


def _are_questions(left: str, right: str, conjunction: str) -> bool:
    if _are_english(left, right, conjunction):
        return True
    # behind a comma alone "когда" and "где" begin a clause
    return bool(conjunction) and (_are_turkish(left, right) or _are_russian(left, right))


def _stands_alone(question: str) -> bool:
    """Whether the part behind a conjunction says by itself what it is about, or else that it leans."""
    words = re.findall(r"\w+", question)
    folded = {word.casefold() for word in words}
    if leans_on_previous(question):
        return True
    if not folded.isdisjoint(REFERENCES | POSSESSIVES):
        return False
    is_english = re.match(QUESTION_WORD, question, _FLAGS) is not None
    has_name = any(not word.islower() for word in words[1:])
    return has_name or (is_english and len(folded - ASKING) >= MIN_CONTENT_WORDS)


def _are_english(left: str, right: str, conjunction: str) -> bool:
    asked = without_lead_in(left)
    head = _HEAD.match(asked)
    if not head or _INNER.search(asked, head.end()) or len(asked.split()) < 3:
        return False
    if not conjunction and not _DIRECT.match(asked):  # "when it rains, who pays?"
        return False
    if right.split()[0].isupper() and not left.isupper():  # the WHO
        return False
    if _DIRECT.match(right) or _SUPPORTED.match(right) or _SUBJECT.match(right):
        return True
    is_led = asked != left and re.match(rf"{QUESTION_WORD}\b", asked, _FLAGS)
    return bool(is_led and re.match(rf"(?:{QUESTION_WORD}) \w+ \w+", right, _FLAGS))


def _are_turkish(left: str, right: str) -> bool:
    words = left.split()
    return (
        len(words) >= 3
        and len(right.split()) >= 3
        and all(re.search(TURKISH_QUESTION, side, _FLAGS) for side in (left, right))
        and _TURKISH_VERB.search(words[-1]) is not None
    )


def _are_russian(left: str, right: str) -> bool:
    asked = without_lead_in(left)
    head = re.match(RUSSIAN_QUESTION, asked, _FLAGS)
    return (
        head is not None
        and re.match(RUSSIAN_QUESTION, right, _FLAGS) is not None
        and not re.search(rf"[\s,]{RUSSIAN_QUESTION}|котор", asked[head.end() :], _FLAGS)
        and all(_RUSSIAN_VERB.search(side) for side in (asked, right))
        and len(right.split()) >= 3
    )
