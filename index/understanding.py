"""What a person wrote -> what is searched: each question of the message, mended, without what stands around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.core import core_question
from index.newest import asks_for_newest, without_newest
from index.question import is_small_talk, leans_on_previous, with_previous
from index.several import several_questions

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.datatypes import Question


@dataclass(frozen=True, slots=True)
class Understood:
    """One question as it is searched."""

    question: Question
    """As it was asked, cleaned; of a message with several questions this one."""
    message: str
    """What the person wrote, cleaned."""
    wording: str
    """What it is about, in few words and without typing errors."""
    searches: tuple[str, ...]
    """The texts that are searched: the wording and, where it leans on something, also both together."""
    topic: str
    """What the next question may lean on."""
    newest_first: bool = False
    is_small_talk: bool = False
    was_mended: bool = False


def understood(question: Question, mended: Callable[[str], str]) -> list[Understood]:
    """Take a message apart.

    :param question: its text is cleaned.
    :param mended: puts right words in the place of typing errors.
    """
    if is_small_talk(question.text):
        topic = question.follows or question.text
        return [Understood(question, question.text, question.text, (), topic, is_small_talk=True)]
    parts: list[Understood] = []
    written = several_questions(question.text)
    for text in written if question.about is None else [question.text]:
        follows = parts[-1].topic if parts else question.follows
        part = replace(question, text=text, follows=follows)
        parts.append(_understood(part, question.text, mended))
    return parts


def _understood(question: Question, message: str, mended: Callable[[str], str]) -> Understood:
    core = core_question(question.text)
    newest_first = asks_for_newest(core)
    asked = without_newest(core) if newest_first else core
    wording = mended(asked)
    follows = question.follows if leans_on_previous(question.text) else None
    leaning = question.about or (mended(follows) if follows else None)
    return Understood(
        question=question,
        message=message,
        wording=wording,
        searches=(wording, with_previous(wording, leaning)) if leaning else (wording,),
        topic=_topic(question, asked),
        newest_first=newest_first,
        was_mended=wording != asked,
    )


def _topic(question: Question, asked: str) -> str:
    if question.about:
        return with_previous(asked, question.about)
    return question.follows if question.follows and leans_on_previous(question.text) else asked
