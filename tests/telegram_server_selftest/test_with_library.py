"""A round trip with python-telegram-bot: what the bot is built with takes the emulator for Telegram."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest
from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    MessageEntity,
    ReplyParameters,
    Update,
)
from telegram.error import ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut
from telegram.ext import (
    AIORateLimiter,
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)
from telegram_server import Server, render_html

if TYPE_CHECKING:
    from collections.abc import Iterator

Context = ContextTypes.DEFAULT_TYPE
BUTTONS = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("In context", callback_data="context:1")],
        [InlineKeyboardButton("Copy", copy_text=CopyTextButton("Briefing, p. 3"))],
    ]
)


async def ask(update: Update, context: Context) -> None:
    """Answer with the question itself as a quote."""
    question = update.effective_message
    title, quote = "Briefing", question.text.partition(" ")[2]
    entities = [
        MessageEntity("bold", 0, len(title)),
        MessageEntity("expandable_blockquote", len(title) + 1, len(quote.encode("utf-16-le")) // 2),
    ]
    await question.reply_chat_action("typing")
    await question.reply_text(
        f"{title}\n{quote}",
        entities=entities,
        reply_markup=BUTTONS,
        reply_parameters=ReplyParameters(question.message_id, allow_sending_without_reply=True),
    )


async def upload(update: Update, context: Context) -> None:
    document = update.effective_message.document
    content = await (await document.get_file()).download_as_bytearray()
    await update.effective_message.reply_document(bytes(content)[::-1], filename=document.file_name, caption="reversed")


async def press(update: Update, context: Context) -> None:
    await update.callback_query.answer("here")
    await update.callback_query.edit_message_text("The paragraph around it.")


async def inline(update: Update, context: Context) -> None:
    content = InputTextMessageContent(update.inline_query.query.upper())
    await update.inline_query.answer([InlineQueryResultArticle("1", "Quote", content)], cache_time=0, is_personal=True)


class EchoBot:
    """The application in a thread of its own, as the emulator's tests need no process."""

    def __init__(self, server: Server) -> None:
        builder = Application.builder().token(server.token).base_url(server.base_url).base_file_url(server.file_url)
        self.application = builder.rate_limiter(AIORateLimiter()).build()
        self.application.add_handlers(
            [
                CommandHandler("ask", ask),
                MessageHandler(filters.Document.ALL, upload),
                CallbackQueryHandler(press),
                InlineQueryHandler(inline),
            ]
        )
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    async def start(self) -> None:
        await self.application.initialize()
        await self.application.start()
        await self.application.updater.start_polling(bootstrap_retries=3)

    async def stop(self) -> None:
        await self.application.updater.stop()
        await self.application.stop()
        await self.application.shutdown()

    def __enter__(self) -> EchoBot:
        self.thread.start()
        self.run(self.start())
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@pytest.fixture
def bot(server: Server) -> Iterator[EchoBot]:
    with EchoBot(server) as running:
        yield running


def test_round_trip(server, bot):
    ann = server.user("Ann", username="ann", language_code="de")
    question = ann.send("/ask why 😀?")
    answer = ann.chat.wait_for(lambda message: message.reply_to == question.id)
    assert (answer.text, answer.marked("expandable_blockquote")) == ("Briefing\nwhy 😀?", ["why 😀?"])
    assert ann.chat.actions == ["typing"]
    assert ann.click(answer, "Copy") == "Briefing, p. 3"
    assert ann.click(answer, "In context") == {"text": "here"}
    ann.chat.wait_for(lambda message: message.history == ["Briefing\nwhy 😀?", "The paragraph around it."])
    ann.send_document(b"abc" * 100_000, "briefing.pdf", "application/pdf")
    sent = ann.chat.wait_for(lambda message: "document" in message.data).data["document"]
    assert (sent["file_name"], server.files[sent["file_id"]].data) == ("briefing.pdf", b"cba" * 100_000)
    assert ann.inline("why")[0]["input_message_content"]["message_text"] == "WHY"
    server.wait_until_idle(0.05)
    assert server.violations == []


def test_every_kind_of_update_is_understood(server, bot):
    """What the emulator makes must be what the library can read: it logs an error and goes on otherwise."""
    seen: list[str] = []

    async def record(update: object, context: Context) -> None:
        seen.append(next(kind for kind in update.to_dict() if kind != "update_id"))

    bot.application.add_handler(MessageHandler(filters.ALL, record), group=-1)
    ann = server.user("Ann")
    group = server.group("Team", [ann], forum=True)
    topic = group.topic("News")
    ann.send("/ask a", chat=group, topic=topic)
    ann.send("/ask b", chat=group, anonymous=True)
    ann.send_photo(b"1")
    ann.send_voice()
    ann.send_sticker()
    channel = server.channel("News", [ann])
    ann.forward(channel.post("post"))
    ann.edit(ann.send("x"), "y")
    server.push({"unheard_of": {"id": 1}})
    server.group("Old", [ann]).upgrade()
    group.wait_for(lambda message: message.topic == topic.id and message.text == "Briefing\na")
    server.wait_for(lambda: not server.updates.pending)
    server.wait_until_idle(0.05)
    assert len(seen) == 12
    assert server.violations == []


def test_the_library_reads_what_methods_return(server, bot):
    ann = server.user("Ann")
    ann.start()
    group = server.group("Team", [ann], supergroup=True)
    api = bot.application.bot
    chat = bot.run(api.get_chat(group.id))
    administrators = bot.run(api.get_chat_administrators(group.id))
    member = bot.run(api.get_chat_member(group.id, api.id))
    assert (chat.title, administrators[0].user.first_name, member.status) == ("Team", "Ann", "member")
    assert bot.run(api.set_my_commands([("ask", "Ask")], language_code="de"))
    assert bot.run(api.get_my_commands(language_code="de"))[0].command == "ask"
    assert bot.run(api.get_webhook_info()).url == ""
    assert bot.run(api.get_my_description()).description == ""
    assert server.violations == []


def test_the_librarys_errors(server, bot, monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # the library warns otherwise of a type that will change
    ann, ben = server.user("Ann"), server.user("Ben")
    ann.start()
    ben.start()
    group = server.group("Team", [ann])
    new = group.upgrade()
    api = bot.application.bot
    with pytest.raises(ChatMigrated) as moved:
        bot.run(api.send_message(group.id, "x"))
    assert moved.value.new_chat_id == new.id
    ben.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        bot.run(api.send_message(ben.id, "x"))
    server.fail("sendMessage", 502)
    with pytest.raises(NetworkError):
        bot.run(api.send_message(ann.id, "x"))
    server.fail("sendMessage", "reset")
    with pytest.raises(NetworkError):
        bot.run(api.send_message(ann.id, "x"))
    server.fail("sendMessage", "hang")
    with pytest.raises(TimedOut):
        bot.run(api.send_message(ann.id, "x", read_timeout=0.1))
    server.fail("sendMessage", 429, retry_after=7)
    with pytest.raises(RetryAfter):
        bot.run(api.send_message(ann.id, "x"))
    assert server.violations == []


def test_a_network_that_comes_back(server, bot):
    ann = server.user("Ann")
    server.go_down()
    ann.send("/ask again")
    server.come_up()
    ann.chat.wait_for(lambda message: message.text == "Briefing\nagain")


def test_a_picture_of_a_chat(server, bot):
    ann = server.user("Ann", language_code="de")
    question = ann.send("/ask 5 < 6 & <b>")
    ann.chat.wait_for(lambda message: message.reply_to == question.id)
    ann.send("links and styles", entities=[{"type": "bold", "offset": 0, "length": 9},
                                           {"type": "italic", "offset": 6, "length": 10}])  # fmt: skip
    page = render_html(ann.chat)
    assert '<b class="bold">Briefing</b>' in page
    assert '<blockquote class="expandable_blockquote">5 &lt; 6 &amp; &lt;b&gt;</blockquote>' in page
    assert "<span>In context</span>" in page
    assert '<b class="bold">links <i class="italic">and</i></b>' in page  # what crosses the edge is cut there
