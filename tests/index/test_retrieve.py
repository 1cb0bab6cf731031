from __future__ import annotations

import datetime
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import retrieve as retrieve_module
from index.datatypes import Filters
from index.retrieve import (
    COVERAGE_WEIGHT,
    PASSAGE_COVERAGE_WEIGHT,
    PASSAGE_WEIGHT,
    Search,
    bm25_coverage,
    inverse_document_frequency,
    retrieve,
)
from index.vectors import Vectors

EVERYTHING = Filters()
MARCH, MAY = datetime.date(2026, 3, 1), datetime.date(2026, 5, 1)


@pytest.fixture
def ask(store, embedder):
    """Ask in words that are their own keywords -> the hits, and their texts."""

    def ask(question, filters=EVERYTHING):
        with store.reading() as snapshot:
            (query,) = embedder.embed_questions([question])
            hits = retrieve(snapshot, Vectors.of(snapshot), [Search(query, question.split())], filters)
            spans = [(hit.version_id, hit.sentence.span) for hit in hits]
            return hits, [snapshot.text(version_id)[span.start : span.end] for version_id, span in spans]

    return ask


@pytest.fixture
def briefings(publish, document_of):
    publish(
        document_of("grain.md", ["wheat left odesa", "ships wait there"], ["gas is dear"], date=MARCH, tags=["trade"]),
        document_of("gas.md", ["gas is stored", "wheat is not"], date=MAY, tags=["energy"]),
        document_of("undated.md", ["ships carry gas"]),
    )


def test_the_weight_of_a_word_is_its_inverse_document_frequency():
    assert inverse_document_frequency(10, 1) == pytest.approx(log(11 / 1.5))
    assert inverse_document_frequency(10, 5) == pytest.approx(log(2))
    assert inverse_document_frequency(10, 10) == pytest.approx(log(11 / 10.5))
    assert inverse_document_frequency(10, 0) == pytest.approx(log(22))


def test_coverage_by_hand():
    weights = {"wheat": 2.0, "odesa": 1.0, "gas": 3.0}
    # as long as the mean: the length penalty is k1 = 1.2; a word that occurs once has 2.2 / 2.2 of its weight
    assert bm25_coverage(weights, ["wheat", "left"], 2) == pytest.approx((2 * 2.2 / 2.2) / (2.2 * 6))
    # twice in it: 4.4 / 3.2 of its weight
    assert bm25_coverage(weights, ["wheat", "wheat"], 2) == pytest.approx((2 * 4.4 / 3.2) / (2.2 * 6))
    # twice as long as the mean: the penalty is 1.2 * (0.25 + 0.75 * 2) = 2.1
    long = ["wheat", "left", "odesa", "port"]
    assert bm25_coverage(weights, long, 2) == pytest.approx((2 * 2.2 / 3.1 + 1 * 2.2 / 3.1) / (2.2 * 6))


def test_coverage_of_nothing_is_nothing():
    assert bm25_coverage({}, ["wheat"], 1) == 0
    assert bm25_coverage({"wheat": 1.0}, [], 1) == 0
    assert bm25_coverage({"wheat": 1.0}, ["gas"], 1) == 0


words = st.sampled_from("abcdef")


@given(
    weights=st.dictionaries(words, st.floats(1e-6, 20)),
    document=st.lists(words, max_size=60),
    mean_tokens=st.floats(1, 500),
)
def test_coverage_is_a_part_of_the_whole(weights, document, mean_tokens):
    assert 0 <= bm25_coverage(weights, document, mean_tokens) <= 1
    assert bm25_coverage(weights, [*document, "z"], mean_tokens) <= bm25_coverage(weights, document, mean_tokens)


def test_a_hit_is_measured_in_four_ways_and_the_score_is_their_sum(briefings, ask):
    hits, texts = ask("wheat odesa")
    assert texts[0] == "wheat left odesa"
    hit = hits[0]
    assert hit.similarity == pytest.approx(2 / 6**0.5)
    assert hit.passage_similarity == pytest.approx(2 / (2 * 6) ** 0.5)
    # 6 sentences of 3 words each: "wheat" in 2 of them, "odesa" in 1; length penalty 1.2
    wheat, odesa = log(4.5 / 2.5), log(5.5 / 1.5)
    assert hit.coverage == pytest.approx((wheat + odesa) / (2.2 * (wheat + odesa)))
    # 4 passages of 6, 3, 6, 3 words: "wheat" in 2 of them (no weight left), "odesa" in 1; mean 4.5
    odesa = log(3.5 / 1.5)
    penalty = 1.2 * (0.25 + 0.75 * 6 / 4.5)
    expected = (odesa + 1e-6) * 2.2 / (1 + penalty) / (2.2 * (odesa + 1e-6))
    assert hit.passage_coverage == pytest.approx(expected)
    assert hit.score == pytest.approx(
        hit.similarity
        + COVERAGE_WEIGHT * hit.coverage
        + PASSAGE_WEIGHT * hit.passage_similarity
        + PASSAGE_COVERAGE_WEIGHT * hit.passage_coverage
    )


def test_hits_come_best_first_and_each_once(briefings, ask):
    hits, texts = ask("gas wheat ships")
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert sorted(texts) == sorted(
        ["wheat left odesa", "ships wait there", "gas is dear", "gas is stored", "wheat is not", "ships carry gas"]
    )


def test_equal_scores_come_in_the_order_of_publication(publish, document_of, ask):
    publish(*(document_of(f"{number}.md", ["the same words"]) for number in range(5)))
    hits, _ = ask("same words")
    assert len({hit.score for hit in hits}) == 1
    assert [hit.sentence_id for hit in hits] == sorted(hit.sentence_id for hit in hits)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(briefings=("gas.md",)), ["gas is stored", "wheat is not"]),
        (Filters(briefings=("undated.md", "gas.md")), ["gas is stored", "ships carry gas", "wheat is not"]),
        (Filters(since=MAY), ["gas is stored", "wheat is not"]),
        (Filters(until=MARCH), ["gas is dear", "ships wait there", "wheat left odesa"]),
        (Filters(tags=("energy",)), ["gas is stored", "wheat is not"]),
        (Filters(tags=("energy",), until=MARCH), []),
        (Filters(briefings=("none.md",)), []),
    ],
)
def test_filters_leave_exactly_what_they_let_through(briefings, ask, filters, expected):
    assert sorted(ask("wheat gas ships", filters)[1]) == expected


def test_a_question_without_keywords_is_answered_by_meaning(briefings, store, embedder):
    with store.reading() as snapshot:
        (query,) = embedder.embed_questions(["wheat left odesa"])
        hits = retrieve(snapshot, Vectors.of(snapshot), [Search(query, [])], EVERYTHING)
        assert hits[0].sentence_id == 1
        assert {(hit.coverage, hit.passage_coverage) for hit in hits} == {(0.0, 0.0)}


def test_an_empty_store_has_no_hits(store, ask):
    assert ask("wheat") == ([], [])


@pytest.mark.parametrize("way", ["meaning", "words"])
def test_the_ranking_is_the_same_whichever_way_a_sentence_is_found(briefings, ask, monkeypatch, way):
    question = "odesa stored dear carry wheat"
    everything, _ = ask(question)
    if way == "meaning":
        monkeypatch.setattr("index.store.Snapshot.keyword_matches", lambda *_: [])
    else:
        monkeypatch.setattr("index.vectors.VectorIndex.nearest", lambda *_: {})
    found, _ = ask(question)
    same = [hit for hit in everything if hit.sentence_id in {other.sentence_id for other in found}]
    assert len(found) >= 3
    assert [hit.sentence_id for hit in found] == [hit.sentence_id for hit in same]
    assert [hit.score for hit in found] == pytest.approx([hit.score for hit in same])


def test_the_sentences_of_a_passage_that_fits_are_found_with_it(publish, document_of, ask, monkeypatch):
    monkeypatch.setattr(retrieve_module, "SENTENCE_CANDIDATES", 1)
    publish(document_of("a.md", ["wheat", "odesa", "ships"], ["gas", "oil"]))
    monkeypatch.setattr(retrieve_module, "PASSAGE_CANDIDATES", 1)
    assert sorted(ask("wheat odesa")[1]) == ["odesa", "ships", "wheat"]


def test_a_word_that_is_common_finds_when_no_other_word_does(store, document_of):
    common = [document_of(f"{number}.md", ["common" if number < 60 else f"word{number}"]) for number in range(150)]
    texts = [document.embedded_texts[0] for document in common]
    vectors = [[-1, 0] if text == "common" else [1, 0] for text in dict.fromkeys(texts)]
    store.save_vectors("a model", list(dict.fromkeys(texts)), np.array(vectors, np.float32))
    store.publish("a model", common)
    with store.reading() as snapshot:
        for tokens in (["common"], ["common", "unknown"]):
            hits = retrieve(snapshot, Vectors.of(snapshot), [Search(np.array([1, 0], np.float32), tokens)], EVERYTHING)
            assert sum(hit.coverage > 0 for hit in hits) == 60


def test_put_in_several_ways_a_question_is_measured_by_the_mean(briefings, store, embedder):
    def found(*questions):
        vectors = embedder.embed_questions(list(questions))
        with store.reading() as snapshot:
            searches = [Search(vector, question.split()) for vector, question in zip(vectors, questions, strict=True)]
            return {hit.sentence_id: hit for hit in retrieve(snapshot, Vectors.of(snapshot), searches, EVERYTHING)}

    wheat, gas, both = found("wheat odesa"), found("gas stored"), found("wheat odesa", "gas stored")
    assert wheat.keys() == gas.keys() == both.keys()
    for sentence_id, hit in both.items():
        for name in ("similarity", "passage_similarity", "coverage", "passage_coverage", "score"):
            mean = (getattr(wheat[sentence_id], name) + getattr(gas[sentence_id], name)) / 2
            assert getattr(hit, name) == pytest.approx(mean)
