from __future__ import annotations

import asyncio
import datetime
import errno
from types import SimpleNamespace

import pytest
from telegram import Chat, Message, Update, User
from telegram.error import Forbidden, NetworkError

from bot.errors import ErrorHandler
from bot.messages import ENGLISH, TURKISH

NOW = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
ADMIN = 4


class Bot:
    def __init__(self):
        self.said = []

    async def send_message(self, chat_id, text, **_):
        self.said.append((chat_id, text))
        return SimpleNamespace(message_id=1)


class World:
    """An error handler, one administrator, and what is said to whom."""

    def __init__(self):
        self.bot = Bot()
        people = SimpleNamespace(get=self._given)
        services = SimpleNamespace(people=people, access=SimpleNamespace(admins=self._admins))
        admission = SimpleNamespace(texts_of=self._texts, tell=self._tell)
        self.handler = ErrorHandler(services, admission)

    async def _given(self, user_id):
        return user_id

    async def _admins(self):
        return [ADMIN]

    async def _texts(self, _):
        return ENGLISH

    async def _tell(self, bot, chat_id, text):
        bot.said.append((chat_id, text))

    def fail(self, error):
        message = Message(1, NOW, Chat(2, "private"), from_user=User(2, "Ann", is_bot=False, language_code="tr"))
        context = SimpleNamespace(bot=self.bot, error=error)
        asyncio.run(self.handler.on_error(Update(1, message=message), context))
        return self.bot.said


def test_a_defect_gets_a_reference(caplog):
    (person, to_person), (admin, to_admin) = World().fail(ValueError("what a person wrote"))
    reference = to_person[-6:]
    assert (person, to_person) == (2, TURKISH.access.went_wrong.format(reference=reference))
    assert (admin, to_admin) == (ADMIN, ENGLISH.access.defect_notice.format(kind="ValueError", reference=reference))
    assert f"reference {reference}: ValueError" in caplog.text


def test_the_same_kind_is_told_to_administrators_once():
    world = World()
    world.fail(ValueError("1"))
    assert [chat for chat, _ in world.fail(ValueError("2"))] == [2, ADMIN, 2]


def test_a_full_disk_is_called_so():
    said = World().fail(OSError(errno.ENOSPC, "No space left on device"))
    assert said[0] == (2, TURKISH.operations.disk_full)
    assert said[1][0] == ADMIN


def test_what_nobody_is_told_in_person(caplog):
    """An operation that fails is told of where it was set going; administrators learn of the defect."""
    world = World()
    reference = asyncio.run(world.handler.report(ValueError("x"), world.bot))
    assert [chat for chat, _ in world.bot.said] == [ADMIN]
    assert reference in world.bot.said[0][1]
    assert f"reference {reference}: ValueError" in caplog.text


@pytest.mark.parametrize("error", [NetworkError("down"), Forbidden("bot was blocked by the user")])
def test_what_is_only_the_networks(error):
    assert World().fail(error) == []
