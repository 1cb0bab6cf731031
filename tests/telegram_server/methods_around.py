"""The methods that are not about messages: queries, the bot itself, its profile, chats and their members, webhook."""

from __future__ import annotations

import re
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from telegram_server.content import CAPTION_LIMIT, TEXT_LIMIT, check_keyboard, checked_text, utf16_length
from telegram_server.methods import METHODS, find_chat, method
from telegram_server.profile import LIMITS
from telegram_server.refusal import RefusedError
from telegram_server.updates import Webhook

if TYPE_CHECKING:
    from telegram_server.people import Query
    from telegram_server.server import Server

Json = dict[str, Any]
QUERY_GONE = "query is too old and response timeout expired or query ID is invalid"
PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


@method("getMe")
def get_me(server: Server, given: Json) -> Json:
    told = {"can_join_groups": server.joins_groups, "can_read_all_group_messages": not server.privacy_mode}
    unused = ("can_connect_to_business", "has_main_web_app", "has_topics_enabled", "allows_users_to_create_topics")
    return server.bot.describe() | told | {"supports_inline_queries": server.inline_mode} | dict.fromkeys(unused, False)


def _open_query(server: Server, queries: dict[str, Query], number: str) -> Query:
    query = queries.get(number)
    if query is None or query.answer is not None or time.monotonic() - query.time > server.query_seconds:
        raise RefusedError(QUERY_GONE)
    return query


@method("answerCallbackQuery")
def answer_callback_query(server: Server, given: Json) -> bool:
    if utf16_length(given.get("text", "")) > 200:
        raise RefusedError("MESSAGE_TOO_LONG")
    if "url" in given and not re.match(r"(https://)?t\.me/", given["url"]):
        raise RefusedError("URL_INVALID")
    query = _open_query(server, server.callbacks, given["callback_query_id"])
    query.answer = {name: value for name, value in given.items() if name != "callback_query_id"}
    return True


@method("answerInlineQuery")
def answer_inline_query(server: Server, given: Json) -> bool:
    results = given["results"]
    if len(results) > 50:
        raise RefusedError("too many inline query results specified")
    names = [result["id"] for result in results]
    if len(set(names)) < len(names):
        raise RefusedError("RESULT_ID_DUPLICATE")
    if len(given.get("next_offset", "").encode()) > 64:
        raise RefusedError("NEXT_OFFSET_INVALID")
    if not PARAMETER.fullmatch(given.get("button", {}).get("start_parameter", "x")):
        raise RefusedError("unallowed characters in start_parameter are used")
    for result in results:
        _check_result(server, result)
    query = _open_query(server, server.inline_queries, given["inline_query_id"])
    query.answer = given
    return True


def _check_result(server: Server, result: Json) -> None:
    if not 1 <= len(result["id"].encode()) <= 64:
        raise RefusedError("RESULT_ID_INVALID")
    if not result["title"].strip():
        raise RefusedError("can't parse inline query result: title must be non-empty")
    if result["type"] != ("document" if "document_file_id" in result else "article"):
        raise RefusedError("can't parse inline query result: type is unsupported")
    if result.get("document_file_id", None) not in (None, *server.files):
        raise RefusedError("wrong file identifier/HTTP URL specified")
    content = result.get("input_message_content", {})
    if content:
        entities = content.get("entities", [])
        if not checked_text(content["message_text"], entities, TEXT_LIMIT, "MESSAGE_TOO_LONG")[0]:
            raise RefusedError("message text is empty")
    caption, marks = result.get("caption", ""), result.get("caption_entities", [])
    checked_text(caption, marks, CAPTION_LIMIT, "message caption is too long")
    check_keyboard(result.get("reply_markup"))


def _scope(server: Server, given: Json) -> Json:
    scope: Json = given.get("scope", {"type": "default"})
    if "chat_id" in scope and server.find_chat(scope["chat_id"]) is None:
        raise RefusedError("chat not found")
    return scope


@method("setMyCommands")
def set_my_commands(server: Server, given: Json) -> bool:
    server.profile.set_commands(given["commands"], _scope(server, given), given.get("language_code", ""))
    return True


@method("getMyCommands")
def get_my_commands(server: Server, given: Json) -> list[Json]:
    return server.profile.commands(_scope(server, given), given.get("language_code", ""))


@method("deleteMyCommands")
def delete_my_commands(server: Server, given: Json) -> bool:
    server.profile.set_commands([], _scope(server, given), given.get("language_code", ""))
    return True


def _set_text(kind: str, server: Server, given: Json) -> bool:
    server.profile.set_text(kind, given.get(kind, ""), given.get("language_code", ""))
    return True


def _get_text(kind: str, server: Server, given: Json) -> Json:
    return {kind: server.profile.text(kind, given.get("language_code", ""))}


for _kind in LIMITS:
    _title = _kind.title().replace("_", "")
    METHODS[f"setMy{_title}"] = partial(_set_text, _kind)
    METHODS[f"getMy{_title}"] = partial(_get_text, _kind)


@method("getChat")
def get_chat(server: Server, given: Json) -> Json:
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(gifts, False)}
    return find_chat(server, given["chat_id"]).describe() | full


@method("getChatMember")
def get_chat_member(server: Server, given: Json) -> Json:
    chat = find_chat(server, given["chat_id"])
    user = server.users.get(given["user_id"])
    if user is None:
        raise RefusedError("invalid user_id specified")
    return chat.describe_member(user)


@method("getChatAdministrators")
def get_chat_administrators(server: Server, given: Json) -> list[Json]:
    chat = find_chat(server, given["chat_id"])
    if chat.person:
        raise RefusedError("there are no administrators in the private chat")
    people = [server.users[number] for number, status in chat.members.items() if status in ("creator", "administrator")]
    return [chat.describe_member(user) for user in people if user is server.bot or not user.is_bot]


@method("getChatMemberCount")
def get_chat_member_count(server: Server, given: Json) -> int:
    members = find_chat(server, given["chat_id"]).members
    return sum(status not in ("left", "kicked") for status in members.values())


@method("leaveChat")
def leave_chat(server: Server, given: Json) -> bool:
    chat = find_chat(server, given["chat_id"])
    if chat.person:
        raise RefusedError("chat is a private chat")
    chat.members[server.bot.id] = "left"
    return True


@method("setWebhook")
def set_webhook(server: Server, given: Json) -> bool:
    url, secret = given["url"], given.get("secret_token", "")
    if not url:
        return delete_webhook(server, given)
    # unlike Telegram, this server accepts plain HTTP on loopback: that is where the bot under test listens
    if not url.startswith(("https://", "http://127.0.0.1:")):
        raise RefusedError("bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise RefusedError("secret token contains unallowed characters")
    connections = given.get("max_connections", 40)
    if not 1 <= connections <= 100:
        raise RefusedError("max_connections must be 1-100")
    if "allowed_updates" in given:
        server.updates.allowed = given["allowed_updates"]
    if given.get("drop_pending_updates"):
        server.updates.pending.clear()
    server.updates.set_webhook(Webhook(url, secret, connections))
    return True


@method("deleteWebhook")
def delete_webhook(server: Server, given: Json) -> bool:
    if given.get("drop_pending_updates"):
        server.updates.pending.clear()
    server.updates.set_webhook(None)
    return True


@method("getWebhookInfo")
def get_webhook_info(server: Server, given: Json) -> Json:
    webhook, pending = server.updates.webhook, len(server.updates.pending)
    if webhook is None:
        return {"url": "", "has_custom_certificate": False, "pending_update_count": pending}
    info: Json = {"url": webhook.url, "has_custom_certificate": False, "pending_update_count": pending}
    info["max_connections"] = webhook.max_connections
    if webhook.failure:
        info |= {"last_error_date": webhook.failure[0], "last_error_message": webhook.failure[1]}
    return info
