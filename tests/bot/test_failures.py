from __future__ import annotations

import errno
import sqlite3

import pytest

from bot.failures import disk_text, explained
from bot.messages import ENGLISH, RUSSIAN, TURKISH
from index import (
    BriefingError,
    CanariesFailedError,
    Canary,
    ConflictError,
    NoSuchBriefingError,
    StoreError,
    UnreadableError,
)


def caused_by(error, cause):
    try:
        raise error from cause
    except BriefingError as raised:
        return raised


def full_database():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (x)")
    connection.execute("PRAGMA max_page_count = 2")
    with pytest.raises(sqlite3.OperationalError) as raised:
        connection.execute("INSERT INTO t VALUES (?)", ("x" * 100_000,))
    return raised.value


@pytest.mark.parametrize("texts", [ENGLISH, TURKISH, RUSSIAN])
def test_a_full_or_locked_disk_is_said_in_ones_language(texts):
    own = texts.operations
    for error in (full_database(), OSError(errno.ENOSPC, "No space"), OSError(errno.EDQUOT, "Quota")):
        assert disk_text(error, texts) == own.disk_full
        assert explained(caused_by(StoreError("x"), error), texts) == own.disk_full
    for error in (OSError(errno.EROFS, "Read-only"), PermissionError(errno.EACCES, "Denied")):
        assert explained(caused_by(StoreError("x"), error), texts) == own.read_only
    assert disk_text(ValueError("x"), texts) is None
    assert disk_text(OSError(errno.ENOENT, "gone"), texts) is None


def test_a_read_only_database(tmp_path):
    sqlite3.connect(tmp_path / "x").execute("CREATE TABLE t (x)").connection.close()
    connection = sqlite3.connect(f"{(tmp_path / 'x').as_uri()}?mode=ro", uri=True)
    with pytest.raises(sqlite3.OperationalError) as raised:
        connection.execute("INSERT INTO t VALUES (1)")
    connection.close()
    assert disk_text(raised.value, ENGLISH) == ENGLISH.operations.read_only


def test_what_only_the_index_knows_is_said_as_it_says_it():
    assert explained(BriefingError("Do this."), TURKISH) == "Do this."
    assert explained(ConflictError("'a' was changed."), TURKISH).endswith("karar verin. 'a' was changed.")
    assert explained(UnreadableError("It is empty."), ENGLISH) == "This cannot be read. It is empty."


def test_canaries_are_named():
    failed = [Canary(f"Why {number}?", f"{number}.md") for number in range(12)]
    text = explained(CanariesFailedError(failed[:2]), ENGLISH)
    assert "\n• Why 0? ⇒ 0.md\n• Why 1? ⇒ 1.md\n" in text
    assert "/reindex force" in text
    many = explained(CanariesFailedError(failed), RUSSIAN)
    assert "• Why 9? ⇒ 9.md\n…\n" in many
    assert "Why 10?" not in many


def test_a_name_that_no_briefing_has_is_said_without_the_command_line():
    said = "There is no briefing moon.md; /briefings shows all."
    assert explained(NoSuchBriefingError("moon.md"), ENGLISH) == said
