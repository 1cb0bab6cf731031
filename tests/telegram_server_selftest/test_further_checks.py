"""The checks that are met rarely: each refusal once."""

from __future__ import annotations

import pytest

KEY = {"text": "Go", "callback_data": "x"}
ARTICLE = {"type": "article", "id": "1", "title": "A", "input_message_content": {"message_text": "quote"}}


def test_replies(server, ann, call, refused):
    long = ann.send("x" * 2000)
    message = {"chat_id": ann.id, "text": "x"}
    quote = {"message_id": long.id, "quote": "x" * 1025}
    assert refused("sendMessage", **message, reply_parameters=quote).endswith("QUOTE_TEXT_INVALID")
    elsewhere = {"message_id": long.id, "chat_id": -1}
    assert "not modelled" in refused("sendMessage", **message, reply_parameters=elsewhere)


def test_rights(server, ann, call, refused):
    group = server.group("Team", [ann])
    said = ann.send("hello", chat=group)
    delete = {"chat_id": group.id, "message_id": said.id}
    assert refused("deleteMessage", **delete).endswith("message can't be deleted for everyone")
    group.set_bot("administrator", ann)
    assert call("deleteMessage", **delete)["ok"]
    channel = server.channel("News", [ann])
    channel.set_bot("member", ann)
    assert "need administrator rights" in refused("sendMessage", chat_id=channel.id, text="x")
    group.set_bot("kicked", ann)
    assert (
        call("sendMessage", chat_id=group.id, text="x")["description"]
        == "Forbidden: bot was kicked from the group chat"
    )
    assert refused("getChatAdministrators", chat_id=ann.id).endswith("no administrators in the private chat")
    assert refused("leaveChat", chat_id=ann.id).endswith("chat is a private chat")
    group = server.group("Forum", [ann], forum=True)
    thread = {"chat_id": group.id, "message_thread_id": 4711}
    assert refused("sendChatAction", **thread, action="typing").endswith("message thread not found")


def test_documents(server, ann, client, call, refused):
    address = f"{server.base_url}{server.token}/sendDocument"
    empty = client.post(address, data={"chat_id": ann.id}, files={"document": ("a.txt", b"")})
    assert empty.json()["description"] == "Bad Request: file must be non-empty"
    huge = ann.send_document(b"x", size=50 * 1024 * 1024 + 1).data["document"]["file_id"]
    assert call("sendDocument", chat_id=ann.id, document=huge)["error_code"] == 413
    assert refused("sendDocument", chat_id=ann.id, document="attach://nothing").endswith("file must be uploaded")
    fine = ann.send_document(b"x").data["document"]["file_id"]
    sent = call("sendDocument", chat_id=ann.id, document=fine)["result"]
    edit = {"chat_id": ann.id, "message_id": sent["message_id"], "text": "x"}
    assert refused("editMessageText", **edit).endswith("there is no text in the message to edit")


def test_identifiers(ann, call, refused):
    assert refused("editMessageText", text="x").endswith("message identifier is not specified")
    assert "too many" in refused("deleteMessages", chat_id=ann.id, message_ids=list(range(101)))
    assert call("deleteMessages", chat_id=ann.id, message_ids=[4711])["result"] is True


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"next_offset": "ü" * 33}, "NEXT_OFFSET_INVALID"),
        ({"button": {"text": "x", "start_parameter": "no spaces"}}, "unallowed characters in start_parameter"),
        (
            {"results": [{"type": "document", "id": "1", "title": "A", "document_file_id": "x"}]},
            "wrong file identifier",
        ),
        ({"results": [{"type": "game", "id": "1"}]}, "this kind of InlineQueryResult is not modelled"),
    ],
)
def test_inline_answers(refused, more, reason):
    answer = {"inline_query_id": "1", "results": [ARTICLE]} | more
    assert reason in refused("answerInlineQuery", **answer)


def test_other_parameters(server, ann, refused):
    assert refused("answerCallbackQuery", callback_query_id="1", url="https://example.org").endswith("URL_INVALID")
    assert "1-100" in refused("setWebhook", url="https://example.org", max_connections=101)
    assert refused("setMyCommands", commands=[{"command": "a", "description": "b"}] * 101).endswith("TOO_MUCH")
    message = {"chat_id": ann.id, "text": "x"}
    assert "must be of type Object" in refused("sendMessage", **message, reply_parameters=[1])
    for wrong in ([1], True):
        assert "must be of type str" in refused("sendMessage", **message, link_preview_options={"url": wrong})


def test_a_body_that_is_no_json_is_never_carried_out(server, client):
    answer = client.post(
        f"{server.base_url}{server.token}/getMe", content=b"{", headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400
