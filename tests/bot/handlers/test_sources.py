"""An original that is too large to be sent."""

import asyncio
import datetime
from types import SimpleNamespace

from telegram import CallbackQuery, Chat, Message, Update, User

from bot.handlers.sources import SourceHandlers
from index import Briefing

NOW = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
BRIEFING = Briefing("big.pdf", "A big one", None, "en", (), "a" * 64, "b" * 64, 10, 1, 1, NOW)


class SilentBot:
    def __init__(self):
        self.said = []
        self.documents = 0

    async def send_message(self, chat_id, text, **_):
        self.said.append(text)
        return SimpleNamespace(message_id=1)

    async def send_document(self, *_, **__):
        self.documents += 1

    async def answer_callback_query(self, *_, **__):
        return True


async def run(function, *arguments):
    return function(*arguments)


async def file_id(_):
    return None


def test_a_file_above_50_megabytes_is_not_uploaded(tmp_path):
    path = tmp_path / "big.pdf"
    with path.open("wb") as file:
        file.truncate(50_000_001)
    index = SimpleNamespace(briefings=lambda: [BRIEFING], original=lambda name: path)
    services = SimpleNamespace(index=index, worker=SimpleNamespace(run=run), files=SimpleNamespace(file_id=file_id))
    ann, bot = User(7, "Ann", is_bot=False), SilentBot()
    query = CallbackQuery("1", ann, "1", data=f"file:{'a' * 16}", message=Message(1, NOW, Chat(7, "private")))
    query.set_bot(bot)
    update = Update(1, callback_query=query)
    asyncio.run(SourceHandlers(services).on_file(update, SimpleNamespace(bot=bot)))
    assert bot.documents == 0
    assert bot.said == ["The original file of “A big one” is larger than the 50 MB that a bot may send."]
