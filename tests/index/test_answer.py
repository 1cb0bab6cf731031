from __future__ import annotations

import datetime
from dataclasses import replace
from types import SimpleNamespace

import pytest

from index import answer as module
from index.answer import Thresholds, answer_of, cut, distinct, merged
from index.datatypes import Answer, Briefing, Citation, Filters, Hit, Question, Searched, Sentence, Span
from index.understanding import Understood

TEXT = "One is here. Two is there.\nThree follows.\n\nFour ends it. Five is far."
SPANS = {1: Span(0, 12), 2: Span(13, 26), 3: Span(27, 41), 4: Span(43, 56), 5: Span(57, 69)}
NOW = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
BRIEFING = Briefing(
    "a.md", "Title", datetime.date(2026, 5, 1), "en", (), "f" * 64, "e" * 64, len(TEXT), 5, 0, NOW
)  # fmt: skip
APART = {1: "One is here.", 3: "Three follows.", 5: "Five is far."}
"""Sentences that are never joined, in the same passage or not."""


class FakeVersions:
    """Briefings with the same text, one of each date; the keywords of a sentence are its number, or what is said."""

    def __init__(self, text=TEXT, dates=(BRIEFING.date,), words=None):
        self._text, self._dates, self._words = text, dates, words or {}
        self.snapshot = SimpleNamespace(tokens=self._tokens, searched=self._searched, generation=4)

    def text(self, version_id):
        return self._text

    def briefing(self, version_id):
        return replace(BRIEFING, name=f"{version_id}.md", date=self._dates[version_id - 1])

    def _tokens(self, unit, ids):
        assert unit == "sentence"
        return {sentence_id: list(self._words.get(sentence_id, str(sentence_id))) for sentence_id in ids}

    def _searched(self, filters):
        return Searched(3 if filters.is_empty else 1, None, None)


def hit(sentence_id, score=1.0, passage_id=1, version_id=1, span=None, relevance=None):
    sentence = Sentence(span or SPANS[sentence_id], f"Section {sentence_id}", sentence_id)
    return Hit(sentence_id, passage_id, version_id, sentence, 0.0, 0.0, 0.0, 0.0, score, relevance)


def quoted_texts(hits, text=TEXT):
    return [quote.text for quote in cut(FakeVersions(text, [BRIEFING.date] * 2), hits)]


def asked(text="Why?", searches=("Why?",), **further):
    understood = {"question": Question(text), "message": text, "wording": text, "searches": searches, "topic": "Topic?"}
    return Understood(**understood | further)


def answered(hits, versions=None, shown=0.0, sure=0.0, seconds=0.5, **further):
    return answer_of(asked(**further), hits, versions or FakeVersions(), Thresholds(shown, sure), seconds)


def texts(quotes):
    return [quote.text for quote in quotes]


@pytest.fixture
def sigmoid(monkeypatch):
    """Let the confidence of a hit be its relevance or, where it was not read, its score."""

    def probability(hit):
        return hit.score if hit.relevance is None else hit.relevance

    monkeypatch.setattr(module, "confidence", probability)


# which say different things


def test_what_says_the_same_is_taken_once():
    words = {1: set("abcd"), 2: set("dcba"), 3: set("abcde"), 4: set("abcdef"), 5: {"z"}}
    chosen = distinct([hit(number) for number in (1, 2, 3, 4, 5)], words, 9)
    # 3 shares 4 of 5 words with 1, 4 only 4 of 6
    assert [each.sentence_id for each in chosen] == [1, 4, 5]


def test_the_first_k_are_taken():
    words = {number: {str(number)} for number in range(1, 6)}
    hits = [hit(number) for number in (3, 1, 5, 2)]
    assert [each.sentence_id for each in distinct(hits, words, 2)] == [3, 1]
    assert [each.sentence_id for each in distinct(hits, words, 9)] == [3, 1, 5, 2]
    assert distinct([], {}, 3) == []


def test_sentences_without_keywords_say_the_same():
    assert len(distinct([hit(1), hit(2)], {1: set(), 2: set()}, 3)) == 1


# which are joined


def test_a_quote_is_a_slice_with_its_citation():
    (quote,) = cut(FakeVersions(), [hit(3, score=2.5)])
    assert quote.text == "Three follows." == TEXT[27:41]
    assert quote.score == 2.5
    assert quote.citation == Citation("1.md", "Title", BRIEFING.date, "f" * 64, "Section 3", 3, Span(27, 41))
    assert quote.citation.id == "ffffffffffffffff-27-41"


def test_quotes_keep_the_order_of_the_hits():
    assert quoted_texts([hit(5), hit(1), hit(3)]) == ["Five is far.", "One is here.", "Three follows."]


def test_adjacent_sentences_become_one_quote():
    assert quoted_texts([hit(2), hit(1)]) == ["One is here. Two is there."]
    (quote,) = cut(FakeVersions(), [hit(2, score=3.0), hit(3, score=2.0)])
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
    spans = [quote.citation.span for quote in cut(FakeVersions(text), hits)]
    assert spans == [Span(0, 600), third]
    hits = [hit(1, span=first), hit(3, span=third), hit(2, span=second)]
    assert [quote.citation.span for quote in cut(FakeVersions(text), hits)] == spans


def test_no_hits_are_no_quotes():
    assert cut(FakeVersions(), []) == ()


# whether there is an answer


def test_an_answer_says_what_was_asked_and_searched(sigmoid):
    question = Question("Why, really?", filters=Filters(tags=("a",)))
    answer = answered([hit(1, score=0.75)], question=question, wording="Why?")
    assert answer == Answer(
        question="Why, really?",
        quotes=cut(FakeVersions(), [hit(1, score=0.75)]),
        nearest=(),
        confidence=0.75,
        searched=Searched(1, None, None),
        generation=4,
        seconds=0.5,
        topic="Topic?",
    )


@pytest.mark.parametrize(
    ("confidence", "outcome"),
    [(0.0, "not_answered"), (0.39, "not_answered"), (0.4, "unsure"), (0.59, "unsure"), (0.6, "answered"),
     (1.0, "answered")],
)  # fmt: skip
def test_the_two_thresholds_part_three_outcomes(sigmoid, confidence, outcome):
    answer = answered([hit(1, relevance=confidence)], shown=0.4, sure=0.6)
    assert (answer.outcome, answer.confidence) == (outcome, confidence)
    assert (len(answer.quotes), len(answer.nearest)) == ((0, 1) if outcome == "not_answered" else (1, 0))


def test_what_is_sure_from_the_start_is_never_unsure(sigmoid):
    assert answered([hit(1, relevance=0.4)], shown=0.4, sure=0.4).outcome == "answered"
    assert answered([hit(1, relevance=0.4)], shown=0.4, sure=0.1).outcome == "answered"


def test_nothing_found_is_no_answer(sigmoid):
    answer = answered([], shown=0.1, sure=0.6)
    assert (answer.outcome, answer.quotes, answer.nearest, answer.confidence) == ("not_answered", (), (), 0.0)


def test_small_talk_is_no_question(sigmoid):
    answer = answered([], is_small_talk=True, searches=())
    assert (answer.small_talk, answer.answered, answer.topic) == (True, False, "Topic?")


def test_an_answer_says_what_was_searched_for_instead():
    assert answered([hit(1)], was_mended=True, wording="Whyy?").searched_for == "Whyy?"
    assert answered([hit(1)], was_mended=False, wording="Whyy?").searched_for is None


# what is shown


@pytest.fixture
def worth_showing(sigmoid, monkeypatch):
    monkeypatch.setattr(module, "WORTH_SHOWING", 0.3)
    monkeypatch.setattr(module, "WORTH_SHOWING_BY_SCORE", 0.5)
    monkeypatch.setattr(module, "AS_GOOD", 0.6)


def test_further_quotes_are_those_that_probably_answer(worth_showing):
    hits = [hit(1, 9.0, relevance=0.8), hit(3, 8.0, relevance=0.3), hit(5, 7.0, relevance=0.29)]
    assert texts(answered(hits).quotes) == [APART[1], APART[3]]


def test_where_the_best_is_doubtful_those_about_as_good_are_shown_too(worth_showing):
    hits = [hit(1, 9.0, relevance=0.2), hit(3, 8.0, relevance=0.13), hit(5, 7.0, relevance=0.11)]
    assert texts(answered(hits).quotes) == [APART[1], APART[3]]


def test_the_best_is_shown_however_bad(worth_showing):
    hits = [hit(1, 9.0, relevance=0.2), hit(3, 8.0, relevance=0.1)]
    assert texts(answered(hits).quotes) == [APART[1]]
    assert texts(answered(hits, shown=0.5).nearest) == [APART[1]]
    assert texts(answered([hit(1, -0.2)]).nearest) == [APART[1]]


def test_without_a_reranker_what_is_far_behind_the_best_adds_nothing(worth_showing):
    hits = [hit(1, score=2.0), hit(3, score=1.0), hit(5, score=0.99)]
    assert texts(answered(hits).quotes) == [APART[1], APART[3]]


def test_what_was_not_read_is_not_shown_beside_what_was(worth_showing):
    hits = [hit(1, 9.0, relevance=0.8), hit(3, 8.0, relevance=0.4), hit(5, 7.0)]
    assert texts(answered(hits).quotes) == [APART[1], APART[3]]


def test_who_wants_to_see_more_sees_also_what_adds_little(worth_showing):
    hits = [hit(1, 9.0, relevance=0.8), hit(3, 8.0, relevance=0.1), hit(5, 7.0)]
    answer = answered(hits, question=Question("Why?", further=True))
    assert texts(answer.quotes) == [APART[1], APART[3], APART[5]]


def test_at_most_k_are_shown_that_say_different_things(worth_showing):
    hits = [hit(1, 9.0, relevance=0.9), hit(3, 8.0, relevance=0.9), hit(5, 7.0, relevance=0.9)]
    versions = FakeVersions(words={1: "ab", 3: "ba", 5: "c"})
    assert texts(answered(hits, versions).quotes) == [APART[1], APART[5]]
    assert texts(answered(hits, versions, question=Question("Why?", k=1)).quotes) == [APART[1]]


def test_where_briefings_contradict_each_other_both_are_quoted(worth_showing):
    versions = FakeVersions(dates=[BRIEFING.date] * 2)
    hits = [
        hit(1, 9.0, relevance=0.9),
        hit(3, 8.0, relevance=0.8),
        hit(5, 7.0, relevance=0.7),
        hit(4, 6.0, version_id=2, passage_id=2, relevance=0.4),
    ]
    found = answered(hits, versions, question=Question("Why?", k=2)).quotes
    assert [(quote.citation.briefing, quote.text) for quote in found] == [
        ("1.md", "One is here."),
        ("2.md", "Four ends it."),
    ]
    # with room for a third, the second best of the first briefing, in the order of the scores
    found = answered(hits, versions, question=Question("Why?", k=3)).quotes
    assert [quote.citation.briefing for quote in found] == ["1.md", "1.md", "2.md"]
    assert texts(found) == [APART[1], APART[3], "Four ends it."]


def test_another_briefing_that_does_not_answer_is_not_quoted(worth_showing):
    versions = FakeVersions(dates=[BRIEFING.date] * 2)
    hits = [hit(1, 9.0, relevance=0.9), hit(3, 8.0, relevance=0.8), hit(4, 6.0, version_id=2, relevance=0.1)]
    found = answered(hits, versions, question=Question("Why?", k=2)).quotes
    assert [quote.citation.briefing for quote in found] == ["1.md", "1.md"]


# the newest state

MARCH, MAY, JUNE = (datetime.date(2026, month, 1) for month in (3, 5, 6))


def of_each(*relevances, scores=None):
    """The best sentence of each of some briefings, best first."""
    scores = scores or [9.0 - number for number in range(len(relevances))]
    return [
        hit((1, 3, 5)[number], scores[number], passage_id=number + 1, version_id=number + 1, relevance=relevance)
        for number, relevance in enumerate(relevances)
    ]


def newest(hits, dates, **further):
    answer = answered(hits, FakeVersions(dates=dates), newest_first=True, **further)
    return [quote.citation.date for quote in answer.quotes], answer


@pytest.fixture
def as_good(sigmoid, monkeypatch):
    monkeypatch.setattr(module, "AS_GOOD", 0.5)


def test_of_what_answers_the_newest_comes_first(as_good):
    dates, answer = newest(of_each(0.8, 0.7, 0.6), [MARCH, JUNE, MAY])
    assert dates == [JUNE, MAY, MARCH]
    assert (answer.newest_first, answer.confidence) == (True, 0.8)


def test_the_newest_that_does_not_answer_is_left_out(as_good):
    assert newest(of_each(0.8, 0.39, 0.4), [MARCH, JUNE, MAY])[0] == [MAY, MARCH]


def test_without_a_reranker_scores_tell_what_fits_as_well(as_good):
    hits = of_each(None, None, None, scores=[2.0, 1.0, 0.99])
    assert newest(hits, [MARCH, MAY, JUNE])[0] == [MAY, MARCH]


def test_what_was_not_read_is_not_taken_for_the_newest(as_good):
    assert newest(of_each(0.8, 0.7, None), [MARCH, MAY, JUNE])[0] == [MAY, MARCH]


def test_what_has_no_date_comes_last(as_good):
    assert newest(of_each(0.8, 0.7, 0.7), [None, MARCH, MAY])[0] == [MAY, MARCH, None]


def test_of_one_day_the_best_comes_first(as_good):
    _, answer = newest(of_each(0.8, 0.7, 0.6), [MAY, MAY, MAY])
    assert texts(answer.quotes) == [APART[1], APART[3], APART[5]]


def test_an_older_sentence_that_says_the_same_is_left_out(as_good):
    versions = FakeVersions(dates=[MARCH, JUNE], words={1: "ab", 3: "ab"})
    answer = answered(of_each(0.8, 0.7), versions, newest_first=True)
    assert [quote.citation.date for quote in answer.quotes] == [JUNE]


def test_no_answer_is_not_the_newest(as_good):
    dates, answer = newest(of_each(0.3, 0.2), [MARCH, MAY], shown=0.5)
    assert (dates, answer.newest_first, answer.answered) == ([], False, False)


def test_else_the_best_comes_first(as_good):
    answer = answered(of_each(0.8, 0.7), FakeVersions(dates=[MARCH, JUNE]))
    assert [quote.citation.date for quote in answer.quotes] == [MARCH, JUNE]
    assert not answer.newest_first


# several questions


def part(outcome, number, confidence=0.5, **further):
    quotes = cut(FakeVersions(), [hit(number)])
    has_quotes = outcome != "not_answered"
    return Answer(
        question=f"Question {number}?",
        quotes=quotes if has_quotes else (),
        nearest=() if has_quotes else quotes,
        confidence=confidence,
        searched=Searched(number, None, None),
        generation=4,
        seconds=0.5,
        topic=f"Topic {number}",
        unsure=outcome == "unsure",
        **further,
    )


def test_the_answers_to_several_questions_become_one():
    parts = [part("answered", 1, 0.9), part("not_answered", 3, 0.1), part("answered", 5, 0.7)]
    answer = merged("All?", parts)
    assert (answer.question, answer.parts) == ("All?", tuple(parts))
    assert (texts(answer.quotes), answer.nearest) == ([APART[1], APART[5]], ())
    assert (answer.confidence, answer.topic, answer.outcome) == (0.9, "Topic 5", "answered")
    assert (answer.generation, answer.seconds) == (4, 0.5)


def test_what_came_closest_is_given_when_no_question_is_answered():
    answer = merged("All?", [part("not_answered", 1, 0.2), part("not_answered", 3, 0.1)])
    assert (answer.quotes, texts(answer.nearest)) == ((), [APART[1], APART[3]])
    assert (answer.outcome, answer.confidence) == ("not_answered", 0.2)


@pytest.mark.parametrize(
    ("outcomes", "outcome"),
    [
        (("unsure", "unsure"), "unsure"),
        (("unsure", "not_answered"), "unsure"),
        (("unsure", "answered"), "answered"),
        (("not_answered", "answered"), "answered"),
        (("not_answered", "not_answered"), "not_answered"),
    ],
)
def test_one_sure_answer_is_enough_to_be_sure(outcomes, outcome):
    parts = [part(each, number) for each, number in zip(outcomes, (1, 3), strict=True)]
    assert merged("All?", parts).outcome == outcome


def test_what_was_searched_for_and_the_newest_are_told_of_each_part():
    parts = [part("answered", 1), part("answered", 3, searched_for="Question three?", newest_first=True)]
    answer = merged("All?", parts)
    assert (answer.searched_for, answer.newest_first) == (None, False)
    assert [each.searched_for for each in answer.parts] == [None, "Question three?"]
    assert [each.newest_first for each in answer.parts] == [False, True]
