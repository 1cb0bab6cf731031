"""What the bot asks of the index besides answers: originals, names, questions in plain words."""

import datetime

import pytest

from index import BriefingError, NoSuchDateError
from index.folder import original


def test_an_original_is_given_only_as_it_was_read(index, settings, document_of, embedder):
    path = settings.briefings_dir / "a.md"
    path.write_text("# Alpha\n\nSome words stand here.\n")
    index.sync()
    assert index.original("a.md") == path
    path.write_text("# Alpha\n\nOther words.\n")
    assert index.original("a.md") is None
    path.unlink()
    assert index.original("a.md") is None
    path.mkdir()
    assert index.original("a.md") is None
    with pytest.raises(BriefingError):
        index.original("b.md")


def test_an_original_lies_in_the_folder(tmp_path):
    secret, folder = tmp_path / "secret", tmp_path / "folder"
    folder.mkdir()
    secret.write_bytes(b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert original(folder, "../secret", empty) is None
    assert original(folder, str(secret), empty) is None
    (folder / "mine").write_bytes(b"")
    assert original(folder, "mine", empty) == folder / "mine"


def test_names_and_plain_words(index, settings):
    before = index.generation
    (settings.briefings_dir / "a.md").write_text("---\ndate: 2026-05-01\n---\n# Alpha\n\nSome words stand here.\n")
    (settings.briefings_dir / "b.md").write_text("---\ndate: 2026-08-01\n---\n# Beta\n\nOther words stand here.\n")
    index.sync()
    assert index.generation == before + 1
    assert [briefing.name for briefing in index.called("beta")] == ["b.md"]
    question = index.understand("Which words stand in the Alpha briefing?", datetime.date(2026, 11, 22))
    assert (question.text, question.filters.briefings) == ("Which words stand?", ("a.md",))
    question = index.understand("Which words stand there since June?", datetime.date(2026, 11, 22))
    assert index.ask_all([question])[0].searched.briefings == 1
    with pytest.raises(NoSuchDateError, match="31 june"):
        index.understand("Which words stand there since 31 June?", datetime.date(2026, 11, 22))
