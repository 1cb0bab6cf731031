from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import InlineKeyboardButton, MessageEntity
from telegram_server.content import check_entities, check_keyboard

from bot.messages import ENGLISH, RUSSIAN, TURKISH
from bot.parts import with_parts
from bot.render.answer import answer_message, fitting, more_message, no_answer_message
from bot.render.context import cited, context_message
from bot.render.correction import corrected, quotations, standing_notice, unmarked_notice
from bot.render.outgoing import Outgoing, units
from bot.render.parts import fitting_parts, parts_message
from bot.state.shown import Change, NewEdition
from index import Answer, Citation, Context, Filters, Quote, Searched, Span

DAY, JUNE = datetime.date(2026, 11, 22), datetime.date(2025, 6, 12)
SHA, NEW_SHA = "0123456789abcdef" * 4, "fedcba9876543210" * 4
WITHDRAWN = Change("withdrawn", DAY, "Grain")
CHANGED = Change("changed", DAY, "Grain", NewEdition("Grain again", JUNE, NEW_SHA))


def quote_of(text, start=10, title="Grain"):
    return Quote(text, Citation("a.md", title, JUNE, SHA, None, None, Span(start, start + len(text))), 1.0)


def answer_of(quotes=(), nearest=()):
    return Answer("why?", tuple(quotes), tuple(nearest), 0.5, Searched(3, JUNE, JUNE), 1, 0.1, topic="why?")


def ids(quotes):
    return [quote.citation.id for quote in quotes]


def described(message):
    """(kind, the text it marks) of each entity, in their order."""
    encoded = message.text.encode("utf-16-le")
    return [
        (str(e.type), encoded[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le")) for e in message.entities
    ]


def labels(message):
    return [[button.text for button in row] for row in message.buttons]


def test_a_withdrawn_quote_is_struck_through_and_the_rest_stays():
    quotes = [quote_of("One 🎉."), quote_of("Two.", 50)]
    message = answer_message(answer_of(quotes), 5, ENGLISH.answers)
    found, reply = corrected(message, ids(quotes), {quotes[1].citation.id: WITHDRAWN}, ENGLISH)
    assert reply is None
    assert found.text == (
        "1. Grain · 12 June 2025\nOne 🎉.\n\n2. Grain · 12 June 2025\nTwo.\n\n"
        "22 November 2026: the briefing “Grain” was withdrawn."
    )
    assert described(found) == [
        ("bold", "Grain"),
        ("blockquote", "One 🎉."),
        ("bold", "Grain"),
        ("expandable_blockquote", "Two."),
        ("strikethrough", "Two."),
        ("italic", "22 November 2026: the briefing “Grain” was withdrawn."),
    ]
    assert found.buttons == message.buttons


def test_a_quote_of_one_of_several_questions_is_struck_through_wherever_it_is_shown():
    one, two = quote_of("One 🎉."), quote_of("Two.", 50)
    parts = [replace(answer_of(quotes), question=f"Why {len(quotes)}?") for quotes in ([one, two], [], [one])]
    answer = with_parts(answer_of(), parts)
    shown = fitting_parts(answer, ENGLISH.answers)
    message = parts_message(answer, shown, 5, ENGLISH.answers)
    found, reply = corrected(message, ids(shown.quotes), {one.citation.id: WITHDRAWN}, ENGLISH)
    assert reply is None
    assert [text for kind, text in described(found) if "blockquote" in kind] == ["One 🎉.", "Two.", "One 🎉."]
    assert [text for kind, text in described(found) if kind == "strikethrough"] == ["One 🎉.", "One 🎉."]
    assert found.text == f"{message.text}\n\n22 November 2026: the briefing “Grain” was withdrawn."
    assert found.buttons == message.buttons


def test_a_replaced_one_names_the_new_edition_and_has_a_button_for_it():
    quotes = [quote_of("One."), quote_of("Two.", 50)]
    message = answer_message(answer_of(quotes), 5, ENGLISH.answers)
    found, _ = corrected(message, ids(quotes), dict.fromkeys(ids(quotes), CHANGED), ENGLISH)
    assert found.text.endswith(
        "\n\n22 November 2026: the briefing “Grain” was replaced; what is struck through no longer stands in it. "
        "The new edition: “Grain again · 12 June 2025”."
    )
    assert [text for kind, text in described(found) if kind == "strikethrough"] == ["One.", "Two."]
    assert labels(found) == [*labels(message), ["New edition"]]
    assert found.buttons[-1][0].callback_data == "file:fedcba9876543210"


def test_several_changes_have_a_line_and_a_button_each():
    quotes = [quote_of("One."), quote_of("Two.", 50), quote_of("Three.", 90)]
    message = more_message("why?", quotes, 3, 5, ENGLISH.answers)
    other = Change("changed", JUNE, "Gas", NewEdition("G" * 50, None, SHA))
    changes = dict(zip(ids(quotes), (WITHDRAWN, CHANGED, other), strict=True))
    found, _ = corrected(message, ids(quotes), changes, ENGLISH)
    assert [line[:40] for line in found.text.split("\n\n")[-1].split("\n")] == [
        "22 November 2026: the briefing “Grain” w",
        "22 November 2026: the briefing “Grain” w",
        "12 June 2025: the briefing “Gas” was rep",
    ]
    assert labels(found)[-2:] == [["New edition: Grain again"], [f"New edition: {'G' * 39}…"]]


def test_nothing_changed_gives_the_message_as_it_was():
    quotes = [quote_of("One.")]
    message = answer_message(answer_of(quotes), 5, ENGLISH.answers)
    assert corrected(message, ids(quotes), {}, ENGLISH) == (message, None)
    assert corrected(message, ids(quotes), {"0000000000000000-1-2": WITHDRAWN}, ENGLISH) == (message, None)


@pytest.mark.parametrize(
    ("texts", "line"),
    [
        (TURKISH, "22 Kasım 2026: “Grain” brifingi geri çekildi."),
        (RUSSIAN, "22 ноября 2026: брифинг «Grain» отозван."),
    ],
)
def test_other_languages(texts, line):
    quotes = [quote_of("One.")]
    message = no_answer_message(answer_of(nearest=quotes), 5, Filters(), texts.answers)
    found, _ = corrected(message, ids(quotes), {quotes[0].citation.id: WITHDRAWN}, texts)
    assert found.text.endswith(f"\n\n{line}")
    assert ("strikethrough", "One.") in described(found)


def passage_of(quote):
    citation = Citation("a.md", "Grain", JUNE, SHA, None, None, quote)
    return Context("A passage of thirty characters", Span(100, 130), quote, citation)


def test_a_passage_is_struck_where_it_is_marked():
    passage = passage_of(Span(102, 109))
    message = context_message(passage, 0, ENGLISH.answers)
    assert cited(passage) == passage.citation.id
    found, _ = corrected(message, [cited(passage)], {cited(passage): WITHDRAWN}, ENGLISH)
    assert [text for kind, text in described(found) if kind == "strikethrough"] == ["passage"]


def test_a_passage_further_on_is_struck_as_a_whole():
    passage = passage_of(Span(2, 9))
    message = context_message(passage, 2, ENGLISH.answers)
    assert cited(passage) == "0123456789abcdef-100-130"
    found, _ = corrected(message, [cited(passage)], {cited(passage): WITHDRAWN}, ENGLISH)
    assert [text for kind, text in described(found) if kind == "strikethrough"] == ["A passage of thirty characters"]


def full_message(spare):
    """A message with a quote that leaves so many units."""
    quote = "x" * (4096 - 3 - spare)
    entities = (MessageEntity(MessageEntity.BOLD, 0, 2), MessageEntity(MessageEntity.BLOCKQUOTE, 3, len(quote)))
    return Outgoing(f"Ti\n{quote}", entities, ((InlineKeyboardButton("x", callback_data="x"),),))


@pytest.mark.parametrize(
    ("spare", "line"),
    [(55, "22 November 2026: the briefing “Grain” was withdrawn."), (54, "22 November 2026: withdrawn.")],
)
def test_where_there_is_little_room_the_line_is_short(spare, line):
    message = full_message(spare)
    found, reply = corrected(message, ["a"], {"a": WITHDRAWN}, ENGLISH)
    assert (found.text, reply) == (f"{message.text}\n\n{line}", None)


def test_where_there_is_none_it_is_said_in_a_reply():
    message = full_message(29)
    found, reply = corrected(message, ["a"], {"a": CHANGED}, ENGLISH)
    assert found.text == message.text
    assert [kind for kind, _ in described(found)] == ["bold", "blockquote", "strikethrough"]
    assert found.buttons[-1][0].text == "New edition"
    assert reply.text.startswith("22 November 2026: the briefing “Grain” was replaced; what is struck through")


def test_too_many_entities_leave_the_line_to_a_reply():
    bold = (MessageEntity(MessageEntity.BOLD, 0, 1),) * 98
    message = Outgoing("a\nb", (*bold, MessageEntity(MessageEntity.BLOCKQUOTE, 2, 1)))
    found, reply = corrected(message, ["a"], {"a": WITHDRAWN}, ENGLISH)
    assert (found.text, len(found.entities)) == ("a\nb", 100)
    assert reply.text == "22 November 2026: the briefing “Grain” was withdrawn."


def test_notices():
    assert standing_notice(["Grain", "Gas", "Grain"], ENGLISH).text == (
        "What is quoted here from “Grain” is published again.\nWhat is quoted here from “Gas” is published again."
    )
    assert unmarked_notice([WITHDRAWN], [], ENGLISH).text == (
        "22 November 2026: the briefing “Grain” was withdrawn.\n"
        "Answers given here before this group became a supergroup quoted it; "
        "Telegram does not let me strike it through there."
    )
    assert unmarked_notice([CHANGED], [], ENGLISH).text.startswith(
        "22 November 2026: the briefing “Grain” was replaced; some of what was quoted no longer stands in it. "
        "The new edition: “Grain again · 12 June 2025”.\nAnswers given here"
    )
    assert unmarked_notice([], ["Grain"], ENGLISH).text == "What is quoted here from “Grain” is published again."


anything = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=900)
some_quotes = st.lists(st.builds(quote_of, anything.map(str.strip).filter(bool), st.just(1), anything), min_size=1)
some_changes = st.builds(
    Change, st.just("changed"), st.just(DAY), anything, st.builds(NewEdition, anything, st.none(), st.just(SHA))
)


@settings(deadline=None)
@given(some_quotes, st.lists(some_changes, min_size=9, max_size=9), st.sets(st.integers(0, 4)))
def test_what_is_struck_are_whole_quotes_in_a_valid_message(found, changes, struck):
    shown = fitting(found, ENGLISH.answers)
    names = [str(number) for number in range(len(shown))]
    for message in (
        answer_message(answer_of(shown), 10**9, ENGLISH.answers, ["x" * 100]),
        no_answer_message(answer_of(nearest=shown), 10**9, Filters(), RUSSIAN.answers),
    ):
        told = {name: changes[number] for number, name in enumerate(names) if number in struck}
        result, reply = corrected(message, names, told, TURKISH)
        marks = described(result)
        assert [text for kind, text in marks if "blockquote" in kind] == [quote.text for quote in shown]
        expected = [quote.text for number, quote in enumerate(shown) if number in struck]
        assert [text for kind, text in marks if kind == "strikethrough"] == expected
        assert quotations(result) == quotations(message)
        for valid in filter(None, (result, reply)):
            assert 0 < units(valid.text) <= 4096
            check_entities(valid.text, [entity.to_dict() for entity in valid.entities])
            check_keyboard(valid.markup.to_dict() if valid.markup else None)
