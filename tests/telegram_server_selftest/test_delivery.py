"""Updates by polling and by webhook, faults, flood control, waiting."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from telegram_server import FloodControl


def test_polling_waits_and_confirms(server, call, ann, pool):
    waiting = pool.submit(call, "getUpdates", timeout=30)
    server.wait_for(lambda: server.calls("getUpdates"))
    ann.send("one")
    ann.send("two")
    first = waiting.result(5)["result"][0]
    assert first["message"]["text"] == "one"
    assert len(call("getUpdates")["result"]) == 2  # not confirmed yet
    rest = call("getUpdates", offset=first["update_id"] + 1, limit=1)["result"]
    assert [update["message"]["text"] for update in rest] == ["two"]
    assert call("getUpdates", offset=-1)["result"] == rest
    assert server.violations == []


def test_only_the_updates_asked_for(server, call, ann, updates):
    server.push(
        {
            "message_reaction": {"date": 0},
        }
    )  # never without being asked for
    server.push({"poll": {"id": "7"}})
    assert [next(iter(update)) for update in updates()] == ["poll"]
    call("getUpdates", allowed_updates=["message", "message_reaction"])
    server.push({"poll": {"id": "7"}})
    server.push({"message_reaction": {"date": 0}})
    assert [next(iter(update)) for update in updates()] == ["message_reaction"]


def test_two_pollers(server, call, ann, pool):
    first = pool.submit(call, "getUpdates", timeout=30)
    server.wait_for(lambda: server.calls("getUpdates"))
    assert call("getUpdates", timeout=0)["ok"]
    assert first.result(5)["error_code"] == 409
    assert "terminated by other getUpdates request" in server.violations[0].text


def test_a_poller_that_hung_up_is_none(server, client, call):
    with pytest.raises(httpx.ReadTimeout):
        client.get(f"{server.base_url}{server.token}/getUpdates?timeout=30", timeout=0.1)
    assert call("getUpdates", timeout=0)["ok"]
    assert server.violations == []


class Listener:
    """A bot that listens for a webhook and refuses the first delivery."""

    def __init__(self):
        self.got = []
        self.refusals = 1
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                refuse = outer.refusals > 0
                outer.refusals -= 1
                if not refuse:
                    outer.got.append((self.headers["X-Telegram-Bot-Api-Secret-Token"], body))
                self.send_response(500 if refuse else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def stop(self):
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


def test_webhook(server, call, refused, ann):
    listener = Listener()
    try:
        ann.send("before")
        url = f"http://127.0.0.1:{listener.http.server_port}/hook"
        assert call("setWebhook", url=url, secret_token="s3cret")["ok"]
        ann.send("after")
        server.wait_for(lambda: not server.updates.pending)
        assert [secret for secret, _ in listener.got] == ["s3cret", "s3cret"]
        assert [b'"before"' in listener.got[0][1], b'"after"' in listener.got[1][1]] == [True, True]
        info = call("getWebhookInfo")["result"]
        assert (info["url"], info["pending_update_count"], "500" in info["last_error_message"]) == (url, 0, True)
        assert refused("getUpdates").startswith("Conflict: can't use getUpdates method while webhook is active")
        assert call("deleteWebhook")["ok"]
        assert call("getUpdates")["ok"]
    finally:
        listener.stop()
    assert "HTTPS" in refused("setWebhook", url="http://example.org/")
    assert "secret token" in refused("setWebhook", url="https://example.org/", secret_token="no spaces")


def send(server, client, chat, **options):
    return client.post(
        f"{server.base_url}{server.token}/sendMessage", data={"chat_id": chat.id, "text": "x"}, **options
    )


def test_answers_with_faults(server, client, ann):
    ben = server.user("Ben")
    ben.start()
    fault = server.fail("sendMessage", 429, retry_after=7, chat=ann.chat)
    assert send(server, client, ben.chat).status_code == 200
    answer = send(server, client, ann.chat)
    assert (answer.status_code, answer.json()["parameters"]) == (429, {"retry_after": 7})
    server.fail("*", 500)
    server.fail("sendMessage", 502)
    server.fail("sendMessage", "garbage")
    assert [send(server, client, ann.chat).status_code for _ in range(4)] == [500, 502, 200, 200]
    assert [request.fault for request in server.requests] == [None, 429, 500, 502, "garbage", None]
    assert (fault.hits, len(ann.chat.bot_messages()), server.violations) == (1, 1, [])


def test_connections_with_faults(server, client, ann):
    server.fail("sendMessage", "reset", times=2)
    for _ in range(2):
        with pytest.raises(httpx.NetworkError):
            send(server, client, ann.chat)
    assert ann.chat.bot_messages() == []
    server.fail("sendMessage", "lost")
    with pytest.raises(httpx.NetworkError):
        send(server, client, ann.chat)
    assert len(ann.chat.bot_messages()) == 1
    server.fail("sendMessage", "hang")
    with pytest.raises(httpx.ReadTimeout):
        send(server, client, ann.chat, timeout=0.1)
    assert send(server, client, ann.chat).status_code == 200
    with pytest.raises(ValueError, match="a fault is one of"):
        server.fail("sendMessage", "boredom")


def test_downloads_with_faults(server, client, call, ann):
    file = ann.send_document(b"content").data["document"]["file_id"]
    address = f"{server.file_url}{server.token}/{call('getFile', file_id=file)['result']['file_path']}"
    server.fail("file", 502)
    assert [client.get(address).status_code for _ in range(2)] == [502, 200]


def test_flood_control(server, call, ann):
    server.flood_control = FloodControl(per_group_minute=2)
    group = server.group("Team", [ann])
    assert call("sendMessage", chat_id=ann.id, text="x")["ok"]
    assert call("sendMessage", chat_id=ann.id, text="x")["parameters"] == {"retry_after": 1}
    server.flood_control.per_second = 9
    codes = [call("sendMessage", chat_id=group.id, text="x").get("error_code") for _ in range(3)]
    assert codes == [None, None, 429]
    assert call("sendMessage", chat_id=group.id, text="x")["parameters"]["retry_after"] >= 59
    assert server.violations == []


def test_waiting(server, call, ann, pool):
    with pytest.raises(AssertionError, match="no such message"):
        ann.chat.wait_for(timeout=0.01)
    waiting = pool.submit(ann.chat.wait_for, lambda message: message.text == "two")
    number = call("sendMessage", chat_id=ann.id, text="one")["result"]["message_id"]
    call("editMessageText", chat_id=ann.id, message_id=number, text="two")
    assert waiting.result(5).history == ["one", "two"]
    ann.chat.expect_silence(0.05)
    silent = pool.submit(ann.chat.expect_silence, 10)
    question = ann.send("speak")
    with pytest.raises(AssertionError, match="not idle"):
        server.wait_until_idle(0.01, timeout=0.1)  # nobody has fetched the question
    server.updates.pending.clear()
    server.wait_until_idle(0.01)
    call("sendMessage", chat_id=ann.id, text="three")
    assert isinstance(silent.exception(5), AssertionError)
    assert ann.chat.wait_for(after=question).text == "three"
    began = time.monotonic()
    with pytest.raises(AssertionError, match="should be silent"):
        ann.chat.expect_silence(10, after=question)
    assert time.monotonic() - began < 5
