"""A tiny model learns a toy task: what answers begins in another way than what does not."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from transformers import AutoModelForSequenceClassification

from index.retrieve import score_of
from index.training import train
from index.training.candidates import Candidate, Mined, Text
from index.training.lists import Source
from index.training.train import NOT_TRAINED, Trainer, TrainingSettings, logits_of

SUBJECTS = ("Turkey", "wheat", "gas", "ships", "tariffs", "cranes", "grain", "missiles")
SETTINGS = TrainingSettings(epochs=8, lists_a_step=4, learning_rate=1e-2, threads=1)


@pytest.fixture(scope="module")
def toys():
    """Questions about one of the subjects, answered by the first of the sentences of its article."""
    texts = {
        subject: Text(
            subject,
            (f"It is {subject}.", f"Nobody sees {subject}.", f"Nobody buys {subject}."),
            (0, 0, 0),
            (0, 1, 2),
            (None,) * 3,
        )
        for subject in SUBJECTS
    }
    measures = (0.5, 0.0, 0.0, 0.0)
    return [
        Source(
            "toys.json",
            Mined(
                f"is it {subject} {number}?",
                subject,
                0,
                tuple(
                    Candidate(other, place, measures, score_of(*measures), (other, place) == (subject, 0))
                    for other in SUBJECTS
                    for place in range(3)
                    if place or other == subject
                ),
            ),
            texts,
        )
        for subject in SUBJECTS
        for number in range(3)
    ]


@pytest.fixture(scope="module")
def training(tiny_model, toys):
    """A trainer that has trained, and what it told of each step."""
    trainer = Trainer(tiny_model, SETTINGS)
    return trainer, list(trainer.train(toys))


def test_the_steps_are_counted(training, toys):
    _, told = training
    steps = int(SETTINGS.epochs * len(toys) / SETTINGS.lists_a_step)
    assert [(step, of) for step, of, _ in told] == [(step, steps) for step in range(1, steps + 1)]


def test_the_loss_falls(training):
    losses = [loss for _, _, loss in training[1]]
    third = len(losses) // 3
    assert np.isfinite(losses).all()
    assert np.mean(losses[-third:]) < 0.7 * np.mean(losses[:third])


def test_the_same_seed_gives_the_same_weights(tiny_model, toys, training):
    settings = TrainingSettings(epochs=1, lists_a_step=4, threads=1)
    first, again = (Trainer(tiny_model, settings) for _ in range(2))
    assert list(first.train(toys)) == list(again.train(toys))
    weights, others = first.trained(), again.trained()
    assert weights.score_weight == others.score_weight
    assert weights.weights.keys() == others.weights.keys()
    assert all((weights.weights[name] == others.weights[name]).all() for name in weights.weights)


def test_another_seed_gives_other_weights(tiny_model, toys):
    trained = []
    for seed in (1, 2):
        trainer = Trainer(tiny_model, TrainingSettings(seed=seed, epochs=0.5, lists_a_step=4, threads=1))
        list(trainer.train(toys))
        trained.append(trainer.trained().weights)
    assert any((trained[0][name] != trained[1][name]).any() for name in trained[0])


def test_all_is_trained_but_the_word_embeddings(training, tiny_model):
    trainer, _ = training
    before = AutoModelForSequenceClassification.from_pretrained(tiny_model)
    names = {name for name, _ in before.named_parameters()}
    weights = trainer.trained().weights
    assert weights.keys() == names - {NOT_TRAINED}
    assert {values.dtype for values in weights.values()} == {np.dtype(np.float32)}
    unchanged = {name for name in weights if (weights[name] == before.get_parameter(name).detach().numpy()).all()}
    assert unchanged == set()
    own = trainer.model.get_parameter(NOT_TRAINED)
    assert torch.equal(own, before.get_parameter(NOT_TRAINED).to(torch.bfloat16))


def test_the_score_of_the_retrieval_is_weighed(training):
    weight = training[0].trained().score_weight
    assert isinstance(weight, float)
    assert weight != 1.0


def test_the_weights_of_the_last_part_are_averaged(tiny_model, toys, monkeypatch):
    monkeypatch.setattr(train, "AVERAGED_EVERY", 2)
    monkeypatch.setattr(train, "AVERAGED_PART", 0.5)
    trainer = Trainer(tiny_model, TrainingSettings(epochs=2, lists_a_step=6, learning_rate=1e-3, threads=1))
    states = [{name: master.detach().clone() for name, master in trainer._masters.items()} for _ in trainer.train(toys)]
    assert len(states) == 8
    trained = trainer.trained().weights
    for name, values in trained.items():
        mean = (states[4][name] + states[6][name]) / 2
        assert torch.allclose(torch.from_numpy(values), mean, atol=1e-6)
        assert not torch.equal(torch.from_numpy(values), states[-1][name])


def test_without_an_average_the_last_weights_count(tiny_model):
    trainer = Trainer(tiny_model, TrainingSettings(threads=1))
    assert list(trainer.train([])) == []
    weights = trainer.trained().weights
    assert (weights["classifier.bias"] == 0).all()


def test_the_rate_rises_and_then_falls(tiny_model):
    trainer = Trainer(tiny_model, TrainingSettings(threads=1, warm_up_part=0.25))
    rates = [trainer._rate(step, 40) for step in range(40)]
    assert rates[:10] == pytest.approx([number / 10 for number in range(1, 11)])
    assert all(after < before for before, after in pairwise(rates[10:]))
    assert min(rates) >= 0.02


def test_logits_come_in_the_order_of_the_pairs_whatever_their_lengths(tiny_model, monkeypatch):
    model = AutoModelForSequenceClassification.from_pretrained(tiny_model).eval()
    pairs = [([101, *range(2000, 2000 + length), 102, 3000, 102], length + 2) for length in (40, 3, 90, 17, 18, 1)]
    expected = []
    for ids, first in pairs:
        kinds = torch.tensor([[0] * first + [1] * (len(ids) - first)])
        with torch.no_grad():
            expected.append(model(input_ids=torch.tensor([ids]), token_type_ids=kinds).logits.item())
    for at_once in (64, 2):
        monkeypatch.setattr(train, "AT_ONCE", at_once)
        with torch.no_grad():
            found = logits_of(model, pairs)
        assert found.dtype == torch.float32
        assert found.tolist() == pytest.approx(expected, abs=1e-4)
    assert len(set(expected)) == len(pairs)
