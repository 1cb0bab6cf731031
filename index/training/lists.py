"""What the reranker learns from: a question, a list of candidates, and which of them answer; often none.

Each time a question comes up its list is drawn anew: other negatives, mostly the nearest; now and then without the
passage that answers, so that "none" is learned; now and then the question as people type it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.rerank import MAX_WORD_PIECES, Candidate, candidate_text
from index.retrieve import score_of
from index.training.augment import as_typed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from transformers import PreTrainedTokenizerBase

    from index.training.candidates import Candidate as Found
    from index.training.candidates import Mined, MinedFile, Text

HELD_OUT = 7
"""The questions on every so many-th article are for measuring, and for fitting the confidence."""
LIST_LENGTH = 12
MAX_ANSWERS = 3
WITHOUT_ANSWER = 0.15
AS_TYPED = 0.15
WITHOUT_SCORE = 0.1
"""So often the score of the retrieval is kept from the model, so that it does not lean on it alone."""
MIN_WITHOUT_ANSWER = 4
NEAREST_FIRST = 3.0
"""The smaller, the more of the negatives are the nearest."""
MAX_QUESTION_PIECES = 48


@dataclass(frozen=True, slots=True)
class Source:
    """A question with what was found for it, and the articles that stands in."""

    file: str
    mined: Mined
    texts: dict[str, Text]


@dataclass(frozen=True, slots=True)
class List:
    """A question and its candidates as word pieces; answers and scores in the order of the candidates."""

    question: list[int]
    candidates: list[list[int]]
    answers: list[bool]
    scores: list[float]
    """Of the retrieval; 0 where they are kept from the model."""


def sources(files: dict[str, MinedFile], *, held_out: bool) -> list[Source]:
    """The questions of all files to be trained on, or those that are held out."""
    return [
        Source(name, mined, file.texts)
        for name, file in files.items()
        for mined in file.questions
        if is_held_out(mined.article) == held_out
    ]


def is_held_out(article: str) -> bool:
    """Whether an article is held out: all of its sections, in all files, on every machine."""
    subject = article.partition(" / ")[0]
    return int(hashlib.sha256(subject.encode()).hexdigest(), 16) % HELD_OUT == 0


def without_answer(source: Source, candidates: Sequence[Found]) -> list[Found]:
    """What would be found if the paragraph that answers were not there."""
    mined = source.mined
    return [
        found
        for found in candidates
        if found.article != mined.article or source.texts[found.article].paragraphs[found.position] != mined.paragraph
    ]


def candidate_at(text: Text, position: int) -> Candidate:
    """A sentence of an article with what stands around it, as `index.ranking` shows it to the model."""
    is_led = position > 0 and text.sections[position - 1] == text.sections[position]
    return Candidate(text.sentences[position], text.title, text.sentences[position - 1] if is_led else "")


class Pieces:
    """Texts as word pieces, each divided once."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase) -> None:
        self._tokenizer = tokenizer
        self._separator = f" {tokenizer.sep_token} "
        self._known: dict[str, list[int]] = {}

    def question(self, text: str) -> list[int]:
        """Of a question."""
        return self._of(text)[:MAX_QUESTION_PIECES]

    def candidate(self, text: Text, position: int) -> list[int]:
        """Of a sentence with what stands around it, as `index.rerank` shows it to the model."""
        return self._of(candidate_text(candidate_at(text, position), self._separator))

    def pair(self, question: list[int], candidate: list[int]) -> tuple[list[int], int]:
        """Both as the model reads them, and how many of the pieces are the question's."""
        start, end = self._tokenizer.cls_token_id, self._tokenizer.sep_token_id
        first = [start, *question, end]
        return [*first, *candidate[: MAX_WORD_PIECES - len(first) - 1], end], len(first)

    def _of(self, text: str) -> list[int]:
        if text not in self._known:
            self._known[text] = self._tokenizer(
                text, add_special_tokens=False, truncation=True, max_length=MAX_WORD_PIECES
            ).input_ids
        return self._known[text]


def draw(source: Source, pieces: Pieces, random: Random) -> List:
    """Draw a list for a question."""
    found: Sequence[Found] = source.mined.candidates
    if random.random() < WITHOUT_ANSWER:
        rest = without_answer(source, found)
        found = rest if len(rest) >= MIN_WITHOUT_ANSWER else found
    answering = [candidate for candidate in found if candidate.answers]
    answering = random.sample(answering, min(MAX_ANSWERS, len(answering)))
    chosen = answering + _negatives([c for c in found if not c.answers], LIST_LENGTH - len(answering), random)
    question, keeps_score = source.mined.question, random.random() >= WITHOUT_SCORE
    if random.random() < AS_TYPED:
        question, keeps_score = as_typed(question, random), False
    return List(
        question=pieces.question(question),
        candidates=[pieces.candidate(source.texts[c.article], c.position) for c in chosen],
        answers=[candidate.answers for candidate in chosen],
        scores=[score_of(*candidate.measures) * keeps_score for candidate in chosen],
    )


def _negatives(found: Sequence[Found], count: int, random: Random) -> list[Found]:
    """Draw without replacement, the nearest most probably: Efraimidis and Spirakis (2006)."""
    keys = [random.random() ** (rank + NEAREST_FIRST) for rank in range(len(found))]
    order = sorted(range(len(found)), key=lambda place: -keys[place])
    return [found[place] for place in order[:count]]
