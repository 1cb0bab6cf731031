"""BriefingIndex: all that can be done with the briefings; the table of contents of this package."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from index.adding import add, publish_file
from index.backup import NO_OTHERS, BackupReport, backup, restore, take_for_whole
from index.canaries import Trial, add_canary, asked, read_canaries, remove_canary
from index.citations import locate, verify
from index.datatypes import Details, Filters, Question
from index.editing import edit, reinstate, remove, withdraw
from index.editions import compare, edition, edition_text, file_damages, history, status, withdrawn
from index.embed import Prompts, SentenceTransformerEmbedder
from index.embedders import Embedders, former_model
from index.errors import BriefingError, NoSuchBriefingError
from index.folder import original
from index.names import called
from index.preview import preview
from index.rerank import Candidate, reranker_of
from index.store import Store, examine
from index.sync import read_again, sync
from index.writing import Progress, Writer, no_progress

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from index.asking import Asker
    from index.datatypes import (
        Answer,
        Briefing,
        Canary,
        Changes,
        Context,
        Document,
        Edition,
        Preview,
        Quote,
        Status,
        SyncReport,
        Verification,
    )
    from index.embed import Embedder
    from index.rerank import Reranker
    from index.settings import IndexSettings
    from index.store import Examination, Snapshot

DEFAULT_K = 3
EVERYTHING = Filters()
NOTHING_SET = Details()
TRIAL = "What is a briefing?"


class BriefingIndex:
    """The briefings of one folder, searchable through the store of another.

    Safe for use from several threads: the model runs in threads of its own.

    :raises BriefingError: from every method, with a message for the user.
    """

    def __init__(
        self,
        settings: IndexSettings,
        embedder: Embedder | None = None,
        former: Callable[[str], Embedder] | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        """Use the models of the settings, or others.

        :param former: name that a store remembers -> its model, with which questions are embedded until a rebuild.
        """
        self.settings = settings
        prompts = Prompts(settings.embedding_query_prompt, settings.embedding_passage_prompt)
        self.embedder = embedder or SentenceTransformerEmbedder(
            settings.embedding_model, settings.threads, prompts, precision=settings.precision
        )
        self.reranker = reranker or reranker_of(settings.reranker, settings.threads, settings.precision)
        load_former = partial(former_model, threads=settings.threads, precision=settings.precision)
        self._embedders = Embedders(self.embedder, former or load_former)

    def close(self) -> None:
        """Close the store, if it was opened."""
        if "_store" in self.__dict__:
            self._store.close()

    @cached_property
    def _store(self) -> Store:
        return Store(self.settings.data_dir)

    @cached_property
    def _writer(self) -> Writer:
        return Writer(self._store, self.embedder, self.settings, self._prepare)

    @cached_property
    def _asker(self) -> Asker:
        from index.answer import Thresholds
        from index.asking import Asker  # here: it imports FAISS, which is needed only to ask

        thresholds = Thresholds(self.settings.min_confidence, self.settings.sure_confidence)
        return Asker(self._store, self._embedders, self.reranker, thresholds)

    def _prepare(self, snapshot: Snapshot) -> None:
        if "_asker" in self.__dict__:  # else nobody has asked
            self._asker.prepare(snapshot)

    def _answers(self, snapshot: Snapshot, questions: Sequence[Question]) -> list[Answer | BriefingError]:
        return self._asker.answers(snapshot, questions)

    # what changes the store

    def sync(
        self,
        progress: Progress = no_progress,
        *,
        force: bool = False,
        leave: Collection[str] = (),
    ) -> SyncReport:
        """Make the store equal to the folder of briefings; only what changed is read and embedded.

        :param force: publish also when canary questions no longer find their briefings.
        :param leave: names of files that are being written to just now: they are passed over, and what is published of
            them stays.
        :raises CanariesFailedError: when they do not, and it is not forced; what was published stays.
        """
        trial = Trial(self._writer, self._answers, force=force)
        return trial.summed_up(sync(self._writer, progress, leave=leave, approve=trial.approve))

    def rebuild(self, progress: Progress = no_progress, *, force: bool = False) -> SyncReport:
        """Read and embed all documents of the folder anew, with the model of the settings; publish them at the end.

        Until then the former model answers. Interrupted, it goes on where it was.

        :param force: as for `sync`, and the same error.
        """
        trial = Trial(self._writer, self._answers, force=force)
        return trial.summed_up(sync(self._writer, progress, rebuild=True, approve=trial.approve))

    def read_again(self, name: str, progress: Progress = no_progress, *, force: bool = False) -> SyncReport:
        """Read the file of one briefing anew, also when it has not changed; only texts that are new are embedded.

        :param force: as for `sync`, and the same error.
        """
        trial = Trial(self._writer, self._answers, force=force)
        return trial.summed_up(read_again(self._writer, name, progress, approve=trial.approve))

    def canaries(self) -> list[Canary]:
        """The questions that must go on finding their briefings, as `canaries.txt` in the folder has them."""
        return read_canaries(self.settings.briefings_dir)[0]

    def ask_canaries(self) -> tuple[list[Canary], list[str]]:
        """The same with whether they find their briefings now; and a sentence for each line that is none."""
        found, problems = read_canaries(self.settings.briefings_dir)
        with self._store.reading() as snapshot:
            return asked(self._answers, snapshot, found), problems

    def add_canary(self, question: str, name: str) -> Canary:
        """Write a canary question down -> it, with whether it finds its briefing now.

        :param name: of a published briefing, or what a person calls it.
        """
        return add_canary(self._writer, self._answers, question, name)

    def remove_canary(self, question: str) -> bool:
        """Take a canary question out -> whether there was one."""
        return remove_canary(self._writer, question)

    def add(self, paths: Sequence[Path], progress: Progress = no_progress, *, replace: bool = False) -> SyncReport:
        """Copy documents into the folder and publish them; `replace` those that have their names."""
        return add(self._writer, paths, progress, replace=replace)

    def remove(self, names: Sequence[str]) -> int:
        """Withdraw briefings, their files move to the archive beside the store -> the new generation."""
        return remove(self._writer, names)

    def publish_file(
        self,
        path: Path,
        name: str,
        details: Details = NOTHING_SET,
        progress: Progress = no_progress,
        *,
        replaces: str | None = None,
        expected: str | None = None,
    ) -> Briefing:
        """Bring one file into the folder under a name, with what a person has set of it, and publish it.

        Done again, it changes nothing.

        :param replaces: the briefing whose place it takes, of the same or of another name.
        :param expected: the sha256 of that one's text as the person saw it.
        :raises ConflictError: when that is no longer what is published, or the name is taken by another briefing.
        """
        return publish_file(self._writer, path, name, details, progress, replaces=replaces, expected=expected)

    def withdraw(self, name: str, *, expected: str | None = None) -> Edition:
        """Withdraw a briefing; it can be brought back for some time -> what was withdrawn, also when it was already.

        :param expected: the sha256 of its text as the person saw it.
        :raises ConflictError: when that is no longer what is published.
        """
        return withdraw(self._writer, name, expected=expected)

    def reinstate(self, sha256: str, progress: Progress = no_progress) -> Briefing:
        """Bring a withdrawn briefing back, by the hash of its text; one that is published already is returned.

        :raises ConflictError: when its name is taken meanwhile.
        """
        return reinstate(self._writer, sha256, progress)

    def edit(self, name: str, details: Details) -> Briefing:
        """Set the title, date or tags of a briefing; what is None stays as it is, and so do its text and citations."""
        return edit(self._writer, name, details)

    def publish(
        self, documents: Sequence[Document], withdraw: Sequence[str] = (), progress: Progress = no_progress
    ) -> int:
        """Publish documents that are not files of the folder -> the new generation."""
        with self._writer.alone():
            self._writer.check_model()
            self._writer.embed(documents, progress)
            return self._writer.publish(documents, withdraw)

    def backup(self, target: Path, others: Mapping[str, Path] = NO_OTHERS) -> BackupReport:
        """Write one file with all that is needed to have these briefings again; others may go on reading.

        :param others: further SQLite databases -> under which names they are kept.
        """
        return backup(self.settings, target, others)

    def restore(
        self,
        source: Path,
        others: Mapping[str, Path] = NO_OTHERS,
        check: Callable[[Path], None] = take_for_whole,
    ) -> BackupReport:
        """Make store, folder and archive what they were when a backup was made; a bot may be running.

        :param others: under which names databases were kept -> where to put them; nobody may be using those.
        :param check: called with each of them before anything is changed; raises BriefingError to refuse it.
        """
        return restore(self.settings, source, others, check)

    # what reads it

    def preview(
        self, path: Path, name: str | None = None, details: Details = NOTHING_SET, progress: Progress = no_progress
    ) -> Preview:
        """Tell what publishing a document under a name (else its own) would do; nothing is published by it."""
        return preview(self._store, self.settings, path, name or path.name, details, progress)

    def briefings(self) -> list[Briefing]:
        """All that is published, newest first."""
        with self._store.reading() as snapshot:
            return snapshot.briefings()

    def history(self, name: str) -> list[Edition]:
        """All that was published under a name, and all whose place that took; the newest first."""
        with self._store.reading() as snapshot:
            return history(snapshot, name)

    def withdrawn(self) -> list[Edition]:
        """What can be brought back, the last withdrawn first."""
        with self._store.reading() as snapshot:
            return withdrawn(snapshot, self._writer.archive)

    def edition_text(self, sha256: str) -> str:
        """A text that is or was published, by its hash."""
        with self._store.reading() as snapshot:
            return edition_text(snapshot, sha256)

    def edition(self, prefix: str) -> Edition | None:
        """The edition whose text has a hash that begins so (16 digits or more): published, else the last ended."""
        with self._store.reading() as snapshot:
            return edition(snapshot, prefix)

    def compare(self, old: str, new: str) -> Changes:
        """Tell which sentences one of two texts alone holds, by their hashes."""
        with self._store.reading() as snapshot:
            return compare(snapshot, old, new)

    def status(self) -> Status:
        """The state of the store in figures."""
        with self._store.reading() as snapshot:
            return status(snapshot, self.settings, self.embedder, self._writer.archive)

    @property
    def generation(self) -> int:
        """The number of the state that is published; every change makes the next."""
        with self._store.reading() as snapshot:
            return snapshot.generation

    def called(self, name: str, *, ended: bool = False) -> list[Briefing]:
        """The briefings that a person may mean by a name, a title or words of it, newest first.

        :param ended: then also by those that can be brought back, last of all.
        """
        further = [edition.briefing for edition in self.withdrawn()] if ended else []
        return called(name, [*self.briefings(), *further])

    def original(self, name: str) -> Path | None:
        """The file of a published briefing; None when it is not there any more as it was read.

        :raises BriefingError: when there is no such briefing.
        """
        with self._store.reading() as snapshot:
            version = snapshot.published(name)
        if version is None:
            raise NoSuchBriefingError(name)
        return original(self.settings.briefings_dir, name, version.briefing.file_sha256)

    def text(self, name: str) -> str:
        """The stored text of a published briefing, of which every quote is a slice."""
        with self._store.reading() as snapshot:
            version = snapshot.published(name)
            if version is None:
                raise NoSuchBriefingError(name)
            return snapshot.text(version.id)

    def verify(self, citation_id: str) -> Verification:
        """Tell what has become of a quote."""
        with self._store.reading() as snapshot:
            return verify(snapshot, citation_id)

    def verify_all(self, citation_ids: Iterable[str]) -> dict[str, Verification]:
        """Tell what has become of many quotes, all in one generation."""
        with self._store.reading() as snapshot:
            return {citation_id: verify(snapshot, citation_id) for citation_id in citation_ids}

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
        damages = self._store.damages()
        if damages:  # what is read further may be wrong
            return damages
        with self._store.reading() as snapshot:
            return file_damages(snapshot, self.settings.briefings_dir, self._writer.archive)

    def examine(self) -> Examination | None:
        """Look at the store without bringing it to this schema, or making it: None where there is none yet.

        :raises StoreError: when it cannot be used, is damaged, or was made by a newer program.
        """
        return examine(self.settings.data_dir)

    def try_models(self) -> None:
        """Load the models of the settings and let each read a question, which takes some seconds.

        :raises BriefingError: for one that cannot be loaded.
        """
        self.embedder.embed_questions([TRIAL])
        if self.reranker:
            self.reranker.relevance([(TRIAL, Candidate(TRIAL))])

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

    def ask_and_rank(self, questions: Sequence[Question], k: int) -> list[tuple[Answer, list[Quote]]]:
        """Answer questions, and give with each answer the k best sentences one by one, whether they answer or not.

        :raises BriefingError: for the first question that cannot be asked.
        """
        return self._asker.ask_and_rank(questions, k)
