"""Context -> the message in which a quote is read in its surroundings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton

from bot import callbacks
from bot.render.outgoing import Outgoing, units
from bot.render.quotes import citation_line
from index import Span

if TYPE_CHECKING:
    from bot.messages.answers import AnswerTexts
    from index import Context

MARK = ("bold", "underline")
HASH_DIGITS = 16


def context_message(context: Context, offset: int, texts: AnswerTexts) -> Outgoing:
    """Show a passage; where the quote stands in it, the quote is marked.

    :param offset: how many passages after (before, when negative) that of the quote.
    """
    text = citation_line(context.citation, texts)
    if offset:
        text.add(f" · {texts.reading_before if offset < 0 else texts.reading_after}", "italic")
    text.add("\n\n")
    beginning = text.units
    text.add(context.text)
    marked = _marked(context)
    if marked:
        start, end = marked.start - context.span.start, marked.end - context.span.start
        text.mark(beginning + units(context.text[:start]), beginning + units(context.text[:end]), *MARK)
    return text.build(
        _moves(context, offset),
        (
            InlineKeyboardButton(
                texts.original_file, callback_data=callbacks.make("file", context.citation.sha256[:HASH_DIGITS])
            ),
        ),
    )


def cited(context: Context) -> str:
    """The citation of what is quoted by it: the words that are marked, or the passage where none are."""
    return context.citation.id if _marked(context) else replace(context.citation, span=context.span).id


def _marked(context: Context) -> Span | None:
    """What of the quote stands in the passage."""
    start, end = max(context.quote.start, context.span.start), min(context.quote.end, context.span.end)
    return Span(start, end) if start < end else None


def _moves(context: Context, offset: int) -> tuple[InlineKeyboardButton, ...]:
    """← and →, as far as the text goes on."""
    steps = [("←", offset - 1, context.goes_on_before), ("→", offset + 1, context.goes_on_after)]
    return tuple(
        InlineKeyboardButton(arrow, callback_data=callbacks.make("pas", context.citation.id, place))
        for arrow, place, goes_on in steps
        if goes_on
    )
