"""Which model embeds a question: the one that made the vectors of the generation that is asked."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING

from index.embed import PACKAGED, PACKAGED_DISTRIBUTION, Prompts, SentenceTransformerEmbedder
from index.errors import BriefingError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.embed import Embedder, FloatMatrix
    from index.precision import Precision


class Embedders:
    """The model of the settings, and beside it the one that made what is published, as long as that is another.

    :param load: name that a store remembers -> its model; may raise BriefingError.
    """

    def __init__(self, current: Embedder, load: Callable[[str], Embedder]) -> None:
        self._current = current
        self._load = load
        self._former: Embedder | None = None
        self._changing = threading.Lock()

    def embed_questions(self, name: str, questions: Sequence[str]) -> FloatMatrix:
        """Embed with the model of this name ("": of the settings) -> [len(questions), dimension].

        :raises StoreError: when it is a former one that cannot be loaded any more.
        """
        if name in {"", self._current.name}:
            self._let_go()
            return self._current.embed_questions(questions)
        try:
            return self._former_model(name).embed_questions(questions)
        except BriefingError as error:
            raise StoreError(
                f"The store was made with the model {name!r}, which cannot be loaded any more: "
                "run python -m index rebuild."
            ) from error

    def _let_go(self) -> None:
        """Free the former model, or leave it to the last question that still needs it."""
        with self._changing:
            if self._former is not None:
                self._former = None
                gc.collect()  # a model refers to itself in circles

    def _former_model(self, name: str) -> Embedder:
        with self._changing:
            former = self._former
            if former is None or former.name != name:
                former = self._former = self._load(name)
            return former


def former_model(name: str, threads: int = 0, precision: Precision = "auto") -> SentenceTransformerEmbedder:
    """The sentence-transformers model that a store remembers by this name; it is not fetched from a hub any more.

    :raises BriefingError: when another version of the packaged model is installed by now.
    """
    model, prompts = Prompts.taken_from(name)
    if not model.startswith(f"{PACKAGED_DISTRIBUTION} "):
        return SentenceTransformerEmbedder(model, threads, prompts, precision=precision, offline=True)
    packaged = SentenceTransformerEmbedder(PACKAGED, threads, prompts, precision=precision)
    if packaged.name != name:
        raise BriefingError(f"{packaged.name} is installed, not {name}.")
    return packaged
