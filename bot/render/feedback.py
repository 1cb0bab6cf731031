"""What administrators read: judged answers, and questions without an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton

from bot import callbacks
from bot.render.outgoing import Outgoing, TextBuilder

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from bot.messages.answers import AnswerTexts
    from bot.state.ledger import Judged, LedgerEntry

A_PAGE = 10
NEAR_SAME = 0.6
"""Two questions that share this part of their letter triples (Jaccard) are one."""


@dataclass(slots=True)
class Group:
    """Questions that are nearly the same, by the one that was asked last."""

    question: str
    asked_at: datetime.datetime
    triples: frozenset[str]
    count: int = field(default=1)


def feedback_message(judged: Sequence[Judged], page: int, texts: AnswerTexts) -> Outgoing:
    """Show a page of judged answers: the votes, the question, the citations.

    :param judged: those of the page, and the next one if there is one.
    """
    text = TextBuilder().add(texts.feedback_title, "bold").add("\n\n")
    for row in judged[:A_PAGE]:
        votes = " ".join(f"{sign} {count}" for sign, count in (("👎", row.down), ("👍", row.up)) if count)
        text.add(f"{votes} · {texts.date(row.entry.created_at.date())}\n").name(row.entry.question, "bold").add("\n")
        for citation_id in row.entry.quotes[:1]:
            text.add(citation_id, "code").add("\n")
        text.add("\n")
    return text.build(_pages("fbp", page, len(judged) > A_PAGE, texts))


def unanswered_message(entries: Sequence[LedgerEntry], page: int, texts: AnswerTexts) -> Outgoing:
    """Show a page of the questions that found nothing, those asked most often first.

    :param entries: all of them, the newest first.
    """
    groups = grouped(entries)
    shown = groups[page * A_PAGE : (page + 1) * A_PAGE]
    text = TextBuilder().add(texts.unanswered_title, "bold").add("\n\n")
    for group in shown:
        last = texts.last_asked.format(date=texts.date(group.asked_at.date()))
        text.name(group.question, "bold").add(f"\n{texts.questions(group.count)}, {last}\n\n")
    return text.build(_pages("una", page, len(groups) > (page + 1) * A_PAGE, texts))


def grouped(entries: Sequence[LedgerEntry]) -> list[Group]:
    """Put questions together that are nearly the same; the largest group first, then the newest."""
    groups: list[Group] = []
    for entry in entries:
        triples = _triples(entry.question)
        same = next((group for group in groups if _likeness(group.triples, triples) >= NEAR_SAME), None)
        if same is None:
            groups.append(Group(entry.question, entry.created_at, triples))
        else:
            same.count += 1
    return sorted(groups, key=lambda group: -group.count)


def _triples(question: str) -> frozenset[str]:
    words = "".join(character if character.isalnum() else " " for character in question.casefold()).split()
    text = f" {' '.join(words)} "
    return frozenset(text[start : start + 3] for start in range(max(1, len(text) - 2)))


def _likeness(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / len(first | second)


def _pages(action: str, page: int, goes_on: bool, texts: AnswerTexts) -> tuple[InlineKeyboardButton, ...]:
    buttons = []
    if page:
        buttons.append(InlineKeyboardButton(texts.newer, callback_data=callbacks.make(action, page - 1)))
    if goes_on:
        buttons.append(InlineKeyboardButton(texts.older, callback_data=callbacks.make(action, page + 1)))
    return tuple(buttons)
