"""What the tests share: models, settings of a folder of their own, a store, documents."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from hashed_words import HashedWordsEmbedder

from index import BriefingIndex, IndexSettings
from index.datatypes import Block, Document, Extract, PassageEntry, Sentence, SentenceEntry, Span
from index.store import Store
from index.store.schema import connect

NOBODY = 65534


@pytest.fixture(autouse=True, scope="session")
def quick_commits():
    """Do not wait for the disk at each COMMIT: no test cuts the power."""

    def quick_connect(path):
        connection = connect(path)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.store.store.connect", quick_connect)
        yield


@pytest.fixture
def embedder():
    return HashedWordsEmbedder()


@pytest.fixture(scope="module")
def module_embedder():
    return HashedWordsEmbedder()


@pytest.fixture
def other_embedder():
    return HashedWordsEmbedder("another model")


@pytest.fixture
def settings(tmp_path):
    """Settings of empty folders; whatever is found counts as an answer."""
    (tmp_path / "briefings").mkdir()
    return IndexSettings(
        _env_file=None,
        data_dir=tmp_path / "data",
        briefings_dir=tmp_path / "briefings",
        min_confidence=0,
        sure_confidence=0,
        reranker="none",
        ocr=False,
        writer_wait_seconds=20,
    )


@pytest.fixture
def index(settings, embedder):
    index = BriefingIndex(settings, embedder)
    yield index
    index.close()


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "data")
    yield store
    store.close()


@pytest.fixture
def document_of():
    """Make a document out of passages, each a list of sentences; keywords are the words in lower case."""

    def document_of(name, *passages, date=None, language="en", tags=(), sections=(), pages=()):
        text = "\n\n".join(" ".join(sentences) for sentences in passages)
        entries, position = [], 0
        for number, sentences in enumerate(passages):
            section = sections[number] if sections else None
            page = pages[number].number if pages else None
            start, sentence_entries = position, []
            for sentence in sentences:
                span = Span(position, position + len(sentence))
                sentence_entries.append(SentenceEntry(Sentence(span, section, page), sentence, words(sentence)))
                position = span.end + 1
            span = Span(start, position - 1)
            passage = text[span.start : span.end]
            entries.append(PassageEntry(span, passage, words(passage), tuple(sentence_entries)))
            position += 1
        blocks = tuple(Block(entry.span, "paragraph") for entry in entries)
        extract = Extract(text, blocks, tuple(pages), f"Title of {name}", date, language, tuple(tags))
        return Document(name, hashlib.sha256(f"file {text}".encode()).hexdigest(), extract, tuple(entries))

    return document_of


def words(text):
    return tuple(re.findall(r"\w+", text.lower()))


@pytest.fixture
def publish(store, embedder):
    """Embed and publish documents."""

    def publish(*documents, withdraw=()):
        texts = [text for document in documents for text in document.embedded_texts]
        missing = store.texts_without_vector(embedder.name, texts)
        if missing:
            store.save_vectors(embedder.name, missing, embedder.embed_passages(missing))
        return store.publish(embedder.name, documents, withdraw)

    return publish


@pytest.fixture
def open_folder():
    """A folder that other users can reach, unlike those of tmp_path."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        Path(folder).chmod(0o755)


@pytest.fixture
def without_rights():
    """A context without the rights of root, as which tests run in many containers."""

    @contextmanager
    def without_rights():
        user = os.geteuid()
        if user == 0:
            try:
                os.seteuid(NOBODY)
            except OSError:
                pytest.skip("root here may do nothing as another user")
        try:
            yield
        finally:
            os.seteuid(user)

    return without_rights
