"""What a person asks, restricted as they chose, and answered with nothing that is not in the store."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from types import SimpleNamespace

import pytest

from bot.messages.answers import ENGLISH, RUSSIAN
from bot.questions import Asked, CannotAskError, Questions, standing
from bot.state.chats import Focus, GroupChat
from bot.worker import Busy
from index import BriefingError, Filters, Question, StoreError

GRAIN = "---\ntitle: Grain\ndate: 2025-06-12\ntags: [grain, trade]\n---\nShips left Odesa. Wheat is dear."
GAS = "---\ntitle: Gas\ndate: 2026-05-01\ntags: [gas]\n---\nThe stores are full of gas. Winter comes."


class DirectWorker:
    """Calls the index at once; `asked` are the questions, `spoil` changes the answers to the first ones."""

    def __init__(self, index, spoil=()):
        self.index = index
        self.spoil = list(spoil)
        self.asked = []

    async def ask(self, question):
        self.asked.append(question)
        (answer,) = self.index.ask_all([question])
        if isinstance(answer, Exception):
            raise answer
        return self.spoil.pop(0)(answer) if self.spoil else answer

    async def run(self, function, *arguments):
        return function(*arguments)


@pytest.fixture
def published(index, settings):
    for name, text in (("grain.md", GRAIN), ("gas.md", GAS)):
        (settings.briefings_dir / name).write_text(text)
    index.sync()
    return index


@pytest.fixture
def ask(published):
    """Ask with the real index -> what was found; `ask.questions` are those the index got."""

    def ask(text, *, chat_id=1, focus=None, tags=(), spoil=(), texts=ENGLISH, worker=None, **about):
        worker = worker or DirectWorker(published, spoil)

        async def get_focus(*_):
            return focus

        async def get_chat(chat_id):
            return GroupChat(chat_id, tags=tags)

        async def clear_focus(*_):
            ask.focus_cleared = True

        chats = SimpleNamespace(focus=get_focus, get=get_chat, clear_focus=clear_focus)
        services = SimpleNamespace(worker=worker, index=published, chats=chats)
        ask.questions = getattr(worker, "asked", [])
        return asyncio.run(Questions(services).answer(Asked(text, chat_id, 1, **about), texts, 3))

    return ask


def titles(found):
    return {quote.citation.title for quote in (*found.answer.quotes, *found.answer.nearest)}


def altered(answer):
    changed = [replace(quote, text=quote.text + "!") for quote in answer.quotes]
    return replace(answer, quotes=tuple(changed))


def test_quotes_are_those_of_the_store(ask):
    found = ask("which ships left Odesa?")
    assert found.answer.quotes[0].text.startswith("Ships left Odesa.")
    assert found.notes == ()
    assert len(ask.questions) == 1


def test_a_quote_that_is_not_in_the_store_makes_the_question_be_asked_again(ask):
    found = ask("which ships left Odesa?", spoil=[altered])
    assert found.answer.quotes[0].text.startswith("Ships left Odesa.")
    assert len(ask.questions) == 2


def test_it_is_asked_again_once_and_what_is_wrong_is_not_shown(ask):
    found = ask("which ships left Odesa?", spoil=[altered, altered])
    assert found.answer.quotes == ()
    assert len(ask.questions) == 2


def in_parts(answer):
    """The answer as to two questions, of which the second finds the first quote altered."""
    spoilt = altered(replace(answer, quotes=answer.quotes[:1]))
    return replace(answer, parts=(answer, spoilt), quotes=(*answer.quotes, *spoilt.quotes), newest_first=True)


def test_of_several_questions_what_is_not_in_the_store_is_not_shown_either(ask):
    found = ask("which ships left Odesa?", spoil=[in_parts, in_parts])
    assert len(ask.questions) == 2
    sound, spoilt = found.answer.parts
    assert sound.quotes
    assert spoilt.quotes == ()
    assert found.answer.quotes == sound.quotes
    assert found.notes == ()


def test_what_the_answer_says_of_itself_is_noted(ask):
    def newest(answer):
        return replace(answer, newest_first=True, searched_for="Which ships left Odesa?")

    found = ask("which shps left Odesa?", spoil=[newest], focus=Focus("briefing", "grain.md"))
    assert found.notes == (
        "Searched for: Which ships left Odesa?",
        "Newest first; the newest is of 12 June 2025.",
        "Searched only: Grain",
    )


def test_a_quote_of_a_withdrawn_briefing_does_not_stand(published):
    (answer,) = published.ask_all([Question("which ships left Odesa?")])
    assert standing(published, answer.quotes) == answer.quotes
    published.remove(["grain.md"])
    assert "Grain" not in {quote.citation.title for quote in standing(published, answer.quotes)}


def test_a_focus_on_a_briefing(ask):
    found = ask("which ships left Odesa?", focus=Focus("briefing", "gas.md"))
    assert titles(found) == {"Gas"}
    assert found.question.filters == Filters(("gas.md",))
    assert found.notes == ("Searched only: Gas",)


def test_a_focus_on_a_tag(ask):
    found = ask("which ships left Odesa?", focus=Focus("tag", "gas"))
    assert found.question.filters == Filters(tags=("gas",))
    assert found.notes == ("Searched only: tag gas",)


def test_in_a_group_its_tags_are_kept_to_whatever_is_chosen(ask):
    assert titles(ask("which ships left Odesa?", chat_id=-1, tags=("gas",))) == {"Gas"}
    assert titles(ask("which ships left Odesa?", chat_id=-1, tags=("gas",), focus=Focus("tag", "grain"))) == set()
    both = ask("which ships left Odesa?", chat_id=-1, tags=("trade",), focus=Focus("tag", "grain"))
    assert titles(both) == {"Grain"}
    assert both.notes == ("Searched only: Grain",)
    assert titles(ask("in the Grain briefing, which ships?", chat_id=-1, tags=("gas",))) == set()


def test_the_tags_of_a_group_do_not_bind_a_private_chat(ask):
    assert "Grain" in titles(ask("which ships left Odesa?", chat_id=1, tags=("gas",)))


def test_a_focus_that_is_gone_is_told(ask):
    with pytest.raises(CannotAskError) as refusal:
        ask("why?", focus=Focus("briefing", "gone.md"))
    assert str(refusal.value) == ENGLISH.focus_gone
    assert ask.focus_cleared


@pytest.mark.parametrize("text", ["", "?!", "😀" * 2048, "\u202e", "\x00"])
def test_what_has_no_words_is_not_asked(ask, text):
    with pytest.raises(CannotAskError) as refusal:
        ask(text, texts=RUSSIAN)
    assert str(refusal.value) == RUSSIAN.no_words
    assert ask.questions == []


def test_a_day_that_there_is_not(ask):
    with pytest.raises(CannotAskError):
        ask("what was written since 31 February 2026 about gas?")


def test_what_it_leans_on_is_noted(ask):
    found = ask("and when?", follows="which ships left Odesa?")
    assert found.follows == "which ships left Odesa?"
    assert found.notes == ("Together with your question before: which ships left Odesa?",)
    alone = ask("Is Winter coming to Odesa?", follows="which ships left Odesa?")
    assert (alone.follows, alone.notes) == (None, ())


def failing(error):
    async def ask(question):
        raise error

    return SimpleNamespace(ask=ask, run=DirectWorker(None).run)


def test_when_too_many_ask(ask):
    with pytest.raises(CannotAskError) as refusal:
        ask("why gas?", worker=failing(Busy()))
    assert str(refusal.value) == ENGLISH.busy


def test_a_briefing_that_is_gone_is_said_in_the_persons_language(ask):
    with pytest.raises(CannotAskError, match="no longer there"):
        ask("why gas?", worker=failing(BriefingError("There is no briefing 'x'.")))


def test_a_broken_store_is_no_matter_of_the_person(ask):
    with pytest.raises(StoreError):
        ask("why gas?", worker=failing(StoreError("damaged")))
