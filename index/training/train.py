"""Lists -> trained weights: the packaged embedding model becomes a cross-encoder.

The loss of a list is the softmax over its candidates and "none of them", whose logit is 0, plus the binary
cross-entropy of each candidate: so the order is learned as well as from where on a sentence answers. To the model's
logit the score of the retrieval is added with a weight that is learned too; so the model learns what the score does not
tell.

Forward and backward passes run in bfloat16, which CPUs with AMX or AVX-512 take twice as fast; the optimiser keeps the
weights in 32 bits (Micikevicius et al., Mixed Precision Training, 2018). The word embeddings stay those of the packaged
model, so that they need not be shipped.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from index.training.lists import Pieces, Source, draw

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from transformers import BertForSequenceClassification

    from index.training.lists import List

NOT_TRAINED = "bert.embeddings.word_embeddings.weight"
AT_ONCE = 64
"""Candidates of about the same length in one pass."""
LENGTH_STEP = 16
"""Passes are padded to a multiple of it: for each new length the CPU library prepares its kernels anew."""
AVERAGED_PART = 0.4
"""The weights of the last part of the training are averaged (Izmailov et al., 2018)."""
AVERAGED_EVERY = 10


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """What the shipped reranker was trained with."""

    seed: int = 1
    epochs: float = 2.5
    lists_a_step: int = 8
    learning_rate: float = 1e-4
    warm_up_part: float = 0.1
    weight_decay: float = 0.01
    candidate_loss: float = 1.2
    """Weight of the binary cross-entropy beside the softmax."""
    largest_gradient: float = 1.0
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Trained:
    """The weights, by their names in BertForSequenceClassification, and the weight of the retrieval's score."""

    weights: dict[str, NDArray[np.float32]]
    score_weight: float


class Trainer:
    """A model, its master weights and its optimiser."""

    def __init__(
        self, model_path: Path, settings: TrainingSettings, start: Mapping[str, NDArray[np.float32]] | None = None
    ) -> None:
        """Begin with the packaged embedding model, or go on with weights that were trained before."""
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        torch.manual_seed(settings.seed)
        torch.set_num_threads(settings.threads)
        self.settings = settings
        self.pieces = Pieces(AutoTokenizer.from_pretrained(model_path))
        # eager: on CPUs quicker than the fused attention, whose backward pass is slow for heads of 32
        self.model: BertForSequenceClassification = AutoModelForSequenceClassification.from_pretrained(
            model_path, num_labels=1, attn_implementation="eager", hidden_dropout_prob=0.0
        )
        torch.nn.init.normal_(self.model.classifier.weight, std=0.02)
        torch.nn.init.zeros_(self.model.classifier.bias)
        if start is not None:
            self.model.load_state_dict({name: torch.from_numpy(value) for name, value in start.items()}, strict=False)
        names = [name for name, _ in self.model.named_parameters() if name != NOT_TRAINED]
        self._masters = {name: self.model.get_parameter(name).detach().clone().requires_grad_() for name in names}
        self.model.get_parameter(NOT_TRAINED).requires_grad_(requires_grad=False)
        self.model.to(torch.bfloat16)
        self._score_weight = torch.tensor(1.0, requires_grad=True)
        self._score_bias = torch.tensor(-2.0, requires_grad=True)
        self._optimiser = torch.optim.AdamW(self._groups(), lr=settings.learning_rate)
        self._peaks = [group["lr"] for group in self._optimiser.param_groups]
        self._mean: dict[str, torch.Tensor] = {}
        self._averaged = 0

    def _groups(self) -> list[dict[str, object]]:
        matrices = [master for master in self._masters.values() if master.ndim > 1]
        vectors = [master for master in self._masters.values() if master.ndim < 2]
        return [
            {"params": matrices, "weight_decay": self.settings.weight_decay},
            {"params": vectors, "weight_decay": 0.0},
            {"params": [self._score_weight, self._score_bias], "weight_decay": 0.0, "lr": 0.01},
        ]

    def train(self, sources: Sequence[Source]) -> Iterator[tuple[int, int, float]]:
        """Train on all questions, some epochs long -> step, of how many, loss."""
        chance, waiting = random.Random(self.settings.seed), list[Source]()
        steps = int(self.settings.epochs * len(sources) / self.settings.lists_a_step)
        for step in range(steps):
            if len(waiting) < self.settings.lists_a_step:
                waiting = chance.sample(sources, len(sources))
            lists = [draw(waiting.pop(), self.pieces, chance) for _ in range(self.settings.lists_a_step)]
            loss = self._loss(lists)
            self._step(loss, self._rate(step, steps))
            if step >= (1 - AVERAGED_PART) * steps and step % AVERAGED_EVERY == 0:
                self._average()
            yield step + 1, steps, loss.item()

    def trained(self) -> Trained:
        """The mean of the weights over the last part of the training."""
        weights = self._mean or {name: master.detach() for name, master in self._masters.items()}
        return Trained({name: value.numpy() for name, value in weights.items()}, self._score_weight.item())

    def _rate(self, step: int, steps: int) -> float:
        warm = max(1, int(steps * self.settings.warm_up_part))
        return min((step + 1) / warm, max(0.02, (steps - step) / max(1, steps - warm)))

    def _loss(self, lists: Sequence[List]) -> torch.Tensor:
        pairs = [self.pieces.pair(each.question, candidate) for each in lists for candidate in each.candidates]
        logits = torch.split(logits_of(self.model, pairs), [len(each.candidates) for each in lists])
        losses = [self._list_loss(own, each) for own, each in zip(logits, lists, strict=True)]
        return torch.stack(losses).mean()

    def _list_loss(self, logits: torch.Tensor, each: List) -> torch.Tensor:
        scores, answers = torch.tensor(each.scores), torch.tensor(each.answers)
        sums = logits + self._score_weight * scores + self._score_bias * (scores != 0)
        none = torch.zeros(1)
        right = sums[answers] if answers.any() else none
        listwise = torch.logsumexp(torch.cat([sums, none]), 0) - torch.logsumexp(right, 0)
        single = functional.binary_cross_entropy_with_logits(sums, answers.float())
        return listwise + self.settings.candidate_loss * single

    def _step(self, loss: torch.Tensor, rate: float) -> None:
        loss.backward()  # type: ignore[no-untyped-call]
        for name, master in self._masters.items():
            weight = self.model.get_parameter(name)
            if weight.grad is not None:
                master.grad, weight.grad = weight.grad.float(), None
        torch.nn.utils.clip_grad_norm_(self._masters.values(), self.settings.largest_gradient)
        for group, peak in zip(self._optimiser.param_groups, self._peaks, strict=True):
            group["lr"] = peak * rate
        self._optimiser.step()
        self._optimiser.zero_grad()
        with torch.no_grad():
            for name, master in self._masters.items():
                self.model.get_parameter(name).copy_(master)

    def _average(self) -> None:
        self._averaged += 1
        for name, master in self._masters.items():
            mean = self._mean.setdefault(name, master.detach().clone())
            mean.lerp_(master.detach(), 1 / self._averaged)


def logits_of(model: BertForSequenceClassification, pairs: Sequence[tuple[list[int], int]]) -> torch.Tensor:
    """The model's logits for pairs of word pieces -> [len(pairs)], in 32 bits."""
    order = sorted(range(len(pairs)), key=lambda place: len(pairs[place][0]))
    parts = [order[start : start + AT_ONCE] for start in range(0, len(order), AT_ONCE)]
    logits = torch.cat([_logits(model, [pairs[place] for place in part]) for part in parts])
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return logits[back]


def _logits(model: BertForSequenceClassification, pairs: Sequence[tuple[list[int], int]]) -> torch.Tensor:
    length = math.ceil(max(len(pieces) for pieces, _ in pairs) / LENGTH_STEP) * LENGTH_STEP
    ids = torch.zeros(len(pairs), length, dtype=torch.long)
    kinds, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, (pieces, first) in enumerate(pairs):
        ids[row, : len(pieces)] = torch.tensor(pieces)
        kinds[row, first : len(pieces)] = 1
        mask[row, : len(pieces)] = 1
    pooled = model.bert(input_ids=ids, token_type_ids=kinds, attention_mask=mask).pooler_output
    # in 32 bits: 16 are too few to tell the candidates of a list apart
    head = model.classifier
    return functional.linear(pooled.float(), head.weight.float(), head.bias.float())[:, 0]
