"""What a file of questions is read into: questions that know their answer, and the articles they are asked of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from index.datatypes import Block, Extract, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.datatypes import Quote

FOLDS = 5
"""Into so many parts the paragraphs, and the articles, are dealt out to be left out by turns: XQuAD's articles have
five paragraphs."""

MIN_SUBJECTS = 2
"""With fewer nothing is left to be asked when one is left out."""

PARAGRAPH_BREAK = "\n\n"
# A paragraph of COVID-QA is a whole article, with blank lines between its own paragraphs.
_BLOCK = re.compile(r"\S(?:.|\n(?!\s*\n))*")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What is left out at once: its number in the file, from 0, and where it starts in the text of its article."""

    number: int
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """What becomes one briefing."""

    name: str
    title: str
    heading: str
    """Stands above its paragraphs; may be empty."""
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class StatedQuestion:
    """A question about the briefings of the given index, with the words of its answer; none: it has no answer."""

    id: str
    text: str
    expected: tuple[str, ...]

    @property
    def is_answerable(self) -> bool:
        """Whether the briefings answer it."""
        return bool(self.expected)

    def is_answered_by(self, quote: Quote) -> bool:
        """Whether the quote has the expected words, in any of the forms."""
        return self.is_answered_in(quote.citation.briefing, quote.citation.span, quote.text)

    def is_answered_in(self, briefing: str, span: Span, text: str) -> bool:  # noqa: ARG002 - as of the other kind
        """Whether a text has the expected words, wherever it stands."""
        folded = _folded(text)
        return any(_folded(words) in folded for words in self.expected)


@dataclass(frozen=True, slots=True)
class ArticleQuestion:
    """A question about an article, with the spans of its answer in the article's text; none: it has no answer."""

    id: str
    text: str
    article: str
    paragraph: int
    """The number of the paragraph that answers."""
    gold: tuple[Span, ...]

    @property
    def is_answerable(self) -> bool:
        """Whether its article answers it."""
        return bool(self.gold)

    @property
    def fold(self) -> int:
        """The fold in which the paragraph that answers is left out."""
        return self.paragraph % FOLDS

    def is_answered_by(self, quote: Quote) -> bool:
        """Whether the quote overlaps the answer."""
        return self.is_answered_in(quote.citation.briefing, quote.citation.span, quote.text)

    def is_answered_in(self, briefing: str, span: Span, text: str) -> bool:  # noqa: ARG002 - as of the other kind
        """Whether a span of a briefing overlaps the answer."""
        is_here = briefing == self.article
        return is_here and any(span.start < gold.end and gold.start < span.end for gold in self.gold)


KnownQuestion: TypeAlias = StatedQuestion | ArticleQuestion


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """What one file holds. Without articles the questions are about the briefings of the given index."""

    format: str
    stated: tuple[StatedQuestion, ...] = ()
    about_articles: tuple[ArticleQuestion, ...] = ()
    articles: tuple[Article, ...] = ()


@dataclass(slots=True)
class ArticleCollector:
    """Collects the articles of a file whose questions each bring their own paragraph; the same one is kept once."""

    titles: dict[str, tuple[str, str]] = field(default_factory=dict)
    paragraphs: dict[str, list[Paragraph]] = field(default_factory=dict)
    known: dict[tuple[str, str], Paragraph] = field(default_factory=dict)

    def add(self, name: str, title: str, text: str, heading: str = "") -> Paragraph:
        """Put a paragraph at the end of the article of that name, unless it is there already."""
        if (name, text) in self.known:
            return self.known[name, text]
        self.titles.setdefault(name, (title, heading))
        before = self.paragraphs.setdefault(name, [])
        if before:
            start = before[-1].start + len(before[-1].text) + len(PARAGRAPH_BREAK)
        else:
            start = len(heading + PARAGRAPH_BREAK) if heading else 0
        paragraph = Paragraph(len(self.known), start, text)
        before.append(paragraph)
        self.known[name, text] = paragraph
        return paragraph

    def articles(self) -> tuple[Article, ...]:
        """All that was added, in order."""
        return tuple(
            Article(name, title, heading, tuple(self.paragraphs[name]))
            for name, (title, heading) in self.titles.items()
        )


def article_extract(article: Article, language: str, left_out: int | None = None) -> Extract | None:
    """Build the text of an article without the paragraphs of one fold; None when no paragraph is left."""
    kept = [paragraph.text for paragraph in article.paragraphs if paragraph.number % FOLDS != left_out]
    if not kept:
        return None
    text = PARAGRAPH_BREAK.join([article.heading, *kept] if article.heading else kept)
    headings = [Block(Span(0, len(article.heading)), "heading", 1)] if article.heading else []
    start = len(article.heading)
    paragraphs = [Block(Span(*match.span()), "paragraph") for match in _BLOCK.finditer(text, start)]
    return Extract(text, (*headings, *paragraphs), (), article.title, None, language)


def subject_folds(articles: Sequence[Article]) -> dict[str, int]:
    """Deal the subjects of the articles out to be left out by turns: the article's name -> its fold.

    Sections of one article, which have its title, are left out together, and never are all of them; a file with a
    single subject has no folds.
    """
    subjects = {article.name: article.title or article.name for article in articles}
    numbers = {subject: number for number, subject in enumerate(dict.fromkeys(subjects.values()))}
    if len(numbers) < MIN_SUBJECTS:
        return {}
    return {name: numbers[subject] % min(FOLDS, len(numbers)) for name, subject in subjects.items()}


def _folded(text: str) -> str:
    return " ".join(text.split())
