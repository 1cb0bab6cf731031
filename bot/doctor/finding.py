"""Finding: what the doctor has found of one thing that it looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "failed", "skipped"]
"""warning: the bot works, but perhaps not as it is meant to. failed: it does not work. skipped: not looked at."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line."""

    check: str
    """What was looked at, in one word: it stays the same in all versions, for programs."""
    state: State
    says: str
    """One sentence: how it is, or what is to be done."""
