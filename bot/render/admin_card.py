"""What administrators see of briefings: the buttons of their cards, what was withdrawn, what came of a change."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton, MessageEntity
from telegram.constants import KeyboardButtonStyle

from bot import callbacks
from bot.render.briefings import A_PAGE, MAX_LABEL_CHARACTERS, card_message, short_hash
from bot.render.context import HASH_DIGITS
from bot.render.outgoing import Outgoing, TextBuilder, shown_name, units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.messages import Texts
    from bot.messages.editing import EditingTexts
    from index import Briefing, Edition

WITHDRAW, YES, NO, RESTORE, REPLACE = "withdraw", "yes", "no", "restore", "replace"
"""What `ed:<hash>:<what>` does; TITLE, DATE and TAGS ask for a value. RESTORE has a page where it stands in a list."""
TITLE, DATE, TAGS = "title", "date", "tags"
WITHDRAWN = "withdrawn"
"""ed:withdrawn:<page>."""


def admin_rows(briefing: Briefing, texts: EditingTexts) -> tuple[tuple[InlineKeyboardButton, ...], ...]:
    """What an administrator can do with a published briefing, for its card."""
    fields = ((texts.button_rename, TITLE), (texts.button_date, DATE), (texts.button_tags, TAGS))
    history = InlineKeyboardButton(texts.button_history, callback_data=callbacks.make("his", short_hash(briefing)))
    return (
        tuple(_button(label, briefing.sha256, what) for label, what in fields),
        (
            _button(texts.button_replace, briefing.sha256, REPLACE),
            history,
            _button(texts.button_withdraw, briefing.sha256, WITHDRAW),
        ),
    )


def changed_card(note: str, briefing: Briefing, page: int, texts: Texts) -> Outgoing:
    """The card as it is after a change, below a line that says what was done."""
    card = card_message(briefing, page, texts.sources, admin_rows(briefing, texts.editing))
    before = f"{note}\n\n"
    return Outgoing(before + card.text, tuple(MessageEntity.shift_entities(before, card.entities)), card.buttons)


def withdraw_question(briefing: Briefing, days: int, texts: EditingTexts) -> Outgoing:
    """Ask once more before a briefing is withdrawn."""
    text = texts.withdraw_ask.format(title=shown_name(briefing.title), days=texts.days(days))
    buttons = (
        _button(texts.button_withdraw_yes, briefing.sha256, YES, style=KeyboardButtonStyle.DANGER),
        _button(texts.button_keep, briefing.sha256, NO),
    )
    return Outgoing(text, (), (buttons,))


def withdrawn_message(edition: Edition, days: int, canaries: int, texts: Texts) -> Outgoing:
    """Tell that a briefing was withdrawn, with the button that brings it back.

    :param canaries: how many canary questions were to find it.
    """
    ours = texts.editing
    until = texts.sources.date(restorable_until(edition, days))
    text = ours.withdrawn.format(title=shown_name(edition.briefing.title), date=until)
    if canaries:
        text += "\n" + ours.withdrawn_canaries.format(count=canaries)
    all_of_them = InlineKeyboardButton(texts.sources.button_list, callback_data=callbacks.make("list", 0))
    return Outgoing(text, (), ((_button(ours.button_restore, edition.briefing.sha256, RESTORE),), (all_of_them,)))


def restored_message(briefing: Briefing, texts: EditingTexts) -> Outgoing:
    """Tell that a briefing is searched again, with the button that shows its card."""
    return said_message(texts.restored.format(title=shown_name(briefing.title)), briefing.sha256, texts)


def said_message(text: str, sha256: str, texts: EditingTexts, *, is_withdrawn: bool = False) -> Outgoing:
    """Say something about a briefing, with the button that restores it, or the one that shows its card."""
    card = InlineKeyboardButton(texts.button_card, callback_data=callbacks.make("card", sha256[:HASH_DIGITS]))
    return Outgoing(text, (), ((_button(texts.button_restore, sha256, RESTORE) if is_withdrawn else card,),))


def withdrawn_list(editions: Sequence[Edition], page: int, days: int, texts: Texts) -> Outgoing:
    """One page of what can be brought back, each with a button that does so.

    :param page: counted from 0; one beyond the last shows the last.
    """
    ours = texts.editing
    if not editions:
        return Outgoing(ours.withdrawn_none)
    pages = (len(editions) + A_PAGE - 1) // A_PAGE
    page = max(0, min(page, pages - 1))
    text = TextBuilder().add(ours.withdrawn_list, "bold").add("\n")
    rows = []
    for number, edition in enumerate(editions[page * A_PAGE : (page + 1) * A_PAGE], page * A_PAGE + 1):
        until = ours.withdrawn_until.format(date=texts.sources.date(restorable_until(edition, days)))
        text.add(f"\n{number}. ").name(edition.briefing.title).add(f" ({until})")
        label = _shortened(f"{ours.button_restore}: {shown_name(edition.briefing.title)}")
        rows.append((_button(label, edition.briefing.sha256, RESTORE, page),))
    moves = [("←", page - 1)] * (page > 0) + [("→", page + 1)] * (page < pages - 1)
    arrows = tuple(
        InlineKeyboardButton(arrow, callback_data=callbacks.make("ed", WITHDRAWN, to)) for arrow, to in moves
    )
    return text.build(*rows, arrows)


def restorable_until(edition: Edition, days: int) -> datetime.date:
    """The last day on which a withdrawn briefing can surely be brought back; it is deleted later."""
    ended = edition.ended_at or datetime.datetime.now(datetime.UTC)
    return (ended + datetime.timedelta(days=days)).astimezone().date()


def _shortened(label: str) -> str:
    return label if units(label) <= MAX_LABEL_CHARACTERS else label[: MAX_LABEL_CHARACTERS - 1].rstrip() + "…"


def _button(label: str, sha256: str, what: str, *more: object, style: str | None = None) -> InlineKeyboardButton:
    data = callbacks.make("ed", sha256[:HASH_DIGITS], what, *more)
    return InlineKeyboardButton(label, callback_data=data, style=style)
