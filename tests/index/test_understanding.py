from __future__ import annotations

import pytest

from index.datatypes import Filters, Question
from index.understanding import understood

QUOTE = "Turkey was removed from the F-35 programme. It had bought missiles."


def mended(text):
    return text.replace("Turky", "Turkey").replace("wheta", "wheat")


def take_apart(text, **of_question):
    return understood(Question(text, **of_question), mended)


def test_a_question_is_searched_as_it_is():
    question = Question("Why was Turkey removed?", k=5, filters=Filters(tags=("a",)))
    (asked,) = understood(question, mended)
    assert asked.question == question
    assert (asked.message, asked.wording) == ("Why was Turkey removed?",) * 2
    assert asked.searches == ("Why was Turkey removed?",)
    assert (asked.topic, asked.searches[-1]) == ("Why was Turkey removed?",) * 2
    assert (asked.newest_first, asked.is_small_talk, asked.was_mended) == (False, False, False)


def test_what_stands_around_a_question_is_not_searched():
    message = "Hello! Could you please tell me why Turkey was removed? Thanks!"
    (asked,) = take_apart(message)
    assert (asked.wording, asked.searches) == ("why Turkey was removed?", ("why Turkey was removed?",))
    assert (asked.question.text, asked.message, asked.was_mended) == (message, message, False)


def test_each_question_of_a_message_is_one_of_its_own():
    message = "Why was Turkey removed from the F-35? Which ships left Odesa?"
    first, second = take_apart(message, k=2)
    assert [asked.question.text for asked in (first, second)] == [
        "Why was Turkey removed from the F-35?",
        "Which ships left Odesa?",
    ]
    assert {asked.message for asked in (first, second)} == {message}
    assert {asked.question.k for asked in (first, second)} == {2}
    assert second.searches == ("Which ships left Odesa?",)


def test_a_follow_up_is_searched_alone_and_with_what_it_leans_on():
    (asked,) = take_apart("and when?", follows="Why was Turkey removed?")
    assert asked.searches == ("and when?", "Why was Turkey removed? and when?")
    assert (asked.searches[-1], asked.wording) == ("Why was Turkey removed? and when?", "and when?")
    assert asked.topic == "Why was Turkey removed?"


def test_a_question_that_stands_alone_leans_on_nothing():
    (asked,) = take_apart("Which ships left Odesa?", follows="Why was Turkey removed?")
    assert (asked.searches, asked.topic) == (("Which ships left Odesa?",), "Which ships left Odesa?")


def test_the_questions_of_a_message_lean_on_one_another():
    parts = take_apart("Why was Turkey removed from the F-35? And when? And by whom? Which ships left Odesa? And when?")
    assert [part.question.follows for part in parts] == [
        None,
        "Why was Turkey removed from the F-35?",
        "Why was Turkey removed from the F-35?",
        "Why was Turkey removed from the F-35?",
    ]
    assert parts[1].searches[-1] == "Why was Turkey removed from the F-35? And when?"
    assert parts[2].searches[-1] == "Why was Turkey removed from the F-35? And by whom?"
    assert parts[2].topic == "Why was Turkey removed from the F-35?"
    assert len(parts[3].searches) == 1


def test_the_first_of_several_leans_on_the_answer_before_and_the_rest_with_it():
    first, second = take_apart("And when was it? And who did it?", follows="Why was Turkey removed?")
    assert first.searches[-1] == "Why was Turkey removed? And when was it?"
    assert second.searches[-1] == "Why was Turkey removed? And who did it?"
    assert (first.topic, second.topic) == ("Why was Turkey removed?",) * 2


def test_typing_errors_are_mended():
    (asked,) = take_apart("Why was Turky removed?")
    assert (asked.wording, asked.searches) == ("Why was Turkey removed?", ("Why was Turkey removed?",))
    assert (asked.question.text, asked.was_mended) == ("Why was Turky removed?", True)


def test_each_part_is_mended_for_itself():
    first, second = take_apart("Why was Turkey removed from the F-35? Which ships with wheta left Odesa?")
    assert (first.was_mended, second.was_mended) == (False, True)
    assert second.wording == "Which ships with wheat left Odesa?"


def test_what_a_question_leans_on_is_mended_too():
    (first,) = take_apart("Why was Turky removed?")
    (second,) = take_apart("and when?", follows=first.topic)
    assert second.searches == ("and when?", "Why was Turkey removed? and when?")
    assert not second.was_mended


def test_words_for_the_newest_are_not_searched():
    (asked,) = take_apart("What is the latest on the grain corridor?")
    assert (asked.wording, asked.newest_first, asked.was_mended) == ("the grain corridor?", True, False)
    assert asked.question.text == "What is the latest on the grain corridor?"
    newest, plain = take_apart("What is the latest on the grain corridor? Why was Turkey removed from the F-35?")
    assert (newest.newest_first, plain.newest_first) == (True, False)


def test_a_mended_question_for_the_newest_counts_as_mended():
    (asked,) = take_apart("What is the latest on Turky?")
    assert (asked.wording, asked.newest_first, asked.was_mended) == ("Turkey?", True, True)


@pytest.mark.parametrize("text", ["Hello!", "thanks", "Спасибо"])
def test_small_talk_is_searched_for_nothing(text):
    (asked,) = take_apart(text)
    assert (asked.is_small_talk, asked.searches, asked.topic) == (True, (), text)
    (asked,) = take_apart(text, follows="Why was Turkey removed?")
    assert (asked.is_small_talk, asked.topic) == (True, "Why was Turkey removed?")


def test_a_question_about_a_quote_leans_on_it_whatever_it_says():
    (asked,) = take_apart("Which ships left Odesa?", about=QUOTE, follows="Something else?")
    assert asked.searches == ("Which ships left Odesa?", f"{QUOTE} Which ships left Odesa?")
    assert asked.topic == asked.searches[-1] == f"{QUOTE} Which ships left Odesa?"


def test_a_message_about_a_quote_stays_whole():
    message = "Why was Turkey removed from the F-35? Which ships left Odesa?"
    (asked,) = take_apart(message, about=QUOTE)
    assert asked.question.text == message


def test_the_words_of_a_quote_are_never_mended():
    (asked,) = take_apart("and when?", about="Turky was removed.")
    assert asked.searches == ("and when?", "Turky was removed. and when?")
