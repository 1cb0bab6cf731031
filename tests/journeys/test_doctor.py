"""`python -m bot doctor`, as an operator runs it."""

from __future__ import annotations

import json

import pytest
from telegram_server import Server

from bot.doctor.examination import ON_THIS_MACHINE
from bot.doctor.telegram import CHECKS

ALL = ["bot-settings", "index-settings", *ON_THIS_MACHINE, *CHECKS]


@pytest.fixture(scope="module")
def server():
    with Server() as running:
        yield running


def test_a_bot_that_runs_is_well_and_is_not_disturbed(server, run_bot, indexed, tmp_path):
    ann = server.user("Ann")
    with run_bot(server, indexed(tmp_path), BOT_ACCESS="open"):
        with run_bot(server, tmp_path, "doctor", INDEX_RERANKER="packaged") as doctor:
            assert doctor.wait(60) == 0
        lines = doctor.text().splitlines()
        assert [line.split()[:2] for line in lines] == [["ok", check] for check in ALL]
        assert "12 briefings" in lines[ALL.index("store")]
        assert "can be loaded, and the reranker 'packaged'." in lines[ALL.index("models")]
        answer = ann.chat.wait_for(after=ann.send("Why was Turkey removed from the F-35 programme?"))
        assert answer.marked("blockquote")
    assert server.violations == []


def test_offline_as_a_process_of_its_own(server, run_bot, indexed, tmp_path):
    before = len(server.requests)
    with run_bot(server, indexed(tmp_path), "doctor", "--offline", "--json", forked=False) as doctor:
        assert doctor.wait(120) == 0
    told = json.loads(doctor.text())
    assert told["ok"] is True
    assert [check["check"] for check in told["checks"]] == ALL
    assert {check["state"] for check in told["checks"] if check["check"] in CHECKS} == {"skipped"}
    assert len(server.requests) == before
    assert not (tmp_path / "bot").exists()


def test_each_thing_that_is_ill_is_told(server, run_bot, tmp_path):
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "store.sqlite3").write_bytes(b"no database" * 1000)
    ill = {"BOT_TOKEN": "7654321:another-token", "INDEX_EMBEDDING_MODEL": str(tmp_path)}
    with run_bot(server, tmp_path, "doctor", "--json", briefings=tmp_path / "nowhere", **ill) as doctor:
        assert doctor.wait(60) == 1
    told = json.loads(doctor.text().splitlines()[-1])
    states = {check["check"]: check["state"] for check in told["checks"]}
    assert {check for check, state in states.items() if state == "failed"} == {
        "briefings-folder", "store", "models", "token",
    }  # fmt: skip
    assert "another-token" not in doctor.text()
    assert told["ok"] is False
