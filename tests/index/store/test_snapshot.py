from __future__ import annotations

import datetime
import sqlite3

import numpy as np
import pytest

from index.datatypes import Filters, Page, Searched, Sentence, Span
from index.errors import StoreError
from index.store import text_sha256

MARCH, APRIL, MAY = (datetime.date(2026, month, 1) for month in (3, 4, 5))


@pytest.fixture
def published(publish, document_of):
    """Three briefings, two of them dated."""
    publish(
        document_of("old.md", ["Gas is stored."], date=MARCH, tags=["energy", "trade"], language="de"),
        document_of("new.md", ["Wheat left Odesa.", "Ships wait."], ["Ships sail."], date=MAY, tags=["trade"]),
        document_of("none.md", ["Nothing is known."], tags=["Trade"]),
    )


@pytest.fixture
def snapshot(published, store):
    with store.reading() as snapshot:
        yield snapshot


def names(snapshot, version_ids):
    return sorted(snapshot.version(version_id).briefing.name for version_id in version_ids)


def texts(snapshot, ids):
    rows = {row.id: row for row in snapshot.sentences(ids)}
    spans = [(rows[row_id].version_id, rows[row_id].sentence.span) for row_id in ids]
    return [snapshot.text(version_id)[span.start : span.end] for version_id, span in spans]


def test_briefings_come_newest_first_and_undated_last(snapshot):
    assert [briefing.name for briefing in snapshot.briefings()] == ["new.md", "old.md", "none.md"]


def test_a_briefing_comes_back_as_it_was_published(snapshot, document_of):
    briefing = snapshot.published("old.md").briefing
    document = document_of("old.md", ["Gas is stored."])
    assert (briefing.title, briefing.date, briefing.language) == ("Title of old.md", MARCH, "de")
    assert (briefing.tags, briefing.characters, briefing.sentences) == (("energy", "trade"), 14, 1)
    assert (briefing.sha256, briefing.file_sha256) == (text_sha256("Gas is stored."), document.file_sha256)
    assert (briefing.pages, briefing.published_at.tzinfo) == (0, datetime.UTC)
    assert snapshot.published("new") is None


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), ["new.md", "none.md", "old.md"]),
        (Filters(briefings=("old.md", "new.md", "other.md")), ["new.md", "old.md"]),
        (Filters(briefings=("OLD.md",)), []),
        (Filters(briefings=("old",)), []),
        (Filters(since=MARCH), ["new.md", "old.md"]),
        (Filters(since=APRIL), ["new.md"]),
        (Filters(until=MARCH), ["old.md"]),
        (Filters(since=MAY, until=MAY), ["new.md"]),
        (Filters(since=MAY, until=MARCH), []),
        (Filters(tags=("trade",)), ["new.md", "old.md"]),
        (Filters(tags=("energy", "other")), ["old.md"]),
        (Filters(tags=("Trade",)), ["none.md"]),
        (Filters(tags=("trad",)), []),
        (Filters(briefings=("new.md",), tags=("energy",)), []),
        (Filters(since=APRIL, tags=("trade",)), ["new.md"]),
    ],
)
def test_filters_let_through_exactly(snapshot, filters, expected):
    assert names(snapshot, snapshot.matching_versions(filters)) == expected
    assert snapshot.searched(filters).briefings == len(expected)


def test_what_was_searched_has_the_first_and_last_date(snapshot):
    assert snapshot.searched(Filters()) == Searched(3, MARCH, MAY)
    assert snapshot.searched(Filters(since=APRIL)) == Searched(1, MAY, MAY)
    assert snapshot.searched(Filters(briefings=("none.md",))) == Searched(1, None, None)


def test_filters_with_quotes_are_values_and_no_sql(snapshot):
    assert snapshot.matching_versions(Filters(briefings=("' OR 1=1 --",), tags=('"]',))) == []


def test_versions_with_a_hash_come_published_first_then_the_last_that_ended(store, publish, document_of):
    document = document_of("a.md", ["One text."])
    for number in range(3):
        publish(document_of(f"{number}.md", ["One text."]))
    for number in (1, 0):
        publish(withdraw=[f"{number}.md"])
    with store.reading() as snapshot:
        found = snapshot.versions_with_hash(text_sha256(document.extract.text)[:16])
        assert found[0].briefing.name == "2.md"
        assert len(found) == 3
        assert snapshot.versions_with_hash("0" * 16) == []


def test_languages_come_by_frequency(snapshot):
    assert snapshot.languages() == ["en", "de"]


def test_the_sentence_at_a_position_and_the_passages(store, publish, document_of):
    pages = (Page(7, Span(0, 24)), Page(8, Span(24, 40)))
    publish(document_of("a.md", ["One here.", "Two here."], ["Three here."], sections=["I", "II"], pages=pages))
    with store.reading() as snapshot:
        version_id = snapshot.published("a.md").id
        assert snapshot.sentence_at(version_id, 0) == Sentence(Span(0, 9), "I", 7)
        assert snapshot.sentence_at(version_id, 8) == Sentence(Span(0, 9), "I", 7)
        assert snapshot.sentence_at(version_id, 9) is None
        assert snapshot.sentence_at(version_id, 21) == Sentence(Span(21, 32), "II", 8)
        assert snapshot.passage_spans(version_id) == [Span(0, 19), Span(21, 32)]
        assert snapshot.sentence_at(version_id + 1, 0) is None


def test_sentences_by_their_ids_and_by_their_passages(snapshot):
    ids = snapshot.vectors("sentence")[0].tolist()
    assert texts(snapshot, ids) == [
        "Gas is stored.",
        "Wheat left Odesa.",
        "Ships wait.",
        "Ships sail.",
        "Nothing is known.",
    ]
    assert [row.id for row in snapshot.sentences([ids[2], ids[0], 999])] == [ids[0], ids[2]]
    rows = snapshot.sentences_of_passages([snapshot.sentences([ids[1]])[0].passage_id])
    assert [row.id for row in rows] == ids[1:3]


def test_the_ids_of_some_versions(snapshot):
    version_id = snapshot.published("new.md").id
    ids = snapshot.vectors("sentence")[0].tolist()
    assert snapshot.ids("sentence", [version_id]).tolist() == ids[1:4]
    assert len(snapshot.ids("passage", [version_id])) == 2
    assert snapshot.ids("sentence", []).tolist() == []


def test_vectors_are_those_of_the_embedder(snapshot, embedder):
    for unit, expected in (
        ("sentence", ["Gas is stored.", "Wheat left Odesa.", "Ships wait.", "Ships sail.", "Nothing is known."]),
        ("passage", ["Gas is stored.", "Wheat left Odesa. Ships wait.", "Ships sail.", "Nothing is known."]),
    ):
        ids, matrix = snapshot.vectors(unit)
        assert matrix.dtype == np.float32
        assert np.array_equal(matrix, embedder.embed_passages(expected))
        assert (np.diff(ids) > 0).all()


def test_an_empty_store_has_no_vectors(store):
    with store.reading() as snapshot:
        ids, matrix = snapshot.vectors("sentence")
        assert (ids.shape, matrix.shape, snapshot.mean_tokens("sentence")) == ((0,), (0, 0), 1.0)


def test_a_vector_of_another_length_is_damage(published, store, tmp_path):
    store.close()
    connection = sqlite3.connect(tmp_path / "data" / "store.sqlite3")
    connection.execute("UPDATE vectors SET embedding = substr(embedding, 1, 40) WHERE id = 2")
    connection.commit()
    connection.close()
    with (
        pytest.raises(StoreError, match=r"^Vectors in the store are damaged: run python -m index rebuild\.$"),
        store.reading() as snapshot,
    ):
        snapshot.vectors("sentence")


def test_keywords_find_the_best_first(store, publish, document_of):
    publish(document_of("a.md", ["ships"], ["ships and wheat and more words"], ["wheat wheat ships"], ["gas"], ["oil"]))
    with store.reading() as snapshot:
        found = texts(snapshot, snapshot.keyword_matches("sentence", ["wheat"], 9))
        assert found == ["wheat wheat ships", "ships and wheat and more words"]
        assert texts(snapshot, snapshot.keyword_matches("sentence", ["wheat"], 1)) == ["wheat wheat ships"]
        assert len(snapshot.keyword_matches("sentence", ["wheat", "gas"], 9)) == 3
        assert snapshot.keyword_matches("sentence", [], 9) == []


def test_keywords_find_only_in_the_versions_asked_for(snapshot):
    version_id = snapshot.published("new.md").id
    assert texts(snapshot, snapshot.keyword_matches("sentence", ["is", "ships"], 9, [version_id])) == [
        "Ships wait.",
        "Ships sail.",
    ]
    assert snapshot.keyword_matches("sentence", ["is", "ships"], 9, []) == []


@pytest.mark.parametrize(
    ("token", "expected"),
    [(token, []) for token in [
        "AND", "OR", "NOT", "NEAR", "NEAR(ships wait)", "tokens:ships", "ships AND NOT wheat", 'ships" OR "wheat',
        '"', '""', "(", ")", "-", "+", "{", "'", ";", "\\", "*", "", " ", "%", "😀", "ra*",
    ]]
    + [(token, ["Ships wait.", "Ships sail."]) for token in [
        "ships", "ships*", "^ships", "ships:", "-ships", '"ships"',
    ]],
)  # fmt: skip
def test_operators_of_the_keyword_search_mean_nothing(snapshot, token, expected):
    assert texts(snapshot, sorted(snapshot.keyword_matches("sentence", [token], 9))) == expected
    others = ["gas", "wheat", "wait", "sail", "nothing"]
    assert len(snapshot.keyword_matches("sentence", [token, *others], 9)) == 5


def test_thousands_of_keywords_are_searched_at_once(snapshot):
    tokens = [f"word{number}" for number in range(4000)]
    assert texts(snapshot, snapshot.keyword_matches("sentence", [*tokens, "wheat"], 9)) == ["Wheat left Odesa."]


def test_tokens_come_back_in_order_with_repetitions(store, publish, document_of):
    publish(document_of("a.md", ["b a b 北京"]))
    with store.reading() as snapshot:
        (row_id,) = snapshot.vectors("sentence")[0].tolist()
        assert snapshot.tokens("sentence", [row_id, 999]) == {row_id: ["b", "a", "b", "北京"]}


def test_a_keyword_is_counted_once_a_sentence(store, publish, document_of):
    publish(document_of("a.md", ["wheat wheat ships"], ["ships", "gas and gas"]))
    with store.reading() as snapshot:
        assert snapshot.document_frequencies("sentence", ["wheat", "ships", "gas", "oil"]) == {
            "wheat": 1,
            "ships": 2,
            "gas": 1,
        }
        assert snapshot.document_frequencies("passage", ["ships"]) == {"ships": 2}
        assert snapshot.vocabulary("sentence") == {"wheat": 1, "ships": 2, "gas": 1, "and": 1}
        assert snapshot.vocabulary("passage") == {"wheat": 1, "ships": 2, "gas": 1, "and": 1}
        assert snapshot.mean_tokens("sentence") == pytest.approx((3 + 1 + 3) / 3)
        assert snapshot.mean_tokens("passage") == pytest.approx((3 + 4) / 2)


@pytest.mark.parametrize("column", ["details", "tags", "date", "published_at"])
def test_a_version_that_makes_no_sense_is_damage(tmp_path, store, publish, document_of, column):
    publish(document_of("a.md", ["Turkey was removed."]))
    connection = sqlite3.connect(tmp_path / "data" / "store.sqlite3")
    connection.execute(f"UPDATE versions SET {column} = '['")
    connection.commit()
    connection.close()
    with (
        pytest.raises(StoreError, match=r"is damaged \(a version makes no sense: .*\): restore a backup"),
        store.reading() as snapshot,
    ):
        snapshot.briefings()
