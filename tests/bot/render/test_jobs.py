from __future__ import annotations

import datetime

import pytest

from bot.messages import ENGLISH, RUSSIAN, TURKISH
from bot.render.jobs import Run, canaries_message, rebuild_message, report_message
from bot.render.outgoing import MAX_UNITS, units
from bot.render.status import State, status_message
from bot.state.audit import Actor
from bot.state.operations import Operation
from index import Canary, Status, SyncReport

LANGUAGES = [ENGLISH, TURKISH, RUSSIAN]


def run(kind="sync", actor="schedule", half=(), **changes):
    fields = {
        "added": (), "changed": (), "removed": (), "unchanged": 12, "duplicates": {}, "unreadable": {},
        "empty_pages": {}, "embedded": 0, "generation": 7, "seconds": 1.26,
    } | changes  # fmt: skip
    return Run(kind, actor, SyncReport(**fields), half)


def test_a_report():
    message = report_message(
        run(
            added=("a.txt", "b.txt"), changed=("c.txt",), removed=("d.txt",), deleted=("e.txt",),
            unreadable={"f.pdf": "f.pdf is damaged: send it again.", "g.pdf": "No room."},
            duplicates={"h.txt": "a.txt"}, empty_pages={"b.txt": (2, 5)}, half=("i.txt",), canaries=3,
            failed_canaries=(Canary("who?", "c.txt"),),
        ),
        ENGLISH,
    )  # fmt: skip
    assert message.text == (
        "The briefings are up to date with their folder (by schedule)\n\n"
        "Added: 2\n• a.txt\n• b.txt\n\n"
        "Changed: 1\n• c.txt\n\n"
        "Withdrawn: 1\n• d.txt\n\n"
        "Deleted for good, as they were withdrawn long ago: 1\n• e.txt\n\n"
        "Could not be read: 2\n• f.pdf is damaged: send it again.\n• g.pdf: No room.\n\n"
        "Left out, as another briefing has the same text: 1\n• h.txt = a.txt\n\n"
        "With pages that hold no text: 1\n• b.txt: 2, 5\n\n"
        "Left out for now, as they are still being written: 1\n• i.txt\n\n"
        "Canary questions that do not find their briefing: 1\n• who? ⇒ c.txt\n\n"
        "Canary questions asked: 3\n\n"
        "Unchanged: 12 · 1.3 s · state no. 7"
    )


@pytest.mark.parametrize("texts", LANGUAGES)
def test_twenty_names_of_each_kind_and_no_more_than_fits(texts):
    names = tuple(f"briefing-{number}.txt" for number in range(1000))
    text = report_message(run(added=names), texts).text
    assert text.count("•") == 20
    assert texts.jobs.number(980) in text
    long = tuple(f"{number} {'🎉' * 100}" for number in range(1000))
    text = report_message(
        run(added=long, changed=long, removed=long, deleted=long, unreadable=dict.fromkeys(long, "x" * 500),
            duplicates=dict.fromkeys(long, "a"), empty_pages=dict.fromkeys(long, tuple(range(1, 900))), half=long,
            failed_canaries=tuple(Canary(one, one) for one in long)),
        texts,
    ).text  # fmt: skip
    assert units(text) <= MAX_UNITS
    assert all(heading.split("{")[0] in text for heading in (texts.jobs.added, texts.jobs.failed_canaries))


def test_a_name_cannot_break_the_report():
    message = report_message(run(added=("a\nAdded: 5\n• \u202eb.txt",)), ENGLISH)
    assert "Added: 1\n• a Added: 5 • b.txt\n" in message.text


def test_who_set_it_going():
    assert report_message(run(actor="Ada"), ENGLISH).text.splitlines()[0].endswith(" (Ada)")
    assert "при запуске бота" in report_message(run(actor="start"), RUSSIAN).text
    assert "(–)" in report_message(run(actor=""), ENGLISH).text  # somebody who was forgotten


def test_canaries():
    seven = [(f"{number:012x}", Canary(f"question {number}?", "a.txt", number != 1)) for number in range(7)]
    message = canaries_message(seven, ["Line 9 is not one."], ENGLISH.jobs)
    assert "1. question 0? ⇒ a.txt\n2. ✗ question 1?" in message.text
    assert ENGLISH.jobs.canary_marked in message.text
    assert "Line 9 is not one." in message.text
    assert [len(row) for row in message.buttons] == [5, 2]
    assert message.buttons[0][1].callback_data == "can:000000000001"
    assert "no canary questions" in canaries_message([], [], ENGLISH.jobs).text


@pytest.mark.parametrize("texts", LANGUAGES)
def test_many_canaries(texts):
    many = [(f"{number:012x}", Canary("why? " * 100, "b" * 200)) for number in range(300)]
    message = canaries_message(many, ["Line 9 is not one. " * 9] * 50, texts.jobs)
    shown = sum(map(len, message.buttons))
    assert units(message.text) <= MAX_UNITS
    assert len(message.entities) <= 100
    assert f"\n{shown}. " in message.text
    assert texts.jobs.and_more.format(count=300 - shown) in message.text


@pytest.mark.parametrize("texts", LANGUAGES)
def test_rebuilding_says_how_much(texts):
    same = rebuild_message(Status(7, 3, 4000, "a", "a", 0, 9), texts, force=False)
    assert texts.sources.sentences(4000) in same.text
    assert [button.callback_data for button in same.buttons[0]] == ["job:rebuild:0", "job:keep"]
    other = rebuild_message(Status(7, 3, 4000, "a", "model-b", 0, 9), texts, force=True)
    assert "model-b" in other.text
    assert other.buttons[0][0].callback_data == "job:rebuild:1"


def state(**changes):
    return State(**{
        "index": Status(7, 3, 4000, "a", "a", 0, 12_345_678), "last_run": None, "next_run": None, "watches": False,
        "questions": 2, "operations": 1, "running": None, "memory_bytes": 573_400_000, "version": "1.2",
        "python": "3.11.7", "seconds": 90_061.0, "mode": "webhook", "reads_all": True, "errors": 0,
    } | changes)  # fmt: skip


def test_the_state_of_the_bot():
    run_at = {"at": "2026-11-22T03:00:01+00:00", "kind": "sync", "actor": "schedule"}
    counts = {"added": 1, "changed": 0, "removed": 2, "unreadable": 0, "seconds": 3.04}
    text = status_message(
        state(
            last_run=run_at | counts,
            next_run=datetime.datetime(2026, 11, 23, 3, tzinfo=datetime.UTC),
            watches=True,
            running=Operation(1, "rebuild", {}, Actor(1, "Ada", "en"), None, None),
        ),
        ENGLISH,
    ).text
    assert text == (
        "State of the bot\n\n"
        "State no. 7: 3 briefings, 4,000 sentences\n"
        "Model: a\n\n"
        "Last run: 22 November 2026, 03:00 UTC, by schedule: added 1, changed 0, withdrawn 2, unreadable 0, 3.0 s\n"
        "Next run: 23 November 2026, 03:00 UTC\n"
        "The folder is watched for changes.\n"
        "Waiting: questions 2, work with briefings 1\n"
        "At work now: Rebuilding the index (Ada)\n\n"
        "Briefing Bot 1.2, Python 3.11.7\n"
        "Running for: 1 d 1 h 1 min\n"
        "Memory: 573 MB; index on disk: 12 MB\n\n"
        "Updates by: webhook\n"
        "In groups the bot is shown all messages (privacy mode off).\n"
        "Failed requests to Telegram in the last hour: 0"
    )


@pytest.mark.parametrize("texts", LANGUAGES)
def test_the_state_of_a_bot_that_is_not_well(texts):
    failed = {"at": "2026-11-22T03:00:01+00:00", "kind": "sync", "actor": "folder", "failed": "No room.\n" * 99}
    index = Status(7, 3, 4000, "old model", "new model", 5, 1)
    text = status_message(state(index=index, last_run=failed, reads_all=False, errors=1200), texts).text
    for shown in ("No room. No room.", "old model", "new model", "/reindex rebuild", "BOT_REINDEX_SCHEDULE=off",
                  "BOT_WATCH", texts.jobs.number(1200), texts.jobs.status_reads_addressed,
                  texts.jobs.status_withdrawn.format(count=5)):  # fmt: skip
        assert shown in text
    assert texts.jobs.status_last_none in status_message(state(), texts).text
