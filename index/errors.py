"""The errors whose message is written for the user; anything else that is raised is a defect of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.datatypes import Canary


class BriefingError(Exception):
    """Something a person can put right; the message is one sentence that says how."""


class UnreadableError(BriefingError):
    """A document that gives no text: damaged, encrypted, empty, too large or of an unknown format."""


class NoSuchBriefingError(BriefingError):
    """A name that no briefing has."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no briefing {name!r}: python -m index list shows the names.")
        self.name = name


class ConflictError(BriefingError):
    """Somebody else was quicker: what was to be changed is no longer what the person saw."""


class CanariesFailedError(BriefingError):
    """A new state was not published, since questions no longer find their briefings in it."""

    def __init__(self, failed: Sequence[Canary]) -> None:
        first = failed[0]
        more = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
        super().__init__(
            f"Nothing was published: {first.question!r} would no longer find {first.briefing!r}{more}. "
            "Mend the briefing or the canary question, or force it."
        )
        self.failed = tuple(failed)


class NoSuchDateError(BriefingError):
    """A day in a question that the calendar does not have."""

    def __init__(self, words: str) -> None:
        super().__init__(f"There is no such date as {words}: correct it and ask again.")
        self.words = words


class StoreError(BriefingError):
    """A store that cannot be used as it is: another model, a newer version, damage, no room, no permission."""
