"""One quote under the line that says where it stands, and its buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import CopyTextButton, InlineKeyboardButton
from telegram.constants import InlineKeyboardButtonLimit

from bot import callbacks
from bot.render.outgoing import TextBuilder, shown_name, units

if TYPE_CHECKING:
    from bot.messages.answers import AnswerTexts
    from index import Citation, Quote

MAX_COPIED_UNITS = int(InlineKeyboardButtonLimit.MAX_COPY_TEXT)
SEPARATOR = " · "


def citation_line(citation: Citation, texts: AnswerTexts) -> TextBuilder:
    """Title · date · section or page; that there is no date is said, since the briefing may be an old one."""
    line = TextBuilder().name(citation.title, "bold")
    line.add(SEPARATOR + (texts.date(citation.date) if citation.date else texts.no_date))
    if citation.section and citation.section != citation.title:
        line.add(SEPARATOR).name(citation.section)
    if citation.page:
        line.add(SEPARATOR + texts.page.format(page=citation.page))
    return line


def quotation(quote: Quote, texts: AnswerTexts, *, number: int | None = None, expandable: bool = False) -> TextBuilder:
    """A quote under its line; nothing is added to its words."""
    block = TextBuilder()
    if number is not None:
        block.add(f"{number}. ")
    block.append(citation_line(quote.citation, texts)).add("\n")
    return block.expandable(quote.text) if expandable else block.quote(quote.text)


def context_buttons(answer_id: int, places: range, texts: AnswerTexts) -> tuple[InlineKeyboardButton, ...]:
    """One button for each quote shown, by its place in the ledger's entry."""
    if len(places) == 1 and not places.start:
        return (InlineKeyboardButton(texts.in_context, callback_data=callbacks.make("ctx", answer_id, 0)),)
    return tuple(
        InlineKeyboardButton(
            texts.in_context_of.format(number=place + 1) if place == places.start else str(place + 1),
            callback_data=callbacks.make("ctx", answer_id, place),
        )
        for place in places
    )


def copy_button(quote: Quote, texts: AnswerTexts) -> InlineKeyboardButton:
    """Copies the id of the citation, which /verify takes, and what of its words Telegram lets a button hold."""
    return InlineKeyboardButton(texts.copy_citation, copy_text=CopyTextButton(copied_citation(quote)))


def copied_citation(quote: Quote) -> str:
    """The citation's id, its title and the beginning of the quote; at most 256 UTF-16 units."""
    start = f"{quote.citation.id} {shown_name(quote.citation.title)}: “"
    words = " ".join(quote.text.split())
    room = MAX_COPIED_UNITS - units(start) - units("…”")
    if units(words) <= room:
        return f"{start}{words}”"
    return f"{start}{_first_units(words, room).rstrip()}…”"


def _first_units(text: str, limit: int) -> str:
    """As many whole characters as fit."""
    while units(text) > limit:
        text = text[: limit if len(text) > limit else len(text) - 1]
    return text
