"""Who may not is told so, the log and the audit trail know it, whatever was tried."""

from __future__ import annotations

import asyncio
import datetime
from types import SimpleNamespace

import pytest
from telegram import CallbackQuery, Chat, Document, InaccessibleMessage, Message, MessageEntity, Update, User

from bot.attempts import A_MINUTE, Attempts
from bot.handlers.rights import may
from bot.messages import ENGLISH, TURKISH
from bot.state.audit import Audit

NOW = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
GROUP, CHANNEL = Chat(-5, "group"), Chat(-6, "channel")
ROLES = {1: None, 2: "reader", 3: "uploader", 4: "admin"}
ADMINS, UPLOADERS = ENGLISH.access.admins_only, ENGLISH.operations.uploaders_only_toast
PRIVATE = ENGLISH.operations.private_only_toast


class Access:
    async def is_at_least(self, user_id, role):
        order = (None, "reader", "uploader", "admin")
        return order.index(ROLES[user_id]) >= order.index(role)


class Bot:
    def __init__(self):
        self.said = []

    async def send_message(self, chat_id, text, **_):
        self.said.append((chat_id, text))
        return SimpleNamespace(message_id=1)

    async def answer_callback_query(self, callback_query_id, text=None, show_alert=None, **_):
        self.said.append(("alert" if show_alert else "toast", text))


def person(user_id, language="en"):
    return User(user_id, "Ann", is_bot=False, language_code=language)


def said(user_id, text=None, chat=None, language="en", **fields):
    entities = [MessageEntity("bot_command", 0, len(text.split()[0]))] if text and text.startswith("/") else []
    message = Message(
        9, NOW, chat or Chat(user_id, "private"), from_user=person(user_id, language), text=text, entities=entities,
        **fields,
    )  # fmt: skip
    return Update(1, message=message)


def pressed(user_id, data, message=None):
    message = message or Message(9, NOW, Chat(user_id, "private"))
    return Update(1, callback_query=CallbackQuery("1", person(user_id), "1", data=data, message=message))


@pytest.fixture
def tries(with_database):
    """Try something -> (whether it may be, what was said, what was recorded)."""

    def run(update, role="admin"):
        async def work(database):
            bot, audit = Bot(), Audit(database)
            for part in (update.callback_query, update.message):
                if part is not None:
                    part.set_bot(bot)
            services = SimpleNamespace(access=Access(), attempts=Attempts(audit))
            allowed = await may(services, update, SimpleNamespace(bot=bot), role)
            return allowed, bot.said, [(e.actor_id, e.action, e.subject, e.details) for e in await audit.all()]

        return with_database(work)

    return run


@pytest.mark.parametrize("user_id", ROLES)
@pytest.mark.parametrize("role", ["reader", "uploader", "admin"])
def test_a_role_may_what_those_below_it_may(tries, user_id, role):
    order = (None, "reader", "uploader", "admin")
    expected = order.index(ROLES[user_id]) >= order.index(role)
    for update in (said(user_id, "/x"), pressed(user_id, "x:1")):
        allowed, answers, recorded = tries(update, role)
        assert allowed is expected
        assert bool(answers) is not expected
        assert bool(recorded) is not expected


@pytest.mark.parametrize(
    ("update", "role", "answer", "tried", "where"),
    [
        (said(2, "/users"), "admin", (2, ADMINS), "/users", {}),
        (said(3, "/Users@Some_Bot x"), "admin", (3, ADMINS), "/users", {}),
        (said(2, "/canary add Who is ill?"), "admin", (2, ADMINS), "/canary", {}),
        (said(2, "/cancel"), "uploader", (2, UPLOADERS), "/cancel", {}),
        (said(1, "/users", language="tr"), "admin", (1, TURKISH.access.admins_only), "/users", {}),
        (said(2, "/users", GROUP), "admin", (-5, ADMINS), "/users", {"chat": -5}),
        (said(4, "/users", GROUP), "admin", (-5, PRIVATE), "/users", {"chat": -5}),
        (said(2, "/start i_secret"), "admin", (2, ADMINS), "/start i_…", {}),
        (said(2, "/start secret"), "admin", (2, ADMINS), "/start …", {}),
        (said(2, "Who is ill?"), "admin", (2, ADMINS), "message", {}),
        (said(2, document=Document("1", "1")), "uploader", (2, UPLOADERS), "document", {}),
        (pressed(2, "acc:5:yes"), "admin", ("alert", ADMINS), "button 'acc:5:yes'", {}),
        (pressed(2, "ü\x1b" * 60), "admin", ("alert", ADMINS), "button " + repr("ü\x1b" * 32), {}),
        (pressed(4, "acc:5:yes", Message(9, NOW, GROUP)), "admin", ("alert", PRIVATE), "button 'acc:5:yes'",
         {"chat": -5}),
        (pressed(4, "acc:5:yes", InaccessibleMessage(CHANNEL, 9)), "admin", ("alert", PRIVATE), "button 'acc:5:yes'",
         {"chat": -6}),
    ],
)  # fmt: skip
def test_what_was_tried(tries, caplog, update, role, answer, tried, where):
    user_id = update.effective_user.id
    assert tries(update, role) == (False, [answer], [(user_id, "refused", tried, where)])
    assert f"{user_id} was refused: {tried}" in caplog.text
    assert "secret" not in caplog.text
    assert "ill" not in caplog.text


def test_below_a_message_that_is_gone_an_administrator_may(tries):
    assert tries(pressed(4, "acc:5:yes", InaccessibleMessage(Chat(4, "private"), 9))) == (True, [], [])


def test_a_button_without_a_message_is_refused(tries):
    update = Update(1, callback_query=CallbackQuery("1", person(4), "1", data="acc:5:yes", inline_message_id="x"))
    allowed, answers, _ = tries(update)
    assert (allowed, answers) == (False, [("alert", PRIVATE)])


def test_who_tries_on_and_on_does_not_fill_the_disk(with_database, caplog):
    async def work(database):
        audit = Audit(database)
        attempts = Attempts(audit)
        for _ in range(3 * A_MINUTE):
            await attempts.note(said(2, "/users"))
        assert A_MINUTE <= len(await audit.all()) <= A_MINUTE + 1
        await attempts.note(said(3, "/users"))
        assert (await audit.page(1))[0].actor_id == 3

    with_database(work)
    assert caplog.text.count("was refused: /users") == 3 * A_MINUTE + 1


def test_what_belongs_to_nobody(tries):
    assert asyncio.run(may(None, Update(1), None, "reader")) is False
