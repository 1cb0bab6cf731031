from __future__ import annotations

import json

import pytest
from three_briefings import DATE, GAS, TURKEY, briefing, cite, sha256, write

from index import NO_DATE, BriefingError, ConflictError, Details, UnreadableError


def test_what_is_set_changes_and_all_else_stays(published, folder, embedder):
    before, sentences = briefing(published), sentence_ids(published)
    embedder.embedded.clear()
    after = published.edit("turkey.txt", Details("Missiles", DATE, ("defence", "turkey")))
    assert (after.title, after.date, after.tags) == ("Missiles", DATE, ("defence", "turkey"))
    assert (after.sha256, after.file_sha256, after.published_at) == (
        before.sha256,
        before.file_sha256,
        before.published_at,
    )
    assert (sentence_ids(published), embedder.embedded) == (sentences, [])
    assert published.verify(cite("missiles", TURKEY)).status == "unchanged"
    assert published.context(cite("missiles", TURKEY)).citation.title == "Missiles"
    assert json.loads((folder / ".details" / f"{before.file_sha256}.json").read_text()) == {
        "title": "Missiles", "date": "2026-05-03", "tags": ["defence", "turkey"],
    }  # fmt: skip
    assert (published.sync().is_quiet, published.check()) == (True, [])


def sentence_ids(index):
    with index._store.reading() as snapshot:
        return snapshot.vectors("sentence")[0].tolist()


def test_what_is_not_set_stays_as_it_was_set(published):
    published.edit("turkey.txt", Details(title="Missiles"))
    published.edit("turkey.txt", Details(date=DATE))
    after = published.edit("turkey.txt", Details(tags=("defence",)))
    assert (after.title, after.date, after.tags) == ("Missiles", DATE, ("defence",))
    after = published.edit("turkey.txt", Details(date=NO_DATE, tags=()))
    assert (after.title, after.date, after.tags) == ("Missiles", None, ())


def test_a_new_title_is_found_and_the_old_one_no_longer(published):
    published.edit("turkey.txt", Details("Zebra affairs"))
    published.edit("turkey.txt", Details("Giraffe affairs"))
    with published._store.reading() as snapshot:
        assert len(snapshot.keyword_matches("passage", ["giraff"], 9)) == 1
        assert snapshot.keyword_matches("passage", ["zebra"], 9) == []
        edited = snapshot.tokens("passage", snapshot.ids("passage", [snapshot.published("turkey.txt").id]).tolist())
    published.rebuild()
    with published._store.reading() as snapshot:
        rebuilt = snapshot.tokens("passage", snapshot.ids("passage", [snapshot.published("turkey.txt").id]).tolist())
    assert sorted(edited.values()) == sorted(rebuilt.values())


def test_what_is_set_already_makes_no_new_generation(published):
    published.edit("turkey.txt", Details("Missiles"))
    generation = published.generation
    published.edit("turkey.txt", Details("Missiles"))
    published.edit("turkey.txt", Details())
    assert published.generation == generation


def test_a_sync_takes_up_what_was_set_in_the_folder_without_reading_the_file(published, folder, embedder, monkeypatch):
    hashed = briefing(published).file_sha256
    (folder / ".details").mkdir()
    (folder / ".details" / f"{hashed}.json").write_text('{"title": "By hand"}')
    embedder.embedded.clear()
    with monkeypatch.context() as patch:
        patch.setattr("index.reading.read_aside", None)
        report = published.sync()
    assert (report.changed, report.unchanged, report.embedded) == (("turkey.txt",), 1, 0)
    assert (briefing(published).title, embedder.embedded) == ("By hand", [])
    assert published.sync().is_quiet


def test_details_that_are_gone_from_the_folder_are_those_of_the_file_again(published, folder, embedder):
    title = briefing(published).title
    published.edit("turkey.txt", Details("Missiles", DATE))
    (path,) = (folder / ".details").iterdir()
    path.unlink()
    embedder.embedded.clear()
    assert published.sync().changed == ("turkey.txt",)
    assert (briefing(published).title, briefing(published).date, embedder.embedded) == (title, None, [])
    assert len(published.history("turkey.txt")) == 1


def test_details_that_cannot_be_read_leave_the_briefing_as_it_is(published, folder):
    published.edit("turkey.txt", Details("Missiles"))
    (path,) = (folder / ".details").iterdir()
    path.write_text("{")
    report = published.sync()
    assert list(report.unreadable) == ["turkey.txt"]
    assert report.unreadable["turkey.txt"].endswith("mend or delete that file.")
    assert briefing(published).title == "Missiles"
    assert published.check() == [report.unreadable["turkey.txt"]]
    assert published.edit("turkey.txt", Details(date=DATE)).title == "Missiles"
    assert (published.check(), published.sync().unchanged) == ([], 2)


def test_a_new_text_is_described_by_its_own_file(published, folder):
    published.edit("turkey.txt", Details("Missiles"))
    write(folder, turkey=GAS)
    published.sync()
    assert briefing(published).title != "Missiles"
    write(folder, turkey=TURKEY)
    published.sync()
    assert briefing(published).title == "Missiles"


def test_what_is_not_published_cannot_be_edited(published):
    published.withdraw("turkey.txt")
    for name in ("turkey.txt", "none.txt"):
        with pytest.raises(BriefingError) as error:
            published.edit(name, Details("x"))
        assert str(error.value) == f"There is no briefing {name!r}: python -m index list shows the names."


def test_an_empty_title_is_refused(published, folder):
    with pytest.raises(BriefingError, match=r"^The title is empty"):
        published.edit("turkey.txt", Details(" \n"))
    assert not (folder / ".details").exists()


def test_notes_of_unknown_files_are_deleted_and_the_others_kept(published, folder, settings):
    published.edit("turkey.txt", Details("Missiles"))
    published.withdraw("turkey.txt")
    (folder / ".details" / f"{'a' * 64}.json").write_text('{"title": "Never came"}')
    published.sync()
    assert [path.name for path in (folder / ".details").iterdir()] == [f"{sha256(TURKEY)}.json"]


def test_nothing_is_deleted_while_a_file_cannot_be_looked_into(published, folder):
    (folder / ".details").mkdir()
    (folder / ".details" / f"{'a' * 64}.json").write_text('{"title": "Of the link"}')
    (folder / "link.txt").symlink_to(folder / "nowhere.txt")
    published.sync()
    assert len(list((folder / ".details").iterdir())) == 1


def test_errors_have_their_own_class(published):
    assert issubclass(ConflictError, BriefingError)
    assert issubclass(UnreadableError, BriefingError)
