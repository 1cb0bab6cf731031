from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.datatypes import Span
from index.sentences import MAX_SENTENCE_CHARACTERS, divided, sentence_spans, tight

ODD_PIECES = [
    "A sentence. ", "Mr. ", "U.S. ", "No. 5 ", "3. ", "word", " ", "\r\n", "\n", "\t", "\u00a0",
    "\u2028", "\x00", "\x1f",
    "\u200b", "\u200f", "\u202e", "e\u0301", "\u0301", "👨‍👩‍👧", "👍🏽", "🇹🇷", "؟ ", "نعم. ", "。",
    "你好！", "「再见。」", "?!", "...", "…",
    '."', ") ", "»", "« ", "[1]", "* * *", "- ", "a.b", "3.5", "т.е. ", "Он. ", "II. ", "„Ja!“ ", ";", ", ",
]  # fmt: skip
odd_texts = st.lists(st.sampled_from(ODD_PIECES) | st.text(max_size=5), max_size=40).map("".join)
languages = st.sampled_from(["", "en", "de", "tr", "ru", "ar", "zh", "xx"])


def split(text: str, language: str = "en") -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text, language)]


def without_space(text: str) -> str:
    return "".join(text.split())


@given(odd_texts, languages)
@example("", "en")
@example(" \n\t", "en")
@example("A. " * 2000, "en")
@example("。" * 3000, "zh")
def test_spans_are_tight_ordered_disjoint_and_cover_all_but_white_space(text: str, language: str) -> None:
    spans = sentence_spans(text, language)
    assert all(span.start < span.end <= span.start + MAX_SENTENCE_CHARACTERS for span in spans)
    assert all(first.end <= second.start for first, second in itertools.pairwise(spans))
    assert all(text[span.start : span.end] == text[span.start : span.end].strip() for span in spans)
    assert without_space("".join(text[span.start : span.end] for span in spans)) == without_space(text)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        pytest.param(
            "en",
            ["U.S. officials met.", "The U.S. Secretary of State left.", "It is in the U.S.", "The rest is known."],
            id="acronym",
        ),
        pytest.param("en", ["Mr. Erdoğan spoke.", "Gen. Akar and Lt. Col. Smith left."], id="titles"),
        pytest.param(
            "en",
            ["J. R. Smith came.", "He saw the S-400s.", "No. 5 is it.", "It cost 3.5 million."],
            id="initials-and-numbers",
        ),
        pytest.param(
            "en",
            ["Allies, e.g. Turkey, i.e. Ankara, agreed.", "See https://a.b/c.html?x=1.", "Next."],
            id="abbreviations-and-address",
        ),
        pytest.param(
            "en", ['He said "Go."', "(He went.)", '"What?!" she asked.', "“Why?”", "Nobody knew."], id="closing-quotes"
        ),
        pytest.param("en", ["They waited... and waited.", "And then it came..."], id="ellipsis"),
        pytest.param("en", ["It was signed in 2017.[1]", "It was kept.[2][3]", "So they say."], id="notes"),
        pytest.param("en", ["Wow!", "Is it 👍?", "It is. ***", "Good? …"], id="a-piece-without-words"),
        pytest.param("en", ["all in lower case.", "how are you?", "i am fine."], id="lower-case"),
        pytest.param(
            "en", ["Codes are read.", "tRNA does this.", "http://a.b is a site."], id="begins-with-no-capital"
        ),
        pytest.param("en", ["1. The first point.", "2. The second point."], id="labels"),
        pytest.param(
            "de", ["Am 3. Oktober kam Dr. Müller z. B. aus Berlin.", "Im 21. Jahrhundert war er Nr. 1."], id="german"
        ),
        pytest.param("de", ["„Geh!“", "Er ging.", "»Nein.«", "Sie blieb."], id="german-quotes"),
        pytest.param("fr", ["« Oui. »", "Mme Curie est venue.", "Bonjour.", "« Non ! »"], id="french"),
        pytest.param("es", ["El Sr. Pérez vino.", "¿Qué?", "¡Hola!", "La Dra. Gómez y Ud. hablan."], id="spanish"),
        pytest.param(
            "tr",
            ["3. Ordu geldi.", "Prof. Dr. Ahmet Yılmaz II. Dünya Savaşı'nı anlattı.", "Uçak, tank vb. araçlar var."],
            id="turkish",
        ),
        pytest.param(
            "ru",
            ["И. О. Фамилия пришел, т.е. так.", "Он жил на ул. Ленина в 1990 гг. и позже.", "«Да!»", "Он ушел."],
            id="russian",
        ),
        pytest.param("ar", ["هل هذا صحيح؟", "نعم.", "قال د. محمد.", "ثم ذهب!"], id="arabic"),
        pytest.param("hi", ["यह है।", "वह है।"], id="hindi"),
    ],
)
def test_it_finds_the_sentences_of(language: str, sentences: list[str]) -> None:
    assert split(" ".join(sentences), language) == sentences


def test_chinese_needs_no_space() -> None:
    assert split("你好。真的吗？他说：“走吧。”然后走了！", "zh") == [
        "你好。",
        "真的吗？",
        "他说：“走吧。”",
        "然后走了！",
    ]


def test_a_line_break_is_only_white_space() -> None:
    text = "First sentence\nwrapped on\r\nlines. Second\none."
    assert split(text) == ["First sentence\nwrapped on\r\nlines.", "Second\none."]


def test_the_same_sentences_are_found_across_windows() -> None:
    sentences = [f"Sentence {number} tells of Mr. Smith in the U.S. Senate." for number in range(500)]
    assert split(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a" * 100_000, id="letters"),
        pytest.param("word " * 20_000, id="words"),
        pytest.param("中" * 100_000, id="chinese"),
        pytest.param("中国。" * 33_333, id="chinese-sentences"),
        pytest.param("!?" * 50_000, id="marks"),
        pytest.param("? " * 50_000, id="spaced-marks"),
        pytest.param("1. " * 33_333, id="labels"),
        pytest.param("a.\u0301" * 33_333, id="marked"),
        pytest.param('"(' * 50_000, id="openers"),
    ],
)
def test_a_line_of_100_000_characters_takes_as_long_as_its_length(text: str) -> None:
    def seconds(part: str) -> float:
        began = time.thread_time()
        sentence_spans(part, "de")
        return time.thread_time() - began

    tenth = max(min(seconds(text[:10_000]) for _ in range(3)), 0.001)
    assert seconds(text) < 40 * tenth  # it would be 100 times as long if each character were compared with each
    spans = sentence_spans(text, "de")
    assert max(span.end - span.start for span in spans) <= MAX_SENTENCE_CHARACTERS
    assert sum(span.end - span.start for span in spans) >= len(without_space(text))


@pytest.mark.parametrize(
    ("text", "ends_with"),
    [
        pytest.param("and one, two; " + "and one, two " * 80, ",", id="not-at-an-early-semicolon"),
        pytest.param("and so on " * 60 + "here; " + "and, so, on " * 60, ";", id="semicolon"),
        pytest.param("and so on " * 60 + "there, " + "and so on " * 60, ",", id="comma"),
        pytest.param("中" * 600 + "；" + "中，" * 300, "；", id="chinese-semicolon"),
        pytest.param("andso " * 300, "o", id="white-space"),
    ],
)
def test_a_long_sentence_is_divided_at(text: str, ends_with: str) -> None:
    first = next(iter(divided(text, tight(text, 0, len(text)))))
    assert text[first.end - 1] == ends_with


@pytest.mark.parametrize("grapheme", ["e\u0301\u0323", "👨‍👩‍👧", "🇹🇷", "👍🏽", "각"])
def test_no_grapheme_is_torn(grapheme: str) -> None:
    text = "x" + grapheme * 900
    spans = list(divided(text, Span(0, len(text))))
    assert len(spans) > 1 or len(text) <= MAX_SENTENCE_CHARACTERS
    assert all((span.start - 1) % len(grapheme) == 0 for span in spans[1:])


def test_a_thousand_characters_stay_whole() -> None:
    assert list(divided("a" * 1000, Span(0, 1000))) == [Span(0, 1000)]
    assert list(divided("a" * 1001, Span(0, 1001))) == [Span(0, 500), Span(500, 1001)]
