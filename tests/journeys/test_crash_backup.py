"""kill -9 at any point of backup and restore: a backup is there whole or not at all, and so is what was restored."""

from __future__ import annotations

import random
import signal
import time
import zipfile

from journeys.crashing import SEED, SUBJECTS, moments_to_die

KILLS = 25


def prepare(crashing, edition):
    """Have an edition of all briefings published -> their texts."""
    crashing.write(crashing.settings.briefings_dir, edition, SUBJECTS)
    crashing.complete().close()
    return crashing.folder()


def kill_again_and_again(crashing, operation, before, after, **arguments):
    """Kill an operation at many moments, looking after each at what is left."""
    before()
    started = time.monotonic()
    code, moments = crashing.run(operation, **arguments)
    assert code == 0
    ends = moments_to_die(random.Random(f"{SEED} {operation}"), moments, time.monotonic() - started)
    killed = 0
    while killed < KILLS:
        before()
        end = next(ends)
        code, _ = crashing.run(operation, **end, **arguments)
        killed += code == -signal.SIGKILL
        try:
            after()
        except AssertionError as error:
            raise AssertionError(f"CRASH_SEED={SEED}: {operation}, {end}, exit code {code}") from error


def test_a_restore_that_is_killed_is_completed_or_has_not_begun(crashing, tmp_path):
    saved = prepare(crashing, 0)
    index = crashing.index()
    index.backup(tmp_path / "backup.zip")
    outcomes = []

    def change():
        crashing.later = prepare(crashing, len(outcomes) + 1)

    def look():
        assert index.check() == []
        assert {one.name: index.text(one.name) for one in index.briefings()} in (saved, crashing.later)
        crashing.complete().close()
        assert crashing.texts in (saved, crashing.later)
        outcomes.append(crashing.texts == saved)

    kill_again_and_again(crashing, "restore", change, look, source=str(tmp_path / "backup.zip"))
    index.restore(tmp_path / "backup.zip")
    assert crashing.folder() == saved
    left = [path.name for path in crashing.settings.data_dir.iterdir() if "restoring" in path.name]
    assert left == []
    assert set(outcomes) == {True, False}
    index.close()


def test_a_backup_that_is_killed_leaves_the_one_before(crashing, tmp_path):
    file = tmp_path / "backups" / "backup.zip"
    file.parent.mkdir()
    prepare(crashing, 0)
    index = crashing.index()
    index.backup(file)

    def look():
        with zipfile.ZipFile(file) as packed:
            assert packed.testzip() is None

    kill_again_and_again(crashing, "backup", lambda: None, look, target=str(file))
    index.backup(file)
    assert list(file.parent.iterdir()) == [file]
    index.restore(file)
    index.close()
