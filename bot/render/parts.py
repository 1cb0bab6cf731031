"""An answer to several questions -> one message: each question, and below it its quotes or that there is no answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.parts import with_parts
from bot.render.answer import ROOM_FOR_OUR_LINES, answer_buttons, answer_notes, noted
from bot.render.outgoing import MAX_NAME_CHARACTERS, TextBuilder, shown_name
from bot.render.quotes import quotation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.messages.answers import AnswerTexts
    from bot.render.outgoing import Outgoing
    from index import Answer, Quote

FEW_PARTS, QUOTES_OF_FEW, QUOTES_OF_MANY = 3, 2, 1
"""Of so many questions each shows so many quotes; of more of them, each shows the best one alone."""
HEADING_CHARACTERS = 300
"""Of all headings together."""


def fitting_parts(answer: Answer, texts: AnswerTexts, notes: Sequence[str] = ()) -> Answer:
    """Leave in an answer the quotes that fit one message as wholes: the best of each part before any second one.

    All headings, and what is said in place of quotes, have their room before any quote has; the index divides a message
    into four questions at most.
    """
    parts = answer.parts
    taken: list[list[Quote]] = [[] for _ in parts]
    blocks = noted(notes).add(" " * ROOM_FOR_OUR_LINES)
    for part in parts:
        blocks.append(_head(part, len(parts), texts)).append(_instead(part, texts))
    full: set[int] = set()
    for turn in range(QUOTES_OF_FEW if len(parts) <= FEW_PARTS else QUOTES_OF_MANY):
        for place, part in enumerate(parts):
            if place in full or turn >= len(part.quotes):
                continue
            block = quotation(part.quotes[turn], texts, number=100).add("\n")
            if blocks.has_room_for(block):
                blocks.append(block)
                taken[place].append(part.quotes[turn])
            else:
                full.add(place)
    shown = [replace(part, quotes=tuple(quotes)) for part, quotes in zip(parts, taken, strict=True)]
    return with_parts(answer, shown)


def parts_message(
    answer: Answer, shown: Answer, answer_id: int, texts: AnswerTexts, notes: Sequence[str] = ()
) -> Outgoing:
    """Show an answer to several questions; the best quote of each open, the others folded.

    :param shown: the same answer with the quotes that fit (`fitting_parts`), which are numbered throughout.
    """
    text = noted(notes)
    number, several = 0, len(shown.quotes) > 1
    for part, fitted in zip(answer.parts, shown.parts, strict=True):
        text.append(_head(fitted, len(answer.parts), texts))
        for place, quote in enumerate(fitted.quotes):
            number += 1
            text.append(quotation(quote, texts, number=number if several else None, expandable=place > 0)).add("\n")
        if not fitted.quotes:
            text.append(_instead(part, texts))
    return text.build(*answer_buttons(shown, answer_id, texts))


def _head(part: Answer, parts: int, texts: AnswerTexts) -> TextBuilder:
    """The question, and what is to be known of its answer; the more questions there are, the shorter each."""
    limit = min(MAX_NAME_CHARACTERS, HEADING_CHARACTERS // parts)
    text = TextBuilder().add(shown_name(part.question, limit), "bold", "italic").add("\n")
    for note in answer_notes(part, texts):
        text.add(note, "italic").add("\n")
    if part.outcome == "unsure":
        text.add(texts.unsure, "bold").add("\n")
    return text


def _instead(part: Answer, texts: AnswerTexts) -> TextBuilder:
    """What is said where no quote of a part is shown."""
    said = texts.part_without_room if part.answered else texts.no_answer
    return TextBuilder().add(said, "italic").add("\n\n")
