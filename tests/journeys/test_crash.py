"""kill -9 at any point of what makes the store equal to files: the old or the new generation answers, the next sync
completes.

What fails prints its seed: CRASH_SEED=... runs the same kills again, but for those at a random time.
"""

from __future__ import annotations

import random
import signal
import time

import pytest
from journeys.crashing import SEED, SUBJECTS, check_answers, moments_to_die

KILLS = {"sync": 34, "rebuild": 33, "add": 33}


def prepare_change(crashing, operation, edition):
    """Write the files of a new edition -> what the store holds when the operation ends."""
    if operation == "add":
        for path in crashing.outside.iterdir():
            path.unlink()
        subjects = random.Random(edition).sample(SUBJECTS, 3)
        return crashing.texts | crashing.write(crashing.outside, edition, subjects)
    if operation == "rebuild" and edition % 3 == 0:
        crashing.model = "model B" if crashing.model == "model A" else "model A"
    gone, *subjects = random.Random(edition).sample(SUBJECTS, 5)
    (crashing.settings.briefings_dir / f"{gone}.txt").unlink(missing_ok=True)
    crashing.write(crashing.settings.briefings_dir, edition, subjects)
    return crashing.folder()


def run(crashing, operation, **end):
    if operation != "add":
        return crashing.run(operation, **end)
    paths = [str(path) for path in sorted(crashing.outside.iterdir())]
    return crashing.run(operation, **end, paths=paths, replace=True)


def check_what_is_left(crashing, old, new):
    """All answers are from the old generation or all from the new one; nothing is damaged."""
    crashing.model = crashing.published_model()
    index = crashing.index()
    assert index.check() == []
    texts = {briefing.name: index.text(briefing.name) for briefing in index.briefings()}
    assert texts in (old, new)
    check_answers(index, texts)
    index.close()
    return texts


@pytest.mark.parametrize("operation", KILLS)
def test_a_store_survives_kills_at_any_moment(crashing, operation):
    crashing.write(crashing.settings.briefings_dir, 0, SUBJECTS)
    crashing.complete().close()
    prepare_change(crashing, operation, 1)
    started = time.monotonic()
    code, moments = run(crashing, operation)
    ends = moments_to_die(random.Random(f"{SEED} {operation}"), moments, time.monotonic() - started)
    assert code == 0
    crashing.complete().close()
    killed, edition, outcomes = 0, 1, set()
    while killed < KILLS[operation]:
        edition, old, end = edition + 1, crashing.texts, next(ends)
        new = prepare_change(crashing, operation, edition)
        code, _ = run(crashing, operation, **end)
        killed += code == -signal.SIGKILL
        try:
            left = check_what_is_left(crashing, old, new)
            if operation == "add":
                assert set(old.values()) <= {*crashing.folder().values(), *crashing.archived()}
            crashing.complete().close()
        except AssertionError as error:
            raise AssertionError(
                f"CRASH_SEED={SEED}: {operation}, edition {edition}, {end}, exit code {code}"
            ) from error
        outcomes.add("new" if left == new else "old")
    assert outcomes == {"old", "new"}
