"""Which sentences two texts do not share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.compare import changes
from index.datatypes import Changes

OLD = """A title

One is here. Two is
here, on two lines. Three will go.

Country | Batteries
Estonia | 2
Latvia | 2

- the first item
- the second item"""
NEW = """A title

Two is here, on two lines. One is here.

Four has come. Country | Batteries
Estonia | 2
Latvia | 3

- the first item
- the other item"""


def test_sentences_rows_and_items_that_one_text_alone_holds():
    assert changes(OLD, NEW, "en") == Changes(
        removed=("Three will go.", "Latvia | 2", "- the second item"),
        added=("Four has come.", "Latvia | 3", "- the other item"),
    )


def test_the_same_text_has_no_changes():
    assert changes(OLD, OLD, "en") == changes(OLD, OLD.replace("\n", "\n\n"), "en") == Changes((), ())


def test_a_sentence_is_not_found_inside_a_longer_word():
    assert changes("She stays here.", "She stays here. He left.", "en") == Changes((), ("He left.",))
    assert changes("It rose.", "It rose.5 more.", "en").removed == ("It rose.",)


@pytest.mark.parametrize(("language", "old", "new"), [("ru", "Он ушёл. Она осталась.", "Она осталась. Он пришёл.")])
def test_other_languages(language, old, new):
    assert changes(old, new, language) == Changes(("Он ушёл.",), ("Он пришёл.",))


@given(st.text(), st.text())
def test_what_is_told_are_slices_of_the_text_they_are_told_of(old, new):
    told = changes(old, new, "en")
    assert all(sentence in old for sentence in told.removed)
    assert all(sentence in new for sentence in told.added)
    assert changes(old, old, "en") == Changes((), ())
