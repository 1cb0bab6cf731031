from __future__ import annotations

import json

import pytest

from index import BriefingError
from index.datatypes import Block, Extract, Span
from index.evaluate import evaluate_file
from index.evaluate.corpus import temporary_corpus
from index.evaluate.evaluate import evenly_spaced
from index.evaluate.readers import read_question_set
from index.prepare import prepare
from index.writing import no_progress

# Long enough that no two of them become one passage.
SUBJECTS = {
    "Zebras": ["stripes", "grass", "lions", "herds", "foals"],
    "Whales": ["plankton", "songs", "oceans", "calves", "blowholes"],
}
FILLER = " ".join(["And so it was told by those who have been there and came home again with a tale."] * 5)


def paragraph(animal: str, thing: str) -> dict:
    context = f"{animal} are known for {thing}. {FILLER}"
    question = f"{animal} known for {thing}?"
    answers = [{"text": thing, "answer_start": context.index(thing)}]
    return {"context": context, "qas": [{"id": f"{animal} {thing}", "question": question, "answers": answers}]}


@pytest.fixture
def squad_file(tmp_path):
    path = tmp_path / "squad.json"
    data = [
        {"title": animal, "paragraphs": [paragraph(animal, thing) for thing in things]}
        for animal, things in SUBJECTS.items()
    ]
    path.write_text(json.dumps({"data": data}), encoding="utf-8")
    return path


@pytest.fixture
def confident_by_words(monkeypatch):
    """The confidence is the part of the question's words that the best sentence has, so that it can be foretold."""
    monkeypatch.setattr("index.answer.confidence", lambda hits: hits[0].coverage if hits else 0.0)


def write_lines(path, *lines):
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def publish_text(index, name, *sentences):
    text = " ".join(sentences)
    extract = Extract(text, (Block(Span(0, len(text)), "paragraph"),), (), name, None, "en")
    index.publish([prepare(name, "0" * 64, extract)])


def test_squad_is_measured_whole_and_without_the_paragraph_that_answers(index, squad_file, confident_by_words):
    index.settings = index.settings.model_copy(update={"min_confidence": 0.5})
    report = evaluate_file(index, squad_file)
    assert (report.file, report.format, report.briefings) == ("squad.json", "SQuAD", 2)
    assert (report.answerable, report.unanswerable) == (10, 10)
    assert (report.s_at_1, report.s_at_3, report.s_at_10, report.mrr) == (1, 1, 1, 1)
    assert (report.refusal_rate, report.false_refusal_rate, report.auc) == (1, 0, 1)
    assert report.min_confidence == 0.5
    assert 0 < report.median_seconds <= report.p95_seconds


def test_the_threshold_of_the_settings_decides_what_is_refused(index, squad_file, confident_by_words):
    report = evaluate_file(index, squad_file)  # the fixture's threshold is 0
    assert (report.refusal_rate, report.false_refusal_rate, report.auc) == (0, 0, 1)


def test_the_given_index_is_not_touched_by_questions_that_bring_their_articles(index, squad_file):
    publish_text(index, "mine.md", "This is mine.")
    evaluate_file(index, squad_file)
    assert [briefing.name for briefing in index.briefings()] == ["mine.md"]


def test_an_ablated_corpus_lacks_one_paragraph_of_each_article(index, squad_file):
    articles = read_question_set(squad_file).articles
    with temporary_corpus(index, articles, no_progress) as corpus:
        for left_out in range(5):
            corpus.publish(left_out)
            for article, things in zip(articles, SUBJECTS.values(), strict=True):
                text = corpus.index.text(article.name)
                assert [thing for thing in things if thing not in text] == [things[left_out]]
        corpus.publish()
        for article, things in zip(articles, SUBJECTS.values(), strict=True):
            assert all(thing in corpus.index.text(article.name) for thing in things)


def test_ablation_embeds_nothing_again(index, embedder, squad_file):
    with temporary_corpus(index, read_question_set(squad_file).articles, no_progress) as corpus:
        corpus.publish()
        embedded = len(embedder.embedded)
        assert embedded == len(set(embedder.embedded)) == 10 + 10 + 1  # sentences, passages, the filler
        corpus.publish(left_out=3)
        assert len(embedder.embedded) == embedded


def test_an_article_of_one_paragraph_is_withdrawn_and_comes_back(index, tmp_path):
    data = [{"title": thing, "paragraphs": [paragraph("Zebras", thing)]} for thing in SUBJECTS["Zebras"]]
    path = tmp_path / "single.json"
    path.write_text(json.dumps({"data": data}), encoding="utf-8")
    with temporary_corpus(index, read_question_set(path).articles, no_progress) as corpus:
        corpus.publish(left_out=1)
        titles = {briefing.title for briefing in corpus.index.briefings()}
        assert titles == {"stripes", "lions", "herds", "foals"}
        corpus.publish()
        assert len(corpus.index.briefings()) == 5
        assert corpus.index.check() == []


def test_own_questions_are_asked_of_the_index_as_it_is(index, tmp_path, confident_by_words):
    index.settings = index.settings.model_copy(update={"min_confidence": 0.1})
    publish_text(index, "a.md", "The bridge was opened in May.", "A ferry sank near the harbour.", "Nobody was hurt.")
    path = write_lines(
        tmp_path / "own.jsonl",
        {"id": "1", "question": "The bridge was opened in May?", "briefing": "a.md", "expected": "opened  in May"},
        {
            "id": "2",
            "question": "The bridge was opened?",
            "briefing": "a.md",
            "expected": ["ferry sank", "a boat sank"],
        },
        {"id": "3", "question": "Nobody was hurt?", "briefing": "a.md", "expected": "everybody laughed"},
        {"id": "4", "question": "Elephants dance beautifully?", "briefing": None, "expected": None},
    )
    report = evaluate_file(index, path)
    assert (report.format, report.briefings, report.sentences) == ("own", 1, 3)
    assert (report.answerable, report.unanswerable) == (3, 1)
    assert report.s_at_1 == 1 / 3
    assert report.s_at_3 == 2 / 3
    assert report.s_at_10 == 2 / 3
    assert (report.refusal_rate, report.false_refusal_rate, report.auc) == (1, 0, 1)


def test_a_limit_takes_questions_from_the_whole_file(index, squad_file):
    report = evaluate_file(index, squad_file, limit=4)
    assert (report.answerable, report.unanswerable, report.briefings) == (4, 4, 2)
    assert evenly_spaced("abcdefghij", 4) == ["a", "c", "f", "h"]
    assert evenly_spaced("abc", 3) == evenly_spaced("abc", None) == "abc"
    with pytest.raises(BriefingError, match="The limit is 0; ask at least one question"):
        evaluate_file(index, squad_file, limit=0)


def test_the_same_is_measured_each_time(index, squad_file):
    first, second = (evaluate_file(index, squad_file).as_dict() for _ in range(2))
    for timing in ("median_seconds", "p95_seconds"):
        del first[timing], second[timing]
    assert first == second


def test_progress_tells_what_is_asked(index, squad_file):
    calls = []
    evaluate_file(index, squad_file, limit=5, progress=lambda *call: calls.append(call))
    assert [call for call in calls if call[0] == "asking"] == [("asking", done, 5) for done in range(6)]
    assert [call for call in calls if call[0] == "asking again"] == [("asking again", done, 5) for done in range(6)]
