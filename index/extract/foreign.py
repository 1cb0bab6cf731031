"""The seam to the libraries that parse files: whatever they raise on damaged input becomes one clear sentence."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from index.errors import BriefingError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def foreign_library(name: str) -> Iterator[None]:
    """Around calls of a parser only: KeyError, struct.error, RecursionError, ... mean that the file is damaged."""
    try:
        yield
    except (BriefingError, MemoryError):
        raise
    except Exception as error:
        raise UnreadableError(f"{name} is damaged and cannot be read: save it again or fetch it once more.") from error
