"""In which numbers a model computes: bfloat16 where the CPU has instructions for it and the vectors come out the same.

They can be compared with float32's, so a store that was made on one machine works on any other.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor, nn

Precision = Literal["auto", "float32", "bfloat16"]

TRIAL = (
    "When do the first batteries arrive?",
    "Türkiye 2017'de programdan çıkarıldı. Турция купила С-400. 土耳其被排除在外。",
    "The ministers met on Monday to talk about grain, gas and the ports, and agreed on nothing but the next date. " * 6,
)
ALIKE = 0.98
"""The least cosine between the vectors of a text in both precisions with which a model is run in bfloat16."""

logger = logging.getLogger(__name__)


def has_bfloat16() -> bool:
    """Whether the CPU has instructions for bfloat16; one without is slower in it than in float32."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("amx_bf16") or capabilities.get("avx512_bf16"))


def set_precision(model: SentenceTransformer, precision: Precision) -> None:
    """Have the transformer of a model compute in this precision, and all that comes after it in float32.

    A model that cannot be run in bfloat16, or that has other vectors then, stays as it is.
    """
    if precision == "float32":
        model.float()
    elif precision == "bfloat16" or has_bfloat16():
        _set_bfloat16(model)


def _set_bfloat16(model: SentenceTransformer) -> None:
    import torch

    transformer = model[0]
    if getattr(transformer, "auto_model", None) is None:  # a table of word vectors: nothing is computed
        return
    # not the buffers: the angles of rotary positions need 32 bits
    wide = {weight: weight.data for weight in transformer.parameters() if weight.dtype == torch.float32}
    if not wide:
        return
    expected = _vectors(model)
    for weight, values in wide.items():
        weight.data = values.to(torch.bfloat16)
    widening = transformer.register_forward_hook(_widen)
    try:
        found = _vectors(model)
    except (RuntimeError, TypeError, ValueError):
        logger.info("the model cannot compute in bfloat16", exc_info=True)
        found = np.full_like(expected, np.nan)
    if not (found * expected).sum(axis=1).min() >= ALIKE:  # also where it is no number
        logger.info("the model stays in float32: its vectors in bfloat16 are others")
        widening.remove()
        for weight, values in wide.items():
            weight.data = values


def _vectors(model: SentenceTransformer) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    vectors = model.encode(list(TRIAL), normalize_embeddings=True, show_progress_bar=False)
    return np.asarray(vectors, np.float32)


def _widen(module: nn.Module, arguments: object, features: dict[str, Tensor]) -> dict[str, Tensor]:  # noqa: ARG001
    """Hand the vectors of the word pieces on in float32."""
    import torch

    return {
        name: value.float() if isinstance(value, torch.Tensor) and value.dtype == torch.bfloat16 else value
        for name, value in features.items()
    }
