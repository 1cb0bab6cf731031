from __future__ import annotations

import os

import pytest
from telegram_server import Server

from bot.doctor import examination
from bot.doctor.examination import ON_THIS_MACHINE, examine
from bot.doctor.telegram import CHECKS
from index import BriefingError

ALL = ["bot-settings", "index-settings", *ON_THIS_MACHINE, *CHECKS]


@pytest.fixture(scope="module")
def server():
    with Server() as running:
        yield running


@pytest.fixture
def environment(monkeypatch, tmp_path, server):
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("BOT_", "INDEX_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BOT_TOKEN", server.token)
    monkeypatch.setenv("BOT_API_BASE_URL", server.base_url)
    return monkeypatch


def examined(make_index, *, offline=False):
    found = [*examine(offline=offline, make_index=make_index)]
    assert [finding.check for finding in found] == ALL
    return {finding.check: finding for finding in found}


def test_a_new_installation_is_well(environment, index):
    found = examined(lambda: index)
    assert {check for check, finding in found.items() if finding.state != "ok"} == {"store"}
    assert found["store"].state == "warning"


def test_offline_nobody_is_asked(environment, index, server):
    asked = len(server.requests)
    found = examined(lambda: index, offline=True)
    assert {found[check].state for check in CHECKS} == {"skipped"}
    assert len(server.requests) == asked


def test_without_a_token_the_machine_is_looked_at(environment, index):
    environment.delenv("BOT_TOKEN")
    found = examined(lambda: index)
    assert found["bot-settings"].state == "failed"
    assert found["bot-settings"].says.startswith("BOT_TOKEN is missing: set it, or BOT_TOKEN_FILE")
    assert found["bot-folder"].state == "ok"
    assert {(found[check].state, found[check].says) for check in CHECKS} == {
        ("skipped", "Put the settings right first."),
    }


def test_settings_of_the_index_that_do_not_fit(environment, server):
    def fail():
        raise BriefingError("INDEX_THREADS='-1' does not fit.")

    found = examined(fail)
    assert (found["index-settings"].state, found["index-settings"].says) == (
        "failed", "INDEX_THREADS='-1' does not fit.",
    )  # fmt: skip
    assert {found[check].state for check in ON_THIS_MACHINE} == {"skipped"}
    assert found["token"].state == "ok"


def test_an_env_file_that_cannot_be_read(environment, index, tmp_path):
    (tmp_path / ".env").write_bytes(b"\xff\xfe")
    found = examined(lambda: index)
    assert found["bot-settings"].says.startswith("The file .env cannot be read:")
    assert {found[check].state for check in (*ON_THIS_MACHINE, *CHECKS)} == {"skipped"}


def test_what_may_not_even_be_looked_at(environment, index, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied", "/secret")

    monkeypatch.setattr(examination, "disk", refuse)
    found = examined(lambda: index)
    assert (found["disk"].state, found["disk"].says) == (
        "failed",
        "/secret cannot be looked at (Permission denied): run the doctor as the user that runs the bot.",
    )
    assert found["database"].state == "ok"


def test_no_secret_and_nothing_that_a_terminal_obeys(environment, index, server, monkeypatch):
    environment.setenv("BOT_WEBHOOK_SECRET", "webhook-secret")
    said = f"a\nb\x1b[31m {server.token} webhook-secret 7654321:another-token"
    monkeypatch.setattr(examination, "disk", lambda *_: examination.Finding("disk", "ok", said))
    found = examined(lambda: index)
    assert found["disk"].says == "a b\ufffd[31m <hidden> <hidden> <hidden>"
