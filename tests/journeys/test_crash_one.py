"""kill -9 at any point of what changes one briefing: the old or the new state answers, the next sync completes it.

Nothing that was withdrawn comes back by itself, nothing replaced stays beside what took its place, nothing published
is missing; and what is done again after a crash, as the bot does, is as done once.
"""

from __future__ import annotations

import hashlib
import random
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from journeys.crashing import SEED, SUBJECTS, moments_to_die, text_of

from index import Details

KILLS = {"publish": 17, "replace": 17, "replace by another name": 17, "withdraw": 17, "reinstate": 17, "edit": 17}


@dataclass
class Order:
    """What is to be done to one briefing, and what is published when it is done."""

    operation: str
    arguments: dict
    new: dict
    cited: str = ""
    """The id of a citation of a briefing that it ends,"""
    verified: str = ""
    """and what has become of it then."""
    withdrawn: list = field(default_factory=list)

    def perform(self, index):
        """Do it in this process."""
        arguments = dict(self.arguments)
        if "path" in arguments:
            arguments["path"] = Path(arguments["path"])
        if "details" in arguments:
            arguments["details"] = Details(**arguments["details"])
        getattr(index, self.operation)(**arguments)


def state(index):
    """name -> title and text of all that is published."""
    return {briefing.name: (briefing.title, index.text(briefing.name)) for briefing in index.briefings()}


def citation(text):
    """The id of the citation of its last sentence, which changes with each edition."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return f"{sha256[:16]}-{text.rindex('Sentence')}-{len(text)}"


def publishing(crashing, edition, name, old, *, replaces=None):
    text, title = text_of(name.removesuffix(".txt"), edition), f"Title of edition {edition}"
    path = crashing.outside / "upload"
    path.write_text(text)
    arguments = {"path": str(path), "name": name, "details": {"title": title}, "replaces": replaces}
    new = {other: facts for other, facts in old.items() if other != replaces} | {name: (title, text)}
    if replaces is None:
        return Order("publish_file", arguments, new)
    return Order("publish_file", arguments, new, citation(old[replaces][1]), "changed")


def give_order(crashing, index, kind, edition):
    """Think of something of this kind to do."""
    old = state(index)
    name = random.Random(edition).choice(sorted(old))
    text = old[name][1]
    others = {other: facts for other, facts in old.items() if other != name}
    if kind == "publish":
        return publishing(crashing, edition, f"new-{edition}.txt", old)
    if kind == "replace":
        return publishing(crashing, edition, name, old, replaces=name)
    if kind == "replace by another name":
        return publishing(crashing, edition, f"{name[:5]}-{edition}.txt", old, replaces=name)
    if kind == "withdraw":
        return Order("withdraw", {"name": name}, others, citation(text), "withdrawn", [name])
    if kind == "reinstate":
        sha256 = index.withdraw(name).briefing.sha256
        return Order("reinstate", {"sha256": sha256}, old, citation(text), "unchanged")
    details = {"title": f"Edited in edition {edition}"}
    new = others | {name: (details["title"], text)}
    return Order("edit", {"name": name, "details": details}, new, citation(text), "unchanged")


def check(index, order, old):
    """What is published is the old or the new state, and whole -> whether it is the new one."""
    assert index.check() == []
    published = state(index)
    is_new = published == order.new
    assert is_new or published == old
    if is_new and order.cited:
        assert index.verify(order.cited).status == order.verified
    if is_new:
        assert [edition.briefing.name for edition in index.withdrawn()] == order.withdrawn
    quotes = index.ask("What on turkey belongs to which edition?", k=5).quotes
    assert quotes
    for quote in quotes:
        span = quote.citation.span
        assert quote.text == published[quote.citation.briefing][1][span.start : span.end]
    return is_new


@pytest.mark.parametrize("kind", KILLS)
def test_a_change_of_one_briefing_survives_kills_at_any_moment(crashing, kind):
    crashing.write(crashing.settings.briefings_dir, 0, SUBJECTS)
    index = crashing.complete()
    first = give_order(crashing, index, kind, 1)
    started = time.monotonic()
    code, moments = crashing.run(first.operation, **first.arguments)
    ends = moments_to_die(random.Random(f"{SEED} {kind}"), moments, time.monotonic() - started)
    assert (code, state(index)) == (0, first.new)
    killed, edition, outcomes = 0, 1, set()
    while killed < KILLS[kind]:
        for withdrawn in index.withdrawn():
            index.reinstate(withdrawn.briefing.sha256)
        edition, end = edition + 1, next(ends)
        order = give_order(crashing, index, kind, edition)
        old = state(index)
        code, _ = crashing.run(order.operation, **end, **order.arguments)
        killed += code == -signal.SIGKILL
        try:
            left_new = check(index, order, old)
            if edition % 3:  # the bot performs again what it had begun; before or after a sync
                crashing.complete().close()
                assert check(index, order, old) >= left_new
            order.perform(index)
            assert state(index) == order.new
            crashing.complete().close()
            assert check(index, order, old)
        except AssertionError as error:
            raise AssertionError(f"CRASH_SEED={SEED}: {kind}, edition {edition}, {end}, exit code {code}") from error
        outcomes.add("new" if left_new else "old")
    index.close()
    assert outcomes == {"old", "new"}
