"""What was withdrawn long ago is deleted for good: by a clock that may jump, in steps that may be cut short."""

from __future__ import annotations

import datetime
import hashlib

import pytest

from index import BriefingError, BriefingIndex, Details

FIRST = "Turkey was removed. It had bought missiles."
SECOND = "Turkey was removed. Talks go on."
OTHER = "Ships with wheat left Odesa."
START = datetime.datetime(2026, 3, 1, 3, tzinfo=datetime.UTC)


class Clock:
    """What the machine believes the time to be."""

    def __init__(self):
        self.time = START

    def __call__(self):
        return self.time

    def after(self, **time):
        self.time += datetime.timedelta(**time)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("index.store.store.now", clock)
    return clock


@pytest.fixture
def publish(index, tmp_path):
    def publish(name, text, replaces=None, details=Details()):  # noqa: B008 - frozen
        (tmp_path / "upload").write_text(text)
        return index.publish_file(tmp_path / "upload", name, details, replaces=replaces)

    return publish


@pytest.fixture
def withdrawn(index, publish, clock):
    """One briefing is published, another one was withdrawn that had replaced others."""
    publish("other.txt", OTHER)
    publish("a.txt", FIRST, details=Details("First"))
    publish("b.txt", SECOND, "a.txt", Details("Second"))
    index.withdraw("b.txt")
    return index


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def cite(words, text):
    return f"{sha256(text)[:16]}-{text.index(words)}-{text.index(words) + len(words)}"


def archive(settings):
    return [path.read_text() for path in (settings.data_dir / "withdrawn").rglob("*") if path.is_file()]


def is_kept(index):
    return [edition.briefing.name for edition in index.withdrawn()] == ["b.txt"]


def test_after_its_days_and_one_more_it_is_deleted_with_all_that_it_had_replaced(withdrawn, clock, settings):
    deleted = []
    for _ in range(40):
        clock.after(days=1)
        deleted.append(withdrawn.sync().deleted)
    assert (deleted.index(("b.txt",)), sum(map(len, deleted))) == (30, 1)
    assert (withdrawn.withdrawn(), archive(settings)) == ([], [])
    assert list((settings.briefings_dir / ".details").iterdir()) == []
    assert [edition.deleted for edition in withdrawn.history("b.txt")] == [True, True]
    for text in (FIRST, SECOND):
        verification = withdrawn.verify(cite("Turkey was removed.", text))
        assert (verification.status, verification.text) == ("withdrawn", None)
        assert verification.citation.briefing in {"a.txt", "b.txt"}
        for use in (withdrawn.edition_text, withdrawn.reinstate):
            with pytest.raises(BriefingError, match="was withdrawn so long ago that"):
                use(sha256(text))
    assert withdrawn.check() == []
    assert withdrawn.withdraw("b.txt").deleted


def test_a_day_before_it_is_still_there(withdrawn, clock):
    clock.after(days=29, hours=23)
    withdrawn.sync()
    clock.after(days=5)
    assert withdrawn.sync().deleted == ()
    assert is_kept(withdrawn)
    assert withdrawn.reinstate(sha256(SECOND)).title == "Second"


def test_the_days_are_those_of_the_settings(withdrawn, clock, settings, embedder):
    short = BriefingIndex(settings.model_copy(update={"restore_days": 0}), embedder)
    assert short.sync().deleted == ()
    clock.after(hours=23)
    assert short.sync().deleted == ()
    clock.after(hours=1)
    assert short.sync().deleted == ("b.txt",)
    short.close()


def test_a_setting_that_is_put_right_within_a_day_saves_it(withdrawn, clock, settings, embedder):
    short = BriefingIndex(settings.model_copy(update={"restore_days": 0}), embedder)
    short.sync()
    short.close()
    for _ in range(3):
        clock.after(days=1)
        assert withdrawn.sync().deleted == ()


@pytest.mark.parametrize("days", [31, 365, 30_000])
def test_a_clock_that_jumps_forward_and_back_deletes_nothing(withdrawn, clock, days):
    for _ in range(3):
        clock.after(days=days)
        assert withdrawn.sync().deleted == ()
        clock.after(days=-days)
        assert withdrawn.sync().deleted == ()
        clock.after(days=1)
        assert withdrawn.sync().deleted == ()
    assert is_kept(withdrawn)


def test_a_clock_that_jumps_forward_and_back_unseen_deletes_nothing(withdrawn, clock):
    clock.after(days=100)
    withdrawn.sync()
    clock.after(days=-98)
    assert withdrawn.sync().deleted == ()
    clock.after(days=2)
    assert withdrawn.sync().deleted == ()


def test_a_clock_that_was_behind_when_it_was_withdrawn_does_not_make_it_older_than_it_can_be(index, publish, clock):
    publish("other.txt", OTHER)
    publish("a.txt", FIRST)
    clock.after(days=-10_000)
    index.withdraw("a.txt")
    clock.after(days=10_000)
    for _ in range(10):
        clock.after(days=1)
        assert index.sync().deleted == ()
    assert index.check() == []


def test_a_clock_that_goes_back_keeps_it_longer(withdrawn, clock):
    clock.after(days=-1000)
    for _ in range(3):
        clock.after(days=40)
        assert withdrawn.sync().deleted == ()


def test_what_came_back_is_not_deleted(withdrawn, clock, settings):
    clock.after(days=31)
    withdrawn.sync()
    withdrawn.reinstate(sha256(SECOND))
    clock.after(days=31)
    assert withdrawn.sync().deleted == ()
    assert withdrawn.edition_text(sha256(FIRST)) == FIRST
    withdrawn.withdraw("b.txt")
    clock.after(days=29)
    assert (withdrawn.sync().deleted, is_kept(withdrawn)) == ((), True)


def test_what_is_published_under_another_name_is_not_deleted(withdrawn, publish, clock):
    publish("again.txt", SECOND)
    for _ in range(3):
        clock.after(days=31)
        assert withdrawn.sync().deleted == ()
    assert withdrawn.edition_text(sha256(FIRST)) == FIRST


def test_a_name_that_is_used_anew_is_not_deleted_with_the_old_one(withdrawn, publish, clock, settings):
    publish("b.txt", FIRST)
    for _ in range(2):
        clock.after(days=31)
        withdrawn.sync()
    assert [edition.deleted for edition in withdrawn.history("b.txt")] == [False, True, True]
    assert withdrawn.text("b.txt") == FIRST
    assert withdrawn.verify(cite("Turkey was removed.", FIRST)).status == "unchanged"
    assert withdrawn.verify(cite("Talks go on.", SECOND)).status == "withdrawn"
    assert withdrawn.check() == []


def test_a_file_that_another_withdrawn_briefing_needs_is_not_deleted(withdrawn, publish, clock, settings):
    publish("c.txt", SECOND)
    clock.after(days=20)
    withdrawn.withdraw("c.txt")
    deleted = []
    for _ in range(14):
        clock.after(days=1)
        deleted += withdrawn.sync().deleted
    assert deleted == ["b.txt"]
    assert withdrawn.reinstate(sha256(SECOND)).name == "c.txt"


def test_deleting_that_was_cut_short_is_completed(withdrawn, clock, settings, monkeypatch):
    clock.after(days=30)
    withdrawn.sync()
    clock.after(days=1)
    with monkeypatch.context() as patch:
        patch.setattr("index.store.store.delete_texts", None)
        with pytest.raises(TypeError):
            withdrawn.sync()
    assert (archive(settings), withdrawn.withdrawn(), withdrawn.check()) == ([], [], [])
    assert withdrawn.sync().deleted == ("b.txt",)


def test_what_cannot_be_deleted_stays_whole_until_it_can(withdrawn, clock, monkeypatch):
    clock.after(days=30)
    withdrawn.sync()
    clock.after(days=1)

    def fail(archive, file_hash):
        raise BriefingError("The archive cannot be written.")

    with monkeypatch.context() as patch:
        patch.setattr("index.tidying.forget", fail)
        assert withdrawn.sync().deleted == ()
        assert is_kept(withdrawn)
    assert withdrawn.sync().deleted == ("b.txt",)


def test_what_was_taken_out_by_hand_is_deleted_as_well(index, publish, clock, settings):
    publish("other.txt", OTHER)
    publish("a.txt", FIRST)
    (settings.briefings_dir / "a.txt").unlink()
    index.sync()
    for _ in range(2):
        clock.after(days=30)
        report = index.sync()
    assert report.deleted == ("a.txt",)
    assert report.generation == index.generation


def test_a_mark_that_a_wrong_clock_has_made_does_not_keep_it_for_ever(withdrawn, clock):
    clock.after(days=10_000)
    withdrawn.sync()
    clock.after(days=31 - 10_000)
    assert withdrawn.sync().deleted == ()
    clock.after(days=1)
    assert withdrawn.sync().deleted == ("b.txt",)
