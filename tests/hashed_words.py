"""A model whose vectors can be computed by hand."""

from __future__ import annotations

import hashlib
import re

import numpy as np


class HashedWordsEmbedder:
    """Counts words, each at the place its hash says: the cosine of two texts is the likeness of their words."""

    dimension = 256

    def __init__(self, name="hashed words"):
        self.name = name
        self.embedded: list[str] = []
        """All passages, in the order in which they were embedded."""

    def embed_passages(self, texts):
        self.embedded.extend(texts)
        return self._embed(texts)

    def embed_questions(self, questions):
        return self._embed(questions)

    def _embed(self, texts):
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in re.findall(r"\w+", text.casefold()) or [""]:
                vector[hashlib.blake2b(word.encode(), digest_size=1).digest()[0]] += 1
            vector /= np.linalg.norm(vector)
        return vectors
