"""Watch: tells when something in the folder of briefings has changed, once it is at rest again.

The system's notices (watchfiles) only wake it; what counts is the folder itself, as it is and as it was when last told.
So a thousand notices make one change, and a notice that a network drive does not give is made up for by looking.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sqlite3
import stat
import time
from pathlib import Path
from typing import TYPE_CHECKING

from watchfiles import awatch

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

DETAILS = ".details"
"""The hidden folder that counts: what people have set of documents."""
REST = 2.0
"""Seconds in which no size and no time of a file changes: it is not being copied any more."""
LONGEST_UNREST = 60.0
"""Seconds after which what is at rest does not wait any longer for what goes on growing."""
LOOK_EVERY = 60.0
"""Seconds between two looks without any notice."""
WAKE = 2.0
"""Seconds between two looks at whether the folder itself is there, and the same one."""
POLL_DELAY = 2000
"""Milliseconds, where the system can give no notices (any more)."""

Look = dict[str, tuple[int, int, int]]
"""Of each file that counts: size, time of change in nanoseconds, inode."""

logger = logging.getLogger(__name__)
logging.getLogger("watchfiles").setLevel(logging.WARNING)  # it tells each change, the log's own among them


def look(folder: Path) -> Look:
    """Look at all files of the folder that count, without reading them; empty when there is no folder."""
    found: Look = {}
    for parent, folders, files in os.walk(folder):
        top = Path(parent) == folder
        folders[:] = [name for name in folders if _counts(name) or (top and name == DETAILS)]
        for name in filter(_counts, files):
            path = Path(parent, name)
            try:
                state = path.stat()
            except OSError:  # gone meanwhile, or a link to nowhere
                continue
            if stat.S_ISREG(state.st_mode):
                found[path.relative_to(folder).as_posix()] = (state.st_size, state.st_mtime_ns, state.st_ino)
    return found


def _counts(name: str) -> bool:
    return not name.startswith(".")


async def restless(folder: Path) -> set[str]:
    """Find the files that are being written to right now, by looking twice at those that changed a moment ago."""
    before = await asyncio.to_thread(look, folder)
    begin = (time.time() - REST) * 1e9
    fresh = {name for name, (_, changed_at, _) in before.items() if changed_at >= begin}
    if not fresh:
        return set()
    await asyncio.sleep(REST)
    after = await asyncio.to_thread(look, folder)
    return {name for name in fresh if name in after and after[name] != before[name]}


class FolderWatch:
    """Calls `on_change` after each change, one call at a time."""

    def __init__(
        self,
        folder: Path,
        on_change: Callable[[], Awaitable[object]],
        *,
        rest: float = REST,
        longest_unrest: float = LONGEST_UNREST,
        look_every: float = LOOK_EVERY,
        wake: float = WAKE,
    ) -> None:
        self._folder = folder
        self._on_change = on_change
        self._rest = rest
        self._longest_unrest = longest_unrest
        self._look_every = look_every
        self._wake = wake
        self._told: Look = {}
        self._polls: bool | None = None
        """None: as watchfiles decides, by its variable WATCHFILES_FORCE_POLLING among others."""

    async def begin(self) -> None:
        """Take the folder as it is for known: whoever calls this reads it afterwards."""
        self._told = await self._look()

    async def run(self) -> None:
        """Watch for ever, also while there is no folder, and when it comes back as another one."""
        noticed = True
        while True:
            try:
                await self._tell_changes()
            except sqlite3.Error as error:
                logger.error("A change of the folder of briefings could not be noted, again soon: %s", error)
                noticed = True
            try:
                # soon after a notice once more: what changed before the next watch began gives none
                noticed = await self._is_noticed(self._wake if noticed else self._look_every)
            except (OSError, RuntimeError) as error:
                await self._go_on_without(error)
            await asyncio.sleep(self._rest / 4 if noticed else 0)

    async def _is_noticed(self, seconds: float) -> bool:
        """Wait for a notice, or until the folder is gone or is another one -> False when none came in this time."""
        identity = await asyncio.to_thread(_identity, self._folder)
        deadline = time.monotonic() + seconds
        notices = awatch(
            self._folder,
            watch_filter=None,
            rust_timeout=int(min(seconds, self._wake) * 1000),
            yield_on_timeout=True,
            force_polling=self._polls,
            poll_delay_ms=POLL_DELAY,
            ignore_permission_denied=True,
        )
        async with contextlib.aclosing(notices):
            async for changes in notices:
                if changes or await asyncio.to_thread(_identity, self._folder) != identity:
                    return True
                if time.monotonic() >= deadline:
                    break
        return False

    async def _go_on_without(self, error: Exception) -> None:
        """There is no folder, or the system gives no more notices: then it is looked at again and again."""
        if not self._polls and await asyncio.to_thread(self._folder.is_dir):
            logger.warning("No notices of changes in the folder of briefings, it is polled from now on: %s", error)
            self._polls = True
        await asyncio.sleep(self._wake)

    async def _tell_changes(self) -> None:
        """If the folder is not as it was when last told, wait until it rests, and tell."""
        now = await self._look()
        moved = _differences(self._told, now)
        while moved:
            now, moved = await self._settle(now)
            if now != self._told:
                await self._on_change()
                self._told = now

    async def _settle(self, before: Look) -> tuple[Look, set[str]]:
        """Wait for rest, not for ever -> how the folder is then, and what still moves."""
        deadline = time.monotonic() + self._longest_unrest
        while True:
            await asyncio.sleep(self._rest)
            now = await self._look()
            moved = _differences(before, now)
            if not moved or time.monotonic() > deadline:
                return now, moved
            before = now

    async def _look(self) -> Look:
        return await asyncio.to_thread(look, self._folder)


def _differences(before: Look, now: Look) -> set[str]:
    return {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}


def _identity(folder: Path) -> tuple[int, int]:
    """What tells a folder from another one of the same name.

    :raises OSError: when there is none.
    """
    state = folder.stat()
    return state.st_dev, state.st_ino
