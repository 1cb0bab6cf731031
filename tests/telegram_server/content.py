"""Telegram's rules for what a message holds: text, entities, quotes, buttons. Offsets and lengths are UTF-16 units."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from telegram_server.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]

TEXT_LIMIT, CAPTION_LIMIT, QUOTE_LIMIT, ENTITY_LIMIT = 4096, 1024, 1024, 100
BUTTONS_IN_A_ROW, BUTTONS_IN_ALL = 8, 100
BLOCKQUOTES = ("blockquote", "expandable_blockquote")
STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji")
ENTITY_TYPES = (
    *BLOCKQUOTES, *STYLES, "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "code",
    "pre", "text_link", "text_mention", "date_time",
)  # fmt: skip
BUTTON_ACTIONS = ("url", "callback_data", "switch_inline_query", "switch_inline_query_current_chat", "copy_text")
LINK = re.compile(r"(tg://|mailto:|tel:)\S+|(https?://)?[^\s/?#.]+(\.[^\s/?#.]+)+([/?#]\S*)?", re.I)

# What a person's client marks by itself, the first kind that fits wins.
_DETECTED = (
    ("url", re.compile(r"\bhttps?://\S+[^\s.,;:!?)]")),
    ("email", re.compile(r"(?<![\w.])[\w.+-]+@[\w-]+\.[a-z]{2,}", re.I)),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(@[A-Za-z0-9_]{3,32})?(?![\w/<>])")),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{3,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
)


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    return text.encode("utf-16-le", "surrogatepass")[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def detect_entities(text: str) -> list[Json]:
    """The commands, mentions and links that Telegram marks in what a person typed."""
    found: list[tuple[int, int, str]] = []
    for kind, pattern in _DETECTED:
        for match in pattern.finditer(text):
            if all(match.end() <= begin or end <= match.start() for begin, end, _ in found):
                found.append((match.start(), match.end(), kind))
    return [
        {"type": kind, "offset": utf16_length(text[:begin]), "length": utf16_length(text[begin:end])}
        for begin, end, kind in sorted(found)
    ]


def checked_text(text: str, entities: list[Json], limit: int, too_long: str) -> tuple[str, list[Json]]:
    """The text as it is shown (without space around it) with its entities moved accordingly. Raises RefusedError."""
    check_entities(text, entities)
    shown = text.strip()
    if utf16_length(shown) > limit:
        raise RefusedError(too_long)
    cut = utf16_length(text) - utf16_length(text.lstrip())
    return shown, clip_entities(entities, cut, utf16_length(shown))


def clip_entities(entities: Iterable[Json], offset: int, length: int) -> list[Json]:
    """The entities within a part of the text, with offsets in that part."""
    result = []
    for entity in entities:
        begin = max(entity["offset"], offset)
        end = min(entity["offset"] + entity["length"], offset + length)
        if begin < end:
            result.append(entity | {"offset": begin - offset, "length": end - begin})
    return result


def check_entities(text: str, entities: list[Json]) -> None:
    if len(entities) > ENTITY_LIMIT:
        raise RefusedError("ENTITIES_TOO_LONG")
    size = utf16_length(text)
    for entity in entities:
        _check_kind(entity)
        begin, length = entity["offset"], entity["length"]
        if length <= 0:
            raise RefusedError(f"can't parse entities: receive an entity with incorrect length {length}")
        if not 0 <= begin < size:
            raise RefusedError(f"can't parse entities: entity at UTF-16 offset {begin} begins after the text")
        if begin + length > size:
            raise RefusedError(f"can't parse entities: entity at UTF-16 offset {begin} ends after the end of the text")
        for place in (begin, begin + length):
            if _splits_a_pair(text, place):
                raise RefusedError(f"can't parse entities: entity cuts a UTF-16 symbol in the middle at {place}")
    _check_blockquotes([entity for entity in entities if entity["type"] in BLOCKQUOTES])


def _check_kind(entity: Json) -> None:
    kind = entity["type"]
    if kind not in ENTITY_TYPES:
        raise RefusedError(f"can't parse MessageEntity: Unsupported type {kind} specified")
    needed = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id", "date_time": "unix_time"}
    if kind in needed and needed[kind] not in entity:
        raise RefusedError(f"can't parse MessageEntity: Can't find field \"{needed[kind]}\"")
    if kind == "text_link" and not LINK.fullmatch(entity["url"]):
        raise RefusedError("can't parse entities: Wrong HTTP URL")


def _splits_a_pair(text: str, place: int) -> bool:
    """Whether the unit at this place is the second half of a surrogate pair."""
    unit = text.encode("utf-16-le")[2 * place : 2 * place + 2]
    return 0xDC00 <= int.from_bytes(unit, "little") < 0xE000


def _check_blockquotes(quotes: list[Json]) -> None:
    end = 0
    for quote in sorted(quotes, key=lambda entity: entity["offset"]):
        if quote["offset"] < end:
            raise RefusedError("can't parse entities: blockquotes can't be nested")
        end = quote["offset"] + quote["length"]


def find_quote(text: str, entities: list[Json], quote: str, quote_entities: list[Json], near: int) -> Json:
    """The part of a message that a reply quotes: the same text in the same styles, nearest to the place named."""
    if not 0 < utf16_length(quote) <= QUOTE_LIMIT:
        raise RefusedError("QUOTE_TEXT_INVALID")
    wanted = _styles(quote_entities)
    matches = re.finditer(f"(?={re.escape(quote)})", text)
    places = [utf16_length(text[: match.start()]) for match in matches]
    for place in sorted(places, key=lambda place: abs(place - near)):
        if _styles(clip_entities(entities, place, utf16_length(quote))) == wanted:
            styled = {"entities": quote_entities} if quote_entities else {}
            return {"text": quote, "position": place, "is_manual": True} | styled
    raise RefusedError("QUOTE_TEXT_INVALID")


def _styles(entities: Iterable[Json]) -> set[tuple[str, int, int]]:
    return {(entity["type"], entity["offset"], entity["length"]) for entity in entities if entity["type"] in STYLES}


def check_keyboard(markup: Json | None) -> None:
    rows = (markup or {}).get("inline_keyboard", [])
    if any(len(row) > BUTTONS_IN_A_ROW for row in rows) or sum(map(len, rows)) > BUTTONS_IN_ALL:
        raise RefusedError("reply markup is too long")
    for row in rows:
        for button in row:
            _check_button(button)


def _check_button(button: Json) -> None:
    if not button["text"].strip():
        raise RefusedError("can't parse inline keyboard button: Button text must be non-empty")
    actions = [name for name in BUTTON_ACTIONS if name in button]
    if len(actions) != 1:
        reason = "Text buttons are unallowed in the inline keyboard" if not actions else f"several actions: {actions}"
        raise RefusedError(f"can't parse inline keyboard button: {reason}")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise RefusedError("BUTTON_DATA_INVALID")
    if "copy_text" in button and not 1 <= utf16_length(button["copy_text"]["text"]) <= 256:
        raise RefusedError("BUTTON_COPY_TEXT_INVALID")
    if "url" in button and not LINK.fullmatch(button["url"]):
        raise RefusedError(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if button.get("style", "primary") not in ("danger", "success", "primary"):
        raise RefusedError("can't parse inline keyboard button: invalid button style specified")
