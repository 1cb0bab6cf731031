"""Context -> the message in which a quote is read in its surroundings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton

from bot import callbacks
from bot.render.outgoing import Outgoing, units
from bot.render.quotes import citation_line

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
    start = max(context.quote.start, context.span.start) - context.span.start
    end = min(context.quote.end, context.span.end) - context.span.start
    if start < end:
        text.mark(beginning + units(context.text[:start]), beginning + units(context.text[:end]), *MARK)
    return text.build(
        _moves(context, offset),
        (
            InlineKeyboardButton(
                texts.original_file, callback_data=callbacks.make("file", context.citation.sha256[:HASH_DIGITS])
            ),
        ),
    )


def _moves(context: Context, offset: int) -> tuple[InlineKeyboardButton, ...]:
    """← and →, as far as the text goes on."""
    steps = [("←", offset - 1, context.goes_on_before), ("→", offset + 1, context.goes_on_after)]
    return tuple(
        InlineKeyboardButton(arrow, callback_data=callbacks.make("pas", context.citation.id, place))
        for arrow, place, goes_on in steps
        if goes_on
    )
