from __future__ import annotations

import json

import pytest

from index.evaluate.questions import article_extract
from index.training import written
from index.training.written import BRIEFINGS, NO_PARAGRAPH, briefings_with_questions, with_written

TEXT = """\
# A first briefing
One is said here.
Two follows it.

Three begins a paragraph.
? 2 | what follows?
? 1,3 | where is a beginning?
? 0 | what costs it?

# A second briefing
One is said here.
? 1 | what is said?
"""


def answers(question_set, question):
    article = next(article for article in question_set.articles if article.name == question.article)
    text = article_extract(article, "en").text
    return [text[span.start : span.end] for span in question.gold]


def test_briefings_are_read_with_their_questions():
    found = briefings_with_questions(TEXT)
    assert [article.title for article in found.articles] == ["A first briefing", "A second briefing"]
    assert [(question.text, answers(found, question)) for question in found.about_articles] == [
        ("what follows?", ["Two follows it."]),
        ("where is a beginning?", ["One is said here.", "Three begins a paragraph."]),
        ("what costs it?", []),
        ("what is said?", ["One is said here."]),
    ]
    assert [question.paragraph for question in found.about_articles] == [0, 0, NO_PARAGRAPH, 2]


def test_the_paragraphs_are_those_of_the_text():
    first = briefings_with_questions(TEXT).articles[0]
    assert [paragraph.text for paragraph in first.paragraphs] == [
        "One is said here. Two follows it.",
        "Three begins a paragraph.",
    ]


@pytest.fixture
def selqa(tmp_path, monkeypatch):
    """A file of one section, and a folder for what is written about it."""
    section = {"article": "Zebras", "section": "Looks", "question": "Known for?", "answers": [0]}
    section["candidates"] = ["Zebras are known for stripes.", "Zebras are loud."]
    (tmp_path / "selqa.json").write_text(json.dumps([section]))
    monkeypatch.setattr(written, "WRITTEN", tmp_path)
    return tmp_path


def test_questions_are_added_to_those_of_a_file(selqa):
    (selqa / "selqa.tsv").write_text("Zebras / Looks\tZebras are l\tHow do they sound?\n")
    found = with_written(selqa, "selqa.json")
    assert [question.text for question in found.about_articles] == ["Known for?", "How do they sound?"]
    added = found.about_articles[1]
    assert answers(found, added) == ["Zebras are l"]
    assert (added.article, added.paragraph) == ("Zebras / Looks", 0)


def test_a_file_for_which_nothing_is_written_stays_as_it_is(selqa):
    assert [question.text for question in with_written(selqa, "selqa.json").about_articles] == ["Known for?"]


def test_a_sentence_that_is_not_there_is_told(selqa):
    (selqa / "selqa.tsv").write_text("Zebras / Looks\tLions\tWho roars?\n")
    with pytest.raises(ValueError, match="line 1: 'Zebras / Looks' has no sentence that begins with 'Lions'"):
        with_written(selqa, "selqa.json")


def test_what_is_written_can_be_read(tmp_path):
    """Each briefing once, no question twice in it, and no line that was cut into wrongly."""
    found = with_written(tmp_path, BRIEFINGS)
    titles = [article.title for article in found.articles]
    assert len(titles) == len(set(titles)) > 80
    asked = [(question.article, question.text) for question in found.about_articles]
    assert len(asked) == len(set(asked)) > 1500
    assert all("|" not in text and "\n" not in text for _, text in asked)
    for question in found.about_articles:
        assert all(answer[-1] in ".?!”\"’)'" for answer in answers(found, question)), question
