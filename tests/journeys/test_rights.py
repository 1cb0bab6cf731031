"""Whatever not everybody may do is tried by those who may not: refused, logged, recorded, and nothing changes.

The commands and buttons are taken from the application's own table: one that is new is tried too, and fails here
until it is protected (bot/handlers/rights.py), or named below as one that everybody may use who may ask.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from filelock import FileLock
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.access import Access
from bot.application import build
from bot.audit_command import read
from bot.commands import PROTECTED
from bot.messages import ENGLISH
from bot.operations import Operations
from bot.services import Services
from bot.settings import BotSettings
from bot.state.database import FILE_NAME, Database
from index import BriefingIndex, IndexSettings

ROOT = Path(__file__).parents[2]
EVERYBODYS_COMMANDS = {
    "start", "help", "about", "privacy", "forget", "ask", "briefings", "latest", "verify", "focus",
    "settings",  # of a group, by its administrators: test_groups.py
}  # fmt: skip
EVERYBODYS_BUTTONS = {
    "ctx", "pas", "more", "fb", "list", "card", "only", "file", "forget",
    "grp",  # by a group's administrators
    "pr",  # ends what the person was asked for; what takes the value looks itself: test_editing.py, test_uploads.py
}  # fmt: skip
UPLOADERS_COMMANDS = {"cancel"}
UPLOADERS_BUTTONS = {"op", "up"}
ARGUMENTS = ("", ":1", ":0", ":1:yes", ":1:publish", ":1:stop", ":force", ":sync:force", ":{self}:admin",
             ":{other}:none", ":0123456789abcdef", ":withdraw:0123456789abcdef",
             ":0123456789abcdef:withdraw:yes")  # fmt: skip
REFUSALS = {
    ENGLISH.access.admins_only, ENGLISH.operations.uploaders_only_toast, ENGLISH.operations.private_only_toast,
    ENGLISH.access.may_not_toast,
}  # fmt: skip


class Anything:
    """Stands for what is only passed on."""

    def __getattr__(self, name):
        return Anything()

    def __call__(self, *_, **__):
        return Anything()


def table():
    """The commands and the actions of buttons that the application knows."""

    async def read():
        settings = BotSettings(_env_file=None, token="1:abc")
        database = Database(Path("nowhere"))
        parts = {name: Anything() for name in Services.__dataclass_fields__}
        operations = Operations(database, Access(settings, Anything(), Anything()))
        index = SimpleNamespace(settings=IndexSettings(_env_file=None), briefings=Anything())
        parts |= {"settings": settings, "database": database, "operations": operations, "index": index}
        handlers = build(Services(**parts)).application.handlers[0]
        commands = {name for handler in handlers if isinstance(handler, CommandHandler) for name in handler.commands}
        patterns = [handler.pattern for handler in handlers if isinstance(handler, CallbackQueryHandler)]
        return commands, {re.match(r"\^(\w+)", pattern.pattern)[1] for pattern in patterns if pattern}

    return asyncio.run(read())


COMMANDS, BUTTONS = table()
ADMINS_COMMANDS = COMMANDS - EVERYBODYS_COMMANDS - UPLOADERS_COMMANDS
ADMINS_BUTTONS = BUTTONS - EVERYBODYS_BUTTONS - UPLOADERS_BUTTONS


@pytest.fixture(scope="module")
def ada(server):
    return server.user("Ada")


@pytest.fixture(scope="module")
def folder(indexed, tmp_path_factory):
    return indexed(tmp_path_factory.mktemp("rights"))


@pytest.fixture(scope="module")
def bot(server, ada, run_bot, folder):
    settings = {"BOT_ADMINS": ada.id, "BOT_ACCESS": "open", "BOT_QUESTIONS_PER_MINUTE": 1000}
    with run_bot(server, folder, **settings, BOT_WATCH="false", BOT_REINDEX_SCHEDULE="off") as running:
        ada.start()
        ada.chat.wait_for()
        yield running


@pytest.fixture(scope="module")
def role_of(server, bot, ada):
    """Give somebody a role, as an administrator does; `none` ends their access."""

    def give(person, role):
        person.start()
        person.chat.wait_for()
        assert ada.press(ada.chat.bot_messages()[0], f"usr:{person.id}:{role}")["text"] == "Done."
        server.wait_until_idle()
        return person

    return give


@pytest.fixture(scope="module")
def group(server, bot, ada):
    group = server.group("Team", [ada])
    shown = group.wait_for(lambda message: message.buttons, after=ada.send("/settings", chat=group))
    ada.press(shown, "grp:on")
    return group


def audited(folder, **of):
    """What the trail holds, newest first."""
    entries = read(folder / "bot" / FILE_NAME)
    return [entry for entry in entries if all(getattr(entry, name) == value for name, value in of.items())]


def generation(folder):
    index = BriefingIndex(IndexSettings(_env_file=None, data_dir=folder / "index", briefings_dir=ROOT / "briefings"))
    number = index.generation
    index.close()
    return number


@pytest.fixture
def nothing_changes(server, folder, bot):
    """All that the bot and the index keep is afterwards as it was; but who has written, and the audit trail."""

    def kept():
        server.wait_until_idle()
        with closing(sqlite3.connect(f"{(folder / 'bot' / FILE_NAME).as_uri()}?mode=ro", uri=True)) as state:
            rows = {
                name: state.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()
                for (name,) in state.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
                if name not in ("audit", "handled_updates", "people", "sqlite_sequence")
            }
            rows["roles"] = state.execute("SELECT id, role, denied FROM people WHERE role OR denied").fetchall()
        index = BriefingIndex(
            IndexSettings(_env_file=None, data_dir=folder / "index", briefings_dir=ROOT / "briefings")
        )
        generation = index.generation
        index.close()
        return rows, generation

    before = kept()
    yield
    assert kept() == before
    assert [str(violation) for violation in server.violations] == []


def test_the_table_is_whole():
    """The menus show what there is, and what they show to some only is protected."""
    assert COMMANDS >= EVERYBODYS_COMMANDS | UPLOADERS_COMMANDS
    assert BUTTONS >= EVERYBODYS_BUTTONS | UPLOADERS_BUTTONS
    assert PROTECTED == ADMINS_COMMANDS | UPLOADERS_COMMANDS
    assert "users" in ADMINS_COMMANDS
    assert {"acc", "usr", "aud"} <= ADMINS_BUTTONS


def refused_commands(server, bot, folder, person, commands, chat=None):
    """Send each command: each is answered with a refusal, which the log and the trail know."""
    known = len(audited(folder, actor_id=person.id))
    for command in sorted(commands):
        sent = person.send(f"/{command} 1 => 2", chat=chat)
        assert (chat or person.chat).wait_for(after=sent).text in REFUSALS, command
        assert f"{person.id} was refused: /{command}\n" in bot.text()
    entries = audited(folder, actor_id=person.id)
    new = entries[: len(entries) - known]
    assert {(entry.action, entry.subject) for entry in new} == {("refused", f"/{name}") for name in commands}
    assert all(entry.details == ({"chat": chat.id} if chat else {}) for entry in new)


def refused_buttons(bot, person, other, message, buttons, forms=ARGUMENTS):
    """Press each button in every form: each is answered with a refusal, which the log knows."""
    for action in sorted(buttons):
        for form in forms:
            data = action + form.format(self=person.id, other=other.id)
            answer = person.press(message, data)
            assert answer.get("text") in REFUSALS, data
            assert answer["show_alert"]
            assert f"{person.id} was refused: button {data!r}\n" in bot.text()


def test_a_reader(server, bot, folder, ada, nothing_changes):
    rita = server.user("Rita")
    rita.start()
    message = rita.chat.wait_for()
    refused_commands(server, bot, folder, rita, ADMINS_COMMANDS | UPLOADERS_COMMANDS)
    assert not PROTECTED & set(rita.commands())
    ron = server.user("Ron")
    refused_buttons(bot, ron, ada, message, ADMINS_BUTTONS | UPLOADERS_BUTTONS)
    entries = audited(folder, actor_id=ron.id)
    assert {entry.action for entry in entries} == {"refused"}
    assert entries[-1].subject == f"button {min(ADMINS_BUTTONS | UPLOADERS_BUTTONS)!r}"


def test_an_uploader(server, bot, folder, ada, role_of, request):
    uma = role_of(server.user("Uma"), "uploader")
    request.getfixturevalue("nothing_changes")
    refused_commands(server, bot, folder, uma, ADMINS_COMMANDS)
    refused_buttons(bot, uma, ada, uma.chat.bot_messages()[0], ADMINS_BUTTONS)
    assert PROTECTED & set(uma.commands()) == UPLOADERS_COMMANDS
    assert uma.chat.wait_for(after=uma.send("/cancel")).text == "There is nothing that could be stopped."
    assert uma.press(uma.chat.bot_messages()[0], "op:1:stop")["text"] == ENGLISH.operations.not_yours_toast


def test_a_stranger(server, bot, folder, ada, role_of, request):
    """Somebody whom an administrator has put out: the gate lets nothing through, and notes what was tried."""
    sam = role_of(server.user("Sam"), "none")
    request.getfixturevalue("nothing_changes")
    for command in sorted(PROTECTED):
        sent = sam.send(f"/{command} 1")
        assert sam.chat.wait_for(after=sent).text == ENGLISH.access.denied
        assert f"{sam.id} was refused: /{command}\n" in bot.text()
    assert {entry.subject for entry in audited(folder, actor_id=sam.id)} == {f"/{name}" for name in PROTECTED}
    refused_buttons(bot, sam, ada, sam.chat.bot_messages()[0], BUTTONS, forms=(":1",))


def test_in_a_group(server, bot, folder, ada, group, nothing_changes):
    """Not even administrators: others read along."""
    gus = server.user("Gus")
    group.members[gus.id] = "member"
    refused_commands(server, bot, folder, gus, PROTECTED, group)
    refused_commands(server, bot, folder, ada, {"users", "cancel"}, group)  # a group gets 20 messages a minute
    refused_buttons(bot, ada, gus, group.bot_messages()[0], ADMINS_BUTTONS | UPLOADERS_BUTTONS)


def test_in_a_group_that_is_closed(server, bot, folder, ada):
    """There the bot says nothing, but it notes."""
    tim = server.user("Tim")
    closed = server.group("Others", [tim])
    server.wait_until_idle()
    said = closed.bot_messages()
    tim.send("/users", chat=closed)
    server.wait_until_idle()
    assert closed.bot_messages() == said
    assert [(entry.subject, entry.details) for entry in audited(folder, actor_id=tim.id)] == [
        ("/users", {"chat": closed.id})
    ]


def test_forged_links(server, bot, folder, ada, nothing_changes):
    """An invitation that there is none of is refused; what else a link may carry is nothing but a greeting."""
    fay = server.user("Fay")
    for payload in ("i_", "i_" + "x" * 32, f"i_{ada.id}"):
        fay.chat.wait_for(lambda message: "used already" in message.text, after=fay.start(payload))
    for payload in ("acc_1_yes", f"usr_{fay.id}_admin", "up_1", "ed_1", "op_1_stop", "admin"):
        assert fay.chat.wait_for(after=fay.start(payload)).text.startswith("Ask me something")
    entries = audited(folder, actor_id=fay.id)
    assert [(entry.action, entry.subject) for entry in entries] == [("refused", "/start i_…")] * 3
    assert "x" * 32 not in bot.text()


def test_who_was_an_administrator(server, bot, folder, ada, role_of):
    """A role that is taken away is gone at once, also for buttons below old messages."""
    kim = role_of(server.user("Kim"), "admin")
    users = kim.chat.wait_for(after=kim.send("/users"))
    role_of(kim, "reader")
    assert kim.press(users, f"usr:{kim.id}:admin")["text"] == ENGLISH.access.admins_only
    refused_commands(server, bot, folder, kim, {"users"})
    assert not PROTECTED & set(kim.commands())
    assert [(e.action, e.details) for e in audited(folder, subject=str(kim.id))] == [
        ("role_given", {"role": "reader"}), ("role_given", {"role": "admin"}),
    ]  # fmt: skip


def test_only_who_has_set_it_going_stops_it(server, bot, folder, ada, role_of):
    kit, before = role_of(server.user("Kit"), "admin"), generation(folder)
    with FileLock(folder / "index" / "writer.lock"):  # it does not end too soon
        shown = ada.chat.wait_for(after=ada.send("/reindex rebuild"))
        ada.click(shown, "Rebuild")
        server.wait_for(lambda: shown.buttons == ["Cancel"])
        stop = shown.rows[0][0]["callback_data"]
        assert kit.press(kit.chat.bot_messages()[0], stop)["text"] == ENGLISH.operations.not_yours_toast
        assert audited(folder, actor_id=kit.id)[0].subject == f"button {stop!r}"
        assert ada.click(shown, "Cancel")["text"] == "Stopping …"
    server.wait_for(lambda: shown.text == "Cancelled, nothing has changed.")
    assert shown.buttons == []
    assert ada.press(shown, stop)["text"] == ENGLISH.operations.ended_toast
    assert audited(folder, actor_id=ada.id)[0].action == "cancelled"
    assert generation(folder) == before


def test_the_trail_in_the_chat(server, bot, folder, ada, role_of):
    zoe = role_of(server.user("Zoe\u202e"), "uploader")
    page = ada.chat.wait_for(after=ada.send("/audit"))
    assert page.text.startswith("Who did what, newest first (times are in UTC)\n\n")
    newest = page.text.split("\n\n")[1]
    assert re.fullmatch(rf".+ · Ada\ngave a role Zoe \({zoe.id}\) · role: uploader", newest)
    assert page.buttons == ["Older →"]
    ada.click(page, "Older →")
    server.wait_for(lambda: page.buttons == ["← Newer", "Older →"])
    assert newest not in page.text
    ada.click(page, "← Newer")
    server.wait_for(lambda: newest in page.text)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    environment |= {"PYTHONPATH": str(ROOT), "BOT_DATA_DIR": str(folder / "bot")}
    command = [sys.executable, "-m", "bot", "audit", "--json", "--limit", "1"]
    out = subprocess.run(command, env=environment, check=True, capture_output=True, cwd=folder).stdout
    assert json.loads(out)["subject"] == str(zoe.id)
    for data in ("aud", "aud:x", "aud:-1", "aud:1:2", "aud:999999999"):
        assert ada.press(page, data)["text"]
    assert ada.press(page, "aud:90000").get("text") is None
    server.wait_for(lambda: page.text == "Nothing has been recorded yet.")


def test_a_name_is_forgotten_but_not_what_was_done(server, bot, folder, ada):
    nat = server.user("Natalia")
    nat.chat.wait_for(after=nat.send("/users"))
    assert audited(folder, actor_name="Natalia")
    asked = nat.chat.wait_for(after=nat.send("/forget"))
    nat.click(asked, "Yes, delete")
    server.wait_for(lambda: "are deleted" in asked.text)
    assert audited(folder, actor_name="Natalia") == []
    assert [entry.subject for entry in audited(folder, actor_id=nat.id)] == ["/users"]
