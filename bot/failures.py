"""Failures: what went wrong in the index or on the disk, in the words of the person who is told."""

from __future__ import annotations

import errno
import sqlite3
from typing import TYPE_CHECKING

from bot.render.outgoing import shown_name
from index import CanariesFailedError, ConflictError, NoSuchBriefingError, UnreadableError

if TYPE_CHECKING:
    from bot.messages import Texts
    from index import BriefingError

FULL = (errno.ENOSPC, errno.EDQUOT)
NOT_WRITABLE = (errno.EROFS, errno.EACCES, errno.EPERM)
MOST_NAMED = 10
"""Canary questions in one message."""


def explained(error: BriefingError, texts: Texts) -> str:
    """Say what a person has to know; what only the index knows (which file, why) stays in its English words."""
    own = texts.operations
    on_disk = disk_text(error, texts)
    if on_disk is not None:
        return on_disk
    if isinstance(error, CanariesFailedError):
        lines = [f"• {canary.question} ⇒ {canary.briefing}" for canary in error.failed[:MOST_NAMED]]
        return own.canaries.format(failed="\n".join(lines + ["…"] * (len(error.failed) > MOST_NAMED)))
    if isinstance(error, NoSuchBriefingError):
        return texts.jobs.unknown_name.format(name=shown_name(error.name))
    if isinstance(error, ConflictError):
        return own.conflict.format(reason=error)
    if isinstance(error, UnreadableError):
        return own.unreadable.format(reason=error)
    return str(error)


def disk_text(error: BaseException, texts: Texts) -> str | None:
    """What to say when an error, or what has caused it, is that the disk is full or may not be written."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in FULL:
            return texts.operations.disk_full
        if isinstance(cause, OSError) and cause.errno in NOT_WRITABLE:
            return texts.operations.read_only
        if isinstance(cause, sqlite3.OperationalError):
            code = cause.sqlite_errorcode & 0xFF  # the primary one of an extended code
            if code == sqlite3.SQLITE_FULL:
                return texts.operations.disk_full
            if code == sqlite3.SQLITE_READONLY:
                return texts.operations.read_only
        cause = cause.__cause__
    return None
