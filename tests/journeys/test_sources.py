"""What people do with briefings besides asking: look, restrict, check, fetch, forget; and settings of groups."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GRAIN = "2025-07-03-grain-corridor.md"
REVIEW = "2026-03-26-grain-corridor-review.md"
BALTIC = "2025-06-12-baltic-air-defence.md"


@pytest.fixture(scope="module")
def people(server):
    return {name: server.user(name) for name in ("Ann", "Boss", "Mia", "Old")}


@pytest.fixture(scope="module")
def folder(indexed, tmp_path_factory):
    folder = indexed(tmp_path_factory.mktemp("sources"))
    shutil.copytree(ROOT / "briefings", folder / "briefings")
    return folder


@pytest.fixture(scope="module")
def bot(server, run_bot, folder, people):
    """A bot whose folder of briefings may be changed; the group of its journeys has to be approved by Boss."""
    allowed = ",".join(str(person.id) for person in people.values())
    with run_bot(
        server,
        folder,
        briefings=folder / "briefings",
        BOT_ACCESS="approval",
        BOT_ADMINS=people["Boss"].id,
        BOT_ALLOWED=allowed,
        BOT_QUESTIONS_PER_MINUTE=1000,
        BOT_CHAT_QUESTIONS_PER_MINUTE=1000,
    ) as running:
        people["Boss"].start()
        yield running


@pytest.fixture
def ann(people, bot, server):
    yield people["Ann"]
    assert [str(violation) for violation in server.violations] == []


@pytest.fixture
def sync(folder):
    def run():
        environment = os.environ | {
            "HF_HUB_OFFLINE": "1",
            "INDEX_DATA_DIR": str(folder / "index"),
            "INDEX_BRIEFINGS_DIR": str(folder / "briefings"),
        }
        subprocess.run([sys.executable, "-m", "index", "sync"], env=environment, cwd=ROOT, check=True)

    return run


def say(person, text, chat=None, **how):
    """Send a text: the first message of the bot after it."""
    sent = person.send(text, chat, **how)
    return (chat or person.chat).wait_for(after=sent)


def data(message, label):
    return next(button["callback_data"] for row in message.rows for button in row if button["text"] == label)


def changed(message, before):
    message.chat.server.wait_for(lambda: message.text != before)
    return message.text


def test_from_the_list_to_a_card_to_a_focus_and_back(ann):
    briefings = say(ann, "/briefings")
    assert briefings.text == "12 briefings, newest first · page 1 of 2"
    assert briefings.buttons[0] == "2026-11-05 · Central banks pause as energy prices ease"
    ann.click(briefings, "→")
    changed(briefings, "12 briefings, newest first · page 1 of 2")
    ann.click(briefings, "2025-06-12 · Baltic states order a shared air defence")
    card = changed(briefings, "12 briefings, newest first · page 2 of 2")
    assert card.startswith("Baltic states order a shared air defence\n\nDate: 12 June 2025\nSize: ")
    assert card.endswith("Language: English\nTags: defence, baltic, procurement")
    ann.click(briefings, "Ask only this one")
    told = ann.chat.wait_for(after=briefings)
    assert told.text.startswith("From now on your questions here are asked only of “Baltic states order")
    answer = say(ann, "Why was Turkey removed from the F-35?")
    assert "Turkey looks for a way back" not in answer.text
    assert "Baltic states order a shared air defence" in answer.text
    answer = say(ann, "When was the contract for the Skadi batteries signed?")
    assert "signed in Riga on 10 June 2025" in answer.text
    ann.click(told, "Ask all briefings")
    ended = ann.chat.wait_for(lambda message: "all briefings again" in message.text, after=answer)
    answer = say(ann, "Why was Turkey removed from the F-35?")
    assert answer.id > ended.id
    assert "Turkey looks for a way back" in answer.text
    ann.click(briefings, "← All briefings")
    assert changed(briefings, card) == "12 briefings, newest first · page 2 of 2"


def test_focus_by_name_and_tag(ann):
    assert say(ann, "/focus").text.startswith("Your questions here are asked of all briefings. ")
    assert "the tag “baltic”: 2 briefings" in say(ann, "/focus Baltic").text
    assert "tag “baltic”" in say(ann, "/focus").text
    answer = say(ann, "Why was Turkey removed from the F-35?")
    assert "Turkey looks for a way back" not in answer.text
    assert "baltic" in answer.text.lower()
    several = say(ann, "/focus grain corridor")
    assert several.text == "Several briefings fit “grain corridor”. Which one?"
    ann.click(several, "2025-07-03 · Grain corridor holds after the Izmail explosion")
    told = ann.chat.wait_for(after=several)
    assert "Grain corridor holds" in told.text
    assert say(ann, "/focus nothing of the kind").text.startswith("No briefing and no tag is called")
    assert "Grain corridor holds" in say(ann, "/focus").text
    assert say(ann, "/focus off").text == "Your questions here are asked of all briefings again."


def test_the_newest(ann):
    latest = say(ann, "/latest")
    assert "1. 5 November 2026 · Central banks pause as energy prices ease" in latest.text
    ann.click(latest, "2")
    assert changed(latest, latest.history[0]).startswith("What the allies agreed in Ankara")


def test_the_original_file_is_uploaded_once(ann, server, folder):
    card = say(ann, "/latest")
    ann.click(card, "1")
    changed(card, card.history[0])
    before = len(server.calls("sendDocument"))
    for number in (1, 2):
        ann.click(card, "Original file")
        server.wait_for(lambda number=number: len(server.calls("sendDocument")) == before + number)
        server.wait_for(lambda: server.calls("sendDocument")[-1].status)
    server.wait_until_idle()
    first, second = (message.data["document"] for message in ann.chat.bot_messages(after=card))
    assert first["file_name"] == "2026-11-05-central-banks.md"
    stored = server.files[first["file_id"]]
    assert stored.data == (folder / "briefings" / first["file_name"]).read_bytes()
    assert second["file_id"] == first["file_id"]
    assert server.calls("sendDocument")[-1].parameters["document"] == first["file_id"]
    del server.files[first["file_id"]]  # Telegram forgets it
    violations = len(server.violations)
    ann.click(card, "Original file")
    again = ann.chat.wait_for(
        lambda message: message.data.get("document", {}).get("file_id") not in (None, first["file_id"]), after=card
    )
    del server.violations[violations:]  # the refused attempt, which nobody could foresee
    assert server.files[again.data["document"]["file_id"]].data == stored.data


def test_an_original_that_is_gone_or_too_large(ann, folder, server):
    card = say(ann, "/latest")
    ann.click(card, "3")
    changed(card, card.history[0])
    path = folder / "briefings" / "2026-06-04-mediterranean-migration.md"
    original = path.read_bytes()
    path.write_bytes(original + b"\nsomebody is writing on\n")
    ann.click(card, "Original file")
    told = ann.chat.wait_for(after=card)
    path.write_bytes(original)
    assert told.text.startswith("The original file of “Fewer boats, longer routes in the central Mediterranean” is not")


def test_filters_in_plain_words(ann):
    answer = say(ann, "What is said about Turkey in the Baltic briefing?")
    assert "Turkey looks for a way back" not in answer.text
    answer = say(ann, "How many people died in the Izmail explosion since January 2026?")
    assert "Five people died in the Izmail explosion" in answer.text
    assert "1 January 2026" in answer.text
    answer = say(ann, "How many people were killed at Izmail before January 2026?")
    assert "At least three dock workers were killed" in answer.text
    assert "31 December 2025" in answer.text
    answer = say(ann, "When do the export controls on older chips start, in October 2025?")
    assert "since 1 October 2025" in answer.text
    assert "Export controls reach older chips" in answer.text
    answer = say(ann, "Why was Turkey removed from the F-35 in October 2025?")
    assert "The briefings from 1 October 2025 to 31 October 2025 do not answer this" in answer.text
    assert "Turkey looks for a way back" in answer.text
    answer = say(ann, "What was agreed since 31 February?")
    assert "no such date as “31 february”" in answer.text.lower()
    answer = say(ann, "Why was Turkey removed from the F-35?")
    assert "Turkey looks for a way back" in answer.text


def citation_of(person, question):
    answer = say(person, question)
    (copied,) = [button["copy_text"]["text"] for row in answer.rows for button in row if "copy_text" in button][:1]
    return answer, copied, re.match(r"[0-9a-f]{16}-\d+-\d+", copied)[0]


def test_a_citation_is_checked_and_opened(ann, folder, sync):
    answer, copied, citation = citation_of(ann, "Who is the biggest customer for grain from the corridor?")
    quote = answer.marked("blockquote")[0]
    checked = say(ann, f"/verify {copied}")
    assert checked.text.startswith("✅ Unchanged.")
    assert checked.marked("blockquote") == [quote]
    assert "3 July 2025" in checked.text
    opened = ann.start(f"q_{citation}")
    opened = ann.chat.wait_for(after=opened)
    assert "Grain corridor holds after the Izmail explosion" in opened.text
    assert "3 July 2025" in opened.text
    assert "".join(opened.marked("underline")) == quote
    ann.click(checked, "In context")

    path = folder / "briefings" / GRAIN
    original = path.read_text("utf-8")
    try:
        path.write_text(
            original.replace("# Grain corridor holds", "# A new line\n\nNew words.\n\n# Grain corridor holds")
        )
        sync()
        assert say(ann, f"/verify {citation}").text.startswith("✅ Moved.")
        assert quote[:25] in original
        path.write_text(original.replace(quote[:25], "Other words"))
        sync()
        assert say(ann, f"/verify {citation}").text.startswith("⚠️ Changed.")
        path.unlink()
        sync()
        withdrawn = say(ann, f"/verify {citation}")
        assert withdrawn.text.startswith("⚠️ Withdrawn.")
        assert withdrawn.marked("blockquote") == [quote]
        opened = ann.start(f"q_{citation}")
        assert ann.chat.wait_for(after=opened).text == withdrawn.text
    finally:
        path.write_text(original, "utf-8")
        sync()
    assert say(ann, f"/verify {citation}").text.startswith("✅ Unchanged.")


@pytest.mark.parametrize("nonsense", ["x", "0123456789abcdef", "../../etc/passwd", "😀" * 100, "-" * 2000])
def test_nonsense_to_verify(ann, nonsense):
    assert say(ann, f"/verify {nonsense}").text.startswith("That is no citation.")
    assert say(ann, "/verify 0123456789abcdef-1-2").text.startswith("❌ Unknown.")
    assert say(ann, "/verify").text.startswith("Send /verify and a citation")


@pytest.mark.parametrize(
    "payload", ["q_", "q_nonsense", "q_0123456789abcdef-1-2", "q_0123456789abcdef-2-1", "zzz", "q_-"]
)
def test_deep_links_with_nonsense(ann, payload):
    sent = ann.start(payload)
    assert ann.chat.wait_for(after=sent).text
    assert "Central banks" in say(ann, "/latest").text


def test_a_link_to_a_whole_briefing_stays_within_the_limits(ann):
    _, _, citation = citation_of(ann, "Who is the biggest customer for grain from the corridor?")
    sent = ann.start(f"q_{citation.split('-')[0]}-0-4000")
    assert ann.chat.wait_for(after=sent).text


@pytest.mark.parametrize(
    "forged",
    ["list:x", "list:99999999999999", "list", "card:nothing", "card:a:b", "only", "only:xyz", "file:0123456789abcdef",
     "file", "forget:1:yes", "forget", "grp:on", "grp:tag:zz", "grp"],
)  # fmt: skip
def test_forged_buttons_get_an_answer(ann, forged):
    listed = say(ann, "/briefings")
    ann.press(listed, forged)  # raises when it is not answered
    assert "Central banks" in say(ann, "/latest").text


def test_a_focus_on_what_is_withdrawn_ends(ann, folder, sync):
    assert "Fewer boats" in say(ann, "/focus fewer boats").text
    path = folder / "briefings" / "2026-06-04-mediterranean-migration.md"
    original = path.read_bytes()
    try:
        path.unlink()
        sync()
        gone = say(ann, "Why did fewer boats leave Tunisia?")
        assert "withdrawn" in gone.text or "no longer" in gone.text
        assert say(ann, "/focus").text.startswith("Your questions here are asked of all")
    finally:
        path.write_bytes(original)
        sync()


def test_start_help_about_and_privacy_in_three_languages(ann, server):
    welcome = say(ann, "/start")
    assert "12 briefings, from 12 June 2025 to 5 November 2026" in welcome.text
    assert welcome.marked("italic")[0] == "Central banks pause as energy prices ease"
    about = say(ann, "/about").text
    assert re.search(r"^Briefing Bot \d+\.\d+", about)
    assert re.search(r"no\. \d+", about)
    assert "/forget" in say(ann, "/privacy").text
    assert "/verify" in say(ann, "/help").text
    for language, words in (("tr", "12 brifing"), ("ru-RU", "12 брифингов"), ("zz", "12 briefings")):
        ann.language_code = language
        try:
            assert words in say(ann, "/start").text
            assert words in say(ann, "/briefings").text
        finally:
            ann.language_code = "en"


def test_forget(people, bot, server, folder):
    mia = people["Mia"]
    question = "Why was Turkey removed from the F-35?"
    answer = say(mia, question)
    say(mia, "/focus baltic")
    asked = say(mia, "/forget")
    mia.click(asked, "No, keep")
    assert changed(asked, asked.history[0]) == "Nothing was deleted."
    assert "baltic" in say(mia, "/focus").text
    asked = say(mia, "/forget")
    stranger = people["Old"]
    assert stranger.press(asked, data(asked, "Yes, delete"))["text"]
    mia.click(asked, "Yes, delete")
    assert changed(asked, asked.history[0]).startswith("Done: your questions")
    assert mia.press(answer, data(answer, "👍")).get("text")
    for path in (folder / "bot").iterdir():
        if path.suffix == ".sqlite3":
            subprocess.run([sys.executable, "-c", _NOTHING_LEFT, str(path), str(mia.id), question], check=True)


_NOTHING_LEFT = """
import sqlite3, sys
path, user, question = sys.argv[1:]
rows = sqlite3.connect(path)
assert not rows.execute("SELECT * FROM answers WHERE user_id = ?", (int(user),)).fetchall()
assert not rows.execute("SELECT * FROM focus WHERE user_id = ?", (int(user),)).fetchall()
assert not rows.execute("SELECT * FROM people WHERE id = ? AND name != ''", (int(user),)).fetchall()
"""


def test_a_group_from_hello_to_supergroup(people, bot, server):
    ann, boss, mia = people["Ann"], people["Boss"], people["Mia"]
    group = server.group("Team", [ann, mia])
    assert "/settings" in group.wait_for().text
    before = ann.send("/ask Why was Turkey removed from the F-35?", group)
    group.expect_silence(0.7, after=before)

    assert say(mia, "/settings", group).text == "Only administrators of this group can change that."
    settings = say(ann, "/settings", group)
    assert settings.text.startswith("I am switched off in this group.\n\nI also need the approval")
    refused = mia.click(settings, "Switch on")
    assert refused["text"] == "Only administrators of this group can change that."
    ann.click(settings, "Switch on")
    card = boss.chat.wait_for(lambda message: "Team" in message.text)
    server.wait_for(lambda: settings.text.startswith("I am switched on"))
    ann.click(settings, "Switch off")
    server.wait_for(lambda: settings.text.startswith("I am switched off"))
    ann.click(settings, "Switch on")
    boss.click(card, "Approve")
    server.wait_for(lambda: card.text.endswith("Boss"))
    assert len([message for message in boss.chat.bot_messages() if "Team" in message.text]) == 1
    ann.click(settings, "baltic")
    server.wait_for(lambda: "only briefings with one of the tags baltic" in settings.text)
    assert settings.text.startswith("I am switched on in this group.\n\nSearched:")

    answer = say(mia, "/ask Why was Turkey removed from the F-35?", group)
    assert "Turkey looks for a way back" not in answer.text
    new = group.upgrade()
    time.sleep(0.3)
    anonymous = say(ann, "/settings", new, anonymous=True)
    assert "only briefings with one of the tags baltic" in anonymous.text
    assert anonymous.text.startswith("I am switched on")
    answer = say(mia, "/ask When was the contract for the Skadi batteries signed?", new)
    assert "signed in Riga on 10 June 2025" in answer.text
    assert say(ann, "/settings moon", new).text == "No briefing has the tag “moon”."
    assert "tags turkey, grain" in say(ann, "/settings Turkey, grain", new).text
    listed = say(ann, "/settings", new)
    ann.click(listed, "All briefings")
    server.wait_for(lambda: "all briefings." in listed.text)
    new.set_bot("kicked", ann)
    new.set_bot("member", ann)
    new.wait_for(lambda message: "Hello" in message.text, after=listed)
    assert say(ann, "/settings", new).text.startswith("I am switched off")
    assert server.violations == []


def test_settings_are_for_groups(ann):
    assert say(ann, "/settings").text == "/settings is for groups."
