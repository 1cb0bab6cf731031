from __future__ import annotations

import hashlib
import sqlite3

import pytest

from index import BriefingError, Details

FIRST = "Turkey was removed. It had bought missiles. Talks go on."
SECOND = "Talks go on. Nothing else is known."
THIRD = "It had bought missiles. Nothing else is known."
OTHER = "Ships with wheat left Odesa."


@pytest.fixture
def publish(index, tmp_path):
    def publish(name, text, replaces=None):
        (tmp_path / "upload").write_text(text)
        return index.publish_file(tmp_path / "upload", name, replaces=replaces)

    return publish


@pytest.fixture
def damage(settings, index):
    """Change the store behind the back of the index."""

    def damage(statement):
        connection = sqlite3.connect(settings.data_dir / "store.sqlite3")
        with connection:
            connection.execute(statement)
        connection.close()

    return damage


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def cite(words, text):
    return f"{sha256(text)[:16]}-{text.index(words)}-{text.index(words) + len(words)}"


def told(editions):
    return [(edition.briefing.name, edition.end_reason, edition.successor) for edition in editions]


def test_a_quote_is_followed_over_several_names(index, publish):
    publish("a.txt", FIRST)
    publish("b.txt", SECOND, replaces="a.txt")
    publish("b.txt", f"{SECOND} And more.", replaces="b.txt")
    publish("c.txt", THIRD, replaces="b.txt")
    verified = index.verify_all([cite(words, FIRST) for words in ("Turkey was removed.", "It had bought missiles.")])
    gone, still = verified.values()
    assert (gone.status, gone.text, gone.citation.briefing) == ("changed", "Turkey was removed.", "a.txt")
    assert (still.status, still.text, still.citation.briefing) == ("moved", "It had bought missiles.", "c.txt")
    assert index.verify(still.citation.id).status == "unchanged"
    assert told(index.history("c.txt")) == [
        ("c.txt", None, None), ("b.txt", "replaced", "c.txt"), ("b.txt", "replaced", None),
        ("a.txt", "replaced", "b.txt"),
    ]  # fmt: skip
    assert told(index.history("b.txt")) == told(index.history("c.txt"))[1:]
    index.withdraw("c.txt")
    assert index.verify(cite("It had bought missiles.", FIRST)).status == "withdrawn"
    assert told(index.history("c.txt"))[0] == ("c.txt", "withdrawn", None)


def test_a_name_that_is_used_anew_is_another_briefing(index, publish):
    publish("a.txt", FIRST)
    publish("b.txt", SECOND, replaces="a.txt")
    publish("a.txt", OTHER)
    assert told(index.history("b.txt")) == [("b.txt", None, None), ("a.txt", "replaced", "b.txt")]
    assert index.verify(cite("Talks go on.", FIRST)).citation.briefing == "b.txt"


def test_two_that_took_each_others_places_are_no_loop(index, publish):
    publish("a.txt", FIRST)
    publish("b.txt", SECOND, replaces="a.txt")
    publish("a.txt", THIRD, replaces="b.txt")
    assert index.verify(cite("It had bought missiles.", FIRST)).citation.sha256 == sha256(THIRD)
    assert index.verify(cite("Talks go on.", SECOND)).status == "changed"
    assert len(index.history("a.txt")) == 3
    assert index.check() == []


def test_the_first_text_published_again_is_unchanged(index, publish):
    publish("a.txt", FIRST)
    publish("b.txt", SECOND, replaces="a.txt")
    publish("b.txt", FIRST, replaces="b.txt")
    verification = index.verify(cite("Talks go on.", FIRST))
    assert (verification.status, verification.citation.briefing) == ("unchanged", "b.txt")


@pytest.mark.parametrize("successors", [{1: 2, 2: 1}, {1: 1}, {1: 99}, {2: 99}])
def test_a_damaged_chain_is_found_and_followed_to_its_end(index, publish, damage, successors):
    publish("a.txt", FIRST)
    publish("b.txt", SECOND, replaces="a.txt")
    publish("c.txt", THIRD, replaces="b.txt")
    for version, successor in successors.items():
        damage(f"UPDATE versions SET successor = {successor} WHERE id = {version}")
    assert index.verify(cite("Talks go on.", FIRST)).status in {"changed", "withdrawn"}
    assert index.history("c.txt")
    assert index.history("a.txt")
    assert len(index.check()) == 1


def test_a_renamed_file_keeps_its_history(index, settings, publish):
    publish("a.txt", FIRST)
    publish("a.txt", SECOND, replaces="a.txt")
    (settings.briefings_dir / "a.txt").rename(settings.briefings_dir / "b.txt")
    report = index.sync()
    assert (report.added, report.removed) == (("b.txt",), ("a.txt",))
    assert told(index.history("b.txt")) == [
        ("b.txt", None, None), ("a.txt", "replaced", "b.txt"), ("a.txt", "replaced", None),
    ]  # fmt: skip
    assert index.verify(cite("Talks go on.", FIRST)).status == "moved"
    assert index.withdrawn() == []


def test_the_text_of_an_edition_is_kept(index, publish):
    publish("a.txt", FIRST)
    publish("a.txt", SECOND, replaces="a.txt")
    index.withdraw("a.txt")
    assert [index.edition_text(edition.briefing.sha256) for edition in index.history("a.txt")] == [SECOND, FIRST]
    with pytest.raises(BriefingError) as error:
        index.edition_text("x" * 500)
    assert str(error.value) == f"There is and was no text with the hash {'x' * 80!r}."


def test_what_never_was_has_no_history(index):
    with pytest.raises(BriefingError) as error:
        index.history("none.txt")
    assert str(error.value) == "There is and was no briefing 'none.txt': python -m index list shows the names."


def test_the_state_in_figures(index, publish, settings):
    assert (index.status().briefings, index.status().model) == (0, "")
    for name, text in (("a.txt", FIRST), ("b.txt", OTHER), ("c.txt", SECOND)):
        publish(name, text)
    index.withdraw("a.txt")
    index.edit("b.txt", Details("Wheat"))
    status = index.status()
    assert (status.generation, status.briefings, status.sentences, status.withdrawn) == (5, 2, 3, 1)
    assert status.model == status.model_of_settings == "hashed words"
    assert status.bytes_on_disk > (settings.data_dir / "store.sqlite3").stat().st_size


def test_many_quotes_are_verified_in_one_generation(index, publish):
    publish("a.txt", FIRST)
    ids = [cite(words, FIRST) for words in ("Talks go on.", "It had bought missiles.")]
    publish("a.txt", SECOND, replaces="a.txt")
    verified = index.verify_all([*ids, ids[0], "0123456789abcdef-0-5"])
    assert {citation_id: verification.status for citation_id, verification in verified.items()} == {
        ids[0]: "moved", ids[1]: "changed", "0123456789abcdef-0-5": "unknown",
    }  # fmt: skip
    assert all(index.verify(citation_id) == verification for citation_id, verification in verified.items())
    with pytest.raises(BriefingError, match="is no citation"):
        index.verify_all(["no citation"])


def test_an_edition_is_found_by_the_beginning_of_its_hash(index, publish):
    publish("a.txt", FIRST)
    publish("a.txt", SECOND, replaces="a.txt")
    assert index.edition(sha256(FIRST)[:16]).end_reason == "replaced"
    assert index.edition(sha256(SECOND)[:16]).briefing == index.briefings()[0]
    assert index.edition(sha256(SECOND)[:15]) is index.edition("") is index.edition("0" * 16) is None


def test_two_editions_are_compared(index, publish):
    publish("a.txt", FIRST)
    publish("b.txt", SECOND, replaces="a.txt")
    changes = index.compare(sha256(FIRST), sha256(SECOND))
    assert changes.removed == ("Turkey was removed.", "It had bought missiles.")
    assert changes.added == ("Nothing else is known.",)
    with pytest.raises(BriefingError, match="no text with the hash"):
        index.compare(sha256(FIRST), sha256(OTHER))


def test_of_words_that_are_gone_it_is_told_what_stands_in_their_place(index, publish):
    publish("a.txt", FIRST)
    publish("b.txt", SECOND, replaces="a.txt")
    gone = index.verify(cite("Turkey was removed.", FIRST))
    assert (gone.status, gone.heir.name) == ("changed", "b.txt")
    assert index.verify(cite("Talks go on.", FIRST)).heir is None


def test_a_withdrawn_briefing_can_be_called(index, publish):
    publish("a.txt", FIRST)
    publish("b.txt", OTHER)
    index.withdraw("a.txt")
    assert index.called("a.txt") == []
    assert [briefing.name for briefing in index.called("a.txt", ended=True)] == ["a.txt"]
    assert [briefing.name for briefing in index.called("b.txt", ended=True)] == ["b.txt"]
