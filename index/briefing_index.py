"""BriefingIndex: all that can be done with the briefings; the table of contents of this package."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from index.citations import locate, verify
from index.datatypes import Filters, Question
from index.embed import SentenceTransformerEmbedder
from index.errors import BriefingError
from index.folder import original
from index.names import called
from index.store import Store
from index.sync import Progress, Writer, no_progress

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence
    from pathlib import Path

    from index.asking import Asker
    from index.datatypes import Answer, Briefing, Context, Document, Quote, SyncReport, Verification
    from index.embed import Embedder
    from index.settings import IndexSettings

DEFAULT_K = 3
EVERYTHING = Filters()


class BriefingIndex:
    """The briefings of one folder, searchable through the store of another.

    Safe for use from several threads: the model runs in a thread of its own.

    :raises BriefingError: from every method, with a message for the user.
    """

    def __init__(self, settings: IndexSettings, embedder: Embedder | None = None) -> None:
        self.settings = settings
        self.embedder = embedder or SentenceTransformerEmbedder(settings.embedding_model, settings.threads)

    def close(self) -> None:
        """Close the store, if it was opened."""
        if "_store" in self.__dict__:
            self._store.close()

    @cached_property
    def _store(self) -> Store:
        return Store(self.settings.data_dir)

    @cached_property
    def _writer(self) -> Writer:
        return Writer(self._store, self.embedder, self.settings)

    @cached_property
    def _asker(self) -> Asker:
        from index.asking import Asker  # here: it imports FAISS, which is needed only to ask

        return Asker(self._store, self.embedder, self.settings.min_confidence)

    # what changes the store

    def sync(self, progress: Progress = no_progress) -> SyncReport:
        """Make the store equal to the folder of briefings; only what changed is read and embedded."""
        return self._writer.sync(progress)

    def rebuild(self, progress: Progress = no_progress) -> SyncReport:
        """Read and embed all documents of the folder anew, with the model of the settings; publish them at the end."""
        return self._writer.sync(progress, rebuild=True)

    def add(self, paths: Sequence[Path], progress: Progress = no_progress, *, replace: bool = False) -> SyncReport:
        """Copy documents into the folder and publish them; `replace` those that have their names."""
        return self._writer.add(paths, progress, replace=replace)

    def remove(self, names: Sequence[str]) -> int:
        """Withdraw briefings, their files move to the archive beside the store -> the new generation."""
        return self._writer.remove(names)

    def publish(
        self, documents: Sequence[Document], withdraw: Sequence[str] = (), progress: Progress = no_progress
    ) -> int:
        """Publish documents that are not files of the folder -> the new generation."""
        return self._writer.publish(documents, withdraw, progress)

    # what reads it

    def briefings(self) -> list[Briefing]:
        """All that is published, newest first."""
        with self._store.reading() as snapshot:
            return snapshot.briefings()

    @property
    def generation(self) -> int:
        """The number of the state that is published; every change makes the next."""
        with self._store.reading() as snapshot:
            return snapshot.generation

    def called(self, name: str) -> list[Briefing]:
        """The briefings that a person may mean by a name, a title or words of it, newest first."""
        return called(name, self.briefings())

    def original(self, name: str) -> Path | None:
        """The file of a published briefing; None when it is not there any more as it was read.

        :raises BriefingError: when there is no such briefing.
        """
        with self._store.reading() as snapshot:
            version = snapshot.published(name)
        if version is None:
            raise BriefingError(f"There is no briefing {name!r}: python -m index list shows the names.")
        return original(self.settings.briefings_dir, name, version.briefing.file_sha256)

    def text(self, name: str) -> str:
        """The stored text of a published briefing, of which every quote is a slice."""
        with self._store.reading() as snapshot:
            version = snapshot.published(name)
            if version is None:
                raise BriefingError(f"There is no briefing {name!r}: python -m index list shows the names.")
            return snapshot.text(version.id)

    def verify(self, citation_id: str) -> Verification:
        """Tell what has become of a quote."""
        with self._store.reading() as snapshot:
            return verify(snapshot, citation_id)

    def context(self, citation_id: str, offset: int = 0) -> Context:
        """Show the passage in which a quote stands, or one that is so many passages after it (before: negative)."""
        with self._store.reading() as snapshot:
            return locate(snapshot, citation_id, offset)

    def understand(self, question: str, today: datetime.date) -> Question:
        """Turn plain words that restrict a question ("since Monday", "in the Baltic briefing") into its filters.

        :raises BriefingError: when there is nothing to search for, or for a day that there is not (31 February).
        """
        from index.phrases import understand  # here: its many patterns take time to compile

        return understand(question, today, self.briefings())

    def check(self) -> list[str]:
        """Look for damage in the store -> one sentence for each that is found."""
        return self._store.damages()

    def ask(
        self, question: str, k: int = DEFAULT_K, filters: Filters = EVERYTHING, follows: str | None = None
    ) -> Answer:
        """Answer a question with at most k quotes, or with none when the briefings do not answer it.

        :param follows: the topic of the answer before, which the question may lean on ("and when?").
        :raises BriefingError: when there is nothing to search for, or a filter names a briefing that there is not.
        """
        (answer,) = self.ask_all([Question(question, k, filters, follows)])
        if isinstance(answer, BriefingError):
            raise answer
        return answer

    def ask_all(self, questions: Sequence[Question]) -> list[Answer | BriefingError]:
        """Answer questions that have come together, all from one generation; the model sees them at once."""
        return self._asker.ask_all(questions)

    def search(self, question: str, k: int, filters: Filters = EVERYTHING) -> list[Quote]:
        """Give the k best sentences one by one, whether they answer or not: what `evaluate` measures."""
        return self._asker.search(Question(question, k, filters))
