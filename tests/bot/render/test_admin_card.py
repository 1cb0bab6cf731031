"""What administrators see below a card, and of what was withdrawn."""

from __future__ import annotations

import datetime

import pytest

from bot.messages import ENGLISH, LANGUAGES
from bot.render.admin_card import (
    admin_rows,
    changed_card,
    restored_message,
    withdraw_question,
    withdrawn_list,
    withdrawn_message,
)
from bot.render.briefings import card_message
from index import Briefing, Edition

NOW = datetime.datetime(2026, 11, 5, 12, tzinfo=datetime.UTC)


def briefing(number, title="Grain"):
    sha256 = f"{number:064x}"[::-1]
    return Briefing(f"{number}.md", f"{title} {number}", None, "en", (), sha256, sha256, 100, 1, 0, NOW)


def short(number):
    return f"{number:064x}"[::-1][:16]


def withdrawn(number, **how):
    return Edition(briefing(number, **how), NOW + datetime.timedelta(days=1), "withdrawn", None, deleted=False)


def data_of(message):
    return [[button.callback_data for button in row] for row in message.buttons]


def test_the_rows_of_an_administrator_stand_between_those_of_all():
    rows = admin_rows(briefing(1), ENGLISH.editing)
    card = card_message(briefing(1), 0, ENGLISH.sources, rows)
    assert data_of(card) == [
        [f"only:{short(1)}"],
        [f"file:{short(1)}"],
        [f"ed:{short(1)}:title", f"ed:{short(1)}:date", f"ed:{short(1)}:tags"],
        [f"ed:{short(1)}:replace", f"his:{short(1)}", f"ed:{short(1)}:withdraw"],
        ["list:0"],
    ]
    assert len(data_of(card_message(briefing(1), 0, ENGLISH.sources))) == 3


def test_a_changed_card_says_what_was_done_above_it():
    message = changed_card("✅ 😀 Renamed.", briefing(1), 2, ENGLISH)
    assert message.text.startswith("✅ 😀 Renamed.\n\nGrain 1\n\nDate: no date\n")
    (bold,) = message.entities
    encoded = message.text.encode("utf-16-le")
    assert encoded[2 * bold.offset : 2 * (bold.offset + bold.length)].decode("utf-16-le") == "Grain 1"
    assert data_of(message)[-1] == ["list:2"]


def test_withdrawing_asks_first_and_can_be_undone():
    question = withdraw_question(briefing(1), 30, ENGLISH.editing)
    assert question.text == "Withdraw “Grain 1”? It can be restored for 30 days."
    assert data_of(question) == [[f"ed:{short(1)}:yes", f"ed:{short(1)}:no"]]
    done = withdrawn_message(withdrawn(1), 30, 0, ENGLISH)
    assert done.text == (
        "“Grain 1” has been withdrawn and is not searched any more. It can be restored until 6 December 2026."
    )
    assert data_of(done) == [[f"ed:{short(1)}:restore"], ["list:0"]]
    assert "Canary questions that it was to answer: 2." in withdrawn_message(withdrawn(1), 30, 2, ENGLISH).text
    assert data_of(restored_message(briefing(1), ENGLISH.editing)) == [[f"card:{short(1)}"]]


def test_the_list_of_what_can_be_restored():
    editions = [withdrawn(number) for number in range(1, 11)]
    first, second = (withdrawn_list(editions, page, 30, ENGLISH) for page in (0, 9))
    assert first.text.splitlines()[2] == "1. Grain 1 (until 6 December 2026)"
    assert first.buttons[0][0].text == "Restore: Grain 1"
    assert data_of(first) == [[f"ed:{short(number)}:restore:0"] for number in range(1, 9)] + [["ed:withdrawn:1"]]
    assert data_of(second) == [[f"ed:{short(9)}:restore:1"], [f"ed:{short(10)}:restore:1"], ["ed:withdrawn:0"]]
    assert withdrawn_list([], 0, 30, ENGLISH).text == ENGLISH.editing.withdrawn_none


@pytest.mark.parametrize("texts", LANGUAGES.values())
def test_labels_are_short_in_every_language(texts):
    message = withdrawn_list([withdrawn(1, title="ö" * 200)], 0, 30, texts)
    assert all(len(button.text) <= 60 for row in message.buttons for button in row)
