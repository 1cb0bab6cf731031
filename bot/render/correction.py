"""A message whose quotes no longer stand: they are struck through, and a line says what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton, MessageEntity

from bot import callbacks
from bot.render.outgoing import MAX_ENTITIES, MAX_UNITS, Outgoing, shown_name, units
from bot.render.quotes import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.messages import Texts
    from bot.state.shown import Change, NewEdition

BLOCK_QUOTATIONS = (MessageEntity.BLOCKQUOTE, MessageEntity.EXPANDABLE_BLOCKQUOTE)
HASH_DIGITS = 16
MAX_LABEL_CHARACTERS = 40


def corrected(
    message: Outgoing, citations: Sequence[str], changes: Mapping[str, Change], texts: Texts
) -> tuple[Outgoing, Outgoing | None]:
    """Strike quotes through -> the message, and what is to be said in a reply since there is no room for it.

    :param message: as it was sent.
    :param citations: of what it quotes, in the order of its quotations.
    :param changes: by citation; a quote that is not in it stands.
    """
    struck = [
        MessageEntity(MessageEntity.STRIKETHROUGH, offset, length)
        for citation, (offset, length) in zip(citations, quotations(message), strict=True)
        if citation in changes
    ]
    told = list(dict.fromkeys(changes[citation] for citation in citations if citation in changes))
    if not told:
        return message, None
    buttons = (*message.buttons, *_edition_buttons(told, texts))
    whole = _lines(told, texts, texts.corrections.replaced)
    for lines in (whole, _short_lines(told, texts)):
        text, start = f"{message.text}\n\n{lines}", units(message.text) + 2
        entities = [*message.entities, *struck, MessageEntity(MessageEntity.ITALIC, start, units(lines))]
        if units(text) <= MAX_UNITS and len(entities) <= MAX_ENTITIES:
            return Outgoing(text, _in_order(entities), buttons), None
    return Outgoing(message.text, _in_order([*message.entities, *struck]), buttons), _italic(whole)


def quotations(message: Outgoing) -> list[tuple[int, int]]:
    """Where a message quotes: its block quotations; of a passage what is marked, or else all below its first line.

    -> (offset, length) of each, in UTF-16 units.
    """
    for kinds in (BLOCK_QUOTATIONS, (MessageEntity.UNDERLINE,)):
        spans = [(entity.offset, entity.length) for entity in message.entities if entity.type in kinds]
        if spans:
            return sorted(spans)
    start = units(message.text.partition("\n\n")[0]) + 2
    return [(start, units(message.text) - start)]


def unmarked_notice(changes: Sequence[Change], stand_again: Iterable[str], texts: Texts) -> Outgoing:
    """Say what has changed of answers that cannot be edited any more.

    :param stand_again: the titles of briefings of which it had been said that they had changed.
    """
    lines = [_standing(stand_again, texts)] if stand_again else []
    if changes:
        lines += [_lines(changes, texts, texts.corrections.replaced_unmarked), texts.corrections.cannot_be_marked]
    return _italic("\n".join(lines))


def standing_notice(titles: Iterable[str], texts: Texts) -> Outgoing:
    """Take back what was said in a reply."""
    return _italic(_standing(titles, texts))


def _standing(titles: Iterable[str], texts: Texts) -> str:
    said = texts.corrections.stands_again
    return "\n".join(dict.fromkeys(said.format(title=shown_name(title)) for title in titles))


def _italic(text: str) -> Outgoing:
    return Outgoing(text, (MessageEntity(MessageEntity.ITALIC, 0, units(text)),))


def _lines(changes: Iterable[Change], texts: Texts, replaced: str) -> str:
    return "\n".join(dict.fromkeys(_line(change, texts, replaced) for change in changes))


def _line(change: Change, texts: Texts, replaced: str) -> str:
    ours, date = texts.corrections, texts.answers.date
    said = ours.withdrawn if change.status == "withdrawn" else replaced
    line = said.format(date=date(change.on), title=shown_name(change.title))
    if change.edition is None:
        return line
    dated = SEPARATOR + date(change.edition.date) if change.edition.date else ""
    return f"{line} {ours.new_edition.format(edition=shown_name(change.edition.title) + dated)}"


def _short_lines(changes: Iterable[Change], texts: Texts) -> str:
    ours = texts.corrections
    said = {"withdrawn": ours.withdrawn_short, "changed": ours.replaced_short}
    return "\n".join(
        dict.fromkeys(said[change.status].format(date=texts.answers.date(change.on)) for change in changes)
    )


def _edition_buttons(changes: Iterable[Change], texts: Texts) -> list[tuple[InlineKeyboardButton, ...]]:
    """One for each new edition: it sends the file."""
    editions = list(dict.fromkeys(change.edition for change in changes if change.edition))
    return [
        (
            InlineKeyboardButton(
                _label(edition, texts) if len(editions) > 1 else texts.corrections.button_new_edition,
                callback_data=callbacks.make("file", edition.sha256[:HASH_DIGITS]),
            ),
        )
        for edition in editions
    ]


def _label(edition: NewEdition, texts: Texts) -> str:
    title = shown_name(edition.title)
    if len(title) > MAX_LABEL_CHARACTERS:
        title = title[: MAX_LABEL_CHARACTERS - 1].rstrip() + "…"
    return f"{texts.corrections.button_new_edition}: {title}"


def _in_order(entities: Iterable[MessageEntity]) -> tuple[MessageEntity, ...]:
    return tuple(sorted(entities, key=lambda entity: (entity.offset, -entity.length)))
