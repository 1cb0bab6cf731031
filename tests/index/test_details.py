from __future__ import annotations

import datetime
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import NO_DATE, BriefingError, Details, UnreadableError
from index.details import NOTHING_WRITTEN, Note, Replaced, cleaned, hashes, pending, read_note, settle, write_note

SHA, OTHER = "a" * 64, "b" * 64
DATE = datetime.date(2026, 5, 3)
FULL = Note(Details("A title", DATE, ("one", "two")), Replaced("old.md", OTHER))


def path_of(folder, sha256=SHA):
    return folder / ".details" / f"{sha256}.json"


def test_what_is_written_down_is_read_again(tmp_path):
    write_note(tmp_path, SHA, FULL)
    assert read_note(tmp_path, SHA) == FULL
    assert json.loads(path_of(tmp_path).read_text()) == {
        "title": "A title",
        "date": "2026-05-03",
        "tags": ["one", "two"],
        "replaces": {"name": "old.md", "file_sha256": OTHER},
    }
    assert [path.name for path in (tmp_path / ".details").iterdir()] == [f"{SHA}.json"]


printable = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(
    st.none() | printable,
    st.none() | st.just(NO_DATE) | st.dates(datetime.date(1000, 1, 1)),
    st.none() | st.lists(printable).map(tuple),
)
def test_all_that_can_be_set_is_read_again(tmp_path, title, date, tags):
    note = Note(Details(title, date, tags))
    write_note(tmp_path, SHA, note)
    assert read_note(tmp_path, SHA) == note


def test_of_most_files_nothing_is_written_down(tmp_path):
    assert read_note(tmp_path, SHA) == NOTHING_WRITTEN
    write_note(tmp_path, SHA, NOTHING_WRITTEN)
    assert list(hashes(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


def test_an_empty_note_leaves_no_file(tmp_path):
    write_note(tmp_path, SHA, FULL)
    write_note(tmp_path, SHA, NOTHING_WRITTEN)
    assert (read_note(tmp_path, SHA), list((tmp_path / ".details").iterdir())) == (NOTHING_WRITTEN, [])


def test_no_date_is_something_else_than_none_set(tmp_path):
    write_note(tmp_path, SHA, Note(Details(date=NO_DATE, tags=())))
    assert json.loads(path_of(tmp_path).read_text()) == {"date": "", "tags": []}
    assert read_note(tmp_path, SHA).details == Details(None, NO_DATE, ())


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"1", b"\xff", b"null", b'{"title": 1}', b'{"title": " "}', b'{"date": "2026-13-01"}',
     b'{"date": 5}', b'{"tags": "one"}', b'{"tags": [1]}', b'{"tags": [""]}', b'{"replaces": "x"}',
     b'{"replaces": {"name": "x"}}',
     b"[" * 100_000, b'{"title": "' + b"x" * 2**20 + b'"}'],
    ids=lambda content: repr(content[:30]),
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_what_to_do(tmp_path, content):
    path_of(tmp_path).parent.mkdir()
    path_of(tmp_path).write_bytes(content)
    with pytest.raises(UnreadableError) as error:
        read_note(tmp_path, SHA)
    assert str(error.value).startswith(f"The details in {path_of(tmp_path)} cannot be read (")
    assert str(error.value).endswith("): mend or delete that file.")
    assert pending(tmp_path) == {}


def test_a_folder_in_its_place_is_refused(tmp_path):
    path_of(tmp_path).mkdir(parents=True)
    with pytest.raises(UnreadableError, match="mend or delete that file"):
        read_note(tmp_path, SHA)


def test_a_replacement_is_pending_until_it_is_settled(tmp_path):
    write_note(tmp_path, SHA, FULL)
    write_note(tmp_path, OTHER, Note(Details("Another")))
    (tmp_path / ".details" / "notes.json").write_text("{}")
    assert list(hashes(tmp_path)) == [SHA, OTHER]
    assert pending(tmp_path) == {SHA: Replaced("old.md", OTHER)}
    settle(tmp_path, SHA)
    assert (pending(tmp_path), read_note(tmp_path, SHA)) == ({}, Note(FULL.details))


def test_a_folder_that_cannot_be_written_is_named(open_folder, without_rights):
    open_folder.chmod(0o555)
    with without_rights(), pytest.raises(BriefingError) as error:
        write_note(open_folder, SHA, FULL)
    assert str(error.value) == f"The details cannot be written to {open_folder / '.details'}: Permission denied."


def test_titles_and_tags_are_kept_in_one_line_each():
    details = cleaned(Details("  A\n title\t\udcff ", DATE, (" one ", "", "one", "two\nwords")))
    assert details == Details("A title ?", DATE, ("one", "two words"))
    assert cleaned(Details()) == Details()


@pytest.mark.parametrize("title", ["", " ", "\n\t"])
def test_an_empty_title_is_refused(title):
    with pytest.raises(BriefingError) as error:
        cleaned(Details(title))
    assert str(error.value) == "The title is empty: give one with at least one letter."
