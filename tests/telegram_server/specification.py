"""Which methods and objects exist (Bot API 10.1), and the reading of a request's parameters into typed values.

The tables name what this server models. A parameter is `name:kind`, `name*:kind` when it is required. Kinds: int, str,
bool, chat (a number or @name), file, an object of OBJECTS, or [kind] for an array.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from telegram_server.refusal import RefusedError

Json = dict[str, Any]

_SEND = (
    "chat_id*:chat message_thread_id:int disable_notification:bool protect_content:bool reply_parameters:"
    "ReplyParameters reply_markup:ReplyMarkup "
)
_EDIT = "chat_id:chat message_id:int inline_message_id:str reply_markup:InlineKeyboardMarkup "
_LANGUAGE = "language_code:str"

METHODS = {
    "getMe": "",
    "getUpdates": "offset:int limit:int timeout:int allowed_updates:[str]",
    "setWebhook": "url*:str certificate:file ip_address:str max_connections:int allowed_updates:[str] "
    "drop_pending_updates:bool secret_token:str",
    "deleteWebhook": "drop_pending_updates:bool",
    "getWebhookInfo": "",
    "sendMessage": _SEND + "text*:str entities:[MessageEntity] link_preview_options:LinkPreviewOptions",
    "sendDocument": _SEND + "document*:file thumbnail:file caption:str caption_entities:[MessageEntity] "
    "disable_content_type_detection:bool",
    "sendChatAction": "chat_id*:chat message_thread_id:int action*:str",
    "forwardMessage": "chat_id*:chat message_thread_id:int from_chat_id*:chat message_id*:int "
    "disable_notification:bool protect_content:bool",
    "copyMessage": _SEND + "from_chat_id*:chat message_id*:int caption:str caption_entities:[MessageEntity]",
    "editMessageText": _EDIT + "text*:str entities:[MessageEntity] link_preview_options:LinkPreviewOptions",
    "editMessageReplyMarkup": _EDIT,
    "deleteMessage": "chat_id*:chat message_id*:int",
    "deleteMessages": "chat_id*:chat message_ids*:[int]",
    "answerCallbackQuery": "callback_query_id*:str text:str show_alert:bool url:str cache_time:int",
    "answerInlineQuery": "inline_query_id*:str results*:[InlineQueryResult] cache_time:int is_personal:bool "
    "next_offset:str button:InlineQueryResultsButton",
    "getFile": "file_id*:str",
    "setMyCommands": "commands*:[BotCommand] scope:BotCommandScope language_code:str",
    "getMyCommands": "scope:BotCommandScope language_code:str",
    "deleteMyCommands": "scope:BotCommandScope language_code:str",
    "setMyName": "name:str " + _LANGUAGE,
    "getMyName": _LANGUAGE,
    "setMyDescription": "description:str " + _LANGUAGE,
    "getMyDescription": _LANGUAGE,
    "setMyShortDescription": "short_description:str " + _LANGUAGE,
    "getMyShortDescription": _LANGUAGE,
    "getChat": "chat_id*:chat",
    "getChatMember": "chat_id*:chat user_id*:int",
    "getChatAdministrators": "chat_id*:chat return_bots:bool",
    "getChatMemberCount": "chat_id*:chat",
    "leaveChat": "chat_id*:chat",
}

OBJECTS = {
    "MessageEntity": "type*:str offset*:int length*:int url:str user:User language:str custom_emoji_id:str "
    "unix_time:int date_time_format:str",
    "User": "id*:int is_bot:bool first_name:str last_name:str username:str language_code:str",
    "LinkPreviewOptions": "is_disabled:bool url:str prefer_small_media:bool prefer_large_media:bool "
    "show_above_text:bool",
    "ReplyParameters": "message_id*:int chat_id:chat allow_sending_without_reply:bool quote:str "
    "quote_entities:[MessageEntity] quote_position:int",
    "InlineKeyboardMarkup": "inline_keyboard*:[[InlineKeyboardButton]]",
    "InlineKeyboardButton": "text*:str icon_custom_emoji_id:str style:str url:str callback_data:str "
    "switch_inline_query:str switch_inline_query_current_chat:str copy_text:CopyTextButton",
    "CopyTextButton": "text*:str",
    "ForceReply": "force_reply*:bool input_field_placeholder:str selective:bool",
    "ReplyKeyboardRemove": "remove_keyboard*:bool selective:bool",
    "BotCommand": "command*:str description*:str",
    "BotCommandScope": "type*:str chat_id:chat user_id:int",
    "InlineQueryResultArticle": "type*:str id*:str title*:str input_message_content*:InputTextMessageContent "
    "reply_markup:InlineKeyboardMarkup url:str description:str thumbnail_url:str thumbnail_width:int "
    "thumbnail_height:int",
    "InlineQueryResultCachedDocument": "type*:str id*:str title*:str document_file_id*:str description:str caption:str "
    "caption_entities:[MessageEntity] reply_markup:InlineKeyboardMarkup input_message_content:InputTextMessageContent",
    "InputTextMessageContent": "message_text*:str entities:[MessageEntity] link_preview_options:LinkPreviewOptions",
    "InlineQueryResultsButton": "text*:str start_parameter:str",
}

# Objects of which Telegram has several kinds; the kind shows in what they hold.
ALTERNATIVES = {
    "ReplyMarkup": {
        "inline_keyboard": "InlineKeyboardMarkup",
        "force_reply": "ForceReply",
        "remove_keyboard": "ReplyKeyboardRemove",
    },
    "InlineQueryResult": {
        "document_file_id": "InlineQueryResultCachedDocument",
        "input_message_content": "InlineQueryResultArticle",
    },
}

KNOWN_METHODS = (Path(__file__).parent / "known_methods.txt").read_text().split()

_NAMES = {name.lower(): name for name in [*KNOWN_METHODS, *METHODS]}


def find_method(name: str) -> str:
    """The method's name as documented; Telegram does not mind its case."""
    known = _NAMES.get(name.lower())
    if known is None:
        raise RefusedError("Not Found", 404)
    if known not in METHODS:
        raise RefusedError(f"{known} is not modelled by this test server")
    return known


def read_parameters(method: str, raw: Json, files: Json) -> tuple[Json, list[str]]:
    """Typed values of what was sent, and complaints about what Telegram silently ignores: unknown names.

    `files` maps the names of uploaded parts to files. Raises RefusedError.
    """
    complaints: list[str] = []
    attached = {value.removeprefix("attach://") for value in raw.values() if isinstance(value, str)}
    sent = {name: _from_wire(name, value, METHODS[method]) for name, value in raw.items()}
    sent |= {name: file for name, file in files.items() if name not in attached}
    values = _read_fields(sent, METHODS[method], complaints, "", files)
    for name in _missing(METHODS[method], values):
        raise RefusedError("chat_id is empty" if name == "chat_id" else f'parameter "{name}" is required')
    return values, complaints


def _table(fields: str) -> dict[str, str]:
    return {name.rstrip("*"): kind for name, kind in (field.split(":") for field in fields.split())}


def _missing(fields: str, values: Json) -> list[str]:
    required = [field.partition("*")[0] for field in fields.split() if "*" in field]
    return [name for name in required if name not in values]


def _from_wire(name: str, value: Any, fields: str) -> Any:
    """A top-level parameter of a form: arrays and objects come as JSON text."""
    kind = _table(fields).get(name, "str")
    if not isinstance(value, str) or kind in ("int", "str", "bool", "chat", "file"):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise RefusedError(f"can't parse {name.replace('_', ' ')} JSON object") from None


def _read_fields(sent: Json, fields: str, complaints: list[str], path: str, files: Json) -> Json:
    kinds = _table(fields)
    values = {}
    for name, value in sent.items():
        if name not in kinds:
            complaints.append(f"this server knows no parameter {path}{name}")
        elif value is not None:
            values[name] = _read(value, kinds[name], complaints, path + name, files)
    return values


def _read(value: Any, kind: str, complaints: list[str], path: str, files: Json) -> Any:
    if kind.startswith("["):
        if not isinstance(value, list):
            raise RefusedError(f'field "{path}" must be of type Array')
        return [_read(item, kind[1:-1], complaints, f"{path}[{place}]", files) for place, item in enumerate(value)]
    if kind == "file":
        return _read_file(value, files)
    if kind in ("int", "str", "bool", "chat"):
        return _read_simple(value, kind, path)
    return _read_object(value, kind, complaints, path, files)


def _read_object(value: Any, kind: str, complaints: list[str], path: str, files: Json) -> Json:
    if not isinstance(value, dict):
        raise RefusedError(f'field "{path}" must be of type Object')
    if kind in ALTERNATIVES:
        found = [name for mark, name in ALTERNATIVES[kind].items() if mark in value]
        if not found:
            raise RefusedError(f"can't parse {path}: this kind of {kind} is not modelled by this test server")
        kind = found[0]
    result = _read_fields(value, OBJECTS[kind], complaints, f"{path}.", files)
    for name in _missing(OBJECTS[kind], result):
        raise RefusedError(f"can't parse {kind}: Can't find field \"{name}\"")
    return result


def _read_file(value: Any, files: Json) -> Any:
    """An uploaded file, or the text that stands for one: a file_id."""
    if not isinstance(value, str) or not value.startswith("attach://"):
        return value
    if value.removeprefix("attach://") not in files:
        raise RefusedError("file must be uploaded")
    return files[value.removeprefix("attach://")]


def _read_simple(value: Any, kind: str, path: str) -> Any:
    if kind == "bool" and (isinstance(value, bool) or value in ("true", "false", "True", "False")):
        return value in (True, "true", "True")
    if isinstance(value, bool):
        raise RefusedError(f'field "{path}" must be of type {kind}')
    if kind in ("int", "chat") and re.fullmatch(r"-?\d{1,19}", str(value)):
        return int(value)
    if kind in ("str", "chat") and isinstance(value, str | int):
        return _checked_unicode(str(value))
    raise RefusedError(f'field "{path}" must be of type {kind}')


def _checked_unicode(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise RefusedError("strings must be encoded in UTF-8") from None
    return text
