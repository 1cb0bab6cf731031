from __future__ import annotations

import sqlite3

import pytest

from index.store import Store

TURKEY = ["Turkey was removed from the programme.", "It had bought missiles."]


@pytest.fixture
def path(store, publish, document_of, tmp_path):
    """A store with a published briefing, one that was replaced and one that was withdrawn."""
    publish(document_of("a.md", TURKEY, ["Gas."]), document_of("b.md", ["Wheat."]), document_of("c.md", ["Oil."]))
    publish(document_of("b.md", ["Wheat left."]), withdraw=["c.md"])
    store.close()
    return tmp_path / "data" / "store.sqlite3"


def damages_after(path, *statements):
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    store = Store(path.parent)
    try:
        return store.damages()
    finally:
        store.close()


def test_an_empty_store_is_whole(store):
    assert store.damages() == []


def test_a_store_with_replaced_and_withdrawn_briefings_is_whole(path):
    assert damages_after(path) == []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM sentence_keywords WHERE rowid = 1", ["1 sentences without keywords."]),
        ("DELETE FROM passage_keywords", ["3 passages without keywords."]),
        ("INSERT INTO sentence_keywords (rowid, tokens) VALUES (99, 'x')", ["1 keywords without their sentence."]),
        ("INSERT INTO passage_keywords (rowid, tokens) VALUES (99, 'x')", ["1 keywords without their passage."]),
        ("UPDATE versions SET text = 'Turkey' WHERE id = 1", ["The text of 'a.md' is not the one that was stored."]),
        ("UPDATE versions SET text = 'Wheat!' WHERE id = 2", ["The text of 'b.md' is not the one that was stored."]),
        ("UPDATE versions SET sha256 = 'f' WHERE id = 3", ["The text of 'c.md' is not the one that was stored."]),
        ("UPDATE versions SET characters = 9999 WHERE id = 1", ["The text of 'a.md' is not the one that was stored."]),
        ("UPDATE versions SET date = '2026-13-40' WHERE id = 1", ["1 briefings whose date or tags make no sense."]),
        ("UPDATE versions SET tags = '[' WHERE id = 1", ["1 briefings whose date or tags make no sense."]),
        ("DELETE FROM meta WHERE key = 'generation'", ["1 missing generation."]),
        (
            "UPDATE vectors SET embedding = substr(embedding, 1, 100) WHERE id = 1",
            ["The vectors differ in length: 1 of 100 bytes, 4 of 1024 bytes."],
        ),
        (
            "UPDATE vectors SET embedding = substr(embedding, 1, 1022)",
            ["The vectors differ in length: 5 of 1022 bytes."],
        ),
        ("DELETE FROM vectors WHERE id = 1", ["1 sentences without a vector."]),
        (
            "DELETE FROM vectors WHERE id = (SELECT vector_id FROM passages WHERE id = 1)",
            ["1 passages without a vector."],
        ),
        (
            "UPDATE versions SET ended_at = '2026-01-01T00:00:00+00:00', end_reason = 'withdrawn' WHERE id = 1",
            ["3 sentences whose briefing is not published."],
        ),
        ("UPDATE sentences SET passage_id = 2 WHERE id = 1", ["1 sentences without their passage."]),
        ("UPDATE sentences SET passage_id = 77 WHERE id = 1", ["1 sentences without their passage."]),
        (
            "UPDATE sentences SET span_end = 5000 WHERE id = 3",
            ["1 sentences without their passage.", "1 sentences that end outside their text."],
        ),
        (
            "UPDATE sentences SET span_end = span_start WHERE id = 3",
            ["1 sentences that end outside their text."],
        ),
        ("UPDATE versions SET text = '' WHERE id = 3", ["The text of 'c.md' is not the one that was stored."]),
        ("UPDATE versions SET text = '' WHERE id = 1", ["The text of 'a.md' is not the one that was stored."]),
        (
            "UPDATE versions SET deleted_at = ended_at WHERE id = 3",
            ["1 deleted briefings whose text is still there."],
        ),
        ("UPDATE versions SET deleted_at = ended_at, text = '' WHERE id = 3", []),
        (
            "UPDATE versions SET deleted_at = published_at, text = '' WHERE id = 1",
            ["1 published briefings that are archived or deleted."],
        ),
        ("UPDATE versions SET archived = 1 WHERE id = 1", ["1 published briefings that are archived or deleted."]),
        (
            "UPDATE versions SET due_at = published_at WHERE id = 2",
            ["1 replaced briefings that are to be deleted."],
        ),
        ("UPDATE versions SET due_at = 'soon' WHERE id = 3", ["1 briefings whose times make no sense."]),
        ("UPDATE versions SET published_at = 'x' WHERE id = 1", ["1 briefings whose times make no sense."]),
        (
            "UPDATE versions SET end_reason = NULL WHERE id = 3",
            ["1 briefings that ended for no reason, or did not end for one."],
        ),
        (
            "UPDATE versions SET successor = NULL WHERE id = 2",
            ["1 replaced briefings without a successor, or others with one."],
        ),
        (
            "UPDATE versions SET successor = 1 WHERE id = 3",
            ["1 replaced briefings without a successor, or others with one."],
        ),
        ("UPDATE versions SET successor = 77 WHERE id = 2", ["1 briefings whose successor is missing."]),
        ("UPDATE versions SET successor = 2 WHERE id = 2", ["1 briefings that are their own successors."]),
        ("UPDATE versions SET details = '{' WHERE id = 1", ["What was set of 'a.md' makes no sense."]),
        ("UPDATE versions SET details = '[]' WHERE id = 3", ["What was set of 'c.md' makes no sense."]),
        ("UPDATE versions SET details = '{\"date\": \"x\"}'", [f"What was set of {name!r} makes no sense." for name in
            ("a.md", "b.md", "c.md", "b.md")]),
        ("UPDATE versions SET sentences = 4 WHERE id = 1", ["1 briefings whose number of sentences is wrong."]),
    ],
)  # fmt: skip
def test_each_kind_of_damage_is_found_and_named(path, statement, expected):
    assert damages_after(path, statement) == expected


def test_an_orphan_sentence_is_found(path):
    found = damages_after(path, "DELETE FROM versions WHERE id = 1")
    assert found == ["3 sentences whose briefing is not published."]


def test_a_sentence_that_is_gone_is_found(path):
    assert damages_after(path, "DELETE FROM sentences WHERE id = 1") == [
        "1 keywords without their sentence.",
        "1 briefings whose number of sentences is wrong.",
    ]


def test_a_keyword_index_that_does_not_agree_with_its_table_is_found(path):
    found = damages_after(path, "UPDATE sentence_keywords_content SET c0 = 'something else' WHERE id = 1")
    assert len(found) == 1
    assert "sentence_keywords" in found[0]


def test_an_index_that_does_not_agree_with_its_table_is_found(path):
    found = damages_after(
        path,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE INDEX sentences_by_passage ON sentences (vector_id)' "
        "WHERE name = 'sentences_by_passage'",
    )
    assert found
    assert all(damage.startswith("The file is damaged: ") for damage in found)


def test_looking_for_damage_changes_nothing(path):
    before = path.read_bytes()
    damages_after(path)
    assert path.read_bytes() == before
