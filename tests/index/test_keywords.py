from __future__ import annotations

import sqlite3
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.keywords import SNOWBALL_ALGORITHMS, keywords, query_keywords


def stored(tokens: list[str]) -> list[str]:
    """What SQLite makes of them."""
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5 (x, tokenize = 'unicode61 remove_diacritics 0')")
        connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab (t, 'instance')")
        connection.execute("INSERT INTO t VALUES (?)", [" ".join(tokens)])
        found = [term for (term,) in connection.execute("SELECT term FROM v ORDER BY offset")]
    connection.close()
    return found


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        pytest.param("Turkey was removed in 2019.", "en", ["turkey", "was", "remov", "in", "2019"], id="english"),
        pytest.param("die Häuser der Türkei", "de", ["die", "haus", "der", "turkei"], id="german"),
        pytest.param("новые самолёты", "ru", ["нов", "самолет"], id="russian"),
        pytest.param("los países", "es", ["los", "pais"], id="spanish"),
        pytest.param("removed countries", "", ["removed", "countries"], id="unknown-language"),
        pytest.param("removed countries", "xx", ["removed", "countries"], id="no-such-language"),
        pytest.param("what is it", "en", ["what", "is", "it"], id="only-stop-words"),
        pytest.param("ﬁne m² Ｆ", "", ["fine", "m2", "m", "2", "f"], id="compatibility-forms"),
        pytest.param("1,000,000 or 1.000.000 or 3.5", "", ["1000000", "or", "1000000", "or", "3", "5"], id="numbers"),
        pytest.param("the 1990s", "en", ["the", "1990"], id="decade"),
        pytest.param("Turkey’s and Trump's", "en", ["turkey", "and", "trump"], id="possessive"),
        pytest.param("U.S.喜欢F-35吗。中", "zh", ["us", "喜欢", "f35", "f", "35", "吗", "中"], id="chinese"),
        pytest.param("トルコ・とは", "ja", ["トル", "ルコ", "とは"], id="japanese"),
        pytest.param("한국어는", "ko", ["한국", "국어", "어는"], id="korean"),
        pytest.param("ไทย", "th", ["ไท", "ทย"], id="thai"),
        pytest.param("👍🏽 — ?! \x00 _", "en", [], id="no-words"),
        pytest.param("", "en", [], id="empty"),
        pytest.param("a\u00adb\u200dc \u202edef", "", ["abc", "def"], id="invisible-characters"),
        pytest.param('he"llo* OR (NEAR', "", ["he", "llo", "or", "near"], id="operators"),
    ],
)
def test_it_gives_the_tokens_of(text: str, language: str, expected: list[str]) -> None:
    assert keywords(text, language) == expected


@pytest.mark.parametrize(
    ("first", "second", "language"),
    [
        pytest.param("Erdoğan", "erdogan", "tr", id="diacritic"),
        pytest.param("Erdoğan", "Erdog\u0306an", "en", id="combining-mark"),
        pytest.param("Türkiye", "turkiye", "en", id="umlaut"),
        pytest.param("IŞIK İSTANBUL", "ışık istanbul", "tr", id="turkish-i"),
        pytest.param("IŞIK İSTANBUL", "isik istanbul", "", id="turkish-i-elsewhere"),
        pytest.param("Ankara'nın", "Ankara", "tr", id="turkish-suffix"),
        pytest.param("STRASSE", "Straße", "de", id="sharp-s"),
        pytest.param("Łódź Ærø", "lodz aero", "", id="letters-that-do-not-decompose"),
        pytest.param("ёлка", "елка", "ru", id="russian-e"),
        pytest.param("الأَتْرَاكـــ", "الاتراك", "ar", id="arabic-marks"),
        pytest.param("إلى", "الي", "", id="arabic-alef-and-yeh"),
        pytest.param("S-400s", "S-400", "en", id="plural"),
        pytest.param("S-400’s", "S–400", "en", id="possessive-and-dash"),
        pytest.param("S400", "S-400", "en", id="hyphen"),
        pytest.param("F-16Cs", "F16C", "en", id="variant"),
        pytest.param("U.S.", "US", "en", id="acronym"),
        pytest.param("U.S.A.'s", "USA", "en", id="long-acronym"),
    ],
)
def test_these_are_the_same(first: str, second: str, language: str) -> None:
    assert keywords(first, language) == keywords(second, language) != []


@pytest.mark.parametrize(("first", "second"), [("й", "и"), ("が", "か"), ("2", "3"), ("S-400", "S-300")])
def test_these_are_not_the_same(first: str, second: str) -> None:
    assert keywords(first, "") != keywords(second, "")


def test_a_designation_is_found_by_its_parts_too() -> None:
    assert keywords("S-400", "en") == ["s400", "s", "400"]
    assert keywords("S 400", "en") == ["s", "400"]
    assert keywords("F-16C", "en") == ["f16c", "f16", "f", "16"]


def test_a_question_is_analysed_for_each_language_without_repetition() -> None:
    assert query_keywords("Removed countries removed", ["en", ""]) == ["remov", "countri", "removed", "countries"]
    assert query_keywords("Removed", []) == []


@given(st.text(), st.sampled_from(["", *SNOWBALL_ALGORITHMS]))
def test_every_token_survives_the_tokenizer_of_sqlite(text: str, language: str) -> None:
    tokens = keywords(text, language)
    assert stored(tokens) == tokens


def test_every_letter_survives_the_tokenizer_of_sqlite() -> None:
    letters = (chr(code) for code in range(sys.maxunicode + 1) if chr(code).isalnum())
    tokens = keywords(" ".join(letters), "")
    assert len(tokens) > 100_000
    assert stored(tokens) == tokens


@given(st.text())
def test_case_does_not_matter(text: str) -> None:
    assert keywords(text.upper(), "") == keywords(text.upper().casefold(), "")


def test_two_thousand_sentences_take_no_time() -> None:
    began = time.process_time()
    for number in range(2000):
        keywords(f"The U.S. removed Turkey from the F-35 program in {number} after it had bought the S-400s.", "en")
    assert time.process_time() - began < 1


@pytest.mark.parametrize("text", ["a.", "1,000", "a1", "a'", "S-", "!?", "中", "e\u0301"])
def test_a_long_line_takes_no_time(text: str) -> None:
    began = time.process_time()
    keywords(text * 20_000, "tr")
    assert time.process_time() - began < 1
