from __future__ import annotations

import datetime
from math import exp

import pytest

from index import answer
from index.answer import confidence, distinct, quotes
from index.datatypes import Briefing, Citation, Hit, Sentence, Span

TEXT = "One is here. Two is there.\nThree follows.\n\nFour ends it. Five is far."
SPANS = {1: Span(0, 12), 2: Span(13, 26), 3: Span(27, 41), 4: Span(43, 56), 5: Span(57, 69)}
NOW = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
BRIEFING = Briefing(
    "a.md", "Title", datetime.date(2026, 5, 1), "en", (), "f" * 64, "e" * 64, len(TEXT), 5, 0, NOW
)  # fmt: skip


def hit(sentence_id, score=1.0, passage_id=1, version_id=1, span=None, **measures):
    sentence = Sentence(span or SPANS[sentence_id], f"Section {sentence_id}", sentence_id)
    values = {"similarity": 0.0, "passage_similarity": 0.0, "coverage": 0.0, "passage_coverage": 0.0} | measures
    return Hit(sentence_id, passage_id, version_id, sentence, score=score, **values)


def quoted(hits, text=TEXT):
    return quotes(hits, {1: BRIEFING, 2: BRIEFING}, {1: text, 2: text})


def quoted_texts(hits):
    return [quote.text for quote in quoted(hits)]


def test_the_confidence_is_the_logistic_of_the_best_hits_measures(monkeypatch):
    weights = {
        "INTERCEPT": -2.0,
        "SIMILARITY_WEIGHT": 1.0,
        "COVERAGE_WEIGHT": 2.0,
        "PASSAGE_SIMILARITY_WEIGHT": 3.0,
        "PASSAGE_COVERAGE_WEIGHT": 4.0,
    }
    for name, weight in weights.items():
        monkeypatch.setattr(answer, name, weight)
    best = hit(1, similarity=0.5, coverage=0.25, passage_similarity=0.1, passage_coverage=0.5)
    assert confidence([best, hit(2)]) == pytest.approx(1 / (1 + exp(-(-2 + 0.5 + 0.5 + 0.3 + 2))))


def test_there_is_no_confidence_in_nothing():
    assert confidence([]) == 0.0


@pytest.mark.parametrize("extreme", [-1.0, 0.0, 1.0])
def test_a_confidence_is_a_probability(extreme):
    measures = dict.fromkeys(["similarity", "coverage", "passage_similarity", "passage_coverage"], extreme)
    assert 0 <= confidence([hit(1, **measures)]) <= 1


def test_what_says_the_same_is_taken_once():
    tokens = {1: "abcd", 2: "dcba", 3: "abcde", 4: "abcdef", 5: "z"}
    chosen = distinct([hit(number) for number in (1, 2, 3, 4, 5)], tokens, 9)
    # 3 shares 4 of 5 words with 1, 4 only 4 of 6
    assert [each.sentence_id for each in chosen] == [1, 4, 5]


def test_the_best_k_are_taken():
    tokens = {number: [str(number)] for number in range(1, 6)}
    hits = [hit(number) for number in (3, 1, 5, 2)]
    assert [each.sentence_id for each in distinct(hits, tokens, 2)] == [3, 1]
    assert [each.sentence_id for each in distinct(hits, tokens, 9)] == [3, 1, 5, 2]
    assert distinct([], {}, 3) == []


def test_what_is_far_behind_the_best_is_not_taken():
    hits = [hit(1, score=2.0), hit(2, score=1.0), hit(3, score=0.99)]
    tokens = {1: ["a"], 2: ["b"], 3: ["c"]}
    assert distinct(hits, tokens, 3) == hits[:2]
    assert distinct([hit(1, score=-0.2)], tokens, 3) == [hit(1, score=-0.2)]


def test_sentences_without_keywords_say_the_same():
    assert len(distinct([hit(1), hit(2)], {1: [], 2: []}, 3)) == 1


def test_a_quote_is_a_slice_with_its_citation():
    (quote,) = quoted([hit(3, score=2.5)])
    assert quote.text == "Three follows." == TEXT[27:41]
    assert quote.score == 2.5
    assert quote.citation == Citation("a.md", "Title", BRIEFING.date, "f" * 64, "Section 3", 3, Span(27, 41))
    assert quote.citation.id == "ffffffffffffffff-27-41"


def test_quotes_keep_the_order_of_the_hits():
    assert quoted_texts([hit(5), hit(1), hit(3)]) == ["Five is far.", "One is here.", "Three follows."]


def test_adjacent_sentences_become_one_quote():
    assert quoted_texts([hit(2), hit(1)]) == ["One is here. Two is there."]
    (quote,) = quoted([hit(2, score=3.0), hit(3, score=2.0)])
    assert (quote.text, quote.score) == ("Two is there.\nThree follows.", 3.0)
    assert (quote.citation.section, quote.citation.span) == ("Section 2", Span(13, 41))


def test_a_sentence_that_fills_the_gap_joins_both_sides():
    assert quoted_texts([hit(1), hit(5), hit(3), hit(2)]) == [
        "One is here. Two is there.\nThree follows.",
        "Five is far.",
    ]


def test_sentences_with_words_between_them_stay_apart():
    assert quoted_texts([hit(1), hit(3)]) == ["One is here.", "Three follows."]


def test_sentences_of_two_passages_or_two_briefings_stay_apart():
    assert quoted_texts([hit(1), hit(2, passage_id=2)]) == ["One is here.", "Two is there."]
    assert quoted_texts([hit(1), hit(2, passage_id=2, version_id=2)]) == ["One is here.", "Two is there."]


def test_what_would_become_too_long_stays_apart():
    text = "a" * 299 + " " + "b" * 300 + " " + "c" * 10
    first, second, third = Span(0, 299), Span(300, 600), Span(601, 611)
    hits = [hit(1, span=first), hit(2, span=second), hit(3, span=third)]
    assert [quote.citation.span for quote in quoted(hits, text)] == [Span(0, 600), third]
    hits = [hit(1, span=first), hit(3, span=third), hit(2, span=second)]
    assert [quote.citation.span for quote in quoted(hits, text)] == [Span(0, 600), third]


def test_no_hits_are_no_quotes():
    assert quoted([]) == ()
