"""The errors whose message is written for the user; anything else that is raised is a defect of ours."""


class BriefingError(Exception):
    """Something a person can put right; the message is one sentence that says how."""


class UnreadableError(BriefingError):
    """A document that gives no text: damaged, encrypted, empty, too large or of an unknown format."""


class StoreError(BriefingError):
    """A store that cannot be used as it is: another model, a newer version, damage, no room, no permission."""
