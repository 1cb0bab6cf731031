"""How the server says no: an error answer with Telegram's text."""

from __future__ import annotations

from typing import Any

PREFIXES = {400: "Bad Request: ", 403: "Forbidden: ", 409: "Conflict: "}


class RefusedError(Exception):
    """A request that is answered with an error.

    `foreseeable` tells whether the bot could have known better. What it could not know (a person blocked it, a group
    was upgraded, a flood limit was hit) is no violation.
    """

    def __init__(self, text: str, code: int = 400, *, foreseeable: bool = True, **parameters: Any) -> None:
        self.text = PREFIXES.get(code, "") + text
        super().__init__(self.text)
        self.code, self.foreseeable, self.parameters = code, foreseeable, parameters

    def answer(self) -> dict[str, Any]:
        details = {"parameters": self.parameters} if self.parameters else {}
        return {"ok": False, "error_code": self.code, "description": self.text} | details
