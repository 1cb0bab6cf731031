"""Outgoing: a message as it is sent, and TextBuilder, which puts one together within Telegram's limits.

Text is styled by entities, never by markup: no character of a briefing or of a person can alter a message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram import InlineKeyboardMarkup, MessageEntity
from telegram.constants import MessageLimit

if TYPE_CHECKING:
    from telegram import InlineKeyboardButton

MAX_UNITS = int(MessageLimit.MAX_TEXT_LENGTH)
"""UTF-16 units of a message's text."""
MAX_ENTITIES = int(MessageLimit.MESSAGE_ENTITIES)
MAX_NAME_CHARACTERS = 120

# Controls, lone surrogates and marks that reorder what follows them. In a name they tell nothing.
_REORDERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a person gets to see: the entities' offsets and lengths are UTF-16 units of the text."""

    text: str
    entities: tuple[MessageEntity, ...] = ()
    buttons: tuple[tuple[InlineKeyboardButton, ...], ...] = ()

    @property
    def markup(self) -> InlineKeyboardMarkup | None:
        """The buttons as Telegram takes them."""
        return InlineKeyboardMarkup(self.buttons) if self.buttons else None


class TextBuilder:
    """Text piece by piece, each with its styles. Appending returns the builder itself."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._entities: list[MessageEntity] = []
        self.units = 0
        """The length so far, in UTF-16 units."""

    def add(self, text: str, *styles: str) -> TextBuilder:
        """Append text in some styles (the types of MessageEntity: bold, italic, blockquote ...)."""
        length = units(text)
        if length:
            self._entities.extend(MessageEntity(style, self.units, length) for style in styles)
        self._pieces.append(text)
        self.units += length
        return self

    def quote(self, text: str) -> TextBuilder:
        """Append an open quotation, on lines of its own, exactly as it is."""
        return self._on_lines_of_its_own(text, MessageEntity.BLOCKQUOTE)

    def expandable(self, text: str) -> TextBuilder:
        """Append a quotation that is folded when it is long, on lines of its own, exactly as it is."""
        return self._on_lines_of_its_own(text, MessageEntity.EXPANDABLE_BLOCKQUOTE)

    def name(self, text: str, *styles: str) -> TextBuilder:
        """Append a title or another name: on one line, shortened, and unable to turn around what follows."""
        return self.add(shown_name(text), *styles)

    def mark(self, start: int, end: int, *styles: str) -> TextBuilder:
        """Style text that was appended before; UTF-16 units from the beginning."""
        self._entities.extend(MessageEntity(style, start, end - start) for style in styles)
        return self

    def append(self, other: TextBuilder) -> TextBuilder:
        """Append all that the other holds."""
        self._entities.extend(
            MessageEntity(entity.type, entity.offset + self.units, entity.length) for entity in other._entities
        )
        self._pieces.extend(other._pieces)
        self.units += other.units
        return self

    def has_room_for(self, other: TextBuilder) -> bool:
        """Whether both together fit one message."""
        fits_text = self.units + other.units <= MAX_UNITS
        return fits_text and len(self._entities) + len(other._entities) <= MAX_ENTITIES

    def build(self, *rows: tuple[InlineKeyboardButton, ...]) -> Outgoing:
        """Give the message, with rows of buttons; empty rows are left out.

        The text ends where its last visible character does: Telegram cuts the rest off, and counts it.
        """
        text = "".join(self._pieces)
        end = units(text.rstrip())
        entities = [
            MessageEntity(entity.type, entity.offset, min(entity.length, end - entity.offset))
            for entity in sorted(self._entities, key=lambda entity: (entity.offset, -entity.length))
            if entity.offset < end
        ]
        return Outgoing(text.rstrip(), tuple(entities), tuple(row for row in rows if row))

    def _on_lines_of_its_own(self, text: str, style: str) -> TextBuilder:
        if self._pieces and not self._pieces[-1].endswith("\n"):
            self.add("\n")
        return self.add(text, style).add("\n")


def units(text: str) -> int:
    """Count UTF-16 units, as Telegram does: two for each character beyond the basic plane."""
    return len(text) + sum(character > "\uffff" for character in text)


def shown_name(text: str, limit: int = MAX_NAME_CHARACTERS) -> str:
    """Make a title or name fit for the middle of a line of ours: of at most `limit` characters."""
    name = " ".join(_REORDERING.sub(" ", text).split())
    if len(name) > limit:
        name = name[: limit - 1].rstrip() + "…"
    if _RIGHT_TO_LEFT.search(name):
        return f"{FIRST_STRONG_ISOLATE}{name}{POP_DIRECTIONAL_ISOLATE}"
    return name
