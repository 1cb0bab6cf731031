"""Briefings as lists and cards, what a citation has become, and their buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton

from bot import callbacks
from bot.render.context import HASH_DIGITS
from bot.render.outgoing import MAX_UNITS, Outgoing, TextBuilder, shown_name, units
from bot.render.quotes import SEPARATOR, citation_line, copy_button
from index import Quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.messages import Texts
    from bot.messages.sources import SourceTexts
    from index import Briefing, Verification

A_PAGE = 8
"""Briefings on one page of the list."""
LATEST = 5
MAX_TAGS = 30
MAX_LABEL_CHARACTERS = 60
EVERYTHING = "off"
"""In the place of a briefing's hash: the button that ends a focus."""
ROOM_BESIDE_QUOTE = 700
"""UTF-16 units left for what stands above and below a quote."""


def list_message(briefings: Sequence[Briefing], page: int, texts: SourceTexts) -> Outgoing:
    """One page of buttons that open cards, and arrows to the others.

    :param page: counted from 0; one beyond the last shows the last.
    """
    if not briefings:
        return Outgoing(texts.no_briefings)
    pages = (len(briefings) + A_PAGE - 1) // A_PAGE
    page = max(0, min(page, pages - 1))
    text = TextBuilder().add(texts.list_title.format(briefings=texts.briefings(len(briefings))), "bold")
    if pages > 1:
        text.add(SEPARATOR + texts.page_of.format(page=page + 1, pages=pages))
    cards = [(briefing_button("card", briefing),) for briefing in briefings[page * A_PAGE : (page + 1) * A_PAGE]]
    arrows = [("←", page - 1)] * (page > 0) + [("→", page + 1)] * (page < pages - 1)
    moves = tuple(InlineKeyboardButton(arrow, callback_data=callbacks.make("list", to)) for arrow, to in arrows)
    return text.build(*cards, moves)


def card_message(
    briefing: Briefing, page: int, texts: SourceTexts, further: Sequence[tuple[InlineKeyboardButton, ...]] = ()
) -> Outgoing:
    """Show what is known of a briefing, and what can be done with it.

    :param page: of the list, where the briefing stands in it.
    :param further: rows of buttons for those who may do more.
    """
    size = texts.sentences(briefing.sentences)
    if briefing.pages:
        size += f", {texts.pages(briefing.pages)}"
    text = TextBuilder().name(briefing.title, "bold").add("\n\n")
    text.add(texts.card_date.format(date=_date(briefing, texts)) + "\n")
    text.add(texts.card_size.format(size=size) + "\n")
    if briefing.language:
        language = texts.languages.get(briefing.language, briefing.language)
        text.add(texts.card_language.format(language=language) + "\n")
    if briefing.tags:
        text.add(texts.card_tags.format(tags=shown_tags(briefing.tags)))
    return text.build(
        (InlineKeyboardButton(texts.button_only, callback_data=callbacks.make("only", short_hash(briefing))),),
        (InlineKeyboardButton(texts.button_file, callback_data=callbacks.make("file", short_hash(briefing))),),
        *further,
        (InlineKeyboardButton(texts.button_list, callback_data=callbacks.make("list", page)),),
    )


def latest_message(briefings: Sequence[Briefing], texts: SourceTexts) -> Outgoing:
    """The newest briefings with their dates, and a button for each card."""
    if not briefings:
        return Outgoing(texts.no_briefings)
    text = TextBuilder().add(texts.latest_title, "bold").add("\n")
    for number, briefing in enumerate(briefings[:LATEST], 1):
        text.add(f"\n{number}. {_date(briefing, texts)}{SEPARATOR}").name(briefing.title)
    return text.build(
        tuple(
            InlineKeyboardButton(str(number), callback_data=callbacks.make("card", short_hash(briefing)))
            for number, briefing in enumerate(briefings[:LATEST], 1)
        )
    )


def choice_message(text: str, briefings: Sequence[Briefing]) -> Outgoing:
    """Ask which of several briefings is meant; a button sets the focus."""
    return Outgoing(text, (), tuple((briefing_button("only", briefing),) for briefing in briefings[:A_PAGE]))


def focus_message(text: str, texts: SourceTexts) -> Outgoing:
    """A text about a focus, and the button that ends it."""
    end = InlineKeyboardButton(texts.button_everything, callback_data=callbacks.make("only", EVERYTHING))
    return Outgoing(text, (), ((end,),))


def verification_message(verification: Verification, texts: Texts) -> Outgoing:
    """Tell what has become of a quote, with its words and where they stand, or stood last."""
    ours = texts.sources
    verdicts = {
        "unchanged": ours.verify_unchanged,
        "moved": ours.verify_moved,
        "changed": ours.verify_changed,
        "withdrawn": ours.verify_withdrawn,
        "unknown": ours.verify_unknown,
    }
    text = TextBuilder().add(verdicts[verification.status])
    citation = verification.citation
    if citation is None:
        return text.build()
    text.add("\n")
    if verification.text is not None:  # None: withdrawn so long ago that it was deleted
        text.quote(_shortened(verification.text))
    stands = verification.status in ("unchanged", "moved")
    before, after = (ours.stands_in if stands else ours.stood_in).split("{place}")
    text.add(before).append(citation_line(citation, texts.answers)).add(after)
    heir = verification.heir
    if heir is not None and (heir.title, heir.date) != (citation.title, citation.date):
        before, after = ours.in_its_place.split("{title}")
        text.add("\n" + before).name(heir.title, "bold").add(f"{SEPARATOR}{_date(heir, ours)}" + after)
    if not stands or verification.text is None:
        return text.build()
    in_context = InlineKeyboardButton(ours.button_context, callback_data=callbacks.make("pas", citation.id, 0))
    return text.build((in_context,), (copy_button(Quote(verification.text, citation, 0.0), texts.answers),))


def short_hash(briefing: Briefing) -> str:
    """What names a version of a briefing in a button."""
    return briefing.sha256[:HASH_DIGITS]


def shown_tags(tags: Sequence[str]) -> str:
    """Tags in one line, with commas; "–" for none."""
    names = [shown_name(tag) for tag in tags[:MAX_TAGS]]
    return ", ".join(names + ["…"] * (len(tags) > MAX_TAGS)) or "–"


def _date(briefing: Briefing, texts: SourceTexts) -> str:
    return texts.date(briefing.date) if briefing.date else texts.no_date


def briefing_button(action: str, briefing: Briefing) -> InlineKeyboardButton:
    """A button with a briefing's date and title; its data names the version."""
    label = shown_name(f"{briefing.date}{SEPARATOR}{briefing.title}" if briefing.date else briefing.title)
    if len(label) > MAX_LABEL_CHARACTERS:
        label = label[: MAX_LABEL_CHARACTERS - 1].rstrip() + "…"
    return InlineKeyboardButton(
        label or short_hash(briefing), callback_data=callbacks.make(action, short_hash(briefing))
    )


def _shortened(quote: str) -> str:
    """A quote that the bot made fits; the span of a citation that somebody wrote may be a whole briefing."""
    room = MAX_UNITS - ROOM_BESIDE_QUOTE
    return quote if units(quote) <= room else quote[: room // 2] + " …"
