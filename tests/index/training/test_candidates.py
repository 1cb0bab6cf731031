from __future__ import annotations

import json

import pytest

from index.retrieve import score_of
from index.training import candidates
from index.training.candidates import mined
from index.training.written import BRIEFINGS, NO_PARAGRAPH, briefings_with_questions

FILLER = "And so it was told by those who have been there and came home again."
SUBJECTS = {"Zebras": ["stripes", "lions"], "Whales": ["plankton", "songs"]}


@pytest.fixture
def squad_file(tmp_path):
    def paragraph(animal, thing):
        context = f"{animal} are known for {thing}. {FILLER}"
        answers = [{"text": thing, "answer_start": context.index(thing)}]
        return {
            "context": context,
            "qas": [{"id": thing, "question": f"{animal} known for {thing}?", "answers": answers}],
        }

    data = [
        {"title": animal, "paragraphs": [paragraph(animal, thing) for thing in things]}
        for animal, things in SUBJECTS.items()
    ]
    data[0]["paragraphs"][0]["qas"].append(
        {"id": "none", "question": "Who knows?", "answers": [], "is_impossible": True}
    )
    (tmp_path / "squad.json").write_text(json.dumps({"data": data}))
    return "squad.json"


def sentence(found, candidate):
    return found.texts[candidate.article].sentences[candidate.position]


def test_each_question_has_the_best_of_all_articles_and_what_answers(index, squad_file, tmp_path):
    found = mined(index, tmp_path, squad_file, tmp_path / "cache")
    assert [question.question for question in found.questions] == [
        f"{animal} known for {thing}?" for animal, things in SUBJECTS.items() for thing in things
    ]
    for question in found.questions:
        animal, _, _, thing = question.question.rstrip("?").split()
        assert question.article == question.candidates[0].article
        assert sentence(found, question.candidates[0]) == f"{animal} are known for {thing}."
        assert [candidate.answers for candidate in question.candidates[:2]] == [True, False]
        assert {candidate.article for candidate in question.candidates} == found.texts.keys()
        scores = [candidate.score for candidate in question.candidates]
        assert scores == sorted(scores, reverse=True)
        for candidate in question.candidates:
            assert candidate.score == pytest.approx(score_of(*candidate.measures))


def test_an_article_is_kept_as_it_was_cut(index, squad_file, tmp_path):
    found = mined(index, tmp_path, squad_file, tmp_path / "cache")
    for animal, text in zip(SUBJECTS, found.texts.values(), strict=True):
        assert text.title == animal
        assert [text.sentences[place] for place in (0, 2)] == [
            f"{animal} are known for {thing}." for thing in SUBJECTS[animal]
        ]
        assert len(text.sentences) == len(text.passages) == len(text.sections) == 4
        first = text.paragraphs[0]
        assert text.paragraphs == (first,) * 2 + (first + 1,) * 2
    for question in found.questions:
        text = found.texts[question.article]
        answering = [candidate for candidate in question.candidates if candidate.answers]
        assert {text.paragraphs[candidate.position] for candidate in answering} == {question.paragraph}


def test_what_answers_is_kept_wherever_it_stands(index, squad_file, tmp_path, monkeypatch):
    monkeypatch.setattr(candidates, "CANDIDATES", 0)
    found = mined(index, tmp_path, squad_file, tmp_path / "cache")
    assert [[candidate.answers for candidate in question.candidates] for question in found.questions] == [[True]] * 4


def test_questions_are_searched_some_at_once(index, squad_file, tmp_path, monkeypatch):
    whole = mined(index, tmp_path, squad_file, tmp_path / "cache")
    monkeypatch.setattr(candidates, "AT_ONCE", 3)
    assert mined(index, tmp_path, squad_file, tmp_path / "another cache") == whole


def test_what_was_found_is_kept(index, squad_file, tmp_path, monkeypatch):
    found = mined(index, tmp_path, squad_file, tmp_path / "cache")
    monkeypatch.setattr(candidates, "with_written", None)
    assert mined(index, tmp_path, squad_file, tmp_path / "cache") == found


def test_the_own_store_stays_as_it_is(index, squad_file, tmp_path):
    mined(index, tmp_path, squad_file, tmp_path / "cache")
    assert (index.generation, index.briefings()) == (0, [])


def test_of_unanswered_questions_those_written_as_such_are_searched(index, tmp_path, monkeypatch):
    text = "# Zebras\nZebras are known for stripes.\n? 1 | Zebras known for?\n? 0 | Price of a zebra?\n"
    monkeypatch.setattr(candidates, "with_written", lambda data, name: briefings_with_questions(text))
    known, price = mined(index, tmp_path, BRIEFINGS, tmp_path / "cache").questions
    assert [candidate.answers for candidate in known.candidates] == [True]
    assert [candidate.answers for candidate in price.candidates] == [False]
    assert (known.paragraph, price.paragraph) == (0, NO_PARAGRAPH)
