from __future__ import annotations

import datetime

from bot.messages import ENGLISH, RUSSIAN
from bot.render.audit import A_PAGE, audit_message
from bot.render.outgoing import units
from bot.state.audit import Recorded

AT = datetime.datetime(2026, 11, 22, 14, 5, 9, tzinfo=datetime.UTC)


def entry(number=1, actor="Ada", action="published", subject="a.md", details=None, actor_id=7):
    return Recorded(number, AT, actor_id, actor, action, subject, details or {})


def test_when_who_what():
    entries = [
        entry(details={"title": "Baltic", "sentences": 84}),
        entry(action="let_in", subject="9", actor=""),
        entry(action="unheard_of", actor="schedule", actor_id=None),
    ]
    message = audit_message(entries, 0, {"9": "Ben (9)"}, ENGLISH)
    assert message.text == (
        "Who did what, newest first (times are in UTC)\n\n"
        "22 November 2026, 14:05 · Ada\npublished a.md · title: Baltic, sentences: 84\n\n"
        "22 November 2026, 14:05 · 7\nlet in Ben (9)\n\n"
        f"22 November 2026, 14:05 · {ENGLISH.jobs.triggers['schedule']}\nunheard_of a.md"
    )
    assert message.buttons == ()
    assert "опубликовал(а) a.md" in audit_message(entries, 0, {}, RUSSIAN).text


def test_pages():
    entries = [entry(number) for number in range(A_PAGE + 1)]

    def data(message):
        return [button.callback_data for row in message.buttons for button in row]

    assert data(audit_message(entries, 0, {}, ENGLISH)) == ["aud:1"]
    assert data(audit_message(entries, 3, {}, ENGLISH)) == ["aud:2", "aud:4"]
    assert data(audit_message(entries[:2], 3, {}, ENGLISH)) == ["aud:2"]
    assert audit_message(entries, 0, {}, ENGLISH).text.count("published") == A_PAGE


def test_it_fits_one_message_and_stays_in_its_lines():
    entries = [entry(actor="🎉" * 200, subject="\u202ename\n" * 90, details={"x": "y" * 500})] * A_PAGE
    message = audit_message(entries, 0, {}, ENGLISH)
    assert units(message.text) <= 4096
    assert "\u202e" not in message.text
