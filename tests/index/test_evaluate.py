from __future__ import annotations

import dataclasses
import json
import re
from contextlib import contextmanager

import pytest

from index import BriefingError, BriefingIndex
from index.datatypes import Block, Citation, Extract, Quote, Span
from index.evaluate import evaluate_file
from index.evaluate.asking import evenly_spaced, timed, without_reranker
from index.evaluate.corpus import temporary_corpus
from index.evaluate.measures import Selection
from index.evaluate.questions import ArticleQuestion, StatedQuestion
from index.evaluate.readers import read_question_set
from index.evaluate.sentences import Sentences
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
    """The confidence is the part of the question's words that the best quote has, so that it can be foretold.

    From the threshold on a question is answered, from 0.9 on as sure.
    """

    def judged(answer, threshold):
        shown = answer.quotes or answer.nearest
        words, found = set(words_of(answer.question)), set(words_of(shown[0].text if shown else ""))
        confidence = len(words & found) / len(words)
        answered = confidence >= threshold
        return dataclasses.replace(
            answer,
            confidence=confidence,
            quotes=shown if answered else (),
            nearest=() if answered else shown,
            unsure=answered and confidence < 0.9,
        )

    ask_all, ask_and_rank = BriefingIndex.ask_all, BriefingIndex.ask_and_rank

    def ask_all_by_words(self, questions):
        return [judged(answer, self.settings.min_confidence) for answer in ask_all(self, questions)]

    def ask_and_rank_by_words(self, questions, k):
        found = ask_and_rank(self, questions, k)
        return [(judged(answer, self.settings.min_confidence), quotes) for answer, quotes in found]

    monkeypatch.setattr(BriefingIndex, "ask_all", ask_all_by_words)
    monkeypatch.setattr(BriefingIndex, "ask_and_rank", ask_and_rank_by_words)


def words_of(text):
    return re.findall(r"\w+", text.lower())


def value(rate):
    return rate.value if rate else None


def write_lines(path, *lines):
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def publish_text(index, name, *sentences):
    text = " ".join(sentences)
    extract = Extract(text, (Block(Span(0, len(text)), "paragraph"),), (), name, None, "en")
    index.publish([prepare(name, "0" * 64, extract)])


def test_squad_is_measured_whole_without_the_paragraph_and_without_the_article(index, squad_file, confident_by_words):
    index.settings = index.settings.model_copy(update={"min_confidence": 0.7})
    report = evaluate_file(index, squad_file)
    assert (report.source.file, report.source.format, report.briefings) == ("squad.json", "SQuAD", 2)
    assert (report.answerable, report.unanswerable, report.counts["foreign"]) == (10, 10, 10)
    found = report.found
    assert [value(rate) for rate in (found.s_at_1, found.s_at_3, found.s_at_10, found.mrr)] == [1, 1, 1, 1]
    # of "Zebras known for stripes?" another paragraph has three words of four, another article two
    parts = [[value(rate) for rate in (one.answered, one.unsure, one.refused)] for one in report.refusals]
    assert parts == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert [value(one.auc) for one in report.refusals] == [None, 1, 1]
    assert [(one.confidence, value(one.right)) for one in report.calibration.bins] == [(0.75, 0), (1, 1)]
    assert value(report.calibration.brier) == (0 + 0.75**2) / 2
    assert report.min_confidence == 0.7
    assert 0 < report.seconds.median <= report.seconds.p95
    assert report.without_reranker is None


def test_what_is_shown_is_judged_sentence_by_sentence(index):
    publish_text(index, "a.md", "The bridge opened in May.", "It cost a lot.", "It opened at noon.", "Nobody fell.")
    publish_text(index, "b.md", "The bridge opened in May.")
    text = index.text("a.md")

    def quote(first, last):
        span = Span(text.index(first), text.index(last) + len(last))
        citation = Citation("a.md", "A", None, "0" * 64, None, None, span)
        return Quote(text[span.start : span.end], citation, 1.0)

    joined, single = quote("The bridge", "a lot."), quote("Nobody", "fell.")
    sentences = Sentences(index)
    stated = StatedQuestion("1", "When did it open?", ("opened in", "opened at"))
    assert sentences.selection(stated, [joined, single]) == Selection(quotes=2, sentences=3, answering=1, gold=3)
    here = ArticleQuestion("2", "When?", "a.md", 0, (Span(0, 10), Span(text.index("noon"), text.index("noon") + 4)))
    assert sentences.selection(here, [joined]) == Selection(quotes=1, sentences=2, answering=1, gold=2)
    assert sentences.selection(here, [single]) == Selection(quotes=1, sentences=1, answering=0, gold=2)


def test_the_threshold_of_the_settings_decides_what_is_refused(index, squad_file, confident_by_words):
    report = evaluate_file(index, squad_file)  # the fixture's threshold is 0
    assert (report.refusal_rate, report.false_refusal_rate, report.auc) == (0, 0, 1)


def test_of_a_single_article_no_other_is_left_to_be_asked(index, tmp_path, confident_by_words):
    path = tmp_path / "single.json"
    article = {"title": "Zebras", "paragraphs": [paragraph("Zebras", thing) for thing in SUBJECTS["Zebras"]]}
    path.write_text(json.dumps({"data": [article]}), encoding="utf-8")
    report = evaluate_file(index, path)
    assert (report.answerable, report.unanswerable, report.counts["foreign"]) == (5, 5, 0)


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
        corpus.publish(without=["0001 Zebras"])
        assert [briefing.name for briefing in corpus.index.briefings()] == ["0002 Whales"]
        corpus.publish()
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
    assert (report.source.format, report.briefings, report.sentences) == ("own", 1, 3)
    assert (report.answerable, report.unanswerable) == (3, 1)
    assert [value(rate) for rate in (report.found.s_at_1, report.found.s_at_3, report.found.s_at_10)] == [
        1 / 3,
        2 / 3,
        2 / 3,
    ]
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
    for timing in ("median_seconds", "p95_seconds", "seconds"):
        del first[timing], second[timing]
    assert first == second


def test_progress_tells_what_is_asked(index, squad_file):
    calls = []
    evaluate_file(index, squad_file, limit=5, progress=lambda *call: calls.append(call))
    for stage, total in (("asking", 5), ("taking the time", 5), ("asking without the article", 2)):
        told = [call for call in calls if call[0] == stage]
        assert told[0] == (stage, 0, told[0][2])
        assert told[-1] == (stage, told[-1][2], told[-1][2])
        assert told[-1][2] >= total


def test_questions_are_asked_some_at_a_time_and_timed_one_by_one(index, squad_file, monkeypatch):
    asked, single = [], []
    ask_and_rank, ask = BriefingIndex.ask_and_rank, BriefingIndex.ask

    def counted(self, questions, k):
        asked.append((len(questions), k))
        return ask_and_rank(self, questions, k)

    monkeypatch.setattr(BriefingIndex, "ask_and_rank", counted)
    monkeypatch.setattr(BriefingIndex, "ask", lambda self, text: single.append(text) or ask(self, text))
    monkeypatch.setattr("index.evaluate.asking.BATCH", 4)
    monkeypatch.setattr("index.evaluate.asking.TIMED", 3)
    report = evaluate_file(index, squad_file)
    assert asked == [(4, 10), (4, 10), (2, 10)]
    assert single == ["Zebras known for stripes?", "Zebras known for herds?", "Whales known for songs?"]
    assert report.seconds.count == 3


def test_two_indexes_are_timed_by_turns(index, squad_file, monkeypatch):
    publish_text(index, "a.md", "The bridge was opened in May.")
    calls = []
    monkeypatch.setattr(BriefingIndex, "ask", lambda self, text: calls.append((self is plain, text)))
    questions = [StatedQuestion(str(number), f"Question {number}?", ()) for number in range(2)]
    plain = BriefingIndex(index.settings, index.embedder)
    times = timed(index, plain, questions, no_progress)
    assert calls == [
        (True, "Question 0?"),
        (False, "Question 0?"),
        (False, "Question 1?"),
        (True, "Question 1?"),
    ]
    assert (len(times.seconds), len(times.seconds_without)) == (2, 2)


def test_what_the_reranker_adds_is_measured_beside_it(index, squad_file, monkeypatch):
    """Here the index without it finds nothing."""

    class Plain:
        def ask(self, question):
            pass

        def ask_and_rank(self, questions, k):
            return [(None, []) for _ in questions]

    @contextmanager
    def without_reranker(index):
        yield Plain()

    monkeypatch.setattr("index.evaluate.evaluate.without_reranker", without_reranker)
    without = evaluate_file(index, squad_file).without_reranker
    assert [value(rate) for rate in (without.s_at_1, without.gain_at_1, without.s_at_3, without.gain_at_3)] == [
        0,
        1,
        0,
        1,
    ]
    assert without.seconds.count == 10


def test_the_same_store_is_asked_without_the_reranker(index):
    publish_text(index, "a.md", "The bridge was opened in May.")
    settings = index.settings.model_copy(update={"reranker": "none"})
    index.settings = settings
    with without_reranker(index) as plain:
        assert plain is None
    index.settings = settings.model_copy(update={"reranker": "packaged"})
    with without_reranker(index) as plain:
        assert plain.settings == settings
        assert plain.embedder is index.embedder
        assert plain.ask("When was the bridge opened?").quotes[0].text == "The bridge was opened in May."
