"""What the methods around messages and files do. Each takes the server and the typed parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from telegram_server.content import CAPTION_LIMIT, TEXT_LIMIT, check_keyboard, checked_text, find_quote
from telegram_server.people import StoredFile, forwarded
from telegram_server.refusal import RefusedError

if TYPE_CHECKING:
    from telegram_server.chats import Chat, Message
    from telegram_server.server import Server

Json = dict[str, Any]
Method = Callable[["Server", Json], Any]
METHODS: dict[str, Method] = {}
MEGABYTE = 1024 * 1024
CHAT_ACTIONS = (
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
)  # fmt: skip
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)


def method(name: str) -> Callable[[Method], Method]:
    def register(function: Method) -> Method:
        METHODS[name] = function
        return function

    return register


def find_chat(server: Server, chat_id: int | str) -> Chat:
    """The chat, if the bot may speak in it. Raises RefusedError."""
    chat = server.find_chat(chat_id)
    if chat is None:
        raise RefusedError("chat not found")
    if chat.upgraded_to:
        text = "group chat was upgraded to a supergroup chat"
        raise RefusedError(text, foreseeable=False, migrate_to_chat_id=chat.upgraded_to.id)
    person, status = chat.person, chat.status(server.bot)
    if person is None and status == "kicked":
        raise RefusedError(f"bot was kicked from the {chat.type} chat", 403, foreseeable=False)
    if person is None and status == "left":
        raise RefusedError(f"bot is not a member of the {chat.type} chat", 403, foreseeable=False)
    if person and person.deleted:
        raise RefusedError("user is deactivated", 403, foreseeable=False)
    if person and person.blocked:
        raise RefusedError("bot was blocked by the user", 403, foreseeable=False)
    if person and not person.started:
        raise RefusedError("bot can't initiate conversation with a user", 403)
    return chat


def find_message(chat: Chat, number: int, purpose: str) -> Message:
    message = chat.messages.get(number)
    if message is None or message.deleted:
        raise RefusedError(f"message {purpose} not found")
    return message


def send(server: Server, given: Json, content: Json) -> Message:
    """Put a message of the bot into a chat, as sendMessage, sendDocument and copyMessage do."""
    markup = given.get("reply_markup") or {}
    check_keyboard(markup)
    chat = find_chat(server, given["chat_id"])
    if chat.type == "channel" and chat.status(server.bot) != "administrator":
        raise RefusedError("need administrator rights in the channel chat")
    topic = given.get("message_thread_id")
    if topic is not None and topic not in chat.topics:
        raise RefusedError("message thread not found")
    target = _replied_to(chat, given.get("reply_parameters"))
    if target and given["reply_parameters"].get("quote"):
        content = content | {"quote": _quote(given["reply_parameters"], target)}
    if server.flood_control:
        server.flood_control.count(chat.id)
    if given.get("protect_content"):
        content = content | {"has_protected_content": True}
    if markup.get("inline_keyboard"):
        content = content | {"reply_markup": markup}
    return chat.add(server.bot, content, target, topic)


def _replied_to(chat: Chat, reply: Json | None) -> Message | None:
    if not reply:
        return None
    if reply.get("chat_id", chat.id) != chat.id:
        raise RefusedError("replies into another chat are not modelled by this test server")
    message = chat.messages.get(reply["message_id"])
    if message and not message.deleted:
        return message
    if reply.get("allow_sending_without_reply"):
        return None
    raise RefusedError("message to be replied not found")


def _quote(reply: Json, target: Message) -> Json:
    styles = reply.get("quote_entities", [])
    return find_quote(target.text, target.entities, reply["quote"], styles, reply.get("quote_position", 0))


def text_content(given: Json) -> Json:
    text, entities = checked_text(given["text"], given.get("entities", []), TEXT_LIMIT, "message is too long")
    if not text:
        raise RefusedError("message text is empty")
    result: Json = {"text": text} | ({"entities": entities} if entities else {})
    preview = given.get("link_preview_options")
    return result | ({"link_preview_options": preview} if preview else {})


def caption_content(given: Json) -> Json:
    caption, entities = given.get("caption", ""), given.get("caption_entities", [])
    caption, entities = checked_text(caption, entities, CAPTION_LIMIT, "message caption is too long")
    return ({"caption": caption} if caption else {}) | ({"caption_entities": entities} if entities else {})


@method("sendMessage")
def send_message(server: Server, given: Json) -> Json:
    return send(server, given, text_content(given)).data


@method("sendDocument")
def send_document(server: Server, given: Json) -> Json:
    caption, document = caption_content(given), given["document"]
    if isinstance(document, str) and document not in server.files:
        raise RefusedError("wrong file identifier/HTTP URL specified")
    file = server.files[document] if isinstance(document, str) else document
    if not file.size:
        raise RefusedError("file must be non-empty")
    if file.size > 50 * MEGABYTE:
        raise RefusedError("Request Entity Too Large", 413)
    message = send(server, given, file.document() | caption)
    server.files[file.id] = file
    return message.data


@method("forwardMessage")
def forward_message(server: Server, given: Json) -> Json:
    source = find_message(find_chat(server, given["from_chat_id"]), given["message_id"], "to forward")
    return send(server, given, forwarded(source)).data


@method("copyMessage")
def copy_message(server: Server, given: Json) -> Json:
    source = find_message(find_chat(server, given["from_chat_id"]), given["message_id"], "to copy")
    content = {name: value for name, value in forwarded(source).items() if name != "forward_origin"}
    if "caption" in given and "text" not in content:
        content = {name: value for name, value in content.items() if not name.startswith("caption")}
        content |= caption_content(given)
    return {"message_id": send(server, given, content).id}


@method("sendChatAction")
def send_chat_action(server: Server, given: Json) -> bool:
    chat = find_chat(server, given["chat_id"])
    if given["action"] not in CHAT_ACTIONS:
        raise RefusedError("wrong parameter action in request")
    if given.get("message_thread_id") not in (None, *chat.topics):
        raise RefusedError("message thread not found")
    chat.actions.append(given["action"])
    return True


@method("editMessageText")
def edit_message_text(server: Server, given: Json) -> Json | bool:
    content, message = text_content(given), _editable(server, given)
    if "text" not in message.data:
        raise RefusedError("there is no text in the message to edit")
    return _change(server, message, content, given)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(server: Server, given: Json) -> Json | bool:
    message = _editable(server, given)
    kept = ("text", "entities", "caption", "caption_entities", "link_preview_options")
    return _change(server, message, {name: message.data[name] for name in kept if name in message.data}, given)


def _editable(server: Server, given: Json) -> Message:
    if "inline_message_id" in given:
        if given["inline_message_id"] not in server.inline_messages:
            raise RefusedError("MESSAGE_ID_INVALID")
        return server.inline_messages[given["inline_message_id"]]
    if "chat_id" not in given or "message_id" not in given:
        raise RefusedError("message identifier is not specified")
    message = find_message(find_chat(server, given["chat_id"]), given["message_id"], "to edit")
    if message.sender is not server.bot or "forward_origin" in message.data:
        raise RefusedError("message can't be edited")
    return message


def _change(server: Server, message: Message, content: Json, given: Json) -> Json | bool:
    markup = given.get("reply_markup") or {}
    check_keyboard(markup)
    if markup.get("inline_keyboard"):
        content = content | {"reply_markup": markup}
    names = ("text", "entities", "caption", "caption_entities", "link_preview_options", "reply_markup")
    if content == {name: message.data[name] for name in names if name in message.data}:
        raise RefusedError(NOT_MODIFIED)
    if server.flood_control and not message.inline_id:
        server.flood_control.count(message.chat.id)
    message.change(content)
    return True if message.inline_id else message.data


@method("deleteMessage")
def delete_message(server: Server, given: Json) -> bool:
    chat = find_chat(server, given["chat_id"])
    _delete(server, find_message(chat, given["message_id"], "to delete"))
    return True


@method("deleteMessages")
def delete_messages(server: Server, given: Json) -> bool:
    chat = find_chat(server, given["chat_id"])
    if not 1 <= len(given["message_ids"]) <= 100:
        raise RefusedError("message identifiers are not specified or there are too many of them")
    for message in [chat.messages[number] for number in given["message_ids"] if number in chat.messages]:
        _delete(server, message)
    return True


def _delete(server: Server, message: Message) -> None:
    allowed = message.chat.person or message.chat.status(server.bot) == "administrator"
    if not allowed and message.sender is not server.bot:
        raise RefusedError("message can't be deleted for everyone")
    message.deleted = True


@method("getFile")
def get_file(server: Server, given: Json) -> Json:
    file: StoredFile | None = server.files.get(given["file_id"])
    if file is None:
        raise RefusedError("invalid file_id")
    if server.local_folder is not None:
        path = server.local_folder / file.path.rpartition("/")[2]
        path.write_bytes(file.data)
        return file.describe() | {"file_path": str(path)}
    if file.size > 20 * MEGABYTE:
        raise RefusedError("file is too big")
    return file.describe() | {"file_path": file.path}
