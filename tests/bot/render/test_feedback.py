from __future__ import annotations

import datetime

from bot.messages.answers import ENGLISH, RUSSIAN
from bot.render.feedback import A_PAGE, feedback_message, grouped, unanswered_message
from bot.render.outgoing import units
from bot.state.ledger import Judged, LedgerEntry

DAY = datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.UTC)


def entry_of(question, **changes):
    fields = {
        "chat_id": 1, "topic_id": None, "user_id": 1, "question_message_id": 1, "language": "en", "question": question,
        "searched": question, "topic": question, "answered": False, "confidence": 0.1, "quotes": ("abc-1-2",),
        "nearest": (), "generation": 1, "created_at": DAY,
    }  # fmt: skip
    return LedgerEntry(**fields | changes)


def test_near_same_questions_are_one_group_and_the_largest_comes_first():
    questions = [
        "Who won the cup?",
        "why is gas dear?",
        "Why is gas so dear",
        "WHY IS GAS DEAR",
        "who  won the cup",
        "?",
    ]
    groups = grouped([entry_of(question) for question in [*questions, "why is gas dear?!"]])
    assert [(group.question, group.count) for group in groups] == [
        ("why is gas dear?", 4), ("Who won the cup?", 2), ("?", 1),
    ]  # fmt: skip


def test_other_questions_stay_apart():
    questions = ["Who won the cup?", "Who lost the war?", "почему газ дорог?", "когда откроют порт?"]
    assert len(grouped([entry_of(question) for question in questions])) == 4


def test_a_page_of_unanswered_questions():
    entries = [entry_of("Who won the cup?"), entry_of("who won the cup"), entry_of("why 🎉?")]
    message = unanswered_message(entries, 0, ENGLISH)
    assert message.text == (
        "Questions that the briefings did not answer\n\n"
        "Who won the cup?\n2 times, last on 1 May 2026\n\nwhy 🎉?\n1 time, last on 1 May 2026"
    )
    assert message.buttons == ()
    assert "\n2 раза, последний раз 1 мая 2026" in unanswered_message(entries, 0, RUSSIAN).text


def test_pages():
    entries = [entry_of(f"{word} {word}") for word in "abcdefghijklmnopqrstuvwxyz"]
    buttons = [
        [button.callback_data for row in unanswered_message(entries, page, ENGLISH).buttons for button in row]
        for page in range(4)
    ]
    assert buttons == [["una:1"], ["una:0", "una:2"], ["una:1"], ["una:2"]]


def test_a_page_of_votes():
    judged = [Judged(entry_of("why?"), 1, 2), *[Judged(entry_of("x" * 4096), 1, 0)] * A_PAGE]
    message = feedback_message(judged, 0, ENGLISH)
    assert message.text.startswith(
        "What people thought of the answers\n\n👎 2 👍 1 · 1 May 2026\nwhy?\nabc-1-2\n\n👍 1 · 1 May 2026\nxxx"
    )
    assert units(message.text) <= 4096
    assert message.text.count("👍") == A_PAGE
    assert [button.callback_data for row in message.buttons for button in row] == ["fbp:1"]
