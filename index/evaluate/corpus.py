"""A store of its own for the articles of a file of questions, with all of their paragraphs or without some."""

from __future__ import annotations

from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from index.briefing_index import BriefingIndex
from index.evaluate.questions import article_extract
from index.extract.metadata import language_of
from index.prepare import prepare
from index.store import text_sha256

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from index.datatypes import Document, Extract
    from index.evaluate.questions import Article
    from index.writing import Progress

LANGUAGE_SAMPLE_CHARACTERS = 300


class Corpus:
    """The articles, published as briefings. What was prepared or embedded once is used again."""

    def __init__(self, index: BriefingIndex, articles: Sequence[Article], progress: Progress) -> None:
        self.index = index
        self._articles = articles
        self._progress = progress
        # of the file, not of each article: some are too short to tell
        self._language = language_of(
            "\n".join(article.paragraphs[0].text[:LANGUAGE_SAMPLE_CHARACTERS] for article in articles)
        )
        self._prepared: dict[tuple[str, str], Document] = {}
        self._published: dict[str, str] = {}

    def publish(self, left_out: int | None = None, without: Collection[str] = ()) -> None:
        """Publish the articles as they are, or without the paragraphs of one fold, or without some of them."""
        extracts = {
            article.name: article_extract(article, self._language, left_out)
            for article in self._articles
            if article.name not in without
        }
        kept = {name: extract for name, extract in extracts.items() if extract}
        changed = [name for name, extract in kept.items() if self._published.get(name) != extract.text]
        documents = []
        for done, name in enumerate(changed):
            self._progress("reading", done, len(changed))
            documents.append(self._document(name, kept[name]))
        self._progress("reading", len(changed), len(changed))
        self.index.publish(documents, [name for name in self._published if name not in kept], self._progress)
        self._published = {name: extract.text for name, extract in kept.items()}

    def _document(self, name: str, extract: Extract) -> Document:
        key = (name, extract.text)
        if key not in self._prepared:
            self._prepared[key] = prepare(name, text_sha256(extract.text), extract)
        return self._prepared[key]


@contextmanager
def temporary_corpus(index: BriefingIndex, articles: Sequence[Article], progress: Progress) -> Iterator[Corpus]:
    """Open a store in a temporary folder, with the settings and the model of the index; nothing is published yet."""
    with TemporaryDirectory(prefix="briefing-bot-") as folder:
        settings = index.settings.model_copy(update={"data_dir": Path(folder), "briefings_dir": Path(folder)})
        with closing(BriefingIndex(settings, index.embedder, reranker=index.reranker)) as own:
            yield Corpus(own, articles, progress)
