"""The texts that most tests of the store use, and how they get into a folder and are looked at there."""

from __future__ import annotations

import datetime
import hashlib

TURKEY = "Turkey was removed. It had bought missiles."
GRAIN = "Ships with wheat left Odesa."
GAS = "The storages are full of gas."
DATE = datetime.date(2026, 5, 3)


def write(folder, **texts):
    for stem, text in texts.items():
        (folder / f"{stem}.txt").write_text(text)


def texts(index):
    return {briefing.name: index.text(briefing.name) for briefing in index.briefings()}


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def cite(words, text):
    return f"{sha256(text)[:16]}-{text.index(words)}-{text.index(words) + len(words)}"


def briefing(index, name="turkey.txt"):
    return next(briefing for briefing in index.briefings() if briefing.name == name)
