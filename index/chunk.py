"""How a document is cut: sentences, which are quoted, and passages, which give them their context."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, TypeAlias

from index.datatypes import Passage, Sentence, Span
from index.sentences import divided, sentence_spans, tight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.datatypes import Block, BlockKind, Extract

# The embedding model sees 256 word pieces: about 1,000 characters of English.
MIN_PASSAGE_CHARACTERS = 400
TARGET_PASSAGE_CHARACTERS = 1000
MAX_PASSAGE_CHARACTERS = 1200
"""Only a passage of a single sentence may be longer."""

_Sentences: TypeAlias = "list[Sentence]"


def chunk(extract: Extract) -> tuple[Passage, ...]:
    """Cut a document into passages of sentences, in order; together they cover its text but headings and white space.

    No sentence crosses a block, no passage a heading. A passage has about 400 to 1,000 characters where the section
    is long enough, and at most MAX_PASSAGE_CHARACTERS.
    """
    return tuple(
        Passage(Span(group[0].span.start, group[-1].span.end), tuple(group))
        for section in _sections(extract)
        for group in _merged(_with_their_lists(section))
    )


def _sections(extract: Extract) -> Iterator[list[tuple[BlockKind, _Sentences]]]:
    """Yield the blocks between two headings, each with its sentences."""
    heading: str | None = None
    blocks: list[tuple[BlockKind, _Sentences]] = []
    for block in extract.blocks:
        if block.kind == "heading":
            yield blocks
            blocks = []
            heading = " ".join(extract.text[block.span.start : block.span.end].split()) or heading
            continue
        if block.kind == "header":  # in the passage of its rows, but nothing to quote
            continue
        sentences = [Sentence(span, heading, _page(extract, span.start)) for span in _block_spans(extract, block)]
        if sentences:
            blocks.append((block.kind, sentences))
    yield blocks


def _block_spans(extract: Extract, block: Block) -> list[Span]:
    start, end = block.span.start, block.span.end
    if block.kind == "row":
        row = tight(extract.text, start, end)
        return list(divided(extract.text, row)) if row.start < row.end else []
    spans = sentence_spans(extract.text[start:end], extract.language)
    return [Span(start + span.start, start + span.end) for span in spans]


def _page(extract: Extract, position: int) -> int | None:
    index = bisect_right(extract.pages, position, key=lambda page: page.span.start) - 1
    if index < 0 or position >= extract.pages[index].span.end:
        return None
    return extract.pages[index].number


def _with_their_lists(blocks: list[tuple[BlockKind, _Sentences]]) -> list[_Sentences]:
    """Join list items and table rows to the paragraph that introduces them, as far as they fit; divide what is long."""
    groups: list[_Sentences] = []
    for kind, sentences in blocks:
        in_list = kind in ("item", "row")
        if groups and in_list and _length(groups[-1], sentences) <= MAX_PASSAGE_CHARACTERS:
            groups[-1] = groups[-1] + sentences
        else:
            groups.extend(_parts(sentences))
    return groups


def _merged(groups: list[_Sentences]) -> list[_Sentences]:
    """Merge short neighbours."""
    merged: list[_Sentences] = []
    for group in groups:
        if merged and _belong_together(merged[-1], group):
            merged[-1] = merged[-1] + group
        else:
            merged.append(group)
    return merged


def _belong_together(first: _Sentences, second: _Sentences) -> bool:
    is_short = min(_length(first), _length(second)) < MIN_PASSAGE_CHARACTERS
    return is_short and _length(first, second) <= TARGET_PASSAGE_CHARACTERS


def _parts(sentences: _Sentences) -> Iterator[_Sentences]:
    """Divide a long paragraph at sentence borders into parts of about equal length."""
    if _length(sentences) <= MAX_PASSAGE_CHARACTERS:
        yield sentences
        return
    target = _length(sentences) / -(-_length(sentences) // TARGET_PASSAGE_CHARACTERS)
    part: _Sentences = []
    for sentence in sentences:
        length = _length(part, [sentence])
        # Stop where that is nearer to the target than one sentence more.
        if part and (length > MAX_PASSAGE_CHARACTERS or length - target > target - _length(part)):
            yield part
            part = []
        part.append(sentence)
    yield part


def _length(first: _Sentences, second: _Sentences | None = None) -> int:
    """Count the characters from the beginning of the first to the end of the last sentence."""
    last = second or first
    return last[-1].span.end - (first or last)[0].span.start
