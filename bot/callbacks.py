"""The data of buttons: `<action>:<argument>:<argument>...`, made and read here alone."""

from __future__ import annotations

import re

MAX_BYTES = 64
"""Telegram's limit."""

_FORM = re.compile(r"([a-z]{2,8})((?::[A-Za-z0-9_+-]{1,50}){0,3})")


def make(action: str, *arguments: object) -> str:
    """Put a button's data together."""
    data = ":".join([action, *map(str, arguments)])
    if len(data.encode()) > MAX_BYTES or parse(data) is None:
        raise ValueError(f"{data!r} is no callback data")
    return data


def parse(data: str) -> tuple[str, list[str]] | None:
    """Take a button's data apart -> the action and its arguments; None for what no button of ours holds."""
    found = _FORM.fullmatch(data)
    if found is None or len(data) > MAX_BYTES:
        return None
    action, rest = found.groups()
    return action, rest.split(":")[1:]


def number(argument: str) -> int | None:
    """Read a number, such as an answer's id or an offset; None for what is none."""
    return int(argument) if re.fullmatch(r"[+-]?[0-9]{1,15}", argument) else None
