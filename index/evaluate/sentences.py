"""The sentences of all that an index has published: of which a quote is made, and which of them answer a question."""

from __future__ import annotations

from bisect import bisect_left
from contextlib import closing
from typing import TYPE_CHECKING

from index.datatypes import Span
from index.evaluate.measures import Selection
from index.evaluate.questions import ArticleQuestion
from index.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from index.briefing_index import BriefingIndex
    from index.datatypes import Quote
    from index.evaluate.questions import KnownQuestion

    Place: TypeAlias = tuple[str, Span]
    """The name of a briefing, and a span of its text."""


class Sentences:
    """Where they stand, as of when this is made."""

    def __init__(self, index: BriefingIndex) -> None:
        self._texts: dict[str, str] = {}
        self._spans: dict[str, list[Span]] = {}
        with closing(Store(index.settings.data_dir)) as store, store.reading() as snapshot:
            for version in snapshot.published_versions():
                rows = snapshot.sentences_of_passages(snapshot.passages(version.id))
                self._texts[version.briefing.name] = snapshot.text(version.id)
                self._spans[version.briefing.name] = sorted(row.sentence.span for row in rows)

    def selection(self, question: KnownQuestion, quotes: Sequence[Quote]) -> Selection:
        """Count what was shown to a question, and what of it answers. Each sentence of a quote is judged by itself."""
        shown = {place for quote in quotes for place in self._within(quote)}
        gold = set(self._answering(question))
        return Selection(len(quotes), len(shown), len(shown & gold), len(gold))

    def _within(self, quote: Quote) -> list[Place]:
        name, whole = quote.citation.briefing, quote.citation.span
        spans = self._spans[name]
        first = bisect_left(spans, Span(whole.start, whole.start))
        last = bisect_left(spans, Span(whole.end, whole.end))
        return [(name, span) for span in spans[first:last]]

    def _answering(self, question: KnownQuestion) -> list[Place]:
        names = [question.article] if isinstance(question, ArticleQuestion) else list(self._spans)
        return [
            (name, span)
            for name in names
            for span in self._spans[name]
            if question.is_answered_in(name, span, self._texts[name][span.start : span.end])
        ]
