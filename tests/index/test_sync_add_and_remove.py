from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest
from filelock import FileLock
from three_briefings import GAS, GRAIN, TURKEY, texts, write

from index import BriefingError, BriefingIndex, StoreError


@pytest.fixture
def outside(tmp_path):
    folder = tmp_path / "outside"
    folder.mkdir()
    return folder


def archive(settings):
    return {path.name: path.read_text() for path in (settings.data_dir / "withdrawn").glob("*/*")}


def test_an_added_file_is_copied_and_published(index, folder, outside):
    write(outside, a=TURKEY)
    report = index.add([outside / "a.txt"])
    assert (report.added, report.generation) == (("a.txt",), 1)
    assert (folder / "a.txt").read_text() == (outside / "a.txt").read_text() == TURKEY
    assert (index.sync().unchanged, texts(index)) == (1, {"a.txt": TURKEY})


def test_a_name_that_is_taken_is_refused(index, folder, outside):
    write(folder, a=TURKEY)
    write(outside, a=GRAIN, b=GAS)
    index.sync()
    with pytest.raises(BriefingError) as error:
        index.add([outside / "b.txt", outside / "a.txt"])
    assert str(error.value) == (
        "There is another briefing 'a.txt': say --replace to put this one in its place, or rename the file."
    )
    assert texts(index) == {"a.txt": TURKEY}
    assert [path.name for path in folder.iterdir()] == ["a.txt"]


def test_the_same_file_added_again_is_unchanged(index, folder, outside):
    write(outside, a=TURKEY)
    index.add([outside / "a.txt"])
    report = index.add([outside / "a.txt"])
    assert (report.unchanged, report.added, report.generation) == (1, (), 1)


def test_a_replaced_file_goes_to_the_archive(index, folder, outside, settings):
    write(folder, a=TURKEY)
    index.sync()
    write(outside, a=GRAIN)
    report = index.add([outside / "a.txt"], replace=True)
    assert (report.changed, texts(index)) == (("a.txt",), {"a.txt": GRAIN})
    assert (folder / "a.txt").read_text() == GRAIN
    assert archive(settings) == {"a.txt": TURKEY}
    assert index.sync().unchanged == 1


def test_two_files_of_one_name_are_refused(index, outside):
    (outside / "sub").mkdir()
    write(outside, a=TURKEY)
    write(outside / "sub", a=GRAIN)
    paths = [outside / "a.txt", outside / "sub" / "a.txt"]
    with pytest.raises(BriefingError) as error:
        index.add(paths)
    assert str(error.value) == f"{paths[0]} and {paths[1]} have the same name: rename one of them."


def test_what_cannot_be_added_is_reported_and_not_copied(index, folder, outside):
    write(outside, a=TURKEY, b=TURKEY)
    (outside / "empty.txt").write_bytes(b"")
    (outside / ".hidden.txt").write_text(GRAIN)
    names = ["a.txt", "b.txt", "empty.txt", ".hidden.txt", "none.txt", "x" * 300 + ".txt", "\u202etxt.a"]
    report = index.add([outside / name for name in names] + [outside])
    assert (report.added, report.duplicates) == (("a.txt",), {"b.txt": "a.txt"})
    assert set(report.unreadable) == {"empty.txt", ".hidden.txt", "none.txt", names[5], "\u202etxt.a", "outside"}
    assert [path.name for path in folder.iterdir()] == ["a.txt"]


def test_a_file_that_was_deleted_comes_back_by_adding_it(index, folder, outside):
    write(folder, a=TURKEY, b=GRAIN)
    index.sync()
    (folder / "a.txt").unlink()
    write(outside, a=TURKEY)
    index.add([outside / "a.txt"])
    assert (folder / "a.txt").read_text() == TURKEY
    assert (index.sync().unchanged, len(index.briefings())) == (2, 2)


def test_a_file_that_was_deleted_may_be_added_under_another_name(index, folder, outside):
    write(folder, a=TURKEY, b=GRAIN)
    index.sync()
    (folder / "a.txt").unlink()
    write(outside, c=TURKEY)
    assert index.add([outside / "c.txt"]).added == ("c.txt",)
    index.sync()
    assert texts(index) == {"b.txt": GRAIN, "c.txt": TURKEY}


def test_a_removed_briefing_is_withdrawn_and_its_file_archived(index, folder, settings):
    write(folder, a=TURKEY, b=GRAIN)
    index.sync()
    assert index.remove(["a.txt"]) == 2
    assert (texts(index), archive(settings)) == ({"b.txt": GRAIN}, {"a.txt": TURKEY})
    assert index.sync().unchanged == 1


def test_nothing_is_removed_when_a_name_is_wrong(index, folder):
    write(folder, a=TURKEY, b=GRAIN)
    index.sync()
    with pytest.raises(BriefingError) as error:
        index.remove(["a.txt", "none.txt"])
    assert str(error.value) == "There is no briefing 'none.txt': python -m index list shows the names."
    assert (len(index.briefings()), (folder / "a.txt").exists()) == (2, True)


def test_the_last_briefing_can_be_removed(index, folder):
    write(folder, a=TURKEY)
    index.sync()
    index.remove(["a.txt"])
    assert (index.briefings(), index.sync().added) == ([], ())


# two at once


def test_a_second_writer_waits_for_the_first(settings, embedder, folder, outside):
    write(folder, a=TURKEY)
    write(outside, b=GRAIN)
    first, second = BriefingIndex(settings, embedder), BriefingIndex(settings, embedder)
    inside, go_on = Event(), Event()

    def hold(stage, done, total):
        inside.set()
        assert go_on.wait(20)

    with ThreadPoolExecutor() as pool:
        syncing = pool.submit(first.sync, hold)
        assert inside.wait(20)
        adding = pool.submit(second.add, [outside / "b.txt"])
        go_on.set()
        assert (syncing.result().generation, adding.result().generation) == (1, 2)
    assert texts(first) == {"a.txt": TURKEY, "b.txt": GRAIN}
    first.close()
    second.close()


def test_a_second_writer_says_when_it_has_waited_long_enough(settings, embedder, folder):
    write(folder, a=TURKEY)
    index = BriefingIndex(settings.model_copy(update={"writer_wait_seconds": 0.1}), embedder)
    index.sync()
    with FileLock(settings.data_dir / "writer.lock"):
        for change in (index.sync, index.rebuild, lambda: index.remove(["a.txt"])):
            with pytest.raises(StoreError) as error:
                change()
            assert str(error.value) == "Another process is changing the store: try again when it has ended."
        assert len(index.ask("Turkey?").quotes) > 0
    assert index.sync().unchanged == 1
    index.close()


def test_without_permission_nothing_changes_and_the_message_says_so(
    open_folder, without_rights, settings, embedder, folder
):
    settings = settings.model_copy(update={"data_dir": open_folder, "briefings_dir": open_folder / "briefings"})
    settings.briefings_dir.mkdir()
    write(settings.briefings_dir, a=TURKEY)
    index = BriefingIndex(settings, embedder)
    index.sync()
    write(settings.briefings_dir, a=GRAIN)
    for path in (settings.briefings_dir, open_folder / "writer.lock", open_folder / "store.sqlite3", open_folder):
        path.chmod(0o555)
    with without_rights(), pytest.raises(StoreError, match=r"^No permission to write .*: change the owner"):
        index.sync()
    open_folder.chmod(0o755)
    settings.briefings_dir.chmod(0o755)
    assert texts(index) == {"a.txt": TURKEY}
    index.close()


def test_documents_that_are_no_files_are_published(index, document_of):
    document = document_of("a", ["Turkey was removed."])
    assert index.publish([document]) == 1
    assert index.publish([replace(document, name="b")], ["a"]) == 2
    assert texts(index) == {"b": "Turkey was removed."}
