"""A chat as an HTML page in Telegram's light colours, for pictures and for looking at a failed test."""

from __future__ import annotations

import time
from html import escape
from typing import TYPE_CHECKING, Any

from telegram_server.content import BLOCKQUOTES, utf16_length, utf16_slice

if TYPE_CHECKING:
    from telegram_server.chats import Chat, Message

Json = dict[str, Any]
TAGS = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "expandable_blockquote": "blockquote", "spoiler": "mark",
}  # fmt: skip
STYLE = """
* { box-sizing: border-box }
body { margin: 0; background: #dfe6ec; font: 15px/1.38 "Segoe UI", Roboto, "Noto Sans", "Noto Color Emoji", sans-serif }
main { max-width: 620px; margin: auto; min-height: 100vh; padding-bottom: 12px;
  background: linear-gradient(160deg, #c9dcb8, #b5d0c4 50%, #a7c7d8) }
header { background: #fff; padding: 10px 18px; margin-bottom: 12px; font-weight: 600; box-shadow: 0 1px 2px #0002 }
header small { display: block; font-weight: 400; color: #8a949c }
section { display: flex; flex-direction: column; align-items: flex-start; margin: 5px 14px }
section.own { align-items: flex-end }
.box { display: grid; gap: 4px; max-width: 88% }
.bubble { min-width: 110px; padding: 7px 11px 5px; border-radius: 14px 14px 14px 4px; background: #fff;
  box-shadow: 0 1px 1px #0003 }
.own .bubble { background: #e9fdd3; border-radius: 14px 14px 4px 14px }
.text { white-space: pre-wrap; overflow-wrap: anywhere }
.name { color: #d45246; font-weight: 600; font-size: 14px }
.reply { border-left: 3px solid #3d98dd; background: #3d98dd1a; border-radius: 4px; padding: 2px 8px; margin: 2px 0 5px;
  font-size: 13.5px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; max-width: 460px }
.file { display: flex; gap: 10px; align-items: center; margin: 3px 0 }
.file i { width: 40px; height: 40px; border-radius: 50%; background: #3d98dd; color: #fff; text-align: center;
  font: 18px/40px sans-serif }
.file small { display: block; color: #8a949c }
time { float: right; margin: 5px 0 0 12px; font-size: 12px; color: #8fa08a }
blockquote { margin: 3px 0; padding: 3px 22px 3px 9px; border-left: 3px solid #3d98dd; background: #3d98dd17;
  border-radius: 4px; position: relative }
blockquote::after { content: "\\201d"; position: absolute; right: 6px; top: -3px; font: 26px Georgia, serif;
  color: #3d98dd }
blockquote.expandable_blockquote { max-height: 4.5em; overflow: hidden }
blockquote.expandable_blockquote::after { content: "\\2304"; top: auto; bottom: 4px; font: 18px sans-serif }
a { color: #2481cc; text-decoration: none }
code, pre { font: 13.5px/1.4 "DejaVu Sans Mono", monospace; color: #b0406e; margin: 0 }
mark { background: #bbb; color: #bbb; border-radius: 3px }
.keys { display: grid; gap: 4px }
.keys div { display: flex; gap: 4px }
.keys span { flex: 1; padding: 8px 4px; text-align: center; font-size: 14px; font-weight: 500; color: #fff;
  background: #5b7a8bb8; border-radius: 8px }
p { text-align: center; margin: 8px } p span { padding: 3px 10px; border-radius: 12px; background: #5b7a8b99;
  color: #fff; font-size: 13px }
"""


def render_html(chat: Chat) -> str:
    """The whole chat, oldest message first; what people wrote stands on the right in a private chat."""
    with chat.server.changed:
        messages = [message for _, message in sorted(chat.messages.items()) if not message.deleted]
        body = "\n".join(_message(message) for message in messages)
        title, about = chat.title, f"{len(chat.members)} members"
        if chat.person:
            title, about = chat.server.bot.first_name, "bot"
    head = f'<!doctype html><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    return f"{head}\n<main><header>{escape(title)}<small>{about}</small></header>\n{body}\n</main>\n"


def _message(message: Message) -> str:
    if not message.text and not any(kind in message.data for kind in ("document", "photo", "voice", "sticker")):
        happened = [name.replace("_", " ") for name in message.data if name.endswith(("created", "chat_id", "members"))]
        return f"<p><span>{escape(', '.join(happened) or 'message')}</span></p>"
    own = message.chat.type == "private" and message.sender is not message.chat.server.bot
    name = "" if message.chat.person else f'<div class="name">{escape(message.sender.first_name)}</div>'
    text = formatted(message.text, message.entities)
    edited = "edited " if "edit_date" in message.data else ""
    clock = time.strftime("%H:%M", time.localtime(message.data["date"]))
    content = f'{name}{_reply(message)}{_file(message.data)}<span class="text" dir="auto">{text}</span>'
    bubble = f'<div class="bubble">{content}<time>{edited}{clock}</time></div>'
    return f"<section{' class=own' if own else ''}><div class=box>{bubble}{_keys(message)}</div></section>"


def _reply(message: Message) -> str:
    if message.reply_to is None:
        return ""
    target = message.data["reply_to_message"]
    shown = message.data.get("quote", {}).get("text") or target.get("text") or target.get("caption") or "message"
    author = target.get("from", target["chat"]).get("first_name", message.chat.title)
    return f'<div class="reply"><b>{escape(author)}</b><br>{escape(" ".join(shown.split()))}</div>'


def _file(data: Json) -> str:
    if "sticker" in data:
        return f'<div style="font-size: 60px">{escape(data["sticker"]["emoji"])}</div>'
    for kind, title in (("document", ""), ("photo", "Photo"), ("voice", "Voice message")):
        if kind in data:
            file = data[kind][-1] if kind == "photo" else data[kind]
            name, size = escape(file.get("file_name", title)), max(1, file["file_size"] // 1024)
            return f'<div class="file"><i>↓</i><div>{name}<small>{size} KB</small></div></div>'
    return ""


def _keys(message: Message) -> str:
    rows = ["".join(f"<span>{escape(button['text'])}</span>" for button in row) for row in message.rows]
    return '<div class="keys">' + "".join(f"<div>{row}</div>" for row in rows) + "</div>" if rows else ""


def formatted(text: str, entities: list[Json]) -> str:
    """The text as HTML; an entity that crosses the end of the one around it is cut there."""
    ordered = sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
    return _inside(text, ordered, 0, utf16_length(text))


def _inside(text: str, entities: list[Json], begin: int, end: int) -> str:
    parts, rest = [], list(entities)
    while rest:
        entity = rest.pop(0)
        start, stop = max(begin, entity["offset"]), min(end, entity["offset"] + entity["length"])
        if start >= stop:
            continue
        inner = [other for other in rest if other["offset"] < stop]
        parts.append(escape(utf16_slice(text, begin, start - begin)))
        parts.append(_tagged(entity, _inside(text, inner, start, stop)))
        begin = stop
        if entity["type"] in BLOCKQUOTES and utf16_slice(text, begin, 1) == "\n":
            begin += 1  # a quote is a block: the line ends with it
    parts.append(escape(utf16_slice(text, begin, end - begin)))
    return "".join(parts)


def _tagged(entity: Json, inner: str) -> str:
    kind = entity["type"]
    if kind in TAGS:
        return f'<{TAGS[kind]} class="{kind}">{inner}</{TAGS[kind]}>'
    return f'<a href="{escape(entity.get("url", "#"))}">{inner}</a>'
