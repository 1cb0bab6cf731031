"""What an Asker keeps in memory, and when it lets go of it; the answers themselves: test_briefing_index.py."""

from __future__ import annotations

import shutil

import pytest

from index import BriefingIndex
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
