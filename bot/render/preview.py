"""The card of a document that was sent, before it is published; and what it turns into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton

from bot import callbacks
from bot.downloads import MEGABYTE, is_telegrams_limit
from bot.render.briefings import MAX_LABEL_CHARACTERS, shown_tags
from bot.render.outgoing import Outgoing, TextBuilder, shown_name, units
from bot.render.quotes import SEPARATOR
from index import NO_DATE

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from bot.messages import Texts
    from bot.settings import BotSettings
    from bot.state.uploads import Upload
    from index import Briefing, Preview

ACTION = "up"
MOST_REPLACED = 3
"""Buttons for so many briefings whose place a document may take."""
MOST_ALIKE = 4
MAX_SAMPLE_UNITS = 400
MAX_PAGE_NUMBERS = 25
MAX_NOTE_CHARACTERS = 500
MAX_TAGS_CHARACTERS = 400


def preview_message(upload: Upload, preview: Preview, texts: Texts, waiting: int = 1, note: str = "") -> Outgoing:
    """Show what is known of a document, what speaks against publishing it, and what can be done with it.

    :param waiting: how many of those sent together wait for a decision, on the last card of them; else 1.
    :param note: what is said first: why nothing has happened.
    """
    ours = texts.uploads
    text = TextBuilder()
    if note:
        text.add(f"{note[:MAX_NOTE_CHARACTERS]}\n\n")
    text.append(_facts(upload, preview, texts)).append(_warnings(upload, preview, texts))
    if preview.samples:
        text.add(f"\n{ours.samples}\n")
        for sample in preview.samples:
            text.quote(_shortened(sample))
    if preview.twin is None:
        text.add(f"\n{ours.not_yet}", "italic")
    return text.build(*_buttons(upload, preview, texts, waiting))


def title_of(upload: Upload, preview: Preview) -> str:
    """The title it would be published with."""
    return upload.details.title or preview.title


def tags_of(upload: Upload, preview: Preview) -> tuple[str, ...]:
    """The tags it would be published with."""
    return preview.tags if upload.details.tags is None else upload.details.tags


def replaceable(upload: Upload, preview: Preview) -> list[Briefing]:
    """Find whose place it may take, the most probable first; a button names one by its place in this list."""
    candidates = [upload.replaces, preview.replaces, *(likeness.briefing for likeness in preview.alike)]
    by_name = {briefing.name: briefing for briefing in reversed(candidates) if briefing is not None}
    ordered = {briefing.name: by_name[briefing.name] for briefing in candidates if briefing is not None}
    return list(ordered.values())[:MOST_REPLACED]


def needs_a_look(upload: Upload, preview: Preview) -> bool:
    """Whether there is something that a person should see before it is published."""
    others = [likeness.briefing for likeness in preview.alike] + [preview.replaces] * (preview.replaces is not None)
    meant = upload.replaces.name if upload.replaces else None
    unexpected = any(other is not None and other.name != meant for other in others)
    return bool(preview.twin or preview.empty_pages or unexpected or upload.unread_date)


def too_large_message(name: str, size: int | None, settings: BotSettings, texts: Texts) -> Outgoing:
    """Say that a document is too large, and how it can become a briefing nevertheless.

    :param size: in bytes, where Telegram has told it.
    """
    ours, limit = texts.uploads, settings.max_upload_megabytes
    shown = f"{(size or limit * MEGABYTE) / MEGABYTE:.1f}"
    way_out = ours.too_large_way_out if is_telegrams_limit(settings) else ours.too_large_setting
    return Outgoing(f"{ours.too_large.format(name=shown_name(name), size=shown, limit=f'{limit:g}')} {way_out}")


def again_message(text: str, upload: Upload, texts: Texts) -> Outgoing:
    """Say why something was not read, with a button to try it again."""
    return Outgoing(text, (), ((_button(texts.uploads.button_again, upload, "again"), _discard(upload, texts)),))


def question_message(upload: Upload, texts: Texts) -> Outgoing:
    """Ask whether a text is a briefing."""
    buttons = (_button(texts.uploads.button_it_is, upload, "again"), _discard(upload, texts))
    return Outgoing(texts.uploads.is_it_a_briefing, (), (buttons,))


def added_message(briefing: Briefing, old: Briefing | None, texts: Texts) -> Outgoing:
    """Tell that a briefing is searchable, with a button that restricts one's questions to it."""
    ours, sentences = texts.uploads, texts.sources.sentences(briefing.sentences)
    text = ours.added_in_place if old else ours.added
    text = text.format(title=shown_name(briefing.title), sentences=sentences, old=shown_name(old.title) if old else "")
    ask = InlineKeyboardButton(ours.button_ask, callback_data=callbacks.make("only", briefing.sha256[:16]))
    return Outgoing(text, (), ((ask,),))


def page_numbers(pages: Sequence[int]) -> str:
    """1, 3-5, 9."""
    ranges: list[list[int]] = []
    for page in pages:
        if ranges and page == ranges[-1][1] + 1:
            ranges[-1][1] = page
        else:
            ranges.append([page, page])
    shown = [str(first) if first == last else f"{first}-{last}" for first, last in ranges[:MAX_PAGE_NUMBERS]]
    return ", ".join(shown + ["…"] * (len(ranges) > MAX_PAGE_NUMBERS))


def _facts(upload: Upload, preview: Preview, texts: Texts) -> TextBuilder:
    sources = texts.sources
    sizes = [texts.uploads.words(preview.words), sources.sentences(preview.sentences)]
    if preview.pages:
        sizes.insert(0, sources.pages(preview.pages))
    date = upload.details.date or preview.date
    lines = [
        sources.card_date.format(date=_shown_date(date, texts)),
        sources.card_size.format(size=", ".join(sizes)),
    ]
    if preview.language:
        language = sources.languages.get(preview.language, preview.language)
        lines.append(sources.card_language.format(language=language))
    tags = shown_tags(tags_of(upload, preview))
    lines.append(sources.card_tags.format(tags=tags[:MAX_TAGS_CHARACTERS] + "…" * (len(tags) > MAX_TAGS_CHARACTERS)))
    of_file = texts.uploads.card_post if upload.body is not None else texts.uploads.card_file
    lines.append(of_file.format(name=shown_name(upload.file_name)))
    return TextBuilder().name(title_of(upload, preview), "bold").add("\n\n" + "\n".join(lines) + "\n")


def _warnings(upload: Upload, preview: Preview, texts: Texts) -> TextBuilder:
    """What a person should see before they publish it, a line each."""
    ours, lines = texts.uploads, []
    if preview.twin:
        lines.append(_named(ours.twin, preview.twin, texts))
    if upload.unread_date:
        lines.append(ours.unread_date.format(text=shown_name(upload.unread_date)))
    if preview.empty_pages:
        lines.append(ours.empty_pages.format(pages=page_numbers(preview.empty_pages)))
    shares = {like.briefing.name: ours.share.format(share=int(100 * like.share)) for like in preview.alike}
    newer_of = upload.replaces or (None if preview.twin else preview.replaces)
    if newer_of:
        line = _named(ours.will_replace if upload.replaces else ours.newer_edition, newer_of, texts)
        lines.append(SEPARATOR.join(filter(None, (line, shares.get(newer_of.name)))))
    said = {briefing.name for briefing in (preview.twin, newer_of) if briefing}
    others = [like.briefing for like in preview.alike[:MOST_ALIKE] if like.briefing.name not in said]
    lines += [_named(ours.alike, other, texts, share=shares[other.name]) for other in others]
    return TextBuilder().add("".join(f"\n{line}" for line in lines) + ("\n" if lines else ""))


def _named(template: str, briefing: Briefing, texts: Texts, **values: object) -> str:
    return template.format(title=shown_name(briefing.title), date=_shown_date(briefing.date, texts), **values)


def _shown_date(date: datetime.date | None, texts: Texts) -> str:
    return texts.sources.date(date) if date and date != NO_DATE else texts.sources.no_date


def _buttons(upload: Upload, preview: Preview, texts: Texts, waiting: int) -> list[tuple[InlineKeyboardButton, ...]]:
    ours = texts.uploads
    rows: list[tuple[InlineKeyboardButton, ...]] = []
    if preview.twin is None:
        replaced = [
            (_button(ours.button_replace.format(title=shown_name(briefing.title)), upload, "replace", place),)
            for place, briefing in enumerate(replaceable(upload, preview))
        ]
        publish = ours.button_publish_new if upload.replaces else ours.button_publish
        rows = [*replaced] if upload.replaces else []
        rows.append((_button(publish, upload, "publish"),))
        rows += [] if upload.replaces else replaced
        edited = (
            ("title", ours.button_title),
            ("date", texts.editing.button_date),
            ("tags", texts.editing.button_tags),
        )
        rows.append(tuple(_button(label, upload, field) for field, label in edited))
    rows.append((_discard(upload, texts),))
    if waiting > 1:
        publish_all = ours.button_publish_all.format(count=waiting)
        rows.append((_button(publish_all, upload, "all"), _button(ours.button_discard_all, upload, "none")))
    return rows


def _discard(upload: Upload, texts: Texts) -> InlineKeyboardButton:
    return _button(texts.uploads.button_discard, upload, "discard")


def _button(label: str, upload: Upload, *arguments: object) -> InlineKeyboardButton:
    if len(label) > MAX_LABEL_CHARACTERS:
        label = label[: MAX_LABEL_CHARACTERS - 1].rstrip() + "…"
    return InlineKeyboardButton(label, callback_data=callbacks.make(ACTION, upload.id, *arguments))


def _shortened(sentence: str) -> str:
    """A sentence as it stands; of a very long one its beginning."""
    return sentence if units(sentence) <= MAX_SAMPLE_UNITS else sentence[: MAX_SAMPLE_UNITS // 2].rstrip() + " …"
