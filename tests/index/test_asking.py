"""The flow of a question with a reranker, and what an Asker keeps in memory; without one: test_briefing_index.py."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from fake_reranker import FakeReranker

from index import BriefingError, BriefingIndex
from index.datatypes import Question
from index.vectors import Vectors


@pytest.fixture
def builds(monkeypatch):
    """The generations whose vectors were read, in order."""
    generations = []
    read = Vectors.of

    def of(snapshot):
        generations.append(snapshot.generation)
        return read(snapshot)

    monkeypatch.setattr("index.asking.Vectors.of", of)
    return generations


@pytest.fixture
def publish(index, settings):
    def publish(text):
        (settings.briefings_dir / "a.txt").write_text(text)
        return index.sync().generation

    return publish


def test_no_question_waits_for_the_vectors_of_a_new_generation(index, publish, builds):
    publish("Ships left.")
    assert builds == []  # nobody has asked yet
    assert [index.ask("ships?").generation for _ in range(3)] == [1, 1, 1]
    assert builds == [1]
    publish("Ships came back.")
    assert builds == [1, 2]
    assert [index.ask("ships?").quotes[0].text for _ in range(3)] == ["Ships came back."] * 3
    assert builds == [1, 2]


def test_questions_of_the_old_generation_while_the_new_one_is_prepared(index, publish, builds):
    publish("Ships left.")
    index.ask("ships?")
    asked, publish_in_store = [], index._store.publish

    def publish_slowly(*arguments, approve, **further):
        def ask_before_the_commit(snapshot):
            approve(snapshot)
            asked.extend(index.ask("ships?").quotes[0].text for _ in range(3))

        return publish_in_store(*arguments, approve=ask_before_the_commit, **further)

    index._store.publish = publish_slowly
    publish("Ships came back.")
    assert asked == ["Ships left."] * 3
    assert builds == [1, 2]


def test_what_another_process_publishes_is_found(index, publish, builds, settings, embedder):
    publish("Ships left.")
    index.ask("ships?")
    other = BriefingIndex(settings, embedder)
    (settings.briefings_dir / "a.txt").write_text("Ships came back.")
    other.sync()
    other.close()
    assert [index.ask("ships?").quotes[0].text for _ in range(2)] == ["Ships came back."] * 2
    assert builds == [1, 2]


def test_a_restored_store_is_not_taken_for_another_with_its_generation(index, publish, settings, embedder, tmp_path):
    publish("Ships left.")
    shutil.copytree(settings.data_dir, tmp_path / "copy")
    restored = BriefingIndex(settings.model_copy(update={"data_dir": tmp_path / "copy"}), embedder)
    publish("Gas is stored. It is full.")
    assert index.ask("gas?", k=1).quotes[0].text == "Gas is stored."
    (settings.briefings_dir / "a.txt").write_text("Wheat was sold. Nothing else.")
    assert restored.sync().generation == index.generation
    index._asker._store = restored._store
    assert index.ask("wheat?", k=1).quotes[0].text == "Wheat was sold."
    restored.close()


def test_only_what_is_asked_is_kept(index, publish):
    for number in range(5):
        publish(f"Ships left port {number}.")
        index.ask("ships?")
        index.ask("ships?")
    assert [vectors.generation for vectors in index._asker._vectors.values()] == [5]


TURKEY = """---
title: Turkey and the F-35
date: 2025-11-18
---

Turkey was removed from the F-35 programme. The Pentagon feared for its secrets. It had bought missiles from Moscow.
"""
CORRIDOR = """---
title: Grain corridor in {month}
date: 2026-{number:02}-01
---

The grain corridor {state}. Wheat was loaded in {month}.
"""
TRADE = "The United States raised its tariffs. Nobody else did.\n"


@pytest.fixture
def reranked(settings, embedder, folder):
    """An index of some briefings with a reranker, and that."""
    (folder / "turkey.md").write_text(TURKEY)
    for number, month, state in ((3, "March", "is closed"), (6, "June", "is open again"), (5, "May", "is mined")):
        (folder / f"{month}.md").write_text(CORRIDOR.format(number=number, month=month, state=state))
    (folder / "trade.txt").write_text(TRADE)
    reranker = FakeReranker({})
    index = BriefingIndex(settings, embedder, reranker=reranker)
    index.sync()
    yield index, reranker
    index.close()


def texts(quotes):
    return [quote.text for quote in quotes]


@pytest.mark.parametrize("words", ["Pentagon", "missiles", "removed"])
def test_the_reranker_decides_what_is_quoted_first(reranked, words):
    index, reranker = reranked
    reranker.logits = {words: 30.0}
    question = "Why was Turkey removed from the F-35 programme?"
    assert words in index.ask(question, k=1).quotes[0].text
    assert words in index.search(question, 5)[0].text
    ((answer, ranked),) = index.ask_and_rank([Question(question, k=1)], 4)
    assert (words in answer.quotes[0].text, words in ranked[0].text, len(ranked)) == (True, True, 4)
    scores = [quote.score for quote in ranked]
    assert scores == sorted(scores, reverse=True)


def test_of_several_questions_the_best_of_each_come_first(reranked):
    index, _ = reranked
    message = "Why was Turkey removed from the F-35 programme? Who raised its tariffs?"
    ((answer, ranked),) = index.ask_and_rank([Question(message)], 2)
    assert len(answer.parts) == 2
    assert [("F-35" in quote.text or "missiles" in quote.text, "tariffs" in quote.text) for quote in ranked] == [
        (True, False),
        (False, True),
    ]


def test_what_the_reranker_says_makes_the_confidence(reranked):
    index, reranker = reranked
    confidences = []
    for logit in (-9.0, 0.0, 9.0):
        reranker.logits = {"": logit}
        confidences.append(index.ask("Why was Turkey removed?").confidence)
    assert confidences == sorted(set(confidences))


def test_the_confidence_does_not_depend_on_what_another_reranker_says(reranked, settings, embedder):
    index, reranker = reranked
    reranker.is_packaged = False
    confidences = set()
    for logit in (-9.0, 9.0):
        reranker.logits = {"removed": logit, "": -20.0}
        confidences.add(index.ask("Why was Turkey removed?", k=1).confidence)
    alone = BriefingIndex(settings, embedder)
    assert confidences == {alone.ask("Why was Turkey removed?", k=1).confidence}
    alone.close()


def test_the_reranker_reads_all_questions_at_once(reranked):
    index, reranker = reranked
    index.ask_all([Question("Why was Turkey removed?"), Question("hello"), Question("?"), Question("Who mined it?")])
    (pairs,) = reranker.calls
    assert {question for question, _ in pairs} == {"Why was Turkey removed?", "Who mined it?"}


def test_what_leans_on_something_is_left_to_the_retrieval(reranked):
    index, reranker = reranked
    (alone, leaning) = index.ask_all(
        [Question("Why was Turkey removed?"), Question("and when exactly?", follows="Why was Turkey removed?")]
    )
    assert alone.quotes
    assert leaning.quotes
    assert {question for question, _ in reranker.calls[0]} == {"Why was Turkey removed?"}


def test_what_keeps_a_reranker_from_reading_is_told(reranked, monkeypatch):
    index, reranker = reranked

    def fail(pairs):
        raise BriefingError("The reranker cannot be loaded.")

    monkeypatch.setattr(reranker, "relevance", fail)
    with pytest.raises(BriefingError, match=r"^The reranker cannot be loaded\.$"):
        index.ask("Why was Turkey removed?")


def test_each_question_of_a_message_is_answered(reranked, monkeypatch):
    index, reranker = reranked
    telling = {
        "Why was Turkey removed from the F-35 programme?": "removed",
        "Which state raised the tariffs?": "tariffs",
    }

    def relevance(pairs):
        return np.array([30.0 * (telling[question] in candidate.sentence) for question, candidate in pairs])

    monkeypatch.setattr(reranker, "relevance", relevance)
    message = " ".join(telling)
    answer = index.ask(message, k=1)
    assert (answer.question, answer.answered) == (message, True)
    assert [part.question for part in answer.parts] == list(telling)
    assert [texts(part.quotes) for part in answer.parts] == [
        ["Turkey was removed from the F-35 programme."],
        ["The United States raised its tariffs."],
    ]
    assert texts(answer.quotes) == [text for part in answer.parts for text in texts(part.quotes)]
    assert {each.generation for each in (answer, *answer.parts)} == {1}


def test_a_typing_error_is_mended_and_said(reranked):
    index, reranker = reranked
    answer = index.ask("Which state raised its tarifs?")
    assert (answer.question, answer.searched_for) == (
        "Which state raised its tarifs?",
        "Which state raised its tariffs?",
    )
    assert {question for question, _ in reranker.calls[-1]} == {"Which state raised its tariffs?"}
    assert index.ask("Which state raised its tariffs?").searched_for is None


def test_the_latest_is_the_newest_of_what_answers(reranked):
    index, reranker = reranked
    reranker.logits = {"is closed": 9.0, "is mined": 8.9, "is open again": 8.8, "Wheat": -9.0}
    answer = index.ask("What is the latest on the grain corridor?")
    assert texts(answer.quotes) == [
        "The grain corridor is open again.",
        "The grain corridor is mined.",
        "The grain corridor is closed.",
    ]
    assert answer.newest_first
    plain = index.ask("Is there a grain corridor?", k=1)
    assert (texts(plain.quotes), plain.newest_first) == (["The grain corridor is closed."], False)


def test_a_name_is_found_however_it_is_written(index, folder):
    (folder / "trade.txt").write_text(TRADE)
    (folder / "other.txt").write_text("The European Union raised its tariffs. Nobody else did.\n")
    index.sync()
    for name, briefing in (("US", "trade.txt"), ("U.S.", "trade.txt"), ("EU", "other.txt")):
        quote = index.ask(f"Has the {name} raised its tariffs?", k=1).quotes[0]
        assert quote.citation.briefing == briefing


def test_questions_are_not_read_where_there_is_no_reranker(settings, embedder, index):
    assert index.reranker is None
    assert BriefingIndex(settings.model_copy(update={"reranker": "packaged"}), embedder).reranker.is_packaged
