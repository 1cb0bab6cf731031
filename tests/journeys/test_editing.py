"""What administrators do with published briefings: withdraw, restore, edit, replace, look back; two at once."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GRAIN = "2025-07-03-grain-corridor.md"
TITLE = "Grain corridor holds after the Izmail explosion"
QUESTION = "Who is the biggest customer for grain from the corridor?"
F35 = "Why was Turkey removed from the F-35?"


@pytest.fixture(scope="module")
def people(server):
    return {name: server.user(name) for name in ("Ann", "Boss", "Ada")}


@pytest.fixture(scope="module")
def folder(indexed, tmp_path_factory):
    folder = indexed(tmp_path_factory.mktemp("editing"))
    shutil.copytree(ROOT / "briefings", folder / "briefings")
    return folder


@pytest.fixture(scope="module")
def bot(server, run_bot, folder, people):
    with run_bot(
        server,
        folder,
        briefings=folder / "briefings",
        BOT_ACCESS="open",
        BOT_ADMINS=f"{people['Boss'].id},{people['Ada'].id}",
        BOT_QUESTIONS_PER_MINUTE=1000,
    ) as running:
        for name in ("Boss", "Ada"):
            sent = people[name].start()
            people[name].chat.wait_for(after=sent)
        yield running


@pytest.fixture
def boss(people, bot, server):
    yield people["Boss"]
    assert [str(violation) for violation in server.violations] == []


@pytest.fixture
def ann(people, bot):
    return people["Ann"]


def say(person, text, chat=None, **how):
    """Send a text: the first message of the bot after it."""
    sent = person.send(text, chat, **how)
    return (chat or person.chat).wait_for(after=sent)


def data(message, label):
    return next(button["callback_data"] for row in message.rows for button in row if button["text"].startswith(label))


def press(person, message, label):
    """Press the button whose label begins so: the message as it is changed by that."""
    before = len(message.history)
    person.press(message, data(message, label))
    person.server.wait_for(lambda: len(message.history) > before)
    return message


def card_of(person, title):
    """The card of a briefing, from the list."""
    listed = say(person, "/briefings")
    while not any(title in button for button in listed.buttons):
        press(person, listed, "→")
    label = next(button for button in listed.buttons if title in button)
    return press(person, listed, label)


def value(person, card, button, text):
    """Press a button that asks for a value, and write it: what the bot says to that."""
    last = person.chat.bot_messages()[-1]
    person.press(card, data(card, button))
    asked = person.chat.wait_for(lambda message: message.text.startswith("Write the"), after=last)
    return say(person, text), asked


def audit(folder):
    environment = os.environ | {"BOT_DATA_DIR": str(folder / "bot"), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "audit", "--json"], env=environment, cwd=folder, check=True, capture_output=True
    )
    return [json.loads(line) for line in ran.stdout.splitlines()]


def citation_of(person, question):
    answer = say(person, question)
    copied = next(button["copy_text"]["text"] for row in answer.rows for button in row if "copy_text" in button)
    return answer, re.match(r"[0-9a-f]{16}-\d+-\d+", copied)[0]


def test_withdrawn_is_gone_at_once_and_comes_back(boss, ann, folder, server):
    answer, citation = citation_of(ann, QUESTION)
    assert TITLE in answer.text
    buttons = [button["callback_data"] for row in answer.rows for button in row if "callback_data" in button]
    in_context = ann.chat.wait_for(after=ann.start(f"q_{citation}"))
    assert TITLE in say(ann, "/focus grain corridor holds").text
    card = card_of(boss, TITLE)
    question = press(boss, card, "Withdraw")
    assert question.text == f"Withdraw “{TITLE}”? It can be restored for 30 days."
    card = press(boss, question, "No, keep it")
    assert card.text.startswith(f"{TITLE}\n\nDate: 3 July 2025\n")
    press(boss, card, "Withdraw")
    done = press(boss, card, "Yes, withdraw")
    server.wait_for(lambda: "has been withdrawn" in done.text)
    assert not (folder / "briefings" / GRAIN).exists()

    assert say(ann, QUESTION).text.startswith("The briefing that you were focused on is no longer")
    assert TITLE not in say(ann, QUESTION).marked("bold")
    assert say(ann, f"/verify {citation}").text.startswith("⚠️ Withdrawn.")
    for label in ("→", "←", "Original file"):
        if label in in_context.buttons:
            assert ann.press(in_context, data(in_context, label))["show_alert"]
    assert ann.press(answer, next(one for one in buttons if one.startswith("ctx:")))["show_alert"]
    last = ann.chat.bot_messages()[-1]
    ann.press(answer, next(one for one in buttons if one.startswith("more:")))
    server.wait_until_idle()
    assert not any(TITLE in message.marked("bold") for message in ann.chat.bot_messages(after=last))
    assert not [result for result in ann.inline(QUESTION) if TITLE in result["description"]]
    assert TITLE not in "".join(say(boss, "/briefings").buttons)
    listed = say(boss, "/withdrawn")
    assert f"1. {TITLE} (until " in listed.text
    assert "then withdrawn" in say(boss, "/history grain corridor holds").text

    back = press(boss, done, "Restore")
    server.wait_for(lambda: "Restored" in back.text)
    assert (folder / "briefings" / GRAIN).exists()
    assert TITLE in say(ann, QUESTION).marked("bold")
    assert say(ann, f"/verify {citation}").text.startswith("✅ Unchanged.")
    assert boss.press(listed, data(listed, "Restore"))["text"].startswith("It cannot be restored any more")
    assert say(boss, "/withdrawn").text == "There is no withdrawn briefing that can be restored."
    done = [(entry["action"], entry["subject"]) for entry in audit(folder)][:2]
    assert sorted(done) == [("restored", GRAIN), ("withdrawn", GRAIN)]


def test_title_date_and_tags_show_in_citations_at_once(boss, ann, folder):
    card = card_of(boss, TITLE)
    before, citation = citation_of(ann, QUESTION)
    changed, asked = value(boss, card, "Rename", "The corridor, summer")
    assert changed.text.startswith(f"✅ Renamed. It was called “{TITLE}”.\n\nThe corridor, summer\n\nDate: 3 July 2025")
    assert boss.press(asked, data(asked, "Cancel"))["text"].startswith("This is over")
    answer, same = citation_of(ann, QUESTION)
    assert same == citation
    assert "The corridor, summer · 3 July 2025" in answer.text
    assert answer.marked("blockquote") == before.marked("blockquote")

    refused, _ = value(boss, changed, "Edit date", "the day after")
    assert refused.text.startswith("I cannot read “the day after” as a date.")
    changed = say(boss, "4 Temmuz 2025")
    assert changed.text.startswith("✅ The date is 4 July 2025 now.")
    assert "The corridor, summer · 4 July 2025" in say(ann, QUESTION).text
    changed, _ = value(boss, changed, "Edit date", "-")
    assert changed.text.startswith("✅ It has no date now.\n\nThe corridor, summer\n\nDate: no date")
    changed, _ = value(boss, changed, "Tags", "corridor, Black Sea")
    assert "\nTags: corridor, black sea" in changed.text  # as the review has it
    assert "tag “black sea”: 2 briefings." in say(ann, "/focus black sea").text
    assert "The corridor, summer" in say(ann, QUESTION).text
    say(ann, "/focus off")

    boss.press(changed, data(changed, "Tags"))
    asked = boss.chat.wait_for(lambda message: message.text.endswith("now: corridor, black sea"))
    boss.press(asked, data(asked, "None"))
    changed = boss.chat.wait_for(lambda message: message.text.startswith("✅ It has no tags now."))
    for button, old in (("Rename", TITLE), ("Edit date", "2025-07-03")):
        changed, _ = value(boss, changed, button, old)
    told = [entry["details"] for entry in audit(folder) if entry["action"] in ("renamed", "edited")]
    assert {"old": TITLE, "new": "The corridor, summer"} in told
    assert {"field": "date", "old": "2025-07-04", "new": ""} in told
    assert {"field": "tags", "old": ["corridor", "black sea"], "new": []} in told
    assert len(told) == 7


def test_a_value_is_no_question_and_a_command_is_no_value(boss):
    card = card_of(boss, TITLE)
    boss.press(card, data(card, "Rename"))
    asked = boss.chat.wait_for(lambda message: message.text.startswith("Write the new title"), after=card)
    assert "newest first" in say(boss, "/briefings").text
    assert press(boss, asked, "Cancel").text == "Nothing was changed."
    assert "Turkey looks for a way back" in say(boss, F35).text
    boss.press(card, data(card, "Rename"))
    boss.chat.wait_for(lambda message: message.text.startswith("Write the new title"), after=asked)
    say(boss, "/cancel")
    assert "Turkey looks for a way back" in say(boss, F35).text


def test_two_administrators_at_the_same_card(boss, people, server, ann):
    ada = people["Ada"]
    cards = {person: card_of(person, TITLE) for person in (boss, ada)}
    for person, card in cards.items():
        person.press(card, data(card, "Rename"))
        person.chat.wait_for(lambda message: message.text.startswith("Write the new title"), after=card)
    assert say(boss, "Of Boss").text.startswith("✅ Renamed.")
    assert "was changed by somebody else meanwhile" in say(ada, "Of Ada").text
    assert "Of Boss" in say(ann, QUESTION).text
    for person, card in cards.items():
        press(person, card, "Withdraw")
    done = press(boss, cards[boss], "Yes")
    server.wait_for(lambda: "has been withdrawn" in done.text)
    assert ada.press(cards[ada], data(cards[ada], "Yes"))["text"].startswith("It was changed meanwhile")
    assert ada.press(cards[ada], data(cards[ada], "No"))["text"].startswith("It was changed meanwhile")
    back = press(boss, done, "Restore")
    server.wait_for(lambda: "Restored" in back.text)
    card = press(boss, back, "Show the briefing")
    assert card.text.startswith("Of Boss\n")
    assert value(boss, card, "Rename", TITLE)[0].text.startswith("✅ Renamed. It was called “Of Boss”.")


def test_readers_may_nothing_of_this(boss, ann, people, server, folder):
    hash16 = data(card_of(boss, TITLE), "Withdraw").split(":")[1]
    card = card_of(ann, TITLE)
    assert not any(button["callback_data"].startswith(("ed:", "his:")) for row in card.rows for button in row)
    before = say(ann, "/about").text
    actions = ("withdraw", "yes", "no", "restore", "replace", "title", "date", "tags")
    for forged in [*(f"ed:{hash16}:{what}" for what in actions), "ed:withdrawn:0", f"his:{hash16}", f"his:{hash16}:0"]:
        assert ann.press(card, forged)["text"] == "Only administrators of this bot can do that."
    for command in ("/history grain", "/withdrawn"):
        assert say(ann, command).text == "Only administrators of this bot can do that."
    assert say(ann, "/about").text == before
    assert (folder / "briefings" / GRAIN).exists()
    refused = [entry for entry in audit(folder) if entry["action"] == "refused" and entry["actor_id"] == ann.id]
    assert len(refused) >= 10
    for forged in (
        "ed",
        "ed:x",
        "ed:x:y",
        f"ed:{hash16}:nonsense",
        "ed:withdrawn:x",
        "his",
        "his:zz",
        f"his:{hash16}:x",
    ):
        assert boss.press(card_of(boss, TITLE), forged).get("text"), forged


def test_in_a_group_an_administrator_has_no_such_buttons(boss, ann, server):
    group = server.group("Team", [boss, ann])
    group.wait_for()
    settings = say(boss, "/settings", group)
    press(boss, settings, "Switch on")
    listed = say(boss, "/briefings", group)
    card = press(boss, listed, listed.buttons[0])
    assert not any(button["callback_data"].startswith(("ed:", "his:")) for row in card.rows for button in row)
    own = card_of(boss, TITLE)
    assert boss.press(card, data(own, "Withdraw"))["text"] == "Please do that in our private chat."


def test_replaced_by_the_next_document_and_its_history(boss, ann, folder, server):
    answer, citation = citation_of(ann, QUESTION)
    quote = answer.marked("blockquote")[0]
    opened = ann.chat.wait_for(after=ann.start(f"q_{citation}"))
    card = card_of(boss, TITLE)
    boss.press(card, data(card, "Replace"))
    boss.chat.wait_for(lambda message: message.text.startswith("Send the document that takes the place"), after=card)
    text = (folder / "briefings" / GRAIN).read_text("utf-8").replace(quote[:25], "Other words")
    sent = boss.send_document(text.encode(), "corridor-new.md")
    preview = boss.chat.wait_for(lambda message: any("Replace" in one for one in message.buttons), after=sent)
    assert "Replace" in preview.buttons[0]
    boss.press(preview, preview.rows[0][0]["callback_data"])
    boss.chat.wait_for(lambda message: "searchable now" in message.text, after=sent)

    assert quote not in say(ann, QUESTION).text
    assert say(ann, f"/verify {citation}").text.startswith("⚠️ Changed.")
    for label in ("→", "←"):
        if label in opened.buttons:
            assert ann.press(opened, data(opened, label))["show_alert"]
    assert boss.press(card, data(card, "Withdraw"))["text"].startswith("It was changed meanwhile")

    history = say(boss, f"/history {TITLE}")
    assert "2. since " in history.text
    assert f"then replaced by corridor-new.md · {GRAIN}" in history.text
    assert say(boss, f"/history {GRAIN}").text == history.text
    changes = press(boss, history, "Changes 1 → 2")
    assert "1 sentence gone:" in changes.text
    assert "1 sentence new:" in changes.text
    assert quote in changes.marked("strikethrough")[0]
    press(boss, changes, "← History")
    older = press(boss, history, "Text 1")
    pages = [older.text]
    while "→" in older.buttons:
        pages.append(press(boss, older, "→").text)
    assert any(quote in page for page in pages)
    assert "Other words" not in "".join(pages)
    assert press(boss, older, "← History").text.startswith("History of “")
    assert [entry["action"] for entry in audit(folder)].count("replaced") == 1
