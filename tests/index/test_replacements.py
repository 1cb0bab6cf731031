"""Replacements that a crash has cut short are completed by the next sync; others are left alone."""

from __future__ import annotations

import hashlib
import json

from three_briefings import GAS, GRAIN, TURKEY, texts

from index import Details
from index.details import Note, Replaced, write_note


def file_hash(text):
    return hashlib.sha256(text.encode()).hexdigest()


def archive(settings):
    return sorted(path.read_text() for path in (settings.data_dir / "withdrawn").glob("*/*"))


def cite(index, name, words):
    briefing = next(briefing for briefing in index.briefings() if briefing.name == name)
    start = index.text(name).index(words)
    return f"{briefing.sha256[:16]}-{start}-{start + len(words)}"


def test_a_sync_completes_a_replacement_that_was_cut_short(index, folder, upload, settings):
    index.publish_file(upload(TURKEY), "turkey.txt")
    citation_id = cite(index, "turkey.txt", "It had bought missiles.")
    write_note(folder, file_hash(GAS), Note(Details("Gas"), Replaced("turkey.txt", file_hash(TURKEY))))
    (folder / "gas.txt").write_text(GAS)
    report = index.sync()
    assert (report.added, report.removed) == (("gas.txt",), ("turkey.txt",))
    assert texts(index) == {"gas.txt": GAS}
    assert (index.briefings()[0].title, archive(settings)) == ("Gas", [TURKEY])
    assert index.history("gas.txt")[1].successor == "gas.txt"
    assert index.verify(citation_id).status == "changed"
    assert json.loads((folder / ".details" / f"{file_hash(GAS)}.json").read_text()) == {"title": "Gas"}


def test_a_sync_with_a_new_store_completes_it_as_well(index, folder, settings):
    write_note(folder, file_hash(GAS), Note(Details("Gas"), Replaced("turkey.txt", file_hash(TURKEY))))
    (folder / "gas.txt").write_text(GAS)
    (folder / "turkey.txt").write_text(TURKEY)
    index.sync()
    assert (texts(index), archive(settings)) == ({"gas.txt": GAS}, [TURKEY])


def test_another_file_of_the_replaced_name_stays(index, folder, upload):
    index.publish_file(upload(TURKEY), "turkey.txt")
    write_note(folder, file_hash(GAS), Note(Details(), Replaced("turkey.txt", file_hash(TURKEY))))
    (folder / "gas.txt").write_text(GAS)
    (folder / "turkey.txt").write_text(GRAIN)
    index.sync()
    assert texts(index) == {"gas.txt": GAS, "turkey.txt": GRAIN}


def test_a_new_file_that_cannot_be_read_replaces_nothing(index, folder, upload):
    index.publish_file(upload(TURKEY), "turkey.txt")
    write_note(folder, file_hash(""), Note(Details(), Replaced("turkey.txt", file_hash(TURKEY))))
    (folder / "gas.txt").write_text("")
    report = index.sync()
    assert (set(report.unreadable), report.removed, texts(index)) == ({"gas.txt"}, (), {"turkey.txt": TURKEY})
    assert report.unchanged == 1


def test_two_files_that_are_to_replace_each_other_both_stay(index, folder):
    for name, text, other, other_text in (("a.txt", GAS, "b.txt", GRAIN), ("b.txt", GRAIN, "a.txt", GAS)):
        (folder / name).write_text(text)
        write_note(folder, file_hash(text), Note(Details(), Replaced(other, file_hash(other_text))))
    index.sync()
    assert texts(index) == {"a.txt": GAS, "b.txt": GRAIN}


def test_a_replaced_file_that_comes_back_later_stays(index, folder, upload):
    index.publish_file(upload(TURKEY), "turkey.txt")
    index.publish_file(upload(GAS), "gas.txt", replaces="turkey.txt")
    (folder / "turkey.txt").write_text(TURKEY)
    for _ in range(2):
        index.sync()
        assert texts(index) == {"gas.txt": GAS, "turkey.txt": TURKEY}
