"""The contract with scripts: exact shapes of the JSON documents."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from index.cli.machine import answer_document, write
from index.datatypes import Answer, Citation, Quote, Searched, Span

QUOTE_KEYS = ["text", "score", "briefing", "title", "date", "section", "page", "start", "end", "sha256", "citation"]
ANSWER_KEYS = [
    "question",
    "answered",
    "outcome",
    "confidence",
    "quotes",
    "nearest",
    "searched",
    "generation",
    "seconds",
]
BRIEFING_KEYS = [
    "name",
    "title",
    "date",
    "language",
    "tags",
    "sha256",
    "file_sha256",
    "characters",
    "sentences",
    "pages",
    "published_at",
]
SENTENCE = "Turkey was removed from the F-35 programme because it bought S-400 missiles from Russia."


def test_answer(synced):
    result = synced("ask", "--json", "--k", "1", "Why was Turkey removed from the F-35 programme?")
    answer = result.document
    assert (result.code, result.err) == (0, "")
    assert list(answer) == ANSWER_KEYS
    assert answer["question"] == "Why was Turkey removed from the F-35 programme?"
    assert answer["answered"] is True
    assert 0 <= answer["confidence"] <= 1
    assert answer["nearest"] == []
    assert answer["searched"] == {"briefings": 2, "since": "2025-11-18", "until": "2026-03-26"}
    assert answer["generation"] == 1
    assert answer["seconds"] >= 0
    (quote,) = answer["quotes"]
    assert list(quote) == QUOTE_KEYS
    text = synced("show", "turkey.md", "--json").document["text"]
    start = text.index(SENTENCE)
    assert isinstance(quote.pop("score"), float)
    sha256 = quote.pop("sha256")
    assert quote == {
        "text": SENTENCE,
        "briefing": "turkey.md",
        "title": "Turkey and the F-35",
        "date": "2025-11-18",
        "section": "Removal",
        "page": None,
        "start": start,
        "end": start + len(SENTENCE),
        "citation": f"{sha256[:16]}-{start}-{start + len(SENTENCE)}",
    }


def test_an_answer_not_in_the_briefings_is_no_failure(synced, monkeypatch):
    monkeypatch.setenv("INDEX_MIN_CONFIDENCE", "1")
    result = synced("ask", "--json", "--k", "1", "Who won the chess tournament?")
    assert result.code == 0
    assert list(result.document) == ANSWER_KEYS
    assert (result.document["answered"], result.document["quotes"]) == (False, [])
    assert [list(quote) for quote in result.document["nearest"]] == [QUOTE_KEYS]


def test_small_talk_has_another_key(synced):
    answer = synced("ask", "--json", "Thanks!").document
    assert list(answer) == [*ANSWER_KEYS, "small_talk"]
    assert (answer["small_talk"], answer["answered"], answer["quotes"], answer["nearest"]) == (True, False, [], [])


def test_the_outcomes():
    (quote,) = quotes = (Quote("It was.", Citation("a.md", "T", None, "0" * 64, None, None, Span(0, 7)), 1.0),)
    sure = Answer("why?", quotes, (), 0.9, Searched(1, None, None), 1, 0.1)
    for answer, answered, outcome in (
        (sure, True, "answered"),
        (replace(sure, unsure=True), True, "unsure"),
        (replace(sure, quotes=(), nearest=(quote,), unsure=True), False, "not_answered"),
    ):
        document = answer_document(answer)
        assert list(document) == ANSWER_KEYS
        assert (document["answered"], document["outcome"]) == (answered, outcome)


def test_what_is_said_of_few_answers_is_there_only_when_it_is_so():
    part = Answer("why?", (), (), 0.1, Searched(1, None, None), 1, 0.1, searched_for="Why?", newest_first=True)
    document = answer_document(replace(part, question="wy? who?", searched_for=None, parts=(part, part)))
    assert list(document) == [*ANSWER_KEYS, "newest_first", "parts"]
    assert document["newest_first"] is True
    assert [list(one) for one in document["parts"]] == [[*ANSWER_KEYS, "searched_for", "newest_first"]] * 2
    assert document["parts"][0]["searched_for"] == "Why?"


def test_an_empty_store_answers_nothing(run):
    answer = run("ask", "--json", "Why?").document
    assert answer["searched"] == {"briefings": 0, "since": None, "until": None}
    assert (answer["outcome"], answer["confidence"], answer["generation"]) == ("not_answered", 0.0, 0)


def test_filters_restrict_what_is_searched(synced):
    question = ["ask", "--json", "Turkey removed wheat"]
    assert synced(*question, "--briefing", "grain.md").document["searched"]["briefings"] == 1
    assert synced(*question, "--tag", "turkey").document["searched"]["until"] == "2025-11-18"
    assert synced(*question, "--since", "2026-01-01").document["searched"]["since"] == "2026-03-26"
    assert synced(*question, "--until", "2025-01-01").document["searched"]["briefings"] == 0


def test_list(synced):
    result = synced("list", "--json")
    assert list(result.document) == ["briefings"]
    grain, turkey = result.document["briefings"]
    assert list(grain) == BRIEFING_KEYS
    assert (grain["name"], grain["title"], grain["date"]) == ("grain.md", "Grain corridor", "2026-03-26")
    assert (turkey["tags"], turkey["language"], turkey["pages"]) == (["defence", "turkey"], "en", 0)


def test_show(synced):
    whole = synced("show", "--json", "turkey.md").document
    assert list(whole) == [*BRIEFING_KEYS, "text"]
    assert len(whole["text"]) == whole["characters"]
    part = synced("show", "--json", "turkey.md", "--span", "3-9").document
    assert list(part) == [*BRIEFING_KEYS, "start", "end", "text"]
    assert (part["start"], part["end"], part["text"]) == (3, 9, whole["text"][3:9])


def test_sync_and_rebuild(run, folder, embedder):
    first = run("sync", "--json").document
    texts = len(embedder.embedded)
    seconds = first.pop("seconds")
    assert seconds >= 0
    assert first == {
        "added": ["grain.md", "turkey.md"],
        "changed": [],
        "removed": [],
        "unchanged": 0,
        "duplicates": {},
        "unreadable": {},
        "empty_pages": {},
        "embedded": texts,
        "generation": 1,
        "canaries": 0,
        "failed_canaries": [],
        "deleted": [],
    }
    again = run("sync", "--json").document
    assert (again["unchanged"], again["embedded"], again["generation"]) == (2, 0, 1)
    (folder / "twin.md").write_bytes((folder / "grain.md").read_bytes())
    (folder / "turkey.md").unlink()
    third = run("sync", "--json").document
    assert (third["removed"], third["duplicates"]) == (["turkey.md"], {"twin.md": "grain.md"})
    assert run("rebuild", "--json").document["changed"] == ["grain.md"]


def test_an_unreadable_file_fails_and_the_others_are_done(run, folder):
    (folder / "empty.txt").write_bytes(b"")
    result = run("sync", "--json")
    assert result.code == 1
    assert result.document["added"] == ["grain.md", "turkey.md"]
    assert list(result.document["unreadable"]) == ["empty.txt"]


def test_add_and_remove(synced, tmp_path):
    new = tmp_path / "new.txt"
    new.write_text("Copper became dear in spring.\n", encoding="utf-8")
    assert synced("add", "--json", new).document["added"] == ["new.txt"]
    new.write_text("Copper became cheap in spring.\n", encoding="utf-8")
    refused = synced("add", "--json", new)
    assert refused.code == 1
    assert "say --replace" in refused.document["error"]
    assert synced("add", "--json", "--replace", new).document["changed"] == ["new.txt"]
    removed = synced("remove", "--json", "new.txt", "new.txt")
    assert (removed.code, removed.document) == (0, {"removed": ["new.txt"], "generation": 4})


def test_adding_what_cannot_be_read_fails(synced, tmp_path):
    result = synced("add", "--json", tmp_path / "missing.txt", tmp_path)
    assert result.code == 1
    assert result.document["unreadable"] == {
        "missing.txt": f"There is no file {tmp_path / 'missing.txt'}.",
        tmp_path.name: f"{tmp_path} is a folder: name the files in it.",
    }


def test_verify(synced, folder):
    quote = synced("ask", "--json", "--k", "1", "Why was Turkey removed from the F-35 programme?").document["quotes"][0]
    place = {key: value for key, value in quote.items() if key not in {"text", "score"}}
    unchanged = synced("verify", "--json", quote["citation"])
    assert unchanged.code == 0
    assert unchanged.document == {
        "citation": quote["citation"],
        "status": "unchanged",
        "text": quote["text"],
        "place": place,
    }
    synced("remove", "turkey.md")
    withdrawn = synced("verify", "--json", quote["citation"])
    assert (withdrawn.code, withdrawn.document["status"]) == (0, "withdrawn")
    unknown = synced("verify", "--json", "0123456789abcdef-120-284")
    assert unknown.code == 1
    assert unknown.document == {
        "citation": "0123456789abcdef-120-284",
        "status": "unknown",
        "text": None,
        "place": None,
    }
    assert synced("verify", "--json", "page 7").code == 1


def test_check(synced):
    result = synced("check", "--json")
    assert (result.code, result.document) == (0, {"damages": []})


def test_damage_fails(synced, monkeypatch):
    monkeypatch.setattr("index.BriefingIndex.check", lambda index: ["1 sentences without a vector."])
    result = synced("check", "--json")
    assert (result.code, result.document) == (1, {"damages": ["1 sentences without a vector."]})


def test_settings(run, folder, tmp_path):
    result = run("settings", "--json")
    assert result.code == 0
    rows = {row["variable"]: row for row in result.document["settings"]}
    assert rows["INDEX_BRIEFINGS_DIR"] == {
        "name": "briefings_dir",
        "variable": "INDEX_BRIEFINGS_DIR",
        "value": str(folder),
        "default": "briefings",
        "description": "Folder of the documents to be searched.",
    }
    assert all(row["description"] for row in rows.values())
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("text", ["\u2028", "\x85", "\x7f", "\x9b31m", "\x1b[31m", "\n", "Ünïcode 😀"])
def test_a_document_is_one_line_for_every_reader(text, capsys):
    write({"text": text})
    line = capsys.readouterr().out
    assert line.splitlines() == [line.removesuffix("\n")]
    assert json.loads(line) == {"text": text}


def test_letters_are_not_escaped(capsys):
    write({"text": "Erdoğan 😀"})
    assert capsys.readouterr().out == '{"text": "Erdoğan 😀"}\n'


def test_canaries(synced):
    canary = {"question": "Which ships left Odesa?", "briefing": "grain.md", "found": True}
    assert synced("canary", "list", "--json").document == {"canaries": [], "problems": []}
    added = synced("canary", "add", "Which ships left  Odesa?", "Grain corridor", "--json")
    assert (added.code, added.document) == (0, {"canaries": [canary], "problems": []})
    assert synced("canary", "list", "--json").document["canaries"] == [canary]
    assert synced("canary", "remove", "Which ships left Odesa?", "--json").document == {
        "removed": "Which ships left Odesa?"
    }
    again = synced("canary", "remove", "Which ships left Odesa?", "--json")
    assert (again.code, "canary list" in again.document["error"]) == (1, True)


def test_a_sync_that_canaries_prevent(synced, folder):
    synced("canary", "add", "Which ships left Odesa?", "grain.md")
    (folder / "grain.md").unlink()
    prevented = synced("sync", "--json")
    assert (prevented.code, prevented.document["error"].startswith("Nothing was published:")) == (1, True)
    forced = synced("sync", "--force", "--json").document
    assert (forced["removed"], forced["canaries"]) == (["grain.md"], 1)
    assert forced["failed_canaries"] == [
        {"question": "Which ships left Odesa?", "briefing": "grain.md", "found": False}
    ]
    assert synced("rebuild", "--force", "--json").document["canaries"] == 1


def test_history_withdrawn_and_reinstate(synced, folder):
    before = synced("history", "--json", "turkey.md").document
    (edition,) = before["editions"]
    assert list(edition) == [*BRIEFING_KEYS, "ended_at", "end_reason", "successor", "deleted"]
    assert [edition[key] for key in ("ended_at", "end_reason", "successor", "deleted")] == [None, None, None, False]
    assert synced("withdrawn", "--json").document == {"editions": []}
    synced("remove", "turkey.md")
    (withdrawn,) = synced("withdrawn", "--json").document["editions"]
    assert (withdrawn["name"], withdrawn["end_reason"]) == ("turkey.md", "withdrawn")
    assert withdrawn["ended_at"] > withdrawn["published_at"]
    assert synced("history", "--json", "turkey.md").document == {"editions": [withdrawn]}
    result = synced("reinstate", "--json", "turkey.md")
    assert (result.code, list(result.document)) == (0, ["reinstated"])
    assert list(result.document["reinstated"]) == BRIEFING_KEYS
    assert synced("history", "--json", "turkey.md").document == before
    assert (folder / "turkey.md").exists()


def test_a_hash_names_what_comes_back(synced):
    sha256 = synced("history", "--json", "turkey.md").document["editions"][0]["sha256"]
    for named in (sha256, sha256[:16], sha256[:8]):
        synced("remove", "turkey.md")
        assert synced("reinstate", "--json", named).document["reinstated"]["name"] == "turkey.md"
    assert synced("reinstate", "--json", sha256).document["reinstated"]["name"] == "turkey.md"
    for named in (sha256[:7], "none.md"):
        result = synced("reinstate", "--json", named)
        assert (result.code, "python -m index withdrawn" in result.document["error"]) == (1, True)
