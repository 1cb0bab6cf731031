"""Text of strangers made harmless for a terminal: what a terminal would obey is shown instead."""

from __future__ import annotations

import re

# Controls except tab and line feed; marks that reorder the text around them. Joiners and plain direction marks stay:
# emoji and right-to-left scripts need them.
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
CONTROL_PICTURES = 0x2400
DELETE = "\x7f"


def visible(text: str) -> str:
    """Replace what a terminal would obey by its picture (ESC by ␛), or by its number where there is none."""
    return OBEYED.sub(lambda found: _picture(found[0]), text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Make a message fit for one line of a terminal."""
    return visible(" ".join(text.splitlines()))


def _picture(character: str) -> str:
    if character < " ":
        return chr(CONTROL_PICTURES + ord(character))
    return "␡" if character == DELETE else f"<U+{ord(character):04X}>"
