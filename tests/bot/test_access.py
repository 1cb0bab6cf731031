from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest
from pydantic import SecretStr
from telegram import Chat, Message, MessageEntity, User

from bot.access import Access, is_addressed
from bot.settings import BotSettings
from bot.state.audit import Actor
from bot.state.chats import Chats
from bot.state.decisions import Decisions
from bot.state.people import People

BOSS, LISTED, READER, ADMIN, DENIED, STRANGER = range(1, 7)
GROUP = Chat(-100, "supergroup", title="Team")
BOT = SimpleNamespace(id=99, username="Briefing_Bot")


@pytest.mark.parametrize(
    ("mode", "roles"),
    [
        ("approval", ["admin", "reader", "uploader", "admin", None, None]),
        ("open", ["admin", "reader", "uploader", "admin", None, "reader"]),
        ("closed", ["admin", "reader", None, "admin", None, None]),
    ],
)
def test_roles(with_database, mode, roles):
    async def work(database):
        people = People(database)
        await people.set_role(READER, "uploader")
        await people.set_role(ADMIN, "admin")
        await people.set_role(DENIED, "reader")
        await people.deny(DENIED)
        access = Access(settings(mode), people, Chats(database))
        assert await access.admins() == [BOSS, ADMIN]
        assert await access.is_at_least(ADMIN, "uploader")
        assert not await access.is_at_least(LISTED, "uploader")
        return [await access.role_of(user_id) for user_id in (BOSS, LISTED, READER, ADMIN, DENIED, STRANGER)]

    assert with_database(work) == roles


@pytest.mark.parametrize("mode", ["approval", "open", "closed"])
def test_a_group_is_open_when_approved_and_switched_on(with_database, mode):
    async def work(database):
        chats, decisions, boss = Chats(database), Decisions(database), Actor(BOSS, "Boss", "en")
        access = Access(settings(mode), People(database), chats)
        opened = [await access.is_open(GROUP)]
        await chats.set_enabled(GROUP.id, True)
        opened.append(await access.is_open(GROUP))
        await decisions.remember_card(GROUP.id, BOSS, 1)
        await decisions.decide(GROUP.id, True, boss)
        opened.append(await access.is_open(GROUP))
        await decisions.remember_card(GROUP.id, BOSS, 1)
        await decisions.decide(GROUP.id, False, boss)
        return [*opened, await access.is_open(GROUP)]

    assert with_database(work) == [False, mode == "open", True, False]


def test_a_group_can_be_listed(with_database):
    async def work(database):
        chats = Chats(database)
        await chats.set_enabled(GROUP.id, True)
        listed = settings("closed").model_copy(update={"allowed": (GROUP.id,)})
        return await Access(listed, People(database), chats).is_open(GROUP)

    assert with_database(work)


def settings(mode):
    return BotSettings(_env_file=None, token=SecretStr("1:x"), access=mode, admins=(BOSS,), allowed=(LISTED,))


def message(text=None, *entities, chat=GROUP, caption=None, reply_to=None):
    now = datetime.datetime.now(datetime.UTC)
    replied = Message(1, now, chat, from_user=User(reply_to, "X", is_bot=True)) if reply_to else None
    kinds = [MessageEntity(kind, offset, length, user=user) for kind, offset, length, user in entities]
    fields = {"text": text, "entities": kinds} if text else {"caption": caption, "caption_entities": kinds}
    return Message(2, now, chat, from_user=User(5, "Ann", is_bot=False), reply_to_message=replied, **fields)


@pytest.mark.parametrize(
    ("said", "addressed"),
    [
        (message("why?"), False),
        (message("why?", chat=Chat(5, "private")), True),
        (message("/ask why?", ("bot_command", 0, 4, None)), True),
        (message("/ask@briefing_bot why?", ("bot_command", 0, 17, None)), True),
        (message("/ask@other_bot why?", ("bot_command", 0, 14, None)), False),
        (message("see /ask", ("bot_command", 4, 4, None)), False),
        (message("😀 @briefing_BOT why?", ("mention", 3, 13, None)), True),
        (message("@briefing_bots why?", ("mention", 0, 14, None)), False),
        (message("Briefings, why?", ("text_mention", 0, 9, User(99, "B", is_bot=True))), True),
        (message("Ann, why?", ("text_mention", 0, 3, User(5, "Ann", is_bot=False))), False),
        (message("why?", reply_to=99), True),
        (message("why?", reply_to=98), False),
        (message(caption="@briefing_bot", reply_to=None), False),
        (message(), False),
    ],
)
def test_what_is_meant_for_the_bot(said, addressed):
    assert is_addressed(said, BOT) is addressed
