from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.keywords import keywords
from index.shared_names import NAMES, in_words_of, shared_names


def own(question, *languages):
    return [" ".join(name.own) for name in shared_names(question, languages or ["en"])]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What did the U.S. ambassador say?", ["us"]),
        ("what did the us ambassador say?", ["us"]),
        ("why did the United States of America leave?", ["unit state of america"]),
        ("Does the US trade with Türkiye?", ["us", "turkiy"]),
        ("Who told us?", []),
        ("who left the room?", []),
        ("who played in the who?", []),
        ("WHO TOLD US?", []),
        ("What does the WHO say?", ["who"]),
        ("did the EU and Great Britain agree", ["great britain", "eu"]),
        ("which states are united?", []),
        ("", []),
    ],
)
def test_names_are_found_in_a_question(question, found):
    assert sorted(own(question)) == sorted(found)


def test_names_are_found_in_the_languages_of_the_briefings():
    (name,) = shared_names("ABD büyükelçisi ne dedi?", ["en", "tr"])
    assert name.own == ("abd",)
    assert {("us",), ("usa",), ("unit", "state")} <= set(name.others)
    assert shared_names("ABD", []) == ()


def test_a_text_is_read_in_the_words_of_the_question():
    names = shared_names("Why did the US leave?", ["en"])
    text = keywords("The United States left; the united front of states did not.", "en")
    assert in_words_of(names, text) == [*text, "us"]
    twice = keywords("The United States and the USA, or United States", "en")
    assert in_words_of(names, twice) == [*twice, "us", "us"]


def test_a_text_in_the_same_words_is_read_as_it_is():
    names = shared_names("Why did the US leave?", ["en"])
    text = keywords("The US left.", "en")
    assert in_words_of(names, text) is text
    assert in_words_of((), text) is text


def test_no_form_belongs_to_two_names():
    forms = [tuple(keywords(form, "en")) for forms in NAMES for form in {*forms}]
    assert all(forms)
    assert len({*forms}) >= len(forms) - 1  # Türkiye, Turkiye


@given(st.text(), st.lists(st.sampled_from(["unit", "state", "us", "of", "america", "turkey", "eu"])))
def test_nothing_is_taken_away(question, document):
    names = shared_names(question + " US EU Türkiye United Kingdom", ["en", "tr"])
    assert list(in_words_of(names, document))[: len(document)] == document
