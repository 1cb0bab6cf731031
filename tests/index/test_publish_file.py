from __future__ import annotations

import hashlib
import json

import pytest
from three_briefings import DATE, GAS, GRAIN, TURKEY, texts

from index import NO_DATE, BriefingError, ConflictError, Details, UnreadableError


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def file_hash(text):
    return hashlib.sha256(text.encode()).hexdigest()


def archive(settings):
    return sorted(path.read_text() for path in (settings.data_dir / "withdrawn").glob("*/*"))


def cite(index, name, words):
    briefing = next(briefing for briefing in index.briefings() if briefing.name == name)
    start = index.text(name).index(words)
    return f"{briefing.sha256[:16]}-{start}-{start + len(words)}"


def test_a_file_comes_in_under_its_name_and_is_published(index, folder, upload):
    briefing = index.publish_file(upload(TURKEY), "turkey.txt")
    assert (briefing.name, briefing.file_sha256) == ("turkey.txt", file_hash(TURKEY))
    assert (texts(index), files(folder)) == ({"turkey.txt": TURKEY}, {"turkey.txt": TURKEY})
    assert index.sync().unchanged == 1


def test_what_a_person_has_set_stands_in_the_place_of_what_the_file_says(index, folder, upload, settings, embedder):
    path = upload(f"---\ntitle: Of the file\ndate: 2020-01-01\ntags: [old]\n---\n\n{TURKEY}")
    details = Details("Set by me", DATE, ("defence", "missiles"))
    briefing = index.publish_file(path, "turkey.md", details)
    assert (briefing.title, briefing.date, briefing.tags) == ("Set by me", DATE, ("defence", "missiles"))
    assert index.sync().unchanged == 1
    for path in settings.data_dir.glob("store*"):  # a store that is made anew is like the one that was lost
        path.unlink()
    embedder.embedded.clear()
    again = type(index)(settings, embedder)
    again.sync()
    (briefing,) = again.briefings()
    assert (briefing.title, briefing.date, briefing.tags) == ("Set by me", DATE, ("defence", "missiles"))
    again.close()


def test_a_date_that_was_cleared_is_none(index, upload):
    briefing = index.publish_file(
        upload(f"---\ndate: 2020-01-01\n---\n\n{TURKEY}"), "turkey.md", Details(date=NO_DATE, tags=())
    )
    assert (briefing.date, briefing.tags) == (None, ())


def test_a_title_is_among_the_words_that_a_passage_is_found_by(index, upload, store):
    index.publish_file(upload(TURKEY), "turkey.txt", Details("Zebra affairs"))
    with store.reading() as snapshot:
        (passage,) = snapshot.keyword_matches("passage", ["zebra"], 9)
        assert snapshot.keyword_matches("sentence", ["zebra"], 9) == []
        assert "turkey" in snapshot.tokens("passage", [passage])[passage]


def test_published_again_nothing_changes(index, folder, upload, embedder):
    first = index.publish_file(upload(TURKEY), "turkey.txt", Details("A title"))
    embedder.embedded.clear()
    generation = index.generation
    assert index.publish_file(upload(TURKEY), "turkey.txt", Details("A title")) == first
    assert (index.generation, embedder.embedded) == (generation, [])


def test_it_replaces_a_briefing_of_the_same_name(index, folder, upload, settings):
    first = index.publish_file(upload(TURKEY), "turkey.txt", Details("First"))
    index.publish_file(upload(GAS), "turkey.txt", Details("Second"), replaces="turkey.txt", expected=first.sha256)
    assert (texts(index), files(folder)["turkey.txt"]) == ({"turkey.txt": GAS}, GAS)
    assert archive(settings) == [TURKEY]
    new, old = index.history("turkey.txt")
    assert (new.briefing.title, new.ended_at, new.end_reason, new.successor) == ("Second", None, None, None)
    assert (old.briefing.title, old.end_reason, old.successor, old.deleted) == ("First", "replaced", None, False)
    assert old.ended_at is not None
    assert index.sync().unchanged == 1


def test_it_replaces_a_briefing_of_another_name(index, folder, upload, settings):
    first = index.publish_file(upload(TURKEY), "turkey.txt")
    citation_id = cite(index, "turkey.txt", "It had bought missiles.")
    index.publish_file(upload(GAS), "gas.txt", Details("Gas"), replaces="turkey.txt", expected=first.sha256)
    assert texts(index) == {"gas.txt": GAS}
    assert {name: text for name, text in files(folder).items() if not name.startswith(".")} == {"gas.txt": GAS}
    assert json.loads((folder / ".details" / f"{file_hash(GAS)}.json").read_text()) == {"title": "Gas"}
    assert archive(settings) == [TURKEY]
    new, old = index.history("gas.txt")
    assert (new.briefing.name, old.briefing.name, old.end_reason) == ("gas.txt", "turkey.txt", "replaced")
    assert (old.successor, index.history("turkey.txt")) == ("gas.txt", [old])
    assert index.verify(citation_id).status == "changed"
    assert index.withdrawn() == []
    assert (index.sync().unchanged, index.check()) == (1, [])


def test_what_was_said_in_the_replaced_one_and_still_is_has_moved(index, upload):
    index.publish_file(upload(TURKEY), "turkey.txt")
    citation_id = cite(index, "turkey.txt", "It had bought missiles.")
    index.publish_file(upload(f"Talks go on. {TURKEY}"), "talks.txt", replaces="turkey.txt")
    verification = index.verify(citation_id)
    assert (verification.status, verification.citation.briefing) == ("moved", "talks.txt")


def test_replaced_again_nothing_changes(index, folder, upload):
    index.publish_file(upload(TURKEY), "turkey.txt")
    for _ in range(2):
        index.publish_file(upload(GAS), "gas.txt", Details("Gas"), replaces="turkey.txt", expected=sha_of(TURKEY))
        assert (texts(index), index.generation) == ({"gas.txt": GAS}, 2)


def sha_of(text):
    return hashlib.sha256(text.encode()).hexdigest()


def test_one_that_is_published_does_not_take_the_place_of_another(index, upload):
    for name, text in {"turkey.txt": TURKEY, "gas.txt": GAS}.items():
        index.publish_file(upload(text), name)
    with pytest.raises(ConflictError):
        index.publish_file(upload(GAS), "gas.txt", replaces="turkey.txt")
    assert texts(index) == {"turkey.txt": TURKEY, "gas.txt": GAS}


def test_the_same_file_replaces_itself_with_other_details(index, upload, embedder):
    index.publish_file(upload(TURKEY), "turkey.txt", Details("First"))
    citation_id = cite(index, "turkey.txt", "It had bought missiles.")
    embedder.embedded.clear()
    briefing = index.publish_file(upload(TURKEY), "turkey.txt", Details("Second"), replaces="turkey.txt")
    assert (briefing.title, embedder.embedded, len(index.history("turkey.txt"))) == ("Second", [], 1)
    assert index.verify(citation_id).status == "unchanged"


def test_a_renamed_file_takes_the_place_of_the_old_name(index, folder, upload):
    index.publish_file(upload(TURKEY), "turkey.txt")
    citation_id = cite(index, "turkey.txt", "It had bought missiles.")
    index.publish_file(upload(TURKEY), "better name.txt", replaces="turkey.txt")
    assert texts(index) == {"better name.txt": TURKEY}
    assert index.verify(citation_id).status == "unchanged"
    assert [edition.briefing.name for edition in index.history("better name.txt")] == ["better name.txt", "turkey.txt"]


def test_a_file_comes_into_a_subfolder(index, folder, upload):
    index.publish_file(upload(TURKEY), "2026/may/turkey.txt")
    assert (texts(index), files(folder)) == ({"2026/may/turkey.txt": TURKEY}, {"2026/may/turkey.txt": TURKEY})
    assert index.sync().unchanged == 1


# what is refused


def unchanged(index, folder, use, error_class):
    """The message of what is refused; nothing has changed."""
    before = (index.generation, texts(index), files(folder))
    with pytest.raises(error_class) as error:
        use()
    assert type(error.value) is error_class
    assert (index.generation, texts(index), files(folder)) == before
    return str(error.value)


def test_a_name_that_another_briefing_has_is_refused(index, folder, upload):
    index.publish_file(upload(TURKEY), "turkey.txt")
    message = unchanged(index, folder, lambda: index.publish_file(upload(GAS), "turkey.txt"), ConflictError)
    assert message == "There is another briefing 'turkey.txt': replace it, or choose another name."


def test_a_name_that_an_unpublished_file_has_is_refused(index, folder, upload):
    (folder / "turkey.txt").write_text(TURKEY)
    (folder / "sub.txt").mkdir()
    for name in ("turkey.txt", "sub.txt"):
        unchanged(index, folder, lambda name=name: index.publish_file(upload(GAS), name), ConflictError)


def test_a_file_that_came_in_before_a_crash_is_no_other_one(index, folder, upload):
    (folder / "turkey.txt").write_text(TURKEY)
    assert index.publish_file(upload(TURKEY), "turkey.txt", Details("Mine")).title == "Mine"


def test_what_was_changed_meanwhile_is_not_replaced(index, folder, upload):
    seen = index.publish_file(upload(TURKEY), "turkey.txt").sha256
    index.publish_file(upload(GRAIN), "turkey.txt", replaces="turkey.txt")
    for name in ("turkey.txt", "gas.txt"):
        message = unchanged(
            index,
            folder,
            lambda name=name: index.publish_file(upload(GAS), name, replaces="turkey.txt", expected=seen),
            ConflictError,
        )
        assert message == "'turkey.txt' was changed meanwhile: look at it again before you replace it."


def test_what_was_withdrawn_meanwhile_is_not_replaced(index, folder, upload):
    index.publish_file(upload(TURKEY), "turkey.txt")
    index.withdraw("turkey.txt")
    for name in ("turkey.txt", "gas.txt"):
        message = unchanged(
            index,
            folder,
            lambda name=name: index.publish_file(upload(GAS), name, replaces="turkey.txt"),
            ConflictError,
        )
        assert message == "'turkey.txt' is no longer published: nothing can take its place."


def test_the_text_of_another_briefing_is_refused(index, folder, upload):
    index.publish_file(upload(TURKEY), "turkey.txt")
    index.publish_file(upload(GAS), "gas.txt")
    for use in (
        lambda: index.publish_file(upload(TURKEY), "copy.txt"),
        lambda: index.publish_file(upload(TURKEY), "gas.txt", replaces="gas.txt"),
        lambda: index.publish_file(upload(TURKEY), "copy.txt", replaces="gas.txt"),
    ):
        message = unchanged(index, folder, use, BriefingError)
        assert message == "The briefing 'turkey.txt' has the very same text: nothing was published."


@pytest.mark.parametrize("name", ["../evil.txt", "/tmp/evil.txt", ".hidden.txt", "a/../../evil.txt", "evil\u202e.txt"])
def test_a_name_outside_the_folder_is_refused(index, folder, upload, tmp_path, name):
    unchanged(index, folder, lambda: index.publish_file(upload(TURKEY), name), UnreadableError)
    assert not (tmp_path / "evil.txt").exists()


def test_what_cannot_be_read_is_refused(index, folder, upload, tmp_path):
    unchanged(index, folder, lambda: index.publish_file(upload(""), "a.txt"), UnreadableError)
    unchanged(index, folder, lambda: index.publish_file(upload(TURKEY), "a.xyz"), UnreadableError)
    unchanged(index, folder, lambda: index.publish_file(tmp_path / "none", "a.txt"), UnreadableError)


def test_an_empty_title_is_refused(index, folder, upload):
    unchanged(index, folder, lambda: index.publish_file(upload(TURKEY), "a.txt", Details(" ")), BriefingError)


def test_work_that_is_given_up_leaves_nothing_behind(index, folder, upload, embedder):
    index.publish_file(upload(TURKEY), "turkey.txt")
    stages = []

    def give_up(stage, done, total):
        stages.append(stage)
        if stage == "embedding":
            raise KeyError(stage)

    unchanged(
        index,
        folder,
        lambda: index.publish_file(upload(GAS), "gas.txt", Details("Gas"), give_up, replaces="turkey.txt"),
        KeyError,
    )
    assert stages[-1] == "embedding"
    assert index.sync().is_quiet
