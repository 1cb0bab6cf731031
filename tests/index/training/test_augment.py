from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from index.training.augment import as_keywords, as_typed, with_typing_errors

QUESTION = "Why was Turkey removed from the F-35 programme in 2019?"
chances = st.integers(0, 10**6).map(Random)


@pytest.mark.parametrize(
    ("question", "keywords"),
    [
        (QUESTION, "Turkey removed F-35 programme 2019"),
        ("Who is it?", "Who is it"),
        ("Where did the ships go, and when?", "ships go,"),
        ("Ships left Odesa", "Ships left Odesa"),
    ],
)
def test_keywords_say_what_it_is_about_where_there_are_two(question, keywords):
    assert as_keywords(question, Random(1)) == keywords


@given(chance=chances)
def test_a_typing_error_is_in_one_or_two_of_the_longer_words(chance):
    words, typed = QUESTION.rstrip("?").split(), with_typing_errors(QUESTION, chance).split()
    changed = [(word, other) for word, other in zip(words, typed, strict=True) if word != other]
    assert len(changed) <= 2
    for word, other in changed:
        assert word in {"Turkey", "removed", "from", "programme"}
        assert 1 <= DamerauLevenshtein.distance(word, other) <= 2
        assert other[0] == word[0]


def test_all_kinds_of_typing_errors_are_made():
    typed = {with_typing_errors("wheat", Random(seed)) for seed in range(300)}
    assert {"whet", "wheeat", "whaet"} <= typed  # left out, doubled, exchanged
    assert any(len(word) == 5 and sorted(word) != sorted("wheat") for word in typed)  # mistaken


@given(chance=chances)
def test_short_words_and_numbers_have_no_errors(chance):
    assert with_typing_errors("Is it so in 20199?", chance) == "Is it so in 20199"


@given(chance=chances, text=st.text(max_size=40))
def test_whatever_is_asked_is_typed_somehow(chance, text):
    as_typed(text, chance)


def test_each_way_of_typing_comes_up():
    typed = [as_typed(QUESTION, Random(seed)) for seed in range(200)]
    assert 20 < typed.count(QUESTION.rstrip("?")) < 90
    assert 20 < typed.count("Turkey removed F-35 programme 2019") < 90
    assert len(set(typed)) > 50
    assert not any(text.endswith("?") for text in typed)


def test_chance_can_be_repeated():
    assert [as_typed(QUESTION, Random(3)) for _ in range(5)] == [as_typed(QUESTION, Random(3))] * 5
