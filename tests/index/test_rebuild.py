"""A rebuild with another model: until it is published, the former model answers from its own vectors."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hashed_words import HashedWordsEmbedder

from index import BriefingIndex, StoreError

TEXTS = {"a.txt": "Turkey was removed. It had bought missiles.", "b.txt": "Ships with wheat left Odesa."}
QUESTION = "Which ships left Odesa?"


@pytest.fixture(autouse=True)
def published(index, settings):
    for name, text in TEXTS.items():
        (settings.briefings_dir / name).write_text(text)
    index.sync()


class ShortEmbedder(HashedWordsEmbedder):
    """Another model of the same name."""

    def _embed(self, texts):
        vectors = super()._embed(texts)
        halved = vectors[:, :128] + vectors[:, 128:]
        return halved / np.linalg.norm(halved, axis=1, keepdims=True)


@pytest.fixture
def former(embedder):
    """Loads models by name; `loaded` are those that were wanted."""

    def former(name):
        former.loaded.append(name)
        return {embedder.name: embedder}[name]

    former.loaded = []
    return former


@pytest.fixture
def other(settings, other_embedder, former):
    """Started with the setting of another model."""
    other = BriefingIndex(settings, other_embedder, former)
    yield other
    other.close()


def test_the_former_model_answers_until_a_rebuild_is_published(index, other, other_embedder, former):
    questions, embed_questions = [], other_embedder.embed_questions
    other_embedder.embed_questions = lambda texts: questions.extend(texts) or embed_questions(texts)
    assert other.ask(QUESTION).quotes == index.ask(QUESTION).quotes
    assert other.search(QUESTION, 1) == index.search(QUESTION, 1)
    assert (questions, former.loaded) == ([], ["hashed words"])
    assert other.status().model_of_settings == "another model"
    with pytest.raises(StoreError, match="run python -m index rebuild, or set INDEX_EMBEDDING_MODEL back"):
        other.sync()
    other.rebuild()
    assert other.ask(QUESTION).quotes[0].text == TEXTS["b.txt"]
    assert questions[-1] == QUESTION
    assert former.loaded == ["hashed words"]


def test_a_former_model_that_cannot_be_loaded_is_said(settings, other_embedder):
    other = BriefingIndex(settings, other_embedder)  # "hashed words" is no model that could be found
    with pytest.raises(StoreError) as error:
        other.ask(QUESTION)
    assert str(error.value) == (
        "The store was made with the model 'hashed words', which cannot be loaded any more: "
        "run python -m index rebuild."
    )
    other.rebuild()
    assert other.ask(QUESTION).answered
    other.close()


def test_questions_during_the_rebuild_are_answered_by_one_model_each(other, embedder, other_embedder):
    """Each model marks its answers: the passages and questions of the two would not find each other."""
    other_embedder._embed = lambda texts: embedder._embed([" ".join(f"x{word}" for word in t.split()) for t in texts])
    stop = threading.Event()

    def ask():
        answers = []
        while not stop.is_set():
            answers.append(other.ask(QUESTION, k=1))
        return answers

    with ThreadPoolExecutor(3) as pool:
        asking = [pool.submit(ask) for _ in range(3)]
        other.rebuild()
        stop.set()
        answers = [answer for answered in asking for answer in answered.result()]
    answers.append(other.ask(QUESTION, k=1))
    assert {answer.generation for answer in answers} == {1, 2}
    assert {answer.quotes[0].text for answer in answers} == {TEXTS["b.txt"]}
    confidences = {answer.generation: answer.confidence for answer in answers}
    assert all(answer.confidence == pytest.approx(confidences[answer.generation]) for answer in answers)


def test_an_interrupted_rebuild_goes_on_where_it_was(other, other_embedder, monkeypatch):
    monkeypatch.setattr("index.writing.EMBED_BATCH", 2)

    def interrupt(stage, done, total):
        if stage == "embedding" and done >= 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        other.rebuild(interrupt)
    assert (len(other_embedder.embedded), other.status().model) == (2, "hashed words")
    assert other.ask(QUESTION).answered
    report = other.rebuild()
    assert report.embedded == len(other_embedder.embedded) - 2
    assert len(other_embedder.embedded) == len(set(other_embedder.embedded)) == 4
    assert other.check() == []


def test_a_model_of_the_same_name_with_other_vectors_is_said_and_rebuilt(index, settings):
    renewed = ShortEmbedder()
    other = BriefingIndex(settings, renewed)
    with pytest.raises(StoreError) as error:
        other.ask(QUESTION)
    assert str(error.value) == (
        "The store has vectors of 256 numbers, the model 'hashed words' makes some of 128: "
        "another model has this name by now; run python -m index rebuild."
    )
    assert other.rebuild().embedded == 4
    assert other.ask(QUESTION).quotes[0].text == TEXTS["b.txt"]
    assert other.check() == []
    other.close()


@pytest.mark.parametrize("damage", ["substr(embedding, 1, 40)", "x''", "x'00'"])
def test_a_rebuild_heals_damaged_vectors(index, settings, embedder, damage):
    with sqlite3.connect(settings.data_dir / "store.sqlite3") as connection:
        connection.execute(f"UPDATE vectors SET embedding = {damage} WHERE id = 2")
    connection.close()
    with pytest.raises(StoreError, match=r"^Vectors in the store are damaged: run python -m index rebuild\.$"):
        index.ask(QUESTION)
    embedder.embedded.clear()
    assert index.rebuild().embedded == len(embedder.embedded) == 1
    assert index.ask(QUESTION).quotes[0].text == TEXTS["b.txt"]
    assert index.check() == []


def test_a_store_with_damaged_vectors_can_still_be_changed(index, settings):
    index.ask(QUESTION)
    with sqlite3.connect(settings.data_dir / "store.sqlite3") as connection:
        connection.execute("UPDATE vectors SET embedding = x'00' WHERE id = 2")
    connection.close()
    (settings.briefings_dir / "c.txt").write_text("Gas is stored.")
    assert index.sync().added == ("c.txt",)
