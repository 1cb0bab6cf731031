"""kill -9 of the real bot with the real model, at any moment, while people use it; what fails prints its seed.

CRASH_SEED=... does the same things and kills after the same times; what the bot has done by then may differ.
"""

from __future__ import annotations

import os
import random

import pytest
from journeys.crash_checks import Checks
from journeys.crash_people import People
from journeys.crash_world import World
from telegram_server import Server

SEED = int(os.environ.get("CRASH_SEED", random.randrange(10**6)))


@pytest.fixture
def world(zygote, tmp_path):
    with Server() as server:
        world = World(server, zygote, tmp_path, SEED)
        yield world
        if world.process is not None:
            world.kill()
        world.index.close()


def survive(world, kills, again):
    """Kill the bot so often: soon after its start, at work, or when it has done most of it.

    :param again: the probability that it is killed once more before all is looked at.
    """
    people, checks, chance = People(world), Checks(world), world.chance
    world.start()
    checks.settle()
    while world.kills < kills:
        world.act_and_die(people.plan(), 0.02 + chance.choice([0.3, 1.0, 3.0]) * chance.random())
        while world.kills < kills and chance.random() < again:
            world.start()
            world.act_and_die(people.plan(), 1.5 * chance.random())
        world.start()
        checks.settle()


def test_the_bot_survives_kills(world):
    survive(world, kills=6, again=0.7)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_the_bot_survives_many_kills(world):
    survive(world, kills=200, again=0.4)
    for what in ("send", "withdraw", "restore", "rename"):  # each of them was done often enough to tell something
        assert world.seen[what, "done"] >= 10, world.seen
    assert world.seen["message", "struck"] >= 20, world.seen
    assert world.seen["told", 2] <= 3, world.seen
    print(f"CRASH_SEED={SEED}", *world.seen.items(), sep="\n")  # noqa: T201 - shown by -s
