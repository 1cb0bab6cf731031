"""The editions of a briefing: their list, an older text in pages, and what changed from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton

from bot import callbacks
from bot.render.admin_card import RESTORE
from bot.render.briefings import A_PAGE, briefing_button
from bot.render.context import HASH_DIGITS
from bot.render.outgoing import MAX_UNITS, Outgoing, TextBuilder, shown_name, units
from bot.render.quotes import SEPARATOR

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from bot.messages import Texts
    from bot.messages.editing import EditingTexts
    from index import Briefing, Changes, Edition

CHANGES = "changes"
"""his:<hash> is a history, his:<hash>:<page> a text, his:<hash of the newer>:changes what it has changed."""
MOST_EDITIONS = 10
ROOM_BESIDE_TEXT = 500
"""UTF-16 units left for the line above a page of text."""
SENTENCES_SHOWN = 5
MOST_OF_A_SENTENCE = 300
"""UTF-16 units."""


def history_message(editions: Sequence[Edition], texts: Texts) -> Outgoing:
    """List the editions of a briefing, newest first, with buttons for their texts and for what changed.

    :param editions: at least one.
    """
    ours, newest = texts.editing, editions[0]
    text = TextBuilder().add(ours.history_of.format(title=shown_name(newest.briefing.title)), "bold").add("\n")
    rows = []
    for place, edition in enumerate(editions[:MOST_EDITIONS]):
        number = len(editions) - place
        text.add(f"\n{number}. {_fate(edition, texts)}")
        if edition.briefing.name != newest.briefing.name:
            text.add(SEPARATOR).name(edition.briefing.name)
        before = editions[place + 1] if place + 1 < len(editions) else None
        row = [_button(ours.button_text.format(number=number), edition, 0)]
        if before is not None and not before.deleted:
            row.append(_button(ours.button_changes.format(old=number - 1, new=number), edition, CHANGES))
        rows.append(() if edition.deleted else tuple(row))
    if len(editions) > MOST_EDITIONS:
        text.add("\n" + ours.history_older.format(count=len(editions) - MOST_EDITIONS))
    return text.build(*rows, _last_row(newest, ours))


def edition_message(edition: Edition, number: int, text: str, page: int, texts: Texts) -> Outgoing:
    """Show one page of an edition's text as it is, with arrows to the others.

    :param number: counted from the oldest edition, which is 1.
    :param page: counted from 0; one beyond the last shows the last.
    """
    pages = pages_of(text)
    page = max(0, min(page, len(pages) - 1))
    head = TextBuilder().name(edition.briefing.title, "bold")
    since = _moment(edition.briefing.published_at, texts)
    head.add(SEPARATOR + texts.editing.edition_of.format(number=number, since=since), "italic")
    if len(pages) > 1:
        head.add(SEPARATOR + texts.sources.page_of.format(page=page + 1, pages=len(pages)))
    moves = [("←", page - 1)] * (page > 0) + [("→", page + 1)] * (page < len(pages) - 1)
    arrows = tuple(_button(arrow, edition, to) for arrow, to in moves)
    back = _button("← " + texts.editing.button_history, edition)
    return head.add("\n\n").add(pages[page]).build(arrows, (back,))


def changes_message(newer: Edition, changes: Changes, texts: Texts) -> Outgoing:
    """Tell how many sentences are gone and new since the edition before, and show the first of each."""
    ours = texts.editing
    date = _moment(newer.briefing.published_at, texts)
    text = TextBuilder().add(ours.changes_title.format(date=date), "bold").add("\n")
    text.name(newer.briefing.title).add("\n\n")
    kinds = [(changes.removed, ours.changes_removed, "strikethrough"), (changes.added, ours.changes_added, "underline")]
    for sentences, head, style in kinds:
        if not sentences:
            continue
        text.add(head.format(sentences=texts.sources.sentences(len(sentences))) + "\n")
        for sentence in sentences[:SENTENCES_SHOWN]:
            text.add("• ").add(_shortened(sentence), style).add("\n")
        if len(sentences) > SENTENCES_SHOWN:
            text.add(ours.changes_more.format(count=len(sentences) - SENTENCES_SHOWN) + "\n")
        text.add("\n")
    if not (changes.removed or changes.added):
        text.add(ours.changes_none)
    return text.build((_button("← " + ours.button_history, newer),))


def which_message(name: str, briefings: Sequence[Briefing], texts: EditingTexts) -> Outgoing:
    """Ask which of several briefings is meant; a button shows its history."""
    return Outgoing(
        texts.history_ambiguous.format(name=shown_name(name)),
        (),
        tuple((briefing_button("his", briefing),) for briefing in briefings[:A_PAGE]),
    )


def pages_of(text: str) -> list[str]:
    """Divide a text into pages that fit a message, at the ends of paragraphs; at least one page.

    A paragraph that does not fit is divided at the ends of lines, else of words, else anywhere.
    """
    room = MAX_UNITS - ROOM_BESIDE_TEXT
    pages, rest = [], text.strip()
    while units(rest) > room:
        most = _fitting(rest, room)
        cut = next((at for end in ("\n\n", "\n", " ") if (at := rest.rfind(end, 1, most + 1)) > 0), most)
        pages.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pages, rest]


def _fitting(text: str, room: int) -> int:
    """How many characters of a text fit."""
    used = 0
    for place, character in enumerate(text):
        used += units(character)
        if used > room:
            return place
    return len(text)


def _fate(edition: Edition, texts: Texts) -> str:
    """From when to when an edition was published, and what became of it."""
    ours, since = texts.editing, _moment(edition.briefing.published_at, texts)
    if edition.ended_at is None:
        return ours.edition_published.format(since=since)
    until = _moment(edition.ended_at, texts)
    if edition.end_reason == "withdrawn":
        fate = ours.edition_withdrawn.format(since=since, until=until)
    elif edition.successor:
        fate = ours.edition_replaced_by.format(since=since, until=until, name=shown_name(edition.successor))
    else:
        fate = ours.edition_replaced.format(since=since, until=until)
    return f"{fate}; {ours.edition_deleted}" if edition.deleted else fate


def _moment(at: datetime.datetime, texts: Texts) -> str:
    """Day and time where the bot runs: several editions may be of one day."""
    local = at.astimezone()
    return f"{texts.sources.date(local.date())}, {local:%H:%M}"


def _last_row(newest: Edition, texts: EditingTexts) -> tuple[InlineKeyboardButton, ...]:
    """What leads on from a history: to the card, or back into the list of what is searched."""
    if newest.deleted:
        return ()
    if newest.ended_at is not None:
        data = callbacks.make("ed", newest.briefing.sha256[:HASH_DIGITS], RESTORE)
        restore = InlineKeyboardButton(texts.button_restore, callback_data=data)
        return (restore,) if newest.end_reason == "withdrawn" else ()
    card = callbacks.make("card", newest.briefing.sha256[:HASH_DIGITS])
    return (InlineKeyboardButton(texts.button_card, callback_data=card),)


def _shortened(sentence: str) -> str:
    words = " ".join(sentence.split())
    if units(words) <= MOST_OF_A_SENTENCE:
        return words
    return words[: _fitting(words, MOST_OF_A_SENTENCE - 1)].rstrip() + "…"


def _button(label: str, edition: Edition, *what: object) -> InlineKeyboardButton:
    data = callbacks.make("his", edition.briefing.sha256[:HASH_DIGITS], *what)
    return InlineKeyboardButton(label, callback_data=data)
