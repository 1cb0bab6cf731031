"""Weights of a model as 8-bit integers in a safetensors file: a quarter of their size, and hardly another result.

Each row of a matrix has a scale of its own, so that its largest weight is 127; all else is kept in 16 bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

LARGEST = 127
SCALE = ".scale"
"""Ends the name of the scales [rows] of a matrix."""


def write_quantised(path: Path, weights: Mapping[str, NDArray[np.float32]]) -> None:
    """Write arrays by their names; matrices lose all but 8 bits."""
    tensors: dict[str, NDArray[np.generic]] = {}
    for name, values in weights.items():
        if values.ndim != 2:
            tensors[name] = values.astype(np.float16, order="C")
            continue
        scale = np.maximum(np.abs(values).max(axis=1), np.finfo(np.float32).tiny) / LARGEST
        # in the order of C: safetensors writes what lies in memory
        tensors[name] = np.rint(values / scale[:, np.newaxis]).astype(np.int8, order="C")
        tensors[name + SCALE] = scale.astype(np.float32)
    save_file(tensors, path)


def read_quantised(path: Path) -> dict[str, NDArray[np.float32]]:
    """Read what `write_quantised` has written.

    :raises OSError: when there is no such file, or it is damaged.
    """
    try:
        tensors = load_file(path)
    except SafetensorError as error:
        raise OSError(f"{path} is damaged: {error}") from error
    weights = {}
    for name, values in tensors.items():
        if name.endswith(SCALE):
            continue
        scale = tensors.get(name + SCALE)
        whole = values.astype(np.float32)
        weights[name] = whole if scale is None else whole * scale[:, np.newaxis]
    return weights
