"""Which texts are values, and which are questions."""

from __future__ import annotations

import asyncio
import datetime
from types import SimpleNamespace

import pytest
from telegram import CallbackQuery, Chat, Message, Update, User

from bot.handlers.prompts import PromptHandlers
from bot.messages import ENGLISH
from bot.state.prompts import Prompt

NOW = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
ANN = User(7, "Ann", is_bot=False)


class Waiting:
    """One prompt, of Ann in her chat."""

    def __init__(self, action="title"):
        self.prompt = Prompt(3, action, {"upload": 1}, None)

    async def get(self, chat_id, user_id):
        return self.prompt if (chat_id, user_id) == (7, 7) else None

    async def end(self, prompt_id):
        if self.prompt and self.prompt.id == prompt_id:
            self.prompt = None


class Bot:
    def __init__(self):
        self.toasts = []
        self.edited = []

    async def answer_callback_query(self, text=None, **_):
        self.toasts.append(text)

    async def edit_message_text(self, text, *_, **__):
        self.edited.append(text)


class Taker:
    def __init__(self, usable=True):
        self.values = []
        self.usable = usable

    async def __call__(self, update, context, prompt, value):
        self.values.append(value)
        return self.usable


def run(update, waiting, taker, bot=None):
    """Give an update to the handlers: the questions that went on."""
    questions = []

    async def otherwise(update, _):
        questions.append(update.message.text)

    handlers = PromptHandlers(SimpleNamespace(prompts=waiting), otherwise)
    handlers.register("title", taker)
    context = SimpleNamespace(bot=bot)
    asyncio.run((handlers.on_button if update.callback_query else handlers.on_text)(update, context))
    return questions


def written(text, chat_id=7):
    return Update(1, message=Message(1, NOW, Chat(chat_id, "private" if chat_id > 0 else "group"), ANN, text=text))


def pressed(data, bot, by=ANN):
    query = CallbackQuery("1", by, "1", data=data, message=Message(1, NOW, Chat(7, "private")))
    query.set_bot(bot)
    return Update(1, callback_query=query)


@pytest.mark.parametrize(("text", "value"), [(" A title ", "A title"), ("-", ""), ("–", ""), ("- x", "- x")])
def test_the_next_text_is_the_value(text, value):
    waiting, taker = Waiting(), Taker()
    assert run(written(text), waiting, taker) == []
    assert taker.values == [value]
    assert waiting.prompt is None
    assert run(written(text), waiting, taker) == [text]


def test_a_value_that_cannot_be_used_is_asked_for_again():
    waiting, taker = Waiting(), Taker(usable=False)
    run(written("x"), waiting, taker)
    assert waiting.prompt is not None


@pytest.mark.parametrize("update", [written("/nothing"), written("a title", chat_id=-5)])
def test_commands_and_groups_are_left_alone(update):
    taker = Taker()
    assert run(update, Waiting(), taker) == [update.message.text]
    assert taker.values == []


def test_a_text_is_a_question_where_a_document_is_waited_for():
    waiting = Waiting("replace")
    assert run(written("Why?"), waiting, Taker()) == ["Why?"]
    assert waiting.prompt is not None


def test_the_buttons():
    bot, waiting, taker = Bot(), Waiting(), Taker()
    run(pressed("pr:3:clear", bot), waiting, taker, bot)
    assert (taker.values, waiting.prompt, bot.toasts) == ([""], None, [None])
    waiting = Waiting()
    run(pressed("pr:3:cancel", bot), waiting, taker, bot)
    assert (waiting.prompt, bot.edited) == (None, [ENGLISH.editing.nothing_changed])


@pytest.mark.parametrize("data", ["pr:2:clear", "pr:3", "pr", "pr:x:cancel"])
@pytest.mark.parametrize("by", [ANN, User(8, "Eve", is_bot=False)])
def test_buttons_of_another_prompt_or_person(data, by):
    bot, waiting, taker = Bot(), Waiting(), Taker()
    run(pressed(data, bot, by), waiting, taker, bot)
    assert (taker.values, waiting.prompt is not None) == ([], True)
    assert bot.toasts == [ENGLISH.editing.prompt_over_toast]


def test_a_forged_choice():
    bot, taker = Bot(), Taker()
    run(pressed("pr:3:nonsense", bot), Waiting(), taker, bot)
    assert (taker.values, bot.toasts) == ([], [ENGLISH.answers.not_understood_toast])
