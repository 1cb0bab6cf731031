from __future__ import annotations

import datetime
import socket

import httpx
import pytest
from telegram_server import Server

from bot.doctor.telegram import CHECKS, examine_telegram, now
from bot.settings import BotSettings

WEBHOOK = {"mode": "webhook", "webhook_secret": "fixed-secret"}


@pytest.fixture
def server():
    with Server() as running:
        yield running


@pytest.fixture
def examined(server):
    """Examine with these settings -> check: (state, what is said)."""

    def examined(clock=now, longest_wait=20.0, **settings):
        values = {"token": server.token, "api_base_url": server.base_url} | settings
        found = [*examine_telegram(BotSettings(_env_file=None, **values), clock, longest_wait)]
        assert [finding.check for finding in found] == [*CHECKS]
        assert server.token.split(":")[1] not in str(found)
        return {finding.check: (finding.state, finding.says) for finding in found}

    return examined


def unanswered(found):
    """What is said of the token, where that is all that could be found out."""
    assert [found[check] for check in CHECKS[1:]] == [("skipped", "Telegram has to answer first.")] * 4
    state, says = found["token"]
    assert state == "failed"
    return says


def set_webhook(server, url):
    httpx.post(f"{server.base_url}{server.token}/setWebhook", json={"url": url, "secret_token": "s"}).raise_for_status()


def test_all_is_well(server, examined):
    assert examined() == {
        "token": ("ok", "It is that of @briefing_test_bot."),
        "clock": ("ok", "It differs from Telegram's by less than 30 s."),
        "privacy": (
            "ok",
            "Privacy mode is on, in groups the bot is shown /ask and replies: to have mentions as well, switch it off "
            "with /setprivacy of @BotFather, and add the bot to the group anew.",
        ),
        "inline": ("ok", "@briefing_test_bot QUESTION can be written in any chat."),
        "webhook": ("ok", "None is set, as BOT_MODE=polling needs it."),
    }
    assert [request.method for request in server.requests] == ["getMe", "getWebhookInfo"]
    assert server.violations == []


def test_a_token_that_nobody_knows(server, examined):
    says = unanswered(examined(token="7654321:another-token"))
    host = server.base_url.split("/")[2]
    assert says == (
        f"{host} does not know this token: take the one that @BotFather shows for the bot, and check BOT_API_BASE_URL "
        "where that is set."
    )


def test_nobody_answers(server, examined):
    server.go_down()
    assert "cannot be reached" in unanswered(examined())
    server.come_up()
    assert examined()["token"][0] == "ok"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("reset", "cannot be reached"),
        ("garbage", "is not the Bot API: check BOT_API_BASE_URL, and whether the network has a login page."),
        (502, "answers 502 Bad Gateway: try again later."),
        (500, "answers 500 Internal Server Error: try again later."),
        (429, "answers 429 Too Many Requests: retry after 1: try again later."),
    ],
)
def test_what_answers_is_not_well(server, examined, fault, said):
    server.fail("getMe", fault)
    assert said in unanswered(examined())


def test_no_answer_comes(server, examined):
    server.fail("getMe", "hang")
    assert unanswered(examined(longest_wait=0.2)).endswith(
        " cannot be reached (timed out): check the network, its proxy and BOT_API_BASE_URL."
    )


def test_an_address_that_is_none(examined):
    says = unanswered(examined(api_base_url="http://[no/bot"))
    assert says == "BOT_API_BASE_URL is no address: https://api.telegram.org/bot is Telegram's own."


def test_a_name_and_password_in_the_address_are_not_shown(server, examined):
    address = server.base_url.replace("//", "//ann:password@")
    assert "password" not in unanswered(examined(token="7654321:another-token", api_base_url=address))


def test_a_proxy_that_is_none(server, examined, monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "nonsense://ann:password@127.0.0.1:1")
    assert unanswered(examined()) == (
        "The proxy of the environment (HTTPS_PROXY, ALL_PROXY) cannot be used: http://HOST:PORT works."
    )


@pytest.mark.parametrize(
    ("seconds", "state", "said"),
    [
        (-20, "ok", "less than 30 s"),
        (20, "ok", "less than 30 s"),
        (-4000, "failed", "s behind Telegram's, so questions may count as too old: have it set over the network"),
        (4000, "failed", "s ahead of Telegram's"),
    ],
)
def test_the_clock(examined, seconds, state, said):
    found = examined(lambda: now() + datetime.timedelta(seconds=seconds))
    assert found["clock"][0] == state
    assert said in found["clock"][1]


def test_what_botfather_has_to_allow(server, examined):
    server.privacy_mode = server.inline_mode = False
    found = examined()
    assert found["privacy"][0] == "ok"
    assert found["privacy"][1].startswith("Privacy mode is off, the bot is shown all messages of its groups")
    assert found["inline"] == (
        "warning",
        "@briefing_test_bot QUESTION does not work in other chats: /setinline of @BotFather switches it on.",
    )
    server.joins_groups = False
    assert examined()["privacy"] == (
        "warning",
        "The bot cannot be added to groups: /setjoingroups of @BotFather lets it.",
    )


def test_a_webhook_although_updates_are_fetched(server, examined):
    set_webhook(server, "https://old.example.org/secret-path")
    assert examined()["webhook"] == (
        "warning",
        "Updates go to old.example.org although BOT_MODE=polling: start the bot anew, which ends that; if another "
        "program has set it, give each a token of its own.",
    )


def test_a_webhook_that_is_not_set_yet(server, examined):
    server.user().start()
    assert examined(webhook_url="https://new.example.org/x", **WEBHOOK)["webhook"] == (
        "warning",
        "None is set yet: start the bot anew, which sets it; 1 updates wait.",
    )


def test_another_webhook_than_that_of_the_settings(server, examined):
    set_webhook(server, "https://old.example.org/x")
    state, says = examined(webhook_url="https://new.example.org/x", **WEBHOOK)["webhook"]
    assert state == "warning"
    assert says.startswith("Updates go to old.example.org, another address than BOT_WEBHOOK_URL: start the bot anew")


def test_a_webhook_that_nobody_answers(server, examined):
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}/secret-path"
    set_webhook(server, url)
    settings = WEBHOOK | {"webhook_url": url, "webhook_port": 8443}
    assert examined(**settings)["webhook"] == ("ok", "Updates go to 127.0.0.1, as BOT_WEBHOOK_URL says.")
    server.user().start()
    server.wait_for(lambda: server.updates.webhook.failure)
    state, says = examined(**settings)["webhook"]
    assert state == "failed"
    assert says.startswith("Telegram cannot deliver 1 updates to 127.0.0.1 (Wrong response from the webhook: ")
    assert says.endswith("check that what comes there over HTTPS reaches 127.0.0.1:8443.")
    with server.changed:
        server.updates.webhook.failure = (1_700_000_000, "long ago")
        server.updates.pending.clear()
    assert examined(**settings)["webhook"][0] == "ok"


def test_telegram_answers_half(server, examined):
    server.fail("getWebhookInfo", 500)
    found = examined()
    assert found["token"][0] == found["inline"][0] == "ok"
    assert found["webhook"][0] == "failed"
