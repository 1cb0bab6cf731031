"""Reading requests: bodies of every kind, parameters, tokens, unknown methods."""

from __future__ import annotations

import httpx
import pytest


def test_all_kinds_of_bodies(server, client):
    ann = server.user("Ann")
    ann.start()
    address = f"{server.base_url}{server.token}/sendMessage"
    keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "x"}]]}
    text_keyboard = '{"inline_keyboard": [[{"text": "Go", "callback_data": "x"}]]}'
    client.get(address, params={"chat_id": ann.id, "text": "query"})
    client.post(address, data={"chat_id": ann.id, "text": "form", "reply_markup": text_keyboard})
    client.post(address, json={"chat_id": ann.id, "text": "json", "reply_markup": keyboard})
    client.post(address, json={"chat_id": str(ann.id), "text": "json text", "reply_markup": text_keyboard})
    client.post(address.lower(), files={"chat_id": (None, str(ann.id)), "text": (None, "multipart ü")})
    assert [message.text for message in ann.chat.bot_messages()] == [
        "query", "form", "json", "json text", "multipart ü",
    ]  # fmt: skip
    assert [message.buttons for message in ann.chat.bot_messages()] == [[], ["Go"], ["Go"], ["Go"], []]
    assert server.violations == []
    assert [(request.method, request.status) for request in server.requests] == [("sendMessage", 200)] * 5
    assert server.requests[1].parameters == {"chat_id": ann.id, "text": "form", "reply_markup": keyboard}


def test_wrong_tokens_and_methods(server, client):
    assert client.get(f"{server.base_url}999:other/getMe").json() == {
        "ok": False, "error_code": 401, "description": "Unauthorized",
    }  # fmt: skip
    assert client.get(f"{server.base_url}nonsense/getMe").status_code == 404
    assert client.get(f"{server.base_url}{server.token}/getNothing").status_code == 404
    answer = client.get(f"{server.base_url}{server.token}/sendPoll")
    assert answer.status_code == 400
    assert [violation.method for violation in server.violations] == ["getMe", "getMe", "getNothing", "sendPoll"]
    assert "not modelled" in server.violations[-1].text


def test_bodies_that_are_no_json(server, client):
    address = f"{server.base_url}{server.token}/sendMessage"
    json = {"Content-Type": "application/json"}
    for body in (b"{", b"[1]", b"\xff\xfe"):
        assert client.post(address, content=body, headers=json).status_code == 400
    lonely = client.post(address, content=rb'{"chat_id": 1, "text": "\ud800"}', headers=json)
    assert lonely.json()["description"] == "Bad Request: strings must be encoded in UTF-8"
    assert len(server.violations) == 4


def test_parameters(server, call, refused):
    ann = server.user("Ann")
    ann.start()
    assert refused("sendMessage", text="x") == "Bad Request: chat_id is empty"
    assert refused("sendMessage", chat_id=ann.id) == 'Bad Request: parameter "text" is required'
    assert "must be of type int" in refused("deleteMessage", chat_id=ann.id, message_id="seven")
    assert "JSON object" in refused("sendMessage", chat_id=ann.id, text="x", entities="[{")
    assert 'Can\'t find field "text"' in refused(
        "sendMessage", chat_id=ann.id, text="x", reply_markup={"inline_keyboard": [[{"callback_data": "x"}]]}
    )
    server.violations.clear()
    assert call("sendMessage", chat_id=ann.id, text="x", colour="red")["ok"]  # Telegram ignores it; the record does not
    assert [violation.text for violation in server.violations] == ["this server knows no parameter colour"]


def test_who_the_bot_is(server, call):
    me = call("getMe")["result"]
    assert (me["id"], me["is_bot"], me["username"]) == (1234567, True, "briefing_test_bot")
    assert me["can_read_all_group_messages"] is False


def test_down_and_up_again(server, client):
    address = f"{server.base_url}{server.token}/getMe"
    assert client.get(address).status_code == 200
    server.go_down()
    with pytest.raises(httpx.ConnectError):
        client.get(address)
    server.come_up()
    assert client.get(address).status_code == 200
