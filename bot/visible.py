"""Text of strangers made harmless for a terminal."""

from __future__ import annotations

UNSEEN = "\ufffd"


def visible(text: str) -> str:
    """Put a mark in the place of what cannot be seen, which a terminal might obey."""
    return "".join(character if character.isprintable() else UNSEEN for character in text)
