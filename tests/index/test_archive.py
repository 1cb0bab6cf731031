from __future__ import annotations

import errno
import hashlib
import shutil

import pytest

from index.archive import adopt_plain_files, archived, forget, is_archived, keep_copy
from index.errors import BriefingError


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "data" / "withdrawn"


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        (tmp_path / name).write_text(text)
        return tmp_path / name

    return write


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def contents(archive):
    return {path.relative_to(archive).as_posix(): path.read_text() for path in archive.rglob("*") if path.is_file()}


def test_a_copy_is_kept_by_its_hash_and_the_file_stays(write, archive):
    path = write("a.md", "text")
    copy = keep_copy(path, archive)
    assert contents(archive) == {f"{sha256('text')[:16]}/a.md": "text"}
    assert (path.read_text(), archived(archive, sha256("text"))) == ("text", copy)
    assert is_archived(archive, sha256("text"))


def test_files_of_one_name_are_all_kept_and_the_same_file_once(write, archive):
    for text in ("one", "two", "one"):
        keep_copy(write("a.md", text), archive)
    assert keep_copy(write("b.md", "two"), archive) is None
    assert sorted(contents(archive).values()) == ["one", "two"]


def test_a_file_that_is_gone_already_is_no_error(tmp_path, archive):
    assert keep_copy(tmp_path / "a.md", archive) is None
    assert not archive.exists()


def test_what_is_not_in_it_is_not_found(write, archive):
    assert (archived(archive, sha256("text")), is_archived(archive, sha256("text"))) == (None, False)
    keep_copy(write("a.md", "text"), archive).write_text("damaged")
    assert archived(archive, sha256("text")) is None


@pytest.mark.parametrize("content", ["te", "text"])
def test_a_copy_that_was_cut_short_is_none(archive, content):
    folder = archive / sha256("text")[:16]
    folder.mkdir(parents=True)
    (folder / ".x.partial").write_text(content)
    assert (archived(archive, sha256("text")), is_archived(archive, sha256("text"))) == (None, False)


def test_what_is_forgotten_is_gone_without_a_trace(write, archive):
    for text in ("one", "two"):
        keep_copy(write("a.md", text), archive)
    forget(archive, sha256("one"))
    forget(archive, sha256("one"))
    assert list(contents(archive).values()) == ["two"]
    assert [path.name for path in archive.iterdir()] == [sha256("two")[:16]]


def test_files_that_an_older_version_has_archived_are_found(archive):
    archive.mkdir(parents=True)
    for name, text in {"a.md": "one", "a (2).md": "two", "b.md": "one", ".x.partial": "half"}.items():
        (archive / name).write_text(text)
    for _ in range(2):
        adopt_plain_files(archive)
        assert archived(archive, sha256("one")).read_text() == "one"
        assert archived(archive, sha256("two")).read_text() == "two"
    assert [path.name for path in archive.iterdir() if path.is_file()] == [".x.partial"]


def test_without_an_archive_there_is_nothing_to_adopt(archive):
    adopt_plain_files(archive)
    assert not archive.exists()


def test_a_full_disk_leaves_no_half_copy(write, archive, monkeypatch):
    def fail(original, copy):
        copy.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", fail)
    with pytest.raises(BriefingError, match=r"^'a\.md' cannot be copied to .*: No space left on device\.$"):
        keep_copy(write("a.md", "text"), archive)
    assert contents(archive) == {}


def test_an_archive_that_cannot_be_written_is_named(open_folder, without_rights):
    path = keep_copy_in(open_folder)
    (open_folder / "plain.md").write_text("plain")
    for folder in (path.parent, open_folder):
        folder.chmod(0o555)
    with without_rights():
        for change in (
            lambda: keep_copy(open_folder / "plain.md", open_folder),
            lambda: forget(open_folder, sha256("text")),
            lambda: adopt_plain_files(open_folder),
        ):
            with pytest.raises(BriefingError, match=r"Permission denied\.$"):
                change()
    path.parent.chmod(0o755)


def keep_copy_in(archive):
    (archive / "a.md").write_text("text")
    path = keep_copy(archive / "a.md", archive)
    (archive / "a.md").unlink()
    return path
