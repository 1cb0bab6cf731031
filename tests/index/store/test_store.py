from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.errors import BriefingError, StoreError
from index.store import Store, check_model, text_sha256

TURKEY = ["Turkey was removed from the programme.", "It had bought missiles."]
GRAIN = ["Ships with wheat left Odesa."]


def generation(store):
    with store.reading() as snapshot:
        return snapshot.generation


def names(store):
    with store.reading() as snapshot:
        return [briefing.name for briefing in snapshot.briefings()]


def sentence_ids(store):
    with store.reading() as snapshot:
        return snapshot.vectors("sentence")[0].tolist()


def open_files(folder):
    links = [os.path.realpath(descriptor) for descriptor in Path("/proc/self/fd").iterdir()]
    return [link for link in links if link.startswith(str(folder))]


def test_a_new_store_is_empty(store):
    with store.reading() as snapshot:
        assert (snapshot.generation, snapshot.model, snapshot.briefings()) == (0, "", [])


def test_each_publication_is_one_generation(store, publish, document_of):
    assert publish(document_of("a.md", TURKEY), document_of("b.md", GRAIN)) == 1
    assert publish(document_of("c.md", ["Gas."]), withdraw=["a.md"]) == 2
    assert names(store) == ["b.md", "c.md"]
    assert publish(withdraw=["b.md", "c.md", "not there.md"]) == 3
    assert names(store) == []


def test_a_replaced_text_is_no_longer_found_but_kept(store, publish, document_of):
    publish(document_of("a.md", TURKEY))
    with store.reading() as snapshot:
        old = snapshot.published("a.md")
    publish(document_of("a.md", GRAIN))
    with store.reading() as snapshot:
        new = snapshot.published("a.md")
        assert new.id != old.id
        assert snapshot.keyword_matches("sentence", ["turkey"], 9) == []
        assert len(snapshot.keyword_matches("sentence", ["wheat"], 9)) == 1
        assert snapshot.text(old.id) == " ".join(TURKEY)
        assert snapshot.version(old.id).end_reason == "replaced"


def test_a_withdrawn_text_is_kept_as_withdrawn(store, publish, document_of):
    publish(document_of("a.md", TURKEY))
    with store.reading() as snapshot:
        version_id = snapshot.published("a.md").id
    publish(withdraw=["a.md"])
    with store.reading() as snapshot:
        assert snapshot.published("a.md") is None
        assert snapshot.version(version_id).end_reason == "withdrawn"
        assert snapshot.text(version_id) == " ".join(TURKEY)


def test_the_same_text_published_again_stays_the_same_version_with_new_facts(store, publish, document_of):
    document = document_of("a.md", TURKEY)
    publish(document)
    with store.reading() as snapshot:
        before = snapshot.published("a.md")
    publish(replace(document, file_sha256="f" * 64, extract=replace(document.extract, title="Another title")))
    with store.reading() as snapshot:
        after = snapshot.published("a.md")
        assert (after.id, after.briefing.title, after.briefing.file_sha256) == (before.id, "Another title", "f" * 64)
        assert after.briefing.published_at == before.briefing.published_at
        assert len(snapshot.keyword_matches("sentence", ["turkey"], 9)) == 1
        assert snapshot.versions_with_hash(text_sha256(" ".join(TURKEY))) == [after]


def test_ids_are_never_used_again(store, publish, document_of):
    publish(document_of("a.md", TURKEY, GRAIN))
    first = sentence_ids(store)
    publish(withdraw=["a.md"])
    publish(document_of("a.md", TURKEY, GRAIN))
    assert min(sentence_ids(store)) > max(first)


def test_a_reader_keeps_its_generation_while_another_is_published(store, publish, document_of):
    publish(document_of("a.md", TURKEY))
    began, published = threading.Event(), threading.Event()

    def read():
        with store.reading() as snapshot:
            began.set()
            assert published.wait(20)
            ids = snapshot.keyword_matches("sentence", ["turkey"], 9)
            return snapshot.generation, [b.name for b in snapshot.briefings()], len(snapshot.sentences(ids))

    with ThreadPoolExecutor() as pool:
        reading = pool.submit(read)
        assert began.wait(20)
        publish(document_of("b.md", GRAIN), withdraw=["a.md"])
        published.set()
        assert reading.result() == (1, ["a.md"], 1)
    assert names(store) == ["b.md"]


def test_a_reader_begins_while_a_writer_is_at_work(store, publish, document_of):
    publish(document_of("a.md", TURKEY))
    inside, go_on = threading.Event(), threading.Event()

    def slow_documents():
        inside.set()
        assert go_on.wait(20)
        yield from ()

    with ThreadPoolExecutor() as pool:
        writing = pool.submit(store.publish, "hashed words", slow_documents(), ["a.md"])
        assert inside.wait(20)
        assert names(store) == ["a.md"]
        go_on.set()
        assert writing.result() == 2
    assert names(store) == []


def test_two_stores_of_one_folder_see_each_others_publications(tmp_path, store, publish, document_of):
    other = Store(tmp_path / "data")
    publish(document_of("a.md", TURKEY))
    assert names(other) == ["a.md"]
    assert other.publish("hashed words", [], ["a.md"]) == 2
    assert (names(store), generation(store)) == ([], 2)
    other.close()


def test_many_threads_make_one_new_store(tmp_path):
    for number in range(10):
        with ThreadPoolExecutor(8) as pool:
            stores = list(pool.map(Store, [tmp_path / str(number)] * 8))
        assert [generation(store) for store in stores] == [0] * 8
        for store in stores:
            store.close()


def test_readers_and_writers_in_many_threads(store, publish, document_of):
    documents = [document_of("a.md", [f"This is text {number}."]) for number in range(30)]
    for document in documents:
        texts = document.embedded_texts
        store.save_vectors("hashed words", texts, np.ones((len(texts), 4), np.float32))

    def read(_):
        with store.reading() as snapshot:
            text = snapshot.text(snapshot.published("a.md").id) if snapshot.generation else None
            return text is None or len(snapshot.keyword_matches("sentence", ["text"], 9)) == 1

    with ThreadPoolExecutor(6) as pool:
        written = [pool.submit(store.publish, "hashed words", [document]) for document in documents]
        assert all(pool.map(read, range(200)))
        assert sorted(future.result() for future in written) == list(range(1, 31))


def test_what_is_embedded_already_is_not_asked_for_again(store, embedder):
    texts = ["one", "two", "one", "three"]
    assert store.texts_without_vector(embedder.name, texts) == ["one", "two", "three"]
    store.save_vectors(embedder.name, ["one"], embedder.embed_passages(["one"]))
    store.save_vectors(embedder.name, ["one"], embedder.embed_passages(["one"]))
    assert store.texts_without_vector(embedder.name, texts) == ["two", "three"]
    assert store.texts_without_vector("another model", texts) == ["one", "two", "three"]


def test_vectors_must_match_their_texts(store, embedder):
    with pytest.raises(ValueError, match="zip"):
        store.save_vectors(embedder.name, ["one", "two"], embedder.embed_passages(["one"]))
    assert store.texts_without_vector(embedder.name, ["one"]) == ["one"]


def test_publishing_without_vectors_changes_nothing(store, publish, document_of):
    publish(document_of("a.md", TURKEY))
    with pytest.raises(ValueError, match="save_vectors comes before publish"):
        store.publish("hashed words", [document_of("a.md", GRAIN)])
    assert (names(store), generation(store), len(sentence_ids(store))) == (["a.md"], 1, 2)


def test_an_error_in_the_middle_of_a_publication_changes_nothing(store, publish, document_of):
    publish(document_of("a.md", TURKEY))

    def documents():
        yield document_of("b.md", TURKEY)
        raise BriefingError("stop")

    with pytest.raises(BriefingError, match="stop"):
        store.publish("hashed words", documents(), ["a.md"])
    assert (names(store), generation(store), store.damages()) == (["a.md"], 1, [])


def test_the_vectors_of_two_models_are_not_mixed(store, publish, document_of):
    publish(document_of("a.md", TURKEY))
    message = (
        "The store was made with the model 'hashed words', the setting names 'another model': "
        "run python -m index rebuild, or set INDEX_EMBEDDING_MODEL back."
    )
    with pytest.raises(StoreError) as error:
        store.publish("another model", [], ["a.md"])
    assert str(error.value) == message
    with store.reading() as snapshot:
        check_model(snapshot, "hashed words")
        with pytest.raises(StoreError) as error:
            check_model(snapshot, "another model")
    assert str(error.value) == message
    assert generation(store) == 1


def test_a_model_can_be_changed_on_purpose(store, publish, document_of, other_embedder):
    document = document_of("a.md", TURKEY)
    publish(document)
    texts = document.embedded_texts
    store.save_vectors(other_embedder.name, texts, other_embedder.embed_passages(texts))
    assert store.publish(other_embedder.name, [document], change_model=True) == 2
    with store.reading() as snapshot:
        assert snapshot.model == "another model"


def test_vectors_that_no_published_text_uses_are_freed(store, publish, document_of, embedder):
    publish(document_of("a.md", TURKEY), document_of("b.md", GRAIN))
    publish(withdraw=["b.md"])
    store.delete_unused_vectors()
    assert store.texts_without_vector(embedder.name, [*TURKEY, *GRAIN]) == GRAIN
    assert store.damages() == []


def test_no_connection_stays_open_after_errors(tmp_path, store, publish, document_of):
    publish(document_of("a.md", TURKEY))
    for _ in range(20):
        with pytest.raises(StoreError), store.reading() as snapshot:
            check_model(snapshot, "another model")
        with pytest.raises(ValueError, match="before publish"):
            store.publish("hashed words", [document_of("b.md", GRAIN)])
    assert names(store) == ["a.md"]
    assert len([file for file in open_files(tmp_path) if file.endswith("sqlite3")]) <= 1


def test_a_closed_store_holds_no_file_open_even_when_it_was_in_use(tmp_path, store, publish, document_of):
    publish(document_of("a.md", TURKEY))
    with store.reading():
        store.close()
    assert open_files(tmp_path) == []
