from __future__ import annotations

import pytest
from fake_reranker import FakeReranker

from index import ranking
from index.datatypes import Hit
from index.ranking import Versions, rerank_all
from index.rerank import Candidate
from index.store import Snapshot


@pytest.fixture
def briefings(publish, document_of):
    publish(
        document_of(
            "grain.md",
            ["Wheat left.", "Ships wait.", "Ports are full."],
            ["Prices fell.", "Nobody knows why."],
            sections=["Harvest", "Trade"],
        ),
        document_of("gas.md", ["Gas is dear.", "Storages are full."]),
    )


@pytest.fixture
def versions(briefings, store):
    with store.reading() as snapshot:
        yield Versions(snapshot)


@pytest.fixture
def hits_of(versions):
    """Hits by the words of their sentences -> in the order given, each with its score."""

    def hits_of(**scores):
        rows = {versions.sentence(row): row for row in versions.snapshot.sentences(range(1, 100))}
        found = {text.partition(" ")[0]: row for text, row in rows.items()}
        return [
            Hit(row.id, row.passage_id, row.version_id, row.sentence, 0.1, 0.2, 0.3, 0.4, score)
            for row, score in ((found[word], score) for word, score in scores.items())
        ]

    return hits_of


def ranked(reranker, versions, *found):
    """The first words of the sentences of each question, ranked anew."""
    results = rerank_all(reranker, versions, found)
    return [[versions.sentence(hit).partition(" ")[0] for hit in hits] for hits in results]


def test_what_answers_comes_before_what_is_alike(versions, hits_of):
    reranker = FakeReranker({"Ships": 2.0, "Wheat": -1.0})
    assert ranked(reranker, versions, ("who waits?", hits_of(Gas=0.3, Wheat=0.2, Ships=0.1))) == [
        ["Ships", "Wheat", "Gas"]
    ]


def test_the_score_is_the_logit_and_a_part_of_the_former_score(versions, hits_of, monkeypatch):
    monkeypatch.setattr(ranking, "SCORE_WEIGHT", 0.5)
    hits = hits_of(Wheat=2.0, Ships=1.0)
    (found,) = rerank_all(FakeReranker({"Wheat": 0.25, "Ships": 1.0}), versions, [("?", hits)])
    assert [(hit.sentence_id, hit.relevance, hit.score) for hit in found] == [
        (hits[1].sentence_id, 1.0, 1.5),
        (hits[0].sentence_id, 0.25, 1.25),
    ]
    measures = ("similarity", "passage_similarity", "coverage", "passage_coverage", "sentence")
    assert all(getattr(found[1], name) == getattr(hits[0], name) for name in measures)


def test_the_logits_of_another_reranker_only_order(versions, hits_of):
    reranker = FakeReranker({"Wheat": 0.25, "Ships": 9.0}, is_packaged=False)
    (found,) = rerank_all(reranker, versions, [("?", hits_of(Wheat=2.0, Ships=1.0))])
    assert [versions.sentence(hit) for hit in found] == ["Ships wait.", "Wheat left."]
    assert [hit.relevance for hit in found] == [None, None]


def test_equal_scores_come_in_the_order_of_publication(versions, hits_of):
    reranker = FakeReranker({"": 1.0})
    assert ranked(reranker, versions, ("?", hits_of(Gas=0.5, Ships=0.5, Wheat=0.5))) == [["Wheat", "Ships", "Gas"]]


def test_what_was_not_read_stays_behind_in_its_order(versions, hits_of, monkeypatch):
    monkeypatch.setattr(ranking, "RERANKED", 2)
    reranker = FakeReranker({"Ships": -3.0, "Wheat": 3.0, "Gas": 99.0, "Ports": 99.0})
    hits = hits_of(Ships=1.0, Wheat=0.9, Gas=0.8, Ports=0.7)
    (found,) = rerank_all(reranker, versions, [("?", hits)])
    assert [versions.sentence(hit).partition(" ")[0] for hit in found] == ["Wheat", "Ships", "Gas", "Ports"]
    assert [hit.relevance for hit in found] == [3.0, -3.0, None, None]
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    assert [candidate.sentence for _, candidate in reranker.calls[0]] == ["Ships wait.", "Wheat left."]


def test_a_sentence_is_read_with_its_neighbours_in_its_section_and_briefing(versions, hits_of):
    reranker = FakeReranker({})
    hits = hits_of(Wheat=0.7, Ships=0.6, Ports=0.5, Prices=0.4, Nobody=0.3, Gas=0.2, Storages=0.1)
    rerank_all(reranker, versions, [("why?", hits)])
    grain, gas = "Title of grain.md", "Title of gas.md"
    assert reranker.calls == [
        [
            ("why?", Candidate("Wheat left.", grain, "")),
            ("why?", Candidate("Ships wait.", grain, "Wheat left.")),
            ("why?", Candidate("Ports are full.", grain, "Ships wait.")),
            ("why?", Candidate("Prices fell.", grain, "")),
            ("why?", Candidate("Nobody knows why.", grain, "Prices fell.")),
            ("why?", Candidate("Gas is dear.", gas, "")),
            ("why?", Candidate("Storages are full.", gas, "Gas is dear.")),
        ]
    ]


def test_the_briefing_before_is_no_neighbour_though_it_has_no_sections_either(publish, document_of, store):
    publish(document_of("a.md", ["Wheat left."]), document_of("b.md", ["Gas is dear."]))
    reranker = FakeReranker({})
    with store.reading() as snapshot:
        hits = [
            Hit(row.id, row.passage_id, row.version_id, row.sentence, 0, 0, 0, 0, 0)
            for row in snapshot.sentences([1, 2])
        ]
        rerank_all(reranker, Versions(snapshot), [("why?", hits)])
    assert [candidate for _, candidate in reranker.calls[0]] == [
        Candidate("Wheat left.", "Title of a.md"),
        Candidate("Gas is dear.", "Title of b.md"),
    ]


def test_passages_of_one_section_are_neighbours(publish, document_of, store):
    publish(document_of("a.md", ["Wheat left."], ["Gas is dear."], sections=["All", "All"]))
    reranker = FakeReranker({})
    with store.reading() as snapshot:
        (row,) = snapshot.sentences([2])
        hit = Hit(row.id, row.passage_id, row.version_id, row.sentence, 0, 0, 0, 0, 0)
        rerank_all(reranker, Versions(snapshot), [("why?", [hit])])
    assert reranker.calls[0][0][1].before == "Wheat left."


def test_several_questions_are_read_at_once_each_with_its_own(versions, hits_of, monkeypatch):
    monkeypatch.setattr(ranking, "RERANKED", 2)
    reranker = FakeReranker({"Ships": 2.0, "Gas": 1.0})
    found = [
        ("first?", hits_of(Wheat=0.9, Ships=0.8, Gas=0.7)),
        ("nothing?", []),
        ("second?", hits_of(Gas=0.9)),
        ("third?", hits_of(Storages=0.9, Gas=0.8)),
    ]
    assert ranked(reranker, versions, *found) == [["Ships", "Wheat", "Gas"], [], ["Gas"], ["Gas", "Storages"]]
    (pairs,) = reranker.calls
    assert [question for question, _ in pairs] == ["first?", "first?", "second?", "third?", "third?"]


def test_no_question_is_no_result(versions):
    assert rerank_all(FakeReranker({}), versions, []) == []
    assert rerank_all(FakeReranker({}), versions, [("?", [])]) == [[]]


def test_a_text_is_read_once(versions, monkeypatch):
    read, text = [], Snapshot.text
    monkeypatch.setattr(Snapshot, "text", lambda self, version_id: read.append(version_id) or text(self, version_id))
    assert [versions.text(version_id)[:5] for version_id in (1, 2, 1, 2, 1)] == ["Wheat", "Gas i"] * 2 + ["Wheat"]
    assert read == [1, 2]
    assert versions.briefing(2).title == "Title of gas.md"


def test_what_is_in_a_language_that_the_reranker_does_not_know_keeps_its_order(publish, document_of, store):
    publish(document_of("de.md", ["Gas ist teuer.", "Die Speicher sind voll."], language="de"))
    with store.reading() as snapshot:
        versions = Versions(snapshot)
        hits = [
            Hit(row.id, row.passage_id, row.version_id, row.sentence, 0.1, 0.2, 0.3, 0.4, 1.0 / row.id)
            for row in snapshot.sentences(range(1, 9))
        ]
        reranker = FakeReranker({"Die": 5.0})
        assert rerank_all(reranker, versions, [("was ist voll?", hits), ("was?", [])]) == [hits, []]
        assert reranker.calls == [[]]
        knows_german = FakeReranker({"Die": 5.0}, languages=("de",))
        (ranked_hits, _) = rerank_all(knows_german, versions, [("was ist voll?", hits), ("was?", [])])
        assert [hit.sentence_id for hit in ranked_hits] == [2, 1]
