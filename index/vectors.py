"""Vectors: the FAISS indexes of one generation, a cache of what the store holds. The only module that imports faiss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import faiss
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from index.store import Snapshot


class VectorIndex:
    """Exact search by inner product over vectors with ids. Never changed once it is built."""

    def __init__(self, ids: NDArray[np.int64], matrix: NDArray[np.float32]) -> None:
        """Build from ids [n] and vectors of length 1 [n, dimension]."""
        self._size, self.dimension = len(ids), int(matrix.shape[1])
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(matrix.shape[1]))
        if self._size:
            self._index.add_with_ids(matrix, ids)

    def __len__(self) -> int:
        return self._size

    def nearest(
        self, query: NDArray[np.float32], limit: int, among: NDArray[np.int64] | None = None
    ) -> dict[int, float]:
        """The nearest vectors to the query [dimension] -> id: cosine, the nearest first.

        :param among: only these ids; all when None.
        """
        limit = min(limit, self._size if among is None else len(among))
        if not limit or not self._size:
            return {}
        faiss.omp_set_num_threads(1)  # of this thread; several take longer to meet than one takes to search
        parameters = None
        if among is not None:
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(among))  # type: ignore[call-arg]
        similarities, ids = self._index.search(query[np.newaxis], limit, params=parameters)
        return {
            int(row_id): float(similarity)
            for row_id, similarity in zip(ids[0], similarities[0], strict=True)
            if row_id >= 0  # FAISS fills up with -1
        }

    def similarities(self, query: NDArray[np.float32], ids: Iterable[int]) -> dict[int, float]:
        """The cosines of just these ids, all of which are in the index -> id: cosine."""
        wanted = np.fromiter(ids, np.int64)
        if not len(wanted):
            return {}
        cosines = self._index.reconstruct_batch(wanted) @ query
        return dict(zip(wanted.tolist(), cosines.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Vectors:
    """All vectors of one generation, and the statistics of its keywords that take as long to read."""

    publication: str
    generation: int
    sentences: VectorIndex
    passages: VectorIndex
    mean_sentence_tokens: float
    mean_passage_tokens: float
    vocabulary: Mapping[str, int]
    """Keyword -> in how many sentences it occurs."""

    @classmethod
    def of(cls, snapshot: Snapshot) -> Vectors:
        """Read all vectors of a snapshot."""
        return cls(
            publication=snapshot.publication,
            generation=snapshot.generation,
            sentences=VectorIndex(*snapshot.vectors("sentence")),
            passages=VectorIndex(*snapshot.vectors("passage")),
            mean_sentence_tokens=snapshot.mean_tokens("sentence"),
            mean_passage_tokens=snapshot.mean_tokens("passage"),
            vocabulary=snapshot.vocabulary("sentence"),
        )
