"""What is done to published briefings: by two at once, and again after the bot was killed."""

from __future__ import annotations

import asyncio
import datetime
from dataclasses import replace
from types import SimpleNamespace

import pytest

from bot.editing import Editing, value_of
from bot.operations import Operation
from bot.state.audit import Actor, Entry
from index import NO_DATE, Briefing, Canary, ConflictError, Details, Edition

NOW = datetime.datetime(2026, 11, 5, 12, tzinfo=datetime.UTC)
DAY, NEXT = datetime.date(2026, 11, 1), datetime.date(2026, 11, 2)
GRAIN = Briefing("grain.md", "Grain", DAY, "en", ("grain", "sea"), "a" * 64, "f" * 64, 100, 1, 0, NOW)


class Index:
    """Does what the real one does, without a store."""

    def __init__(self, *published):
        self.published = {briefing.name: briefing for briefing in published}
        self.ended = {}
        self.edited = []
        self.settings = SimpleNamespace(restore_days=30)

    def briefings(self):
        return list(self.published.values())

    def canaries(self):
        return [Canary("Why?", "grain.md"), Canary("Where?", "other.md")]

    def withdraw(self, name, expected=None):
        if name in self.published:
            if self.published[name].sha256 != expected:
                raise ConflictError("another text")
            self.ended[name] = Edition(self.published.pop(name), NOW, "withdrawn", None, deleted=False)
        return self.ended[name]

    def reinstate(self, sha256, progress):
        for name, edition in self.ended.items():
            if edition.briefing.sha256 == sha256:
                if self.published.setdefault(name, edition.briefing) != edition.briefing:
                    raise ConflictError("the name is taken")
                return edition.briefing
        raise AssertionError

    def edit(self, name, details):
        self.edited.append(details)
        briefing = self.published[name]
        date = None if details.date == NO_DATE else details.date or briefing.date
        tags = briefing.tags if details.tags is None else details.tags
        self.published[name] = replace(briefing, title=details.title or briefing.title, date=date, tags=tags)
        return self.published[name]


async def run(function, *arguments):
    return function(*arguments)


def editing_of(index):
    return Editing(SimpleNamespace(index=index, worker=SimpleNamespace(run=run, run_long=run)))


def perform(work, arguments, language="en", by=7):
    operation = Operation(1, "any", arguments, Actor(by, "Ann", language), by, None)
    return asyncio.run(work(operation, None))


def test_withdrawn_and_restored():
    index = Index(GRAIN)
    editing = editing_of(index)
    outcome = perform(editing.withdraw, editing.seen(GRAIN))
    assert index.published == {}
    assert outcome.state == "done"
    assert outcome.entries == (Entry("withdrawn", "grain.md", {"title": "Grain"}),)
    assert "“Grain” has been withdrawn" in outcome.message.text
    assert "Canary questions that it was to answer: 1." in outcome.message.text
    outcome = perform(editing.reinstate, editing.seen(GRAIN), "tr")
    assert index.published == {"grain.md": GRAIN}
    assert outcome.entries == (Entry("restored", "grain.md", {"title": "Grain"}),)
    assert outcome.message.text == "✅ Geri yüklendi. “Grain” yeniden aranabiliyor."


def test_the_second_of_two_administrators_changes_nothing():
    index = Index(GRAIN)
    editing = editing_of(index)
    assert perform(editing.withdraw, editing.seen(GRAIN)).state == "done"
    second = perform(editing.withdraw, editing.seen(GRAIN), by=8)
    assert (second.state, second.entries) == ("failed", ())
    assert "was changed by somebody else meanwhile" in second.message.text
    perform(editing.reinstate, editing.seen(GRAIN))
    second = perform(editing.reinstate, editing.seen(GRAIN))
    assert (second.state, second.entries) == ("done", ())


def test_who_presses_twice_is_told_the_same_twice():
    index = Index(GRAIN)
    editing = editing_of(index)
    first, second = (perform(editing.withdraw, editing.seen(GRAIN)) for _ in range(2))
    assert (second.message, second.state, second.entries) == (first.message, "done", ())


def test_what_a_bot_had_done_that_was_killed_is_told_as_done():
    index = Index(GRAIN)
    seen = editing_of(index).seen(GRAIN)
    perform(editing_of(index).withdraw, seen)
    again = perform(editing_of(index).withdraw, seen)
    assert again.entries == (Entry("withdrawn", "grain.md", {"title": "Grain"}),)
    perform(editing_of(index).reinstate, seen)
    again = perform(editing_of(index).reinstate, seen)
    assert again.entries == (Entry("restored", "grain.md", {"title": "Grain"}),)


def test_a_text_that_replaced_the_one_seen_is_left_alone():
    newer = replace(GRAIN, sha256="b" * 64)
    index = Index(newer)
    editing = editing_of(index)
    seen = editing.seen(GRAIN)
    assert perform(editing.withdraw, seen).state == "failed"
    edit = {**seen, "field": "title", "value": "New", "before": "Grain"}
    assert perform(editing.edit, edit).state == "failed"
    assert index.published == {"grain.md": newer}


def test_a_name_that_was_taken_meanwhile():
    index = Index(GRAIN)
    editing = editing_of(index)
    perform(editing.withdraw, editing.seen(GRAIN))
    index.published["grain.md"] = replace(GRAIN, sha256="b" * 64)
    outcome = perform(editing.reinstate, editing.seen(GRAIN))
    assert (outcome.state, outcome.entries) == ("failed", ())
    assert "another briefing has its file name, grain.md" in outcome.message.text


EDITS = [
    ("title", "Grain", "Corn", Details(title="Corn"), "✅ Renamed. It was called “Grain”."),
    (
        "date",
        "2026-11-01",
        "2026-11-02",
        Details(date=NEXT),
        "✅ The date is 2 November 2026 now.",
    ),
    ("date", "2026-11-01", "", Details(date=NO_DATE), "✅ It has no date now."),
    ("tags", ["grain", "sea"], ["corn"], Details(tags=("corn",)), "✅ The tags are now: corn"),
    ("tags", ["grain", "sea"], [], Details(tags=()), "✅ It has no tags now."),
]


@pytest.mark.parametrize(("field", "before", "value", "details", "note"), EDITS)
def test_edited(field, before, value, details, note):
    index = Index(GRAIN)
    editing = editing_of(index)
    assert value_of(GRAIN, field) == before
    edit = {**editing.seen(GRAIN), "field": field, "value": value, "before": before}
    outcome = perform(editing.edit, edit)
    assert index.edited == [details]
    assert value_of(index.published["grain.md"], field) == value
    assert outcome.message.text.split("\n\n")[0] == note
    expected = {"old": before, "new": value} | ({} if field == "title" else {"field": field})
    assert outcome.entries == (Entry("renamed" if field == "title" else "edited", "grain.md", expected),)
    again = perform(editing.edit, edit)
    assert (again.state, again.entries) == ("done", outcome.entries)


def test_no_update_of_the_same_field_is_lost():
    index = Index(GRAIN)
    editing = editing_of(index)
    seen = editing.seen(GRAIN)
    one = {**seen, "field": "title", "value": "One", "before": "Grain"}
    two = {**seen, "field": "title", "value": "Two", "before": "Grain"}
    other = {**seen, "field": "tags", "value": [], "before": ["grain", "sea"]}
    assert [perform(editing.edit, edit).state for edit in (one, two, other)] == ["done", "failed", "done"]
    assert (index.published["grain.md"].title, index.published["grain.md"].tags) == ("One", ())
