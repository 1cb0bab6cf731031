"""The errors whose message is written for the user; anything else that is raised is a defect of ours."""


class BriefingError(Exception):
    """Something a person can put right; the message is one sentence that says how."""


class UnreadableError(BriefingError):
    """A document that gives no text: damaged, encrypted, empty, too large or of an unknown format."""


class NoSuchDateError(BriefingError):
    """A day in a question that the calendar does not have."""

    def __init__(self, words: str) -> None:
        super().__init__(f"There is no such date as {words}: correct it and ask again.")
        self.words = words


class StoreError(BriefingError):
    """A store that cannot be used as it is: another model, a newer version, damage, no room, no permission."""
