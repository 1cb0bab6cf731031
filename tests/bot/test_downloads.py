"""Files from the emulated Telegram, on good days and bad ones; and the names that they get."""

import asyncio
import errno
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot, Document
from telegram_server import Server

from bot import downloads
from bot.downloads import DownloadError, Downloads, cut_name, fit_name, is_telegrams_limit
from bot.settings import BotSettings
from bot.worker import Worker
from index import BriefingError
from index.new_name import fit_name as published_name

CONTENT = bytes(range(256)) * 12_000


@pytest.fixture(scope="module")
def server():
    with Server() as running:
        yield running


@pytest.fixture
def fetch(server, tmp_path, monkeypatch):
    """Fetch a file that was sent -> what lies in the folder afterwards, by name."""
    monkeypatch.setattr(downloads, "READ_SECONDS", 0.3)
    monkeypatch.setattr(downloads, "PAUSE_SECONDS", 0.01)
    server.local_folder = None

    def fetch(stored, report=lambda *_: None, **settings):
        async def work():
            values = {"token": server.token, "data_dir": tmp_path, "api_base_url": server.base_url} | settings
            worker = Worker(None, 1)
            folder = Downloads(BotSettings(_env_file=None, **values), worker)
            try:
                async with Bot(server.token, base_url=server.base_url, base_file_url=server.file_url) as bot:
                    await folder.fetch(bot, stored.id, folder.path(7, "a name.pdf"), report)
            finally:
                await worker.stop()

        failure = None
        try:
            asyncio.run(work())
        except (DownloadError, BriefingError) as error:
            failure = error
        return {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}, failure

    return fetch


def test_a_file_comes_whole(server, fetch):
    told = []
    found, failure = fetch(server.store_file("x.pdf", "", CONTENT), lambda *progress: told.append(progress))
    assert failure is None
    assert found == {"a name.pdf": CONTENT}
    assert {stage for stage, _, _ in told} == {"downloading"}
    files = len(server.calls("file"))
    assert fetch(server.store_file("x.pdf", "", b"other")) == ({"a name.pdf": CONTENT}, None)
    assert len(server.calls("file")) == files, "what is there is not fetched"


@pytest.mark.parametrize("fault", [500, "reset", "hang", "cut"])
def test_once_is_no_failure(server, fetch, fault):
    failing = server.fail("file", fault)
    found, failure = fetch(server.store_file("x.pdf", "", CONTENT))
    assert (found, failure, failing.hits) == ({"a name.pdf": CONTENT}, None, 1)


@pytest.mark.parametrize("fault", [502, "reset", "hang", "cut"])
def test_nothing_stays_of_a_download_that_failed(server, fetch, fault):
    server.fail("file", fault, times=2)
    found, failure = fetch(server.store_file("x.pdf", "", CONTENT))
    assert (found, failure.reason) == ({}, "network")
    assert server.token not in repr(failure)


def test_a_file_that_telegram_does_not_have(server, fetch):
    stored = server.store_file("x.pdf", "", CONTENT)
    del server.files[stored.id]
    found, failure = fetch(stored)
    assert (found, failure.reason) == ({}, "gone")
    server.violations.clear()


def test_files_that_are_too_large(server, fetch):
    for stored, settings in (
        (server.store_file("x.pdf", "", b"x", 21 * 2**20), {"max_upload_megabytes": 100}),  # Telegram says so
        (server.store_file("x.pdf", "", CONTENT), {"max_upload_megabytes": 1}),
        (server.store_file("x.pdf", "", CONTENT, 10), {"max_upload_megabytes": 1}),  # it is larger than it claims
    ):
        found, failure = fetch(stored, **settings)
        assert (found, failure.reason) == ({}, "too_large")
    server.violations.clear()


def test_a_file_of_a_local_server(server, fetch, tmp_path_factory):
    stored = server.store_file("x.pdf", "", CONTENT, 30 * 2**20)
    server.local_folder = tmp_path_factory.mktemp("local")
    calls = len(server.calls("file"))
    assert fetch(stored, max_upload_megabytes=100) == ({"a name.pdf": CONTENT}, None)
    assert len(server.calls("file")) == calls
    assert fetch(stored, max_upload_megabytes=1)[1] is None, "it is there"


def test_telegram_itself_names_no_file_of_this_machine(server, fetch, tmp_path_factory):
    server.local_folder = tmp_path_factory.mktemp("local")
    found, failure = fetch(server.store_file("x.pdf", "", CONTENT), api_base_url="https://api.telegram.org/bot")
    assert found == {}
    assert failure is not None


def test_who_cancels_is_heeded_while_nothing_comes(server, fetch, monkeypatch):
    class CancelledError(Exception):
        pass

    reports = []

    def report(stage, done, total):
        reports.append(total)
        if len(reports) > 2:
            raise CancelledError

    monkeypatch.setattr(downloads, "READ_SECONDS", 30)
    monkeypatch.setattr(downloads, "BETWEEN_REPORTS", 0.05)
    server.fail("file", "hang")
    with pytest.raises(CancelledError):
        fetch(server.store_file("x.pdf", "", CONTENT), report)


def test_a_question_for_a_file_that_is_not_answered(server, fetch, monkeypatch):
    monkeypatch.setattr(downloads, "LONGEST_GET_FILE", 0.2)
    server.fail("getFile", "hang", times=2)
    found, failure = fetch(server.store_file("x.pdf", "", CONTENT))
    assert (found, failure.reason) == ({}, "network")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_takes_nothing(server, fetch, monkeypatch, number):
    def refuse(out):
        raise OSError(number, "no")

    monkeypatch.setattr(downloads, "_flush", refuse)
    found, failure = fetch(server.store_file("x.pdf", "", CONTENT))
    assert found == {}
    assert isinstance(failure, BriefingError)
    assert failure.__cause__.errno == number


def test_what_is_decided_is_deleted(tmp_path):
    async def work():
        worker = Worker(None, 1)
        folder = Downloads(SimpleNamespace(data_dir=tmp_path), worker)
        try:
            for number in (1, 2, 30):
                await folder.keep("a post 😀", folder.path(number, "post.txt"))
            await folder.delete(2)
            await folder.delete(99)
            await folder.delete_all_but({30})
        finally:
            await worker.stop()
        return [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.txt")]

    assert asyncio.run(work()) == ["uploads/30/post.txt"]


@pytest.mark.parametrize(
    ("given", "mime", "name"),
    [
        ("Report 5.pdf", None, "Report 5.pdf"),
        ("../../etc/passwd.txt", None, "passwd.txt"),
        ("C:\\Users\\Ann\\a.docx", None, "a.docx"),
        ("\u202efdp.exe.txt", None, "fdp.exe.txt"),
        ("a\nb\x00.md", None, "a b.md"),
        (".hidden.md", None, "hidden.md"),
        (".md", None, "document.md"),
        ("a?b.md", None, "a_b.md"),
        ("no ending", "application/pdf", "no ending.pdf"),
        (None, "text/html", "document.html"),
        (None, None, "document"),
        ("😀" * 300 + ".pdf", None, "😀" * 36 + ".pdf"),
    ],
)
def test_names(given, mime, name):
    assert fit_name(Document("1", "1", given, mime)) == name


@given(st.text())
def test_a_name_is_one_file_of_a_folder_and_stays_as_it_is(given_name):
    name = fit_name(Document("1", "1", given_name))
    assert "/" not in name
    assert name not in ("", ".", "..")
    assert len(name.encode()) <= downloads.MAX_NAME_BYTES
    assert fit_name(Document("1", "1", name)) == name


def test_a_name_is_published_as_it_is():
    for name in ("Report 5.pdf", "\u202efdp.exe.txt", "a?b.md", "no ending"):
        fit = fit_name(Document("1", "1", name))
        assert published_name(fit) == fit


def test_the_name_of_a_post():
    assert cut_name("news-12", ".txt") == "news-12.txt"
    assert cut_name("", ".txt") == "document.txt"
    assert len(cut_name("я" * 200, ".txt").encode()) <= downloads.MAX_NAME_BYTES


@pytest.mark.parametrize(
    ("settings", "telegrams"),
    [({}, True), ({"max_upload_megabytes": 19}, False), ({"api_base_url": "http://localhost:8081/bot"}, False)],
)
def test_whose_limit_it_is(settings, telegrams):
    assert is_telegrams_limit(BotSettings(_env_file=None, token="1:x", **settings)) is telegrams
