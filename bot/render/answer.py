"""Answer -> the message a person gets: the best quotes, or what was searched and what came closest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton

from bot import callbacks
from bot.render.outgoing import Outgoing, TextBuilder, shown_name
from bot.render.quotes import SEPARATOR, context_buttons, copy_button, quotation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.messages.answers import AnswerTexts
    from index import Answer, Filters, Quote, Searched

QUOTES_IN_A_MESSAGE = 3
MORE_QUOTES = 5


def fitting(
    quotes: Sequence[Quote], texts: AnswerTexts, limit: int = QUOTES_IN_A_MESSAGE, notes: Sequence[str] = ()
) -> tuple[Quote, ...]:
    """Take the first quotes, at most `limit`, that fit one message as wholes, whatever stands around them."""
    taken: list[Quote] = []
    blocks = TextBuilder().add(" " * max(ROOM_FOR_NOTES, noted(notes).units + ROOM_FOR_OUR_LINES))
    for quote in quotes[:limit]:
        block = quotation(quote, texts, number=len(taken) + 100, expandable=True).add("\n")
        if not blocks.has_room_for(block):
            break
        blocks.append(block)
        taken.append(quote)
    return tuple(taken)


ROOM_FOR_NOTES = 900
"""UTF-16 units left for what stands above and below the quotes,"""
ROOM_FOR_OUR_LINES = 300
"""and of them for what is no note: that the bot is not sure, that there is no answer, what was searched."""


def answer_message(answer: Answer, answer_id: int, texts: AnswerTexts, notes: Sequence[str] = ()) -> Outgoing:
    """Show the quotes of an answer, which must fit; the best one open, the others folded.

    :param notes: what the person should know about how the question was understood, one line each.
    """
    text = noted(notes)
    if answer.outcome == "unsure":
        text.add(texts.unsure, "bold").add("\n")
    several = len(answer.quotes) > 1
    for number, quote in enumerate(answer.quotes):
        text.append(quotation(quote, texts, number=number + 1 if several else None, expandable=number > 0)).add("\n")
    return text.build(*answer_buttons(answer, answer_id, texts))


def answer_buttons(answer: Answer, answer_id: int, texts: AnswerTexts) -> tuple[tuple[InlineKeyboardButton, ...], ...]:
    """The rows below an answer: each quote in its context, more quotes, votes, the citation of the best one."""
    return (
        context_buttons(answer_id, range(len(answer.quotes)), texts),
        (InlineKeyboardButton(texts.more, callback_data=callbacks.make("more", answer_id)), *votes(answer_id)),
        tuple(copy_button(quote, texts) for quote in answer.quotes[:1]),
    )


def votes(answer_id: int) -> tuple[InlineKeyboardButton, InlineKeyboardButton]:
    """👍 and 👎."""
    up, down = (callbacks.make("fb", answer_id, vote) for vote in ("up", "down"))
    return InlineKeyboardButton("👍", callback_data=up), InlineKeyboardButton("👎", callback_data=down)


def more_message(
    question: str, quotes: Sequence[Quote], first: int, answer_id: int, texts: AnswerTexts, *, unsure: bool = False
) -> Outgoing:
    """Show further quotes of an answer; `first` is the place of the first one among all."""
    text = TextBuilder().add(texts.more_quotes.format(question=shown_name(question)), "italic").add("\n\n")
    if unsure:
        text.add(texts.unsure, "bold").add("\n")
    for number, quote in enumerate(quotes, first + 1):
        text.append(quotation(quote, texts, number=number, expandable=True)).add("\n")
    return text.build(
        context_buttons(answer_id, range(first, first + len(quotes)), texts),
        (InlineKeyboardButton(texts.more, callback_data=callbacks.make("more", answer_id)),),
    )


def no_answer_message(
    answer: Answer, answer_id: int, filters: Filters, texts: AnswerTexts, notes: Sequence[str] = ()
) -> Outgoing:
    """Say that the briefings do not answer, what was searched, and what came closest."""
    if not answer.searched.briefings:
        return TextBuilder().add(texts.no_briefings if filters.is_empty else texts.nothing_matches).build()
    text = noted(notes).add(texts.no_answer, "bold").add("\n").add(searched(answer.searched, texts)).add("\n\n")
    if answer.nearest:
        text.add(texts.nearest, "italic").add("\n")
    for quote in answer.nearest:
        text.append(quotation(quote, texts, expandable=True))
    return text.build(votes(answer_id))


def searched(what: Searched, texts: AnswerTexts) -> str:
    """How many briefings were searched, and their first and last dates."""
    counted = texts.briefings(what.briefings)
    if what.since is None or what.until is None:
        return texts.searched_without_dates.format(briefings=counted)
    if what.since == what.until:
        return texts.searched_one_date.format(briefings=counted, since=texts.date(what.since))
    since, until = texts.date(what.since), texts.date(what.until)
    return texts.searched.format(briefings=counted, since=since, until=until)


def restrictions(filters: Filters, titles: Sequence[str], texts: AnswerTexts) -> str:
    """What a question was restricted to, in words.

    :param titles: of the briefings that the filters name.
    """
    parts = [shown_name(title) for title in titles]
    if filters.since:
        parts.append(texts.only_since.format(date=texts.date(filters.since)))
    if filters.until:
        parts.append(texts.only_until.format(date=texts.date(filters.until)))
    parts.extend(texts.only_tag.format(tag=shown_name(tag)) for tag in filters.tags)
    return texts.only.format(restrictions=SEPARATOR.join(parts))


def answer_notes(answer: Answer, texts: AnswerTexts) -> tuple[str, ...]:
    """What an answer says of itself: what was searched for in place of a misspelt question, from when the newest is.

    Where it has parts, they say so themselves.
    """
    notes = []
    parts = answer.parts if answer.answered else ()
    if answer.searched_for is not None and not any(part.searched_for for part in parts):
        notes.append(texts.searched_for.format(question=shown_name(answer.searched_for)))
    newest = answer.quotes[0].citation.date if answer.quotes and not parts else None
    if answer.newest_first and newest is not None:
        notes.append(texts.newest_first.format(date=texts.date(newest)))
    return tuple(notes)


def noted(notes: Sequence[str]) -> TextBuilder:
    """Begin a message with notes, one line each."""
    text = TextBuilder()
    for note in notes:
        text.add(note, "italic").add("\n")
    return text.add("\n") if notes else text
