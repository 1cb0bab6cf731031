from __future__ import annotations

import pytest
from three_briefings import DATE, GAS, GRAIN, TURKEY, briefing, cite, sha256, texts, write

from index import BriefingError, BriefingIndex, ConflictError, Details

# withdraw


def test_a_withdrawn_briefing_is_not_searchable_and_can_be_brought_back(published, folder):
    edition = published.withdraw("turkey.txt", expected=sha256(TURKEY))
    assert (edition.briefing.name, edition.end_reason, edition.deleted) == ("turkey.txt", "withdrawn", False)
    assert (texts(published), (folder / "turkey.txt").exists()) == ({"grain.txt": GRAIN}, False)
    assert published.verify(cite("missiles", TURKEY)).status == "withdrawn"
    assert not any("Turkey" in quote.text for quote in published.ask("Turkey", k=9).quotes)
    assert published.withdrawn() == [edition] == published.history("turkey.txt")
    assert published.sync().is_quiet


def test_withdrawn_again_it_is_the_same_edition(published):
    first = published.withdraw("turkey.txt", expected=sha256(TURKEY))
    generation = published.generation
    assert published.withdraw("turkey.txt", expected=sha256(TURKEY)) == published.withdraw("turkey.txt") == first
    assert published.generation == generation


def test_the_last_withdrawn_comes_first(published):
    for name in ("turkey.txt", "grain.txt"):
        published.withdraw(name)
    assert [edition.briefing.name for edition in published.withdrawn()] == ["grain.txt", "turkey.txt"]


def test_what_was_changed_meanwhile_is_not_withdrawn(published, folder):
    write(folder, turkey=GAS)
    published.sync()
    with pytest.raises(ConflictError) as error:
        published.withdraw("turkey.txt", expected=sha256(TURKEY))
    assert str(error.value) == "'turkey.txt' was changed meanwhile: look at it again before you withdraw it."
    assert texts(published)["turkey.txt"] == GAS


def test_what_was_replaced_meanwhile_is_not_withdrawn(published, tmp_path):
    (tmp_path / "new").write_text(GAS)
    published.publish_file(tmp_path / "new", "gas.txt", replaces="turkey.txt")
    with pytest.raises(ConflictError) as error:
        published.withdraw("turkey.txt")
    assert str(error.value) == "'turkey.txt' was replaced by 'gas.txt' meanwhile: withdraw that one."


def test_what_never_was_cannot_be_withdrawn(published):
    with pytest.raises(BriefingError) as error:
        published.withdraw("none.txt")
    assert str(error.value) == "There is no briefing 'none.txt': python -m index list shows the names."


def test_with_another_model_in_the_settings_one_can_be_withdrawn(published, settings, other_embedder):
    other = BriefingIndex(settings, other_embedder)
    other.withdraw("turkey.txt")
    other.edit("grain.txt", Details("Wheat"))
    assert (texts(published), briefing(published, "grain.txt").title) == ({"grain.txt": GRAIN}, "Wheat")
    assert published.status().model == "hashed words"
    other.close()


def test_the_sync_completes_the_withdrawal_of_the_last_briefing(index, folder, settings):
    write(folder, turkey=TURKEY)
    index.sync()
    copy = settings.data_dir / "withdrawn" / sha256(TURKEY)[:16] / "turkey.txt"
    copy.parent.mkdir(parents=True)
    (folder / "turkey.txt").rename(copy)  # as far as a killed process has come
    report = index.sync()
    assert (report.removed, [edition.briefing.name for edition in index.withdrawn()]) == (
        ("turkey.txt",),
        ["turkey.txt"],
    )


def test_what_was_deleted_by_hand_is_not_offered(published, folder):
    (folder / "turkey.txt").unlink()
    published.sync()
    assert (published.withdrawn(), published.check()) == ([], [])
    with pytest.raises(BriefingError) as error:
        published.reinstate(sha256(TURKEY))
    assert str(error.value) == "The file of 'turkey.txt' is not in the archive: add it again from where it came."


# reinstate


def test_a_withdrawn_briefing_comes_back_as_it_was(published, folder, settings, embedder):
    published.edit("turkey.txt", Details("Set by me", DATE, ("defence",)))
    before = briefing(published)
    published.withdraw("turkey.txt")
    embedder.embedded.clear()
    assert published.reinstate(before.sha256) == before
    assert (briefing(published), (folder / "turkey.txt").read_text()) == (before, TURKEY)
    assert published.verify(cite("missiles", TURKEY)).status == "unchanged"
    assert (published.withdrawn(), len(published.history("turkey.txt")), embedder.embedded) == ([], 1, [])
    assert list((settings.data_dir / "withdrawn").iterdir()) == []
    assert (published.sync().is_quiet, published.check()) == (True, [])


def test_details_come_back_although_they_are_gone_from_the_folder(published, folder):
    published.edit("turkey.txt", Details("Set by me"))
    published.withdraw("turkey.txt")
    for path in (folder / ".details").iterdir():
        path.unlink()
    assert published.reinstate(sha256(TURKEY)).title == "Set by me"
    assert published.sync().unchanged == 2


def test_brought_back_again_nothing_changes(published):
    published.withdraw("turkey.txt")
    published.reinstate(sha256(TURKEY))
    generation = published.generation
    assert published.reinstate(sha256(TURKEY)) == briefing(published)
    assert published.generation == generation


def test_the_history_goes_on_after_it_came_back(published, folder, tmp_path):
    write(folder, turkey=GAS)
    published.sync()
    published.withdraw("turkey.txt")
    published.reinstate(sha256(GAS))
    write(folder, turkey=f"{GAS} Talks go on.")
    published.sync()
    reasons = [(edition.briefing.characters, edition.end_reason) for edition in published.history("turkey.txt")]
    assert reasons == [(len(GAS) + 13, None), (len(GAS), "replaced"), (len(TURKEY), "replaced")]
    assert published.verify(cite(GAS, GAS)).status == "moved"


def test_a_name_that_is_taken_meanwhile_is_refused(published, folder):
    published.withdraw("turkey.txt")
    write(folder, turkey=GAS)
    for _ in range(2):  # not published yet, and published
        with pytest.raises(ConflictError) as error:
            published.reinstate(sha256(TURKEY))
        assert str(error.value) == "There is another briefing 'turkey.txt' by now: withdraw or rename that one first."
        published.sync()
    assert texts(published)["turkey.txt"] == GAS
    assert [edition.briefing.sha256 for edition in published.withdrawn()] == [sha256(TURKEY)]


def test_what_is_published_under_another_name_is_returned(published, tmp_path):
    published.withdraw("turkey.txt")
    (tmp_path / "again").write_text(TURKEY)
    published.publish_file(tmp_path / "again", "again.txt")
    assert (published.reinstate(sha256(TURKEY)).name, published.withdrawn()) == ("again.txt", [])


def test_what_was_replaced_cannot_be_brought_back(published, folder):
    write(folder, turkey=GAS)
    published.sync()
    with pytest.raises(BriefingError) as error:
        published.reinstate(sha256(TURKEY))
    assert str(error.value) == "'turkey.txt' was not withdrawn but replaced: add its file again."


@pytest.mark.parametrize("hashed", ["none", ""])
def test_what_never_was_cannot_be_brought_back(published, hashed):
    with pytest.raises(BriefingError) as error:
        published.reinstate(sha256(hashed))
    assert str(error.value) == ("There is no such briefing: python -m index withdrawn shows what can be brought back.")


def test_a_file_that_an_older_version_has_archived_comes_back(published, settings):
    published.withdraw("turkey.txt")
    (copy,) = (settings.data_dir / "withdrawn").glob("*/*")
    copy.rename(settings.data_dir / "withdrawn" / "turkey (2).txt")
    copy.parent.rmdir()
    assert published.reinstate(sha256(TURKEY)).name == "turkey.txt"


def test_a_damaged_file_does_not_come_back_and_is_found(published, settings):
    published.withdraw("turkey.txt")
    (copy,) = (settings.data_dir / "withdrawn").glob("*/*")
    copy.write_text("damaged")
    with pytest.raises(BriefingError, match="is not in the archive"):
        published.reinstate(sha256(TURKEY))
    assert published.check() == [
        f"The file of 'turkey.txt', which is withdrawn, is missing in {settings.data_dir / 'withdrawn'} or damaged: "
        "it cannot be brought back."
    ]


def test_two_names_of_one_file_are_both_kept_in_the_archive(published, folder, tmp_path):
    published.withdraw("turkey.txt")
    (tmp_path / "again").write_text(TURKEY)
    published.publish_file(tmp_path / "again", "again.txt")
    published.withdraw("again.txt")
    assert {edition.briefing.name for edition in published.withdrawn()} == {"again.txt", "turkey.txt"}
    assert published.reinstate(sha256(TURKEY)).name == "again.txt"
    assert published.check() == []
