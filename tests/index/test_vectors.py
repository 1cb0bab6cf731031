from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vectors import VectorIndex, Vectors

IDS = np.array([3, 7, 11, 20], np.int64)
MATRIX = np.array([[1, 0], [0, 1], [0.6, 0.8], [-1, 0]], np.float32)
EAST = np.array([1, 0], np.float32)


@pytest.fixture(scope="module")
def index():
    return VectorIndex(IDS, MATRIX)


def unit_vectors(count, seed, dimension=16):
    vectors = np.random.default_rng(seed).standard_normal((count, dimension), dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_the_nearest_come_first_with_their_cosines(index):
    assert list(index.nearest(EAST, 4).items()) == [(3, 1.0), (11, pytest.approx(0.6)), (7, 0.0), (20, -1.0)]
    assert list(index.nearest(EAST, 2)) == [3, 11]


def test_no_more_are_found_than_there_are(index):
    assert len(index.nearest(EAST, 100)) == 4
    assert len(index) == 4


def test_only_the_ids_asked_for_are_found(index):
    assert list(index.nearest(EAST, 3, np.array([20, 7], np.int64))) == [7, 20]
    assert list(index.nearest(EAST, 1, np.array([20, 7], np.int64))) == [7]
    assert index.nearest(EAST, 3, np.array([], np.int64)) == {}


def test_ids_that_are_not_there_are_not_found(index):
    assert list(index.nearest(EAST, 5, np.array([7, 4, 99], np.int64))) == [7]


def test_an_empty_index_finds_nothing():
    empty = VectorIndex(np.zeros(0, np.int64), np.zeros((0, 0), np.float32))
    assert (len(empty), empty.nearest(EAST, 3), empty.nearest(EAST, 3, IDS), empty.similarities(EAST, [])) == (
        0,
        {},
        {},
        {},
    )


def test_similarities_of_some_ids(index):
    assert index.similarities(EAST, [20, 11]) == {20: -1.0, 11: pytest.approx(0.6)}
    assert index.similarities(EAST, []) == {}
    assert index.similarities(EAST, {7: "as a", 3: "mapping"}) == {7: 0.0, 3: 1.0}


@given(count=st.integers(1, 60), limit=st.integers(1, 80), seed=st.integers(0, 10_000), data=st.data())
def test_similarities_are_the_dot_products(count, limit, seed, data):
    matrix, ids = unit_vectors(count + 1, seed), np.arange(count, dtype=np.int64) * 3 + 1
    query, matrix = matrix[-1], matrix[:-1]
    among = np.array(sorted(data.draw(st.sets(st.sampled_from(ids.tolist()), min_size=1))), np.int64)
    expected = dict(zip(ids.tolist(), (matrix @ query).tolist(), strict=True))
    index = VectorIndex(ids, matrix)
    assert index.similarities(query, among.tolist()) == pytest.approx(
        {i: expected[i] for i in among.tolist()}, abs=1e-6
    )
    nearest = index.nearest(query, limit, among)
    assert nearest == pytest.approx({i: expected[i] for i in nearest}, abs=1e-6)
    best = sorted((expected[i] for i in among.tolist()), reverse=True)[:limit]
    assert list(nearest.values()) == pytest.approx(best, abs=1e-6)


def test_the_vectors_of_a_generation(store, publish, document_of, embedder):
    publish(document_of("a.md", ["Ships wait.", "Wheat left Odesa."], ["Gas."]))
    with store.reading() as snapshot:
        vectors = Vectors.of(snapshot)
        assert (vectors.generation, len(vectors.sentences), len(vectors.passages)) == (1, 3, 2)
        assert (vectors.mean_sentence_tokens, vectors.mean_passage_tokens) == (2.0, 3.0)
        (query,) = embedder.embed_questions(["gas"])
        (best, *_), ids = vectors.sentences.nearest(query, 3).items(), snapshot.vectors("sentence")[0].tolist()
        assert best == (ids[2], pytest.approx(1.0))


def test_the_vectors_of_an_empty_store(store):
    with store.reading() as snapshot:
        vectors = Vectors.of(snapshot)
    assert (vectors.generation, len(vectors.sentences), len(vectors.passages)) == (0, 0, 0)
