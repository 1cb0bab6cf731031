from __future__ import annotations

import asyncio
import datetime
import sqlite3
from zoneinfo import ZoneInfo

import pytest

from bot.schedule import Clockwork, Schedule, read_schedule
from bot.state.jobs import Jobs

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = datetime.timedelta(hours=1)
DAY = 24 * HOUR
MINUTE = datetime.timedelta(minutes=1)
UTC = ZoneInfo("UTC")


def utc(*parts):
    return datetime.datetime(*parts, tzinfo=datetime.UTC)


NOON = utc(2026, 6, 1, 12)


class Clock:
    """A wall clock that a test sets; `runs` holds the times at which the job was started."""

    def __init__(self, jobs, line, zone, moment):
        self.moment = moment
        self.runs = []
        self.failures = 0
        self.work = Clockwork(Schedule(line, zone), jobs, self.start, lambda: self.moment)

    async def start(self):
        if self.failures:
            self.failures -= 1
            raise sqlite3.OperationalError("database or disk is full")
        self.runs.append(self.moment)

    async def pass_by(self, time, step=5 * MINUTE):
        """Let time go by with a look now and then: how many runs there were."""
        before = len(self.runs)
        end = self.moment + time
        while self.moment < end:
            self.moment += step
            await self.work.look()
        return len(self.runs) - before

    async def jump_to(self, moment):
        """Set the clock, or sleep until then, and look at it twice."""
        before = len(self.runs)
        self.moment = moment
        await self.work.look()
        await self.work.look()
        return len(self.runs) - before


@pytest.fixture
def with_clock(with_database):
    def run(work, line="0 3 * * *", zone=UTC, moment=NOON):
        async def started(database):
            clock = Clock(Jobs(database), line, zone, moment)
            await clock.work.look()
            return await work(clock)

        return with_database(started)

    return run


def test_every_night_once(with_clock):
    async def work(clock):
        assert await clock.pass_by(5 * DAY) == 5
        assert clock.runs == [utc(2026, 6, day, 3) for day in range(2, 7)]

    with_clock(work)


def test_the_hour_that_is_left_out_in_spring(with_clock):
    """02:30 does not exist in Berlin on 29 March 2026: the run comes when the clocks have been changed."""

    async def work(clock):
        assert await clock.pass_by(3 * DAY) == 3
        assert clock.runs == [utc(2026, 3, 28, 1, 30), utc(2026, 3, 29, 1, 0), utc(2026, 3, 30, 0, 30)]

    with_clock(work, "30 2 * * *", BERLIN, utc(2026, 3, 27, 12))


def test_the_hour_that_comes_twice_in_autumn(with_clock):
    async def work(clock):
        assert await clock.pass_by(3 * DAY) == 3
        assert clock.runs == [utc(2026, 10, 24, 0, 30), utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 1, 30)]

    with_clock(work, "30 2 * * *", BERLIN, utc(2026, 10, 23, 12))


def test_hourly_through_both_changes(with_clock):
    for moment in (utc(2026, 3, 28, 20, 30), utc(2026, 10, 24, 20, 30)):

        async def work(clock):
            assert await clock.pass_by(12 * HOUR) == 12

        with_clock(work, "0 * * * *", BERLIN, moment)


def test_asleep_for_eight_hours(with_clock):
    async def work(clock):
        assert await clock.jump_to(utc(2026, 6, 1, 20)) == 1
        assert await clock.pass_by(55 * MINUTE, MINUTE) == 3
        assert await clock.jump_to(utc(2026, 6, 2, 4, 55)) == 1

    with_clock(work, "*/15 * * * *")


def test_asleep_when_it_was_due_once(with_clock):
    async def work(clock):
        await clock.jump_to(utc(2026, 6, 1, 23))
        assert await clock.jump_to(utc(2026, 6, 2, 7)) == 1
        assert await clock.pass_by(DAY) == 1

    with_clock(work)


def test_down_when_it_was_due(with_database):
    async def work(database):
        first = Clock(Jobs(database), "0 3 * * *", BERLIN, utc(2026, 6, 1, 12))
        await first.work.look()
        second = Clock(Jobs(database), "0 3 * * *", BERLIN, utc(2026, 6, 4, 12))
        assert await second.jump_to(second.moment) == 1
        third = Clock(Jobs(database), "0 3 * * *", BERLIN, utc(2026, 6, 4, 13))
        assert await third.jump_to(third.moment) == 0

    with_database(work)


def test_what_was_missed_is_done_by_the_run_of_the_start(with_clock):
    async def work(clock):
        clock.moment = utc(2026, 6, 4, 12)
        await clock.work.skip()
        assert await clock.pass_by(DAY) == 1
        clock.moment = utc(2026, 6, 3, 12)  # a start with a clock that was set back
        await clock.work.skip()
        assert await clock.jump_to(clock.moment) == 0
        assert await clock.pass_by(DAY) == 1

    with_clock(work)


@pytest.mark.parametrize(("line", "a_day"), [("0 3 * * *", 1), ("0 * * * *", 24), ("*/5 * * * *", 288)])
def test_set_back_by_a_day(with_clock, line, a_day):
    """Nothing at once; then the schedule goes on by the clock as it is now, neither twice nor a day late."""

    async def work(clock):
        await clock.pass_by(DAY)
        assert await clock.jump_to(clock.moment - DAY) == 0
        assert await clock.pass_by(DAY) == a_day

    with_clock(work, line)


def test_set_back_by_an_hour_repeats_nothing(with_clock):
    async def work(clock):
        await clock.pass_by(15 * HOUR + 10 * MINUTE)
        assert clock.runs == [utc(2026, 6, 2, 3)]
        assert await clock.jump_to(clock.moment - HOUR) == 0
        assert await clock.pass_by(24 * HOUR) == 0
        assert await clock.pass_by(HOUR) == 1

    with_clock(work)


def test_what_comes_often_does_not_wait_for_a_clock_that_was_set_back(with_clock):
    async def work(clock):
        await clock.pass_by(HOUR)
        assert await clock.jump_to(clock.moment - HOUR) == 0
        assert await clock.pass_by(HOUR) == 12

    with_clock(work, "*/5 * * * *")


def test_forward_by_a_year_and_back(with_clock):
    async def work(clock):
        there = clock.moment + 365 * DAY
        assert await clock.jump_to(there) == 1
        assert await clock.pass_by(DAY) == 1
        assert await clock.jump_to(clock.moment - 365 * DAY) == 0
        assert await clock.pass_by(DAY) == 1

    with_clock(work)


def test_what_could_not_be_started_is_started_later(with_clock):
    async def work(clock):
        clock.failures = 1
        clock.moment = utc(2026, 6, 2, 3)
        with pytest.raises(sqlite3.Error):
            await clock.work.look()
        assert await clock.jump_to(utc(2026, 6, 2, 3, 1)) == 1

    with_clock(work)


def test_it_looks_by_itself_and_survives_a_full_disk(with_database):
    """The clock itself, with a job that is due each minute; the first look is the one of the start."""

    async def work(database):
        clock = Clock(Jobs(database), "* * * * *", BERLIN, utc(2026, 6, 1, 11, 59, 59))
        await clock.work.look()
        clock.moment, clock.failures = utc(2026, 6, 1, 12, 0, 59), 1
        running = asyncio.create_task(clock.work.run())
        await asyncio.sleep(1.5)
        running.cancel()
        assert clock.runs == [clock.moment]

    with_database(work)


def test_off():
    assert read_schedule("off") is None
    assert read_schedule(" OFF ") is None


def test_the_time_zone():
    schedule = read_schedule("0  3 * * * Europe/Berlin")
    assert schedule.after(utc(2026, 1, 1, 12)) == utc(2026, 1, 2, 2)
    assert schedule.after(utc(2026, 7, 1, 12)).isoformat() == "2026-07-02T03:00:00+02:00"
    assert read_schedule("30 4 * * mon").after(utc(2026, 6, 2)) == utc(2026, 6, 8, 4, 30)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "five fields"),
        ("3", "five fields"),
        ("0 0 3 * * * Europe/Berlin", "five fields"),
        ("@daily", "five fields"),
        ("0 25 * * *", "bad hour"),
        ("0 3 31 2 *", "bad day-of-month"),
        ("0 3 * * * Europe/Atlantis", "no time zone Europe/Atlantis"),
        ("0 3 * * * Europe", "no time zone Europe"),
        ("0 3 * * * ../../etc/passwd", "no time zone"),
        ("0 0 3 * * *", "no time zone"),
        (f"0 3 * * * {'x' * 300}", "no time zone"),
    ],
)
def test_what_is_no_schedule(text, message):
    with pytest.raises(ValueError, match=message):
        read_schedule(text)
