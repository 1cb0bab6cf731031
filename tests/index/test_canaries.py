from __future__ import annotations

import errno
import threading

import pytest

from index import BriefingError, BriefingIndex, CanariesFailedError, Canary

TURKEY = "Turkey was removed from the programme. It had bought missiles."
GRAIN = "Ships with wheat left Odesa."
GAS = "The storages are full of gas."
ABOUT_GRAIN = Canary("Which ships with wheat left Odesa?", "grain.txt")
ABOUT_GAS = Canary("How full are the storages of gas?", "gas.txt")


@pytest.fixture
def index(settings, embedder):
    """With a threshold that only what shares words with a question passes."""
    index = BriefingIndex(settings.model_copy(update={"min_confidence": 0.3}), embedder)
    yield index
    index.close()


@pytest.fixture
def published(index, folder):
    write(folder, turkey=TURKEY, grain=GRAIN, gas=GAS)
    index.sync()
    return index


def write(folder, **texts):
    for stem, text in texts.items():
        (folder / f"{stem}.txt").write_text(text)


def write_canaries(folder, *canaries):
    lines = (f"{canary.question} => {canary.briefing}\n" for canary in canaries)
    (folder / "canaries.txt").write_text("".join(lines))


# the file


def test_the_file_is_read_line_by_line(index, folder):
    (folder / "canaries.txt").write_bytes(
        "\ufeff# what must be found\n\n  Which  ships => left? =>  grain.txt \r\nno canary\n=> grain.txt\n"
        "Why? =>\nIssue #4? => a # b.txt\nIssue #4? => a # b.txt\n".encode()
    )
    assert index.canaries() == [Canary("Which ships => left?", "grain.txt"), Canary("Issue #4?", "a # b.txt")]
    canaries, problems = index.ask_canaries()
    assert [canary.found for canary in canaries] == [False, False]
    assert problems == [f"Line {number} is not of the form QUESTION => NAME." for number in (4, 5, 6)]


def test_without_the_file_there_are_none(index):
    assert index.canaries() == []
    assert index.ask_canaries() == ([], [])


def test_the_file_is_no_document(index, folder):
    write_canaries(folder, ABOUT_GRAIN)
    write(folder, grain=GRAIN)
    assert index.sync().added == ("grain.txt",)
    with pytest.raises(BriefingError, match=r"^canaries\.txt is where the canary questions stand"):
        index.publish_file(folder / "grain.txt", "canaries.txt")


def test_lines_that_say_nothing_are_reported(published, folder):
    (folder / "canaries.txt").write_text("no canary\n")
    assert published.sync().unreadable == {"canaries.txt": "Line 1 is not of the form QUESTION => NAME."}


# adding and removing


def test_an_added_canary_is_asked_at_once(published, folder):
    added = published.add_canary("  Which ships with wheat\nleft Odesa? ", "grain.txt")
    assert (added, added.found) == (ABOUT_GRAIN, True)
    lost = published.add_canary("What do pandas eat?", "grain.txt")
    assert (lost, lost.found) == (Canary("What do pandas eat?", "grain.txt"), False)
    assert published.canaries() == [ABOUT_GRAIN, lost]


def test_a_canary_is_added_once_and_the_file_kept_otherwise(published, folder):
    (folder / "canaries.txt").write_text("# ours\nno canary")
    for _ in range(2):
        published.add_canary(ABOUT_GRAIN.question, "Grain")  # as a person calls it
    expected = f"# ours\nno canary\n{ABOUT_GRAIN.question} => grain.txt\n"
    assert (folder / "canaries.txt").read_text() == expected
    assert [path.name for path in folder.glob(".*")] in ([], [".details"])


@pytest.mark.parametrize(
    ("question", "name", "message"),
    [
        ("Why?", "none.txt", r"^There is no briefing 'none\.txt': python -m index list shows the names\.$"),
        ("Why?", "g", r"^There is no briefing 'g'"),
        ("?!", "gas.txt", r"^There is no word in the question"),
        ("# Why?", "gas.txt", r"^'# Why\? => gas\.txt' cannot be a canary"),
    ],
)
def test_what_cannot_be_a_canary_is_refused(published, question, name, message):
    with pytest.raises(BriefingError, match=message):
        published.add_canary(question, name)
    assert published.canaries() == []


def test_a_name_that_may_mean_several_is_refused(published, folder):
    (folder / "baltic-1.txt").write_text("Ships in the north.")
    (folder / "baltic-2.txt").write_text("Planes in the north.")
    published.sync()
    with pytest.raises(BriefingError, match=r"^'Baltic' may be any of 'baltic-1\.txt', 'baltic-2\.txt': say which\.$"):
        published.add_canary("Why?", "Baltic")
    assert published.add_canary("Why?", "baltic-2.txt").briefing == "baltic-2.txt"


def test_a_removed_canary_is_gone(published, folder):
    for canary in (ABOUT_GRAIN, ABOUT_GAS):
        published.add_canary(canary.question, canary.briefing)
    assert published.remove_canary(ABOUT_GRAIN.question)
    assert not published.remove_canary(ABOUT_GRAIN.question)
    assert published.canaries() == [ABOUT_GAS]


def test_canaries_added_at_once_are_all_there(published):
    def add(number):
        published.add_canary(f"Which ships left Odesa on day {number}?", "grain.txt")

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(published.canaries()) == 8


def test_a_file_that_cannot_be_used_is_said(published, folder, monkeypatch):
    def full(path):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("index.canaries.whole", full)
        with pytest.raises(BriefingError, match=r"canaries\.txt cannot be written: No space left on device\.$"):
            published.add_canary("Why gas?", "gas.txt")
    (folder / "canaries.txt").mkdir()
    for use in (published.canaries, published.sync, lambda: published.remove_canary("Why?")):
        with pytest.raises(BriefingError, match=r"canaries\.txt cannot be read: Is a directory\.$"):
            use()


# a trial of a new state


def test_a_canary_that_no_longer_finds_its_briefing_keeps_the_old_state(published, folder, embedder):
    write_canaries(folder, ABOUT_GRAIN, ABOUT_GAS)
    write(folder, grain="Nothing of the kind.", new="Something new.")
    with pytest.raises(CanariesFailedError) as error:
        published.sync()
    assert str(error.value) == (
        "Nothing was published: 'Which ships with wheat left Odesa?' would no longer find 'grain.txt'. "
        "Mend the briefing or the canary question, or force it."
    )
    assert error.value.failed == (ABOUT_GRAIN,)
    assert (published.generation, published.text("grain.txt")) == (1, GRAIN)
    assert published.ask(ABOUT_GRAIN.question).quotes[0].text == GRAIN
    assert published.check() == []
    # once the briefing is mended, what was embedded is not embedded again
    embedder.embedded.clear()
    write(folder, grain=GRAIN)
    report = published.sync()
    assert (report.added, report.embedded, embedder.embedded) == (("new.txt",), 0, [])
    assert (report.canaries, report.failed_canaries) == (2, ())


def test_it_is_published_when_that_is_forced(published, folder):
    write_canaries(folder, ABOUT_GRAIN, ABOUT_GAS)
    write(folder, grain="Nothing of the kind.")
    report = published.sync(force=True)
    assert (report.changed, report.generation) == (("grain.txt",), 2)
    assert (report.canaries, report.failed_canaries) == (2, (ABOUT_GRAIN,))
    assert [canary.found for canary in report.failed_canaries] == [False]


def test_a_canary_that_failed_before_too_is_only_reported(published, folder):
    never = Canary("What do pandas eat?", "grain.txt")
    write_canaries(folder, never, Canary("?!", "gas.txt"), Canary("Which ships left?", "no such name"))
    write(folder, new="Something new.")
    report = published.sync()
    assert (report.added, report.canaries, len(report.failed_canaries)) == (("new.txt",), 3, 3)
    assert report.failed_canaries[0] == never
    assert not report.is_quiet


def test_nothing_is_asked_when_nothing_changes(published, folder, embedder):
    write_canaries(folder, ABOUT_GRAIN, Canary("What do pandas eat?", "gas.txt"))
    embedder.embed_questions = None
    report = published.sync()
    assert (report.canaries, report.failed_canaries, report.is_quiet) == (0, (), True)


def test_a_briefing_that_was_taken_out_blocks_until_forced(published, folder):
    write_canaries(folder, ABOUT_GRAIN)
    (folder / "grain.txt").unlink()
    with pytest.raises(CanariesFailedError):
        published.sync()
    assert published.sync(force=True).removed == ("grain.txt",)


def test_the_successor_of_a_briefing_counts(published, folder, tmp_path):
    write_canaries(folder, ABOUT_GRAIN)
    newer = tmp_path / "newer.txt"
    newer.write_text(f"{GRAIN} More of them followed.")
    published.publish_file(newer, "grain-2.txt", replaces="grain.txt")
    write(folder, new="Something new.")
    report = published.sync()
    assert (report.canaries, report.failed_canaries) == (1, ())
    (folder / "grain-2.txt").write_text("Nothing of the kind.")
    with pytest.raises(CanariesFailedError):
        published.sync()


@pytest.mark.parametrize("work", ["rebuild", "read_again"])
def test_a_rebuild_and_a_single_reading_are_tried_too(published, folder, work):
    write_canaries(folder, ABOUT_GRAIN)
    write(folder, grain="Nothing of the kind.")
    arguments = ["grain.txt"] if work == "read_again" else []
    with pytest.raises(CanariesFailedError):
        getattr(published, work)(*arguments)
    assert published.text("grain.txt") == GRAIN
    assert getattr(published, work)(*arguments, force=True).failed_canaries == (ABOUT_GRAIN,)


def test_a_rebuild_with_another_model_is_tried_with_both(published, folder, settings, embedder, other_embedder):
    """The old model is sure enough of its answer, the new one, for which no question is like a text, is not."""
    write_canaries(folder, ABOUT_GRAIN)
    other_embedder.embed_questions = lambda questions: embedder.embed_questions(["xyz"] * len(questions))
    confidence = published.ask(ABOUT_GRAIN.question).confidence
    changed = settings.model_copy(update={"min_confidence": confidence - 0.001})
    other = BriefingIndex(changed, other_embedder, former={embedder.name: embedder}.__getitem__)
    with pytest.raises(CanariesFailedError):
        other.rebuild()
    assert (other.status().model, other.ask(ABOUT_GRAIN.question).answered) == (embedder.name, True)
    assert other.rebuild(force=True).failed_canaries == (ABOUT_GRAIN,)
    assert (other.status().model, other.ask(ABOUT_GRAIN.question).answered) == (other_embedder.name, False)
    other.close()


# reading one file again


def test_a_file_is_read_again_though_it_has_not_changed(published, folder, embedder, monkeypatch):
    embedder.embedded.clear()
    report = published.read_again("grain.txt")
    assert (report.changed, report.embedded, report.generation, report.unchanged) == (("grain.txt",), 0, 2, 0)
    write(folder, grain=f"{GRAIN} Barley too.")
    report = published.read_again("grain.txt")
    assert (report.changed, report.embedded) == (("grain.txt",), len(embedder.embedded))
    assert sorted(embedder.embedded) == ["Barley too.", f"{GRAIN} Barley too."]
    assert len(published.briefings()) == 3


def test_what_cannot_be_read_again_stays(published, folder):
    write(folder, grain="")
    report = published.read_again("grain.txt")
    assert (set(report.unreadable), report.changed, report.generation) == ({"grain.txt"}, (), 1)
    (folder / "grain.txt").unlink()
    with pytest.raises(BriefingError, match=r"grain\.txt is gone: bring it back, or run python -m index sync\.$"):
        published.read_again("grain.txt")
    with pytest.raises(BriefingError, match=r"^There is no briefing 'none\.txt'"):
        published.read_again("none.txt")


def test_a_file_that_has_become_a_copy_is_withdrawn_when_read_again(published, folder):
    write(folder, grain=GAS)
    report = published.read_again("grain.txt")
    assert (report.removed, report.duplicates) == (("grain.txt",), {"grain.txt": "gas.txt"})


def test_its_progress_may_give_it_up(published):
    def interrupt(stage, done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        published.read_again("grain.txt", interrupt)
    assert published.generation == 1
