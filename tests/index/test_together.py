"""Several persons, threads and processes change briefings at the same time: nobody's change is lost."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from three_briefings import DATE, GAS, GRAIN, TURKEY, texts

from index import BriefingError, BriefingIndex, ConflictError, Details


@pytest.fixture
def at_once(published, settings, embedder):
    """Let each do its own at the same moment, on an index of its own as other processes have -> results or errors."""

    def at_once(*uses):
        barrier = Barrier(len(uses))
        indexes = [BriefingIndex(settings, embedder) for _ in uses]

        def perform(use, index):
            barrier.wait(20)
            try:
                return use(index)
            except BriefingError as error:
                return error

        with ThreadPoolExecutor(len(uses)) as pool:
            results = list(pool.map(perform, uses, indexes))
        for index in indexes:
            index.close()
        assert published.check() == []
        return results

    return at_once


@pytest.fixture
def upload(tmp_path):
    def upload(text):
        path = tmp_path / hashlib.sha256(text.encode()).hexdigest()
        path.write_text(text)
        return path

    return upload


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def errors(results):
    return [result for result in results if isinstance(result, BriefingError)]


def test_edits_of_different_things_are_all_kept(published, at_once):
    changes = [Details(title="Missiles"), Details(date=DATE), Details(tags=("defence",))]
    uses = [lambda index, change=change: index.edit("turkey.txt", change) for change in changes]
    assert errors(at_once(*uses)) == []
    (briefing,) = [briefing for briefing in published.briefings() if briefing.name == "turkey.txt"]
    assert (briefing.title, briefing.date, briefing.tags) == ("Missiles", DATE, ("defence",))
    assert published.sync().unchanged == 2


def test_of_two_who_replace_what_they_have_seen_one_is_told(published, at_once, upload):
    paths = [upload(f"{GAS} By {number}.") for number in range(4)]
    results = at_once(
        *(
            lambda index, path=path: index.publish_file(
                path, "turkey.txt", replaces="turkey.txt", expected=sha256(TURKEY)
            )
            for path in paths
        )
    )
    assert [type(error) for error in errors(results)] == [ConflictError] * 3
    assert len(published.history("turkey.txt")) == 2


def test_the_same_file_twice_is_published_once(published, at_once, upload):
    path = upload(GAS)
    results = at_once(*[lambda index: index.publish_file(path, "gas.txt", Details("Gas"))] * 4)
    assert errors(results) == []
    assert len(set(results)) == 1
    assert texts(published)["gas.txt"] == GAS


def test_the_same_file_under_two_names_is_published_once(published, at_once, upload):
    path = upload(GAS)
    results = at_once(
        *(lambda index, name=name: index.publish_file(path, name) for name in ("a.txt", "b.txt", "c.txt"))
    )
    assert len(errors(results)) == 2
    assert list(texts(published).values()).count(GAS) == 1


def test_one_name_for_two_files_is_given_to_one(published, at_once, upload):
    paths = [upload(f"{GAS} By {number}.") for number in range(3)]
    results = at_once(*(lambda index, path=path: index.publish_file(path, "gas.txt") for path in paths))
    assert [type(error) for error in errors(results)] == [ConflictError] * 2
    assert len(texts(published)) == 3


def test_one_withdraws_what_another_replaces(published, at_once, upload):
    withdrawn, replaced = at_once(
        lambda index: index.withdraw("turkey.txt", expected=sha256(TURKEY)),
        lambda index: index.publish_file(upload(GAS), "gas.txt", replaces="turkey.txt", expected=sha256(TURKEY)),
    )
    assert [type(error) for error in errors([withdrawn, replaced])] == [ConflictError]
    expected = {"grain.txt"} if isinstance(replaced, ConflictError) else {"grain.txt", "gas.txt"}
    assert set(texts(published)) == expected
    assert len(published.withdrawn()) == isinstance(replaced, ConflictError)


def test_all_withdraw_and_bring_back_at_once(published, at_once):
    for _ in range(3):
        at_once(*[lambda index: index.withdraw("turkey.txt")] * 3)
        assert set(texts(published)) == {"grain.txt"}
        results = at_once(*[lambda index: index.reinstate(sha256(TURKEY))] * 3)
        assert (errors(results), set(texts(published))) == ([], {"grain.txt", "turkey.txt"})
    assert len(published.history("turkey.txt")) == 1


def test_changes_during_a_sync_wait_for_it(published, settings, embedder, folder, upload):
    (folder / "new.txt").write_text("Something new was written.")
    other = BriefingIndex(settings, embedder)
    inside, go_on = Event(), Event()

    def hold(stage, done, total):
        inside.set()
        assert go_on.wait(20)

    with ThreadPoolExecutor() as pool:
        syncing = pool.submit(published.sync, hold)
        assert inside.wait(20)
        changes = [
            pool.submit(other.publish_file, upload(GAS), "gas.txt"),
            pool.submit(other.withdraw, "turkey.txt"),
            pool.submit(other.edit, "grain.txt", Details("Wheat")),
        ]
        assert set(texts(other)) == {"grain.txt", "turkey.txt"}  # who reads does not wait
        go_on.set()
        assert syncing.result().generation == 2
        assert all(change.result() for change in changes)
    assert published.generation == 5
    assert texts(published) == {"grain.txt": GRAIN, "gas.txt": GAS, "new.txt": "Something new was written."}
    assert (published.sync().is_quiet, published.check()) == (True, [])
    other.close()


def test_who_waits_too_long_is_told_and_nothing_has_changed(published, settings, embedder, upload, folder):
    hasty = BriefingIndex(settings.model_copy(update={"writer_wait_seconds": 0.1}), embedder)
    with published._writer.alone():
        for use in (
            lambda: hasty.publish_file(upload(GAS), "gas.txt"),
            lambda: hasty.withdraw("turkey.txt"),
            lambda: hasty.reinstate(sha256(TURKEY)),
            lambda: hasty.edit("turkey.txt", Details("x")),
        ):
            with pytest.raises(BriefingError) as error:
                use()
            assert str(error.value) == "Another process is changing the store: try again when it has ended."
    assert sorted(path.name for path in folder.iterdir()) == ["grain.txt", "turkey.txt"]
    hasty.close()
