from __future__ import annotations

from bot.limits import Limits, Refusal


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


def test_so_many_at_once_and_again_each_minute():
    clock = Clock()
    limits = Limits(clock)
    assert [limits.take("ann", 3) for _ in range(3)] == [None] * 3
    assert [limits.take("ann", 3) for _ in range(2)] == [Refusal(20, first=True), Refusal(20, first=False)]
    clock.now += 19
    assert limits.take("ann", 3) == Refusal(1, first=False)
    clock.now += 1
    assert limits.take("ann", 3) is None
    assert limits.take("ann", 3) == Refusal(20, first=True)
    clock.now += 3600
    assert [limits.take("ann", 3) for _ in range(4)] == [None, None, None, Refusal(20, first=True)]


def test_each_has_their_own():
    limits = Limits(Clock())
    assert limits.take("ann", 1) is None
    assert limits.take("ann", 1) is not None
    assert limits.take("ben", 1) is None
    assert limits.take(("group", "ann"), 1) is None


def test_buckets_of_those_who_left_are_forgotten(monkeypatch):
    monkeypatch.setattr("bot.limits.MOST_BUCKETS", 10)
    clock = Clock()
    limits = Limits(clock)
    for number in range(10):
        limits.take(number, 5)
    clock.now += 61
    limits.take("new", 5)
    assert list(limits._buckets) == ["new"]
