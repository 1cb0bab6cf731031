"""Telegram's checks of what the bot sends, edits and deletes."""

from __future__ import annotations

import pytest

KEY = {"text": "Go", "callback_data": "x"}


def entity(kind, offset, length, **more):
    return {"type": kind, "offset": offset, "length": length} | more


def keyboard(*rows):
    return {"inline_keyboard": list(rows)}


def test_lengths_are_utf16_units_after_trimming(ann, call, refused):
    assert call("sendMessage", chat_id=ann.id, text=" " * 50 + "😀" * 2048 + "\n")["result"]["text"] == "😀" * 2048
    assert refused("sendMessage", chat_id=ann.id, text="😀" * 2048 + "x") == "Bad Request: message is too long"
    assert refused("sendMessage", chat_id=ann.id, text=" \n ") == "Bad Request: message text is empty"
    assert refused("sendMessage", chat_id=ann.id, text="") == "Bad Request: message text is empty"


def test_entities_move_with_the_trimmed_text(ann, call):
    entities = [entity("italic", 0, 5), entity("bold", 2, 5)]
    call("sendMessage", chat_id=ann.id, text="  😀abc ", entities=entities)
    message = ann.chat.bot_messages()[0]
    assert message.entities == [entity("italic", 0, 3), entity("bold", 0, 5)]
    assert message.marked("italic") == ["😀a"]


@pytest.mark.parametrize(
    ("entities", "reason"),
    [
        ([entity("bold", 0, 7)], "ends after the end of the text"),
        ([entity("bold", 6, 1)], "begins after the text"),
        ([entity("bold", -1, 2)], "begins after the text"),
        ([entity("bold", 0, 0)], "incorrect length"),
        ([entity("bold", 1, 2)], "UTF-16 symbol in the middle"),  # the emoji is at 2 and 3
        ([entity("bold", 3, 1)], "UTF-16 symbol in the middle"),
        ([entity("shiny", 0, 1)], "Unsupported type shiny"),
        ([entity("text_link", 0, 1)], 'Can\'t find field "url"'),
        ([entity("text_link", 0, 1, url="not a link")], "Wrong HTTP URL"),
        ([entity("blockquote", 0, 6), entity("expandable_blockquote", 1, 1)], "blockquotes can't be nested"),
        ([entity("bold", 0, 1)] * 101, "ENTITIES_TOO_LONG"),
    ],
)
def test_refused_entities(ann, refused, entities, reason):
    assert reason in refused("sendMessage", chat_id=ann.id, text="ab😀cd", entities=entities)


def test_blockquotes_side_by_side_with_styles_inside(ann, call, server):
    entities = [entity("blockquote", 0, 2), entity("bold", 0, 1), entity("expandable_blockquote", 2, 2)]
    assert call("sendMessage", chat_id=ann.id, text="abcd", entities=entities)["ok"]
    assert ann.chat.bot_messages()[0].marked("expandable_blockquote") == ["cd"]
    assert server.violations == []


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[{"text": "Go", "callback_data": "ü" * 33}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "Go", "callback_data": ""}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "Go", "copy_text": {"text": "x" * 257}}]], "BUTTON_COPY_TEXT_INVALID"),
        ([[{"text": "Go", "url": "nowhere"}]], "Wrong HTTP URL"),
        ([[{"text": " ", "callback_data": "x"}]], "non-empty"),
        ([[{"text": "Go"}]], "Text buttons are unallowed"),
        ([[KEY | {"url": "https://example.org"}]], "several actions"),
        ([[KEY | {"style": "huge"}]], "button style"),
        ([[KEY] * 9], "reply markup is too long"),
        ([[KEY] * 5] * 21, "reply markup is too long"),
        ([KEY], "must be of type Array"),
    ],
)
def test_refused_keyboards(ann, refused, rows, reason):
    assert reason in refused("sendMessage", chat_id=ann.id, text="x", reply_markup=keyboard(*rows))


def test_keyboards_at_the_limit(ann, call):
    fine = [
        {"text": "Go", "callback_data": "ü" * 32},
        {"text": "Copy", "copy_text": {"text": "x" * 256}},
        {"text": "Open", "url": "https://t.me/briefing_test_bot?start=q_1", "style": "primary"},
    ]
    assert call("sendMessage", chat_id=ann.id, text="x", reply_markup=keyboard(fine, *[[KEY] * 8] * 12))["ok"]
    assert ann.click(ann.chat.bot_messages()[0], "Open") == "https://t.me/briefing_test_bot?start=q_1"
    assert ann.click(ann.chat.bot_messages()[0], "Copy") == "x" * 256


def test_replies_and_quotes(ann, call, refused):
    bold = [entity("bold", 4, 3)]
    question = ann.send("the why of the why", entities=bold)

    def reply(**parameters):
        return {"chat_id": ann.id, "text": "x", "reply_parameters": {"message_id": question.id} | parameters}

    assert call("sendMessage", **reply())["result"]["reply_to_message"]["message_id"] == question.id
    assert call("sendMessage", **reply(quote="the", quote_position=11))["result"]["quote"]["position"] == 11
    assert call("sendMessage", **reply(quote="why", quote_entities=[entity("bold", 0, 3)]))["ok"]
    assert call("sendMessage", **reply(quote="why"))["result"]["quote"]["position"] == 15  # the one that is not bold
    assert refused("sendMessage", **reply(quote="whence")) == "Bad Request: QUOTE_TEXT_INVALID"
    assert refused("sendMessage", **reply(quote="the why of")) == "Bad Request: QUOTE_TEXT_INVALID"
    ann.delete(question)
    assert refused("sendMessage", **reply()) == "Bad Request: message to be replied not found"
    assert "reply_to_message" not in call("sendMessage", **reply(allow_sending_without_reply=True))["result"]


def test_edits(ann, call, refused):
    question = ann.send("hello")
    sent = call("sendMessage", chat_id=ann.id, text="one", reply_markup=keyboard([KEY]))["result"]
    place = {"chat_id": ann.id, "message_id": sent["message_id"]}
    unchanged = refused("editMessageText", **place, text="one", reply_markup=keyboard([KEY]))
    assert unchanged.startswith("Bad Request: message is not modified: ")
    assert call("editMessageText", **place, text="two")["result"]["text"] == "two"
    message = ann.chat.bot_messages()[0]
    assert (message.history, message.buttons) == (["one", "two"], [])
    assert call("editMessageReplyMarkup", **place, reply_markup=keyboard([KEY], [KEY]))["ok"]
    assert (message.text, message.buttons) == ("two", ["Go", "Go"])
    own = {"chat_id": ann.id, "message_id": question.id}
    assert refused("editMessageText", **own, text="x") == "Bad Request: message can't be edited"
    assert refused("editMessageText", chat_id=ann.id, message_id=99, text="x").endswith("message to edit not found")
    assert call("deleteMessage", **place)["result"] is True
    assert ann.chat.bot_messages() == []
    assert refused("editMessageText", **place, text="x") == "Bad Request: message to edit not found"
    assert refused("deleteMessage", **place) == "Bad Request: message to delete not found"
    assert refused("editMessageText", inline_message_id="gone", text="x") == "Bad Request: MESSAGE_ID_INVALID"


def test_documents(server, client, ann, call, refused):
    address = f"{server.base_url}{server.token}/sendDocument"
    upload = {"document": ("report ü.pdf", b"%PDF", "application/pdf")}
    sent = client.post(address, data={"chat_id": ann.id, "caption": "read"}, files=upload).json()["result"]
    assert (sent["caption"], sent["document"]["file_name"]) == ("read", "report ü.pdf")
    attached = client.post(address, data={"chat_id": ann.id, "document": "attach://one"}, files={"one": b"%PDF"}).json()
    assert attached["result"]["document"]["file_unique_id"] == sent["document"]["file_unique_id"]
    assert server.violations == []
    again = call("sendDocument", chat_id=ann.id, document=sent["document"]["file_id"])["result"]
    assert again["document"] == sent["document"]
    path = call("getFile", file_id=sent["document"]["file_id"])["result"]["file_path"]
    assert client.get(f"{server.file_url}{server.token}/{path}").content == b"%PDF"
    assert client.get(f"{server.file_url}1:wrong/{path}").status_code == 404
    assert "wrong file identifier" in refused("sendDocument", chat_id=ann.id, document="unknown")
    too_long = refused("sendDocument", chat_id=ann.id, document=sent["document"]["file_id"], caption="x" * 1025)
    assert too_long == "Bad Request: message caption is too long"


def test_files_that_are_too_big(server, call, refused):
    ann = server.user("Ann")
    limit = 20 * 1024 * 1024
    fits = ann.send_document(b"x", size=limit).data["document"]["file_id"]
    big = ann.send_document(b"x", size=limit + 1).data["document"]["file_id"]
    assert call("getFile", file_id=fits)["result"]["file_size"] == limit
    assert refused("getFile", file_id=big) == "Bad Request: file is too big"
    assert refused("getFile", file_id="unknown") == "Bad Request: invalid file_id"


def test_forward_copy_and_actions(ann, call, refused):
    note = ann.send("a note")
    source = {"chat_id": ann.id, "from_chat_id": ann.id, "message_id": note.id}
    assert call("forwardMessage", **source)["result"]["forward_origin"]["sender_user"]["id"] == ann.id
    copied = call("copyMessage", **source)["result"]["message_id"]
    assert (ann.chat.messages[copied].text, "forward_origin" in ann.chat.messages[copied].data) == ("a note", False)
    assert call("sendChatAction", chat_id=ann.id, action="typing")["ok"]
    assert ann.chat.actions == ["typing"]
    assert refused("sendChatAction", chat_id=ann.id, action="dancing").endswith("wrong parameter action in request")


def test_who_cannot_be_written_to(server, call, refused):
    ann, stranger = server.user("Ann"), server.user("Ben")
    ann.start()
    assert refused("sendMessage", chat_id=1, text="x") == "Bad Request: chat not found"
    assert refused("sendMessage", chat_id=stranger.id, text="x") == "Bad Request: chat not found"
    server.group("Team", [stranger])
    assert refused("sendMessage", chat_id=stranger.id, text="x").startswith("Forbidden: bot can't initiate")
    server.violations.clear()
    ann.block()
    blocked = call("sendMessage", chat_id=ann.id, text="x")
    assert (blocked["error_code"], blocked["description"]) == (403, "Forbidden: bot was blocked by the user")
    ann.unblock()
    assert call("sendMessage", chat_id=ann.id, text="x")["ok"]
    ann.delete_account()
    assert call("sendMessage", chat_id=ann.id, text="x")["description"] == "Forbidden: user is deactivated"
    assert server.violations == []  # nobody could know
