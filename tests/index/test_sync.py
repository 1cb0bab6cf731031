from __future__ import annotations

import os

import pytest
from three_briefings import GAS, GRAIN, TURKEY, texts, write

from index import BriefingError, BriefingIndex, StoreError


def test_what_is_new_is_added_and_embedded_once(index, folder, embedder):
    write(folder, a=TURKEY, b=GRAIN)
    report = index.sync()
    assert (report.added, report.changed, report.removed, report.unchanged) == (("a.txt", "b.txt"), (), (), 0)
    assert (report.duplicates, report.unreadable, report.generation) == ({}, {}, 1)
    assert report.embedded == len(embedder.embedded) == len(set(embedder.embedded))
    assert texts(index) == {"a.txt": TURKEY, "b.txt": GRAIN}


def test_a_second_run_embeds_nothing_and_publishes_nothing(index, folder, embedder):
    write(folder, a=TURKEY, b=GRAIN)
    index.sync()
    embedder.embedded.clear()
    report = index.sync()
    assert (report.unchanged, report.embedded, report.generation, embedder.embedded) == (2, 0, 1, [])
    assert (report.added, report.changed, report.removed) == ((), (), ())


def test_the_store_becomes_equal_to_the_folder(index, folder, embedder):
    write(folder, a=TURKEY, b=GRAIN, c=GAS)
    index.sync()
    embedder.embedded.clear()
    write(folder, a=f"{TURKEY} Talks go on.", d="Something new.")
    (folder / "b.txt").unlink()
    report = index.sync()
    assert (report.added, report.changed, report.removed, report.unchanged) == (("d.txt",), ("a.txt",), ("b.txt",), 1)
    assert texts(index) == {"a.txt": f"{TURKEY} Talks go on.", "c.txt": GAS, "d.txt": "Something new."}
    # of what changed, the sentences that stayed are not embedded again
    assert sorted(embedder.embedded) == sorted(["Something new.", "Talks go on.", f"{TURKEY} Talks go on."])
    assert report.generation == 2


def test_a_renamed_file_is_not_embedded_again(index, folder, embedder):
    write(folder, a=TURKEY)
    index.sync()
    embedder.embedded.clear()
    (folder / "a.txt").rename(folder / "b.txt")
    report = index.sync()
    assert (report.added, report.removed, embedder.embedded) == (("b.txt",), ("a.txt",), [])


def test_one_sentence_in_two_briefings_is_embedded_once(index, folder, embedder):
    write(folder, a=f"{TURKEY} {GRAIN}", b=f"{GRAIN} {GAS}")
    index.sync()
    assert embedder.embedded.count(GRAIN) == 1
    assert len(index.search("wheat", 9)) == 5


def test_a_file_that_was_touched_but_not_changed_is_unchanged(index, folder):
    write(folder, a=TURKEY)
    index.sync()
    os.utime(folder / "a.txt", (1, 1))
    assert index.sync().unchanged == 1


def test_files_with_the_same_text_are_published_once(index, folder):
    write(folder, b=TURKEY)
    index.sync()
    write(folder, a=TURKEY, c=TURKEY)
    report = index.sync()
    assert (report.added, report.unchanged, report.duplicates) == ((), 1, {"a.txt": "b.txt", "c.txt": "b.txt"})
    assert texts(index) == {"b.txt": TURKEY}
    (folder / "b.txt").unlink()
    report = index.sync()
    assert (report.added, report.removed, report.duplicates) == (("a.txt",), ("b.txt",), {"c.txt": "a.txt"})


def test_a_file_that_becomes_a_copy_of_another_is_withdrawn(index, folder):
    write(folder, a=TURKEY, b=GRAIN)
    index.sync()
    write(folder, a=GRAIN)
    report = index.sync()
    assert (report.removed, report.duplicates) == (("a.txt",), {"a.txt": "b.txt"})
    assert texts(index) == {"b.txt": GRAIN}


@pytest.mark.parametrize("of_b", [TURKEY, GAS])
def test_files_that_exchange_their_texts_are_both_published(index, folder, of_b):
    write(folder, a=TURKEY, b=GRAIN)
    index.sync()
    write(folder, a=GRAIN, b=of_b)
    report = index.sync()
    assert (report.changed, report.removed, report.duplicates) == (("a.txt", "b.txt"), (), {})
    assert texts(index) == {"a.txt": GRAIN, "b.txt": of_b}


def test_unreadable_files_are_reported_and_the_others_published(index, folder):
    good = {f"good{number}": f"This is text number {number}." for number in range(40)}
    write(folder, **good)
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "no.docx").write_bytes(b"no zip")
    (folder / "evil\nname.txt").write_text(GAS)
    (folder / "odd.xyz").write_text(GAS)
    (folder / "link.txt").symlink_to(folder / "nowhere.txt")
    os.mkfifo(folder / "pipe.txt")
    with open(os.fsencode(folder) + b"/\xff.txt", "wb") as file:  # noqa: PTH123 a name that is no UTF-8
        file.write(b"text")
    report = index.sync()
    assert len(report.added) == len(index.briefings()) == 40
    assert set(report.unreadable) == {
        "binary.txt", "empty.txt", "no.docx", "evil\nname.txt", "odd.xyz", "link.txt", "pipe.txt", "\udcff.txt",
    }  # fmt: skip
    assert all(message.endswith((".", "?")) for message in report.unreadable.values())
    assert index.check() == []


def test_a_changed_file_that_cannot_be_read_keeps_its_older_version(index, folder):
    write(folder, a=TURKEY, b=GRAIN)
    index.sync()
    (folder / "a.txt").write_bytes(b"")
    for _ in range(2):
        report = index.sync()
        assert (set(report.unreadable), report.removed, report.changed) == ({"a.txt"}, (), ())
        assert texts(index) == {"a.txt": TURKEY, "b.txt": GRAIN}
    write(folder, c=TURKEY)
    assert index.sync().duplicates == {"c.txt": "a.txt"}


def test_an_empty_folder_does_not_withdraw_everything(index, folder):
    write(folder, a=TURKEY, b=GRAIN)
    index.sync()
    for path in folder.iterdir():
        path.unlink()
    with pytest.raises(BriefingError) as error:
        index.sync()
    assert str(error.value) == (
        f"The folder {folder} is empty, but 2 briefings are published: check INDEX_BRIEFINGS_DIR, "
        "or take them out with python -m index remove."
    )
    assert len(index.briefings()) == 2


def test_an_empty_folder_of_an_empty_store_is_no_error(index):
    report = index.sync()
    assert (report.added, report.generation) == ((), 0)


def test_a_missing_folder_is_an_error(index, folder):
    folder.rmdir()
    with pytest.raises(BriefingError, match="There is no folder"):
        index.sync()


def test_partial_copies_of_a_crash_are_removed(index, folder):
    write(folder, a=TURKEY)
    (folder / ".x.partial").write_text("half")
    index.sync()
    assert [path.name for path in folder.iterdir()] == ["a.txt"]


def test_progress_is_told(index, folder):
    write(folder, a=TURKEY, b=GRAIN)
    told = []
    index.sync(lambda *step: told.append(step) if step not in told else None)
    assert told[:3] == [("reading", 0, 2), ("reading", 1, 2), ("reading", 2, 2)]
    assert [stage for stage, _, _ in told[3:]] == ["embedding"] * len(told[3:])
    assert told[-1] == ("embedding", 4, 4)


def test_what_was_embedded_before_an_interruption_is_not_embedded_again(index, folder, embedder, monkeypatch):
    monkeypatch.setattr("index.writing.EMBED_BATCH", 2)
    write(folder, a=TURKEY, b=GRAIN, c=GAS)

    def interrupt(stage, done, total):
        if stage == "embedding" and done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.sync(interrupt)
    assert (len(embedder.embedded), index.briefings(), index.check()) == (4, [], [])
    report = index.sync()
    assert report.added == ("a.txt", "b.txt", "c.txt")
    assert len(embedder.embedded) == len(set(embedder.embedded)) == 4 + report.embedded


# another model


def test_another_model_is_refused_until_a_rebuild(index, folder, settings, other_embedder):
    write(folder, a=TURKEY)
    index.sync()
    other = BriefingIndex(settings, other_embedder)
    for use in (other.sync, lambda: other.add([folder / "a.txt"]), lambda: other.ask("Turkey?")):
        with pytest.raises(StoreError, match=r"made with the model 'hashed words'.* run python -m index rebuild"):
            use()
    assert other_embedder.embedded == []
    report = other.rebuild()
    assert (report.changed, report.embedded, report.generation) == (("a.txt",), 3, 2)
    assert other.ask("Turkey?").quotes
    assert other.check() == []
    with pytest.raises(StoreError, match="made with the model 'another model'"):
        index.ask("Turkey?")
    other.close()


def test_a_rebuild_frees_the_vectors_of_the_former_model(index, folder, settings, other_embedder, embedder):
    write(folder, a=TURKEY)
    index.sync()
    other = BriefingIndex(settings, other_embedder)
    other.rebuild()
    other.close()
    embedder.embedded.clear()
    assert index.rebuild().embedded == 3


def test_a_rebuild_with_another_model_stops_at_what_it_would_lose(index, folder, settings, other_embedder):
    write(folder, a=TURKEY, b=GRAIN)
    index.sync()
    (folder / "a.txt").write_bytes(b"")
    other = BriefingIndex(settings, other_embedder)
    with pytest.raises(BriefingError, match=r"^Nothing was rebuilt, since 'a\.txt' is published and can no longer be"):
        other.rebuild()
    other.close()
    assert len(index.ask("Turkey?").quotes) > 0


def test_a_rebuild_of_an_emptied_store_changes_its_model(index, folder, settings, other_embedder):
    write(folder, a=TURKEY)
    index.sync()
    index.remove(["a.txt"])
    other = BriefingIndex(settings, other_embedder)
    other.rebuild()
    write(folder, b=GRAIN)
    assert other.sync().added == ("b.txt",)
    other.close()


def test_a_rebuild_with_the_same_model_reads_everything_and_embeds_nothing(index, folder, embedder):
    write(folder, a=TURKEY, b=GRAIN)
    index.sync()
    embedder.embedded.clear()
    report = index.rebuild()
    assert (report.changed, report.unchanged, report.embedded) == (("a.txt", "b.txt"), 0, 0)
    assert texts(index) == {"a.txt": TURKEY, "b.txt": GRAIN}
