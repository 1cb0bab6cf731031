from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess

import pytest

from index.errors import BriefingError, UnreadableError
from index.folder import (
    bring_in,
    check_name,
    check_new_name,
    documents,
    file_sha256,
    remove_partial_copies,
    take_out,
)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "briefings"
    folder.mkdir()
    return folder


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "source.md"
    path.write_bytes(b"new text")
    return path


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# what is in it


def test_documents_are_found_in_subfolders_in_the_order_of_their_names(folder):
    for name in ("b.md", "a/z.txt", "a/deep/er.pdf", "-rf.md", "Ж.md", "a b.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    found = documents(folder)
    assert list(found) == ["-rf.md", "a b.md", "a/deep/er.pdf", "a/z.txt", "b.md", "Ж.md"]
    assert found["a/deep/er.pdf"] == folder / "a" / "deep" / "er.pdf"


def test_hidden_files_and_folders_are_left_out(folder):
    for name in (".hidden.md", ".git/a.md", ".x.partial", "sub/.b.md", "sub/c.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    assert list(documents(folder)) == ["sub/c.md"]


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(BriefingError) as error:
        documents(tmp_path / "none")
    expected = f"There is no folder {tmp_path / 'none'}: make it, or set INDEX_BRIEFINGS_DIR to another one."
    assert str(error.value) == expected


def test_a_file_in_place_of_the_folder_is_no_folder(source):
    with pytest.raises(BriefingError, match="There is no folder"):
        documents(source)


def test_a_subfolder_that_cannot_be_read_does_not_count_as_empty(open_folder, without_rights):
    (open_folder / "sub").mkdir(mode=0o000)
    with without_rights(), pytest.raises(BriefingError) as error:
        documents(open_folder)
    assert str(error.value) == f"The folder {open_folder / 'sub'} cannot be read: Permission denied."


# names


@pytest.mark.parametrize(
    "name", ["a.md", "-rf.md", "a b (2).md", "données.pdf", "北京.txt", "sub/x.md", "x" * 250, "a..md"]
)
def test_names_that_show_what_they_are_pass(name):
    check_name(name)


@pytest.mark.parametrize(
    "name",
    ["a\nb.md", "a\rb.md", "a\tb.md", "a\0b.md", "a\u202egpj.md", "a\u200fb.md", "a\u2028b.md", "a\ufeff.md",
     "a\udcff.md", "\x1b[2J.md"],
)  # fmt: skip
def test_names_that_hide_something_are_refused(name):
    with pytest.raises(UnreadableError) as error:
        check_name(name)
    assert str(error.value) == f"The name {name!a} holds characters that cannot be seen: rename the file."
    assert str(error.value).isprintable()


def test_hidden_names_are_refused():
    with pytest.raises(UnreadableError, match=r"\.env is a hidden file, those are not searched: rename it\."):
        check_name(".env")


@pytest.mark.parametrize("name", ["a.md", "sub/deep/a.md", "a..md", "a b (2).md", "北京.txt"])
def test_names_below_the_folder_are_names_to_come_in(name):
    check_new_name(name)


@pytest.mark.parametrize(
    "name",
    ["/etc/a.md", "../a.md", "sub/../../a.md", "sub//a.md", "./a.md", "sub/.hidden/a.md", "sub/.a.md", "a.md/", "",
     "."],
)  # fmt: skip
def test_names_that_lead_out_of_the_folder_or_hide_are_refused(name):
    with pytest.raises(UnreadableError):
        check_new_name(name)


# hashes


def test_the_hash_is_that_of_the_bytes(source):
    assert file_sha256(source) == hashlib.sha256(b"new text").hexdigest()


def test_what_is_no_readable_file_is_named(tmp_path, source):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    for path, message in {
        tmp_path: f"{tmp_path} is a folder: name the files in it.",
        tmp_path / "none": f"There is no file {tmp_path / 'none'}.",
        tmp_path / "broken": f"There is no file {tmp_path / 'broken'}.",
        tmp_path / "pipe": f"{tmp_path / 'pipe'} is not a file that holds a document.",
        tmp_path / "circle": f"{tmp_path / 'circle'} cannot be read: Too many levels of symbolic links.",
        tmp_path / ("x" * 300): f"{tmp_path / ('x' * 300)} cannot be read: File name too long.",
        source / "below": f"{source / 'below'} cannot be read: Not a directory.",
    }.items():
        with pytest.raises(UnreadableError) as error:
            file_sha256(path)
        assert str(error.value) == message


# coming in


def test_a_file_is_copied_in_and_the_original_stays(folder, source):
    assert bring_in(source, folder) == folder / "source.md"
    assert contents(folder) == {"source.md": b"new text"}
    assert source.read_bytes() == b"new text"
    assert (folder / "source.md").stat().st_mode & 0o777 == 0o644


def test_the_folder_is_made_where_there_is_none(tmp_path, source):
    bring_in(source, tmp_path / "new" / "folder")
    assert contents(tmp_path / "new" / "folder") == {"source.md": b"new text"}


def test_a_file_that_is_in_the_folder_stays_as_it_is(folder):
    (folder / "a.md").write_text("text")
    assert bring_in(folder / "a.md", folder) == folder / "a.md"
    assert contents(folder) == {"a.md": b"text"}


def test_a_file_of_the_same_name_is_replaced_at_once(folder, source):
    (folder / "source.md").write_text("old")
    bring_in(source, folder)
    assert contents(folder) == {"source.md": b"new text"}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_copy_that_fails_leaves_the_old_file_and_nothing_else(folder, source, monkeypatch, number):
    (folder / "source.md").write_text("old")

    def fail(original, copy):
        copy.write(b"half")
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(shutil, "copyfileobj", fail)
    with pytest.raises(BriefingError) as error:
        bring_in(source, folder)
    assert str(error.value) == f"'source.md' cannot be copied to {folder}: {os.strerror(number)}."
    assert contents(folder) == {"source.md": b"old"}


def test_a_full_disk_leaves_the_old_file_and_nothing_else(folder, tmp_path):
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    try:
        (folder / "big.md").write_text("old")
        (tmp_path / "big.md").write_bytes(b"x" * 200_000)
        with pytest.raises(BriefingError, match=r"'big\.md' cannot be copied to .*: No space left on device\."):
            bring_in(tmp_path / "big.md", folder)
        assert contents(folder) == {"big.md": b"old"}
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_folder_that_cannot_be_written_is_named(open_folder, without_rights):
    (open_folder / "source.md").write_text("text")
    open_folder.chmod(0o555)
    with (
        without_rights(),
        pytest.raises(BriefingError, match=r"'source\.md' cannot be copied to .*: Permission denied\."),
    ):
        bring_in(open_folder / "source.md", open_folder / "new")


def test_a_name_that_is_too_long_here_is_named(tmp_path, folder):
    with pytest.raises(BriefingError, match=r"'x{300}' cannot be copied to .*: File name too long\."):
        bring_in(tmp_path / ("x" * 300), folder)


def test_a_file_comes_in_under_another_name_and_into_a_subfolder(folder, source):
    assert bring_in(source, folder, "sub/new.md") == folder / "sub" / "new.md"
    assert contents(folder / "sub") == {"new.md": b"new text"}


# going out


def test_a_file_is_taken_out_and_one_that_is_gone_already_is_no_error(folder):
    (folder / "a.md").write_text("text")
    for _ in range(2):
        take_out(folder / "a.md")
        assert contents(folder) == {}


def test_a_file_that_cannot_be_taken_out_is_named(open_folder, without_rights):
    (open_folder / "a.md").write_text("text")
    open_folder.chmod(0o555)
    with without_rights(), pytest.raises(BriefingError) as error:
        take_out(open_folder / "a.md")
    assert str(error.value) == f"{open_folder / 'a.md'} cannot be taken out of its folder: Permission denied."


def test_partial_copies_are_deleted_and_nothing_else(folder):
    (folder / ".details").mkdir()
    for name in (".abc.partial", ".details/.abc.partial", ".details/b.json", "a.partial", ".hidden", "a.md"):
        (folder / name).write_text("x")
    remove_partial_copies(folder)
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert sorted(files) == [".details/b.json", ".hidden", "a.md", "a.partial"]
