"""kill -9 of the real bot with the real model, at any moment, while people use it; what fails prints its seed."""

from __future__ import annotations

import os
import random

import pytest
from journeys.crash_world import World, Zygote
from telegram_server import Server

SEED = int(os.environ.get("CRASH_SEED", random.randrange(10**6)))


@pytest.fixture(scope="module")
def zygote():
    zygote = Zygote()
    yield zygote
    zygote.close()


@pytest.fixture
def world(zygote, tmp_path):
    with Server() as server:
        world = World(server, zygote, tmp_path, SEED)
        yield world
        if world.process is not None:
            world.kill()
        world.index.close()


def survive(world, kills):
    world.start()
    world.settle()
    while world.kills < kills:
        world.act_and_die(world.chance.choice([0.3, 1.0, 3.0]) * world.chance.random() + 0.02)
        while world.kills < kills and world.chance.random() < 0.4:
            world.start()
            world.act_and_die(1.5 * world.chance.random())
        world.start()
        world.settle()


def test_the_bot_survives_kills(world):
    survive(world, kills=6)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_the_bot_survives_many_kills(world):
    survive(world, kills=200)
    print(world.seen)
