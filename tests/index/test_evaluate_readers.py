from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from index.datatypes import Citation, Quote, Span
from index.errors import BriefingError
from index.evaluate.questions import FOLDS, Article, ArticleQuestion, QuestionSet, StatedQuestion, article_extract
from index.evaluate.readers import read_question_set

if TYPE_CHECKING:
    from pathlib import Path


def read(tmp_path: Path, *values: Any, prefix: str = "") -> QuestionSet:
    path = tmp_path / "questions"
    path.write_text(prefix + "\n".join(json.dumps(value) for value in values), encoding="utf-8")
    return read_question_set(path)


def answers(question: ArticleQuestion, articles: tuple[Article, ...]) -> list[str]:
    (article,) = [article for article in articles if article.name == question.article]
    extract = article_extract(article, "en")
    assert extract
    return [extract.text[span.start : span.end] for span in question.gold]


def quote(text: str, briefing: str = "a.md", start: int = 0) -> Quote:
    span = Span(start, start + len(text))
    return Quote(text, Citation(briefing, "A", None, "0" * 64, None, None, span), 1.0)


SQUAD = {
    "version": "1.1",
    "data": [
        {
            "title": "Polar_bear",
            "paragraphs": [
                {"context": "Bears are white. They swim.", "qas": []},
                {
                    "context": "🐻 eat seals. They sleep in dens.",
                    "qas": [
                        {"id": "s1", "question": "They eat?", "answers": [{"text": "seals", "answer_start": 6}]},
                        {"id": "s2", "question": "What do they fear?", "answers": []},
                    ],
                },
            ],
        },
        {
            "paragraphs": [
                {
                    "context": "Foxes are red.\n\nHares are brown.",
                    "qas": [{"id": 3, "question": "Hares?", "answers": [{"text": " brown", "answer_start": 25}]}],
                }
            ]
        },
    ],
}
SELQA = [
    {"article": "Israel", "section": "Art", "question": "Where?", "candidates": ["It is.", "Here!"], "answers": [1]},
    {"article": "Israel", "section": "Art", "question": "What?", "candidates": ["It is.", "Here!"], "answers": [0]},
    {"article": "Israel", "section": "", "question": "Who?", "candidates": ["We.", "You."], "answers": [0, 1]},
]


def qed(example_id: int, question: str, title: str, paragraph: str, *spans: tuple[int, int]) -> dict[str, Any]:
    marked = [[{"start": start, "end": end, "string": paragraph[start:end]}] for start, end in spans]
    return {
        "example_id": example_id,
        "title_text": title,
        "question_text": question,
        "paragraph_text": paragraph,
        "original_nq_answers": marked,
    }


def test_own_format_takes_one_form_of_the_answer_several_or_none(tmp_path: Path):
    questions = read(
        tmp_path,
        {"id": "q1", "question": "Why?", "briefing": "a.md", "expected": "because"},
        {"id": "q2", "question": "Who?", "briefing": "a.md", "expected": ["he", "she"], "kind": "easy"},
        {"id": "q3", "question": "How much?", "briefing": None, "expected": None},
    )
    assert questions.format == "own"
    assert questions.stated == (
        StatedQuestion("q1", "Why?", ("because",)),
        StatedQuestion("q2", "Who?", ("he", "she")),
        StatedQuestion("q3", "How much?", ()),
    )
    assert [question.is_answerable for question in questions.stated] == [True, True, False]


def test_own_format_of_one_line_and_with_a_byte_order_mark(tmp_path: Path):
    questions = read(tmp_path, {"id": "q1", "question": "Why?", "expected": "because"}, prefix="\ufeff")
    assert questions.stated == (StatedQuestion("q1", "Why?", ("because",)),)


def test_a_stated_question_is_answered_by_the_words_whatever_the_white_space():
    question = StatedQuestion("q1", "Why?", ("for a\nreason", "just so"))
    assert question.is_answered_by(quote("It was for  a reason."))
    assert question.is_answered_by(quote("just so"))
    assert not question.is_answered_by(quote("It was for the reason."))


def test_squad_gives_an_article_each_with_the_spans_of_the_answers(tmp_path: Path):
    questions = read(tmp_path, SQUAD)
    assert questions.format == "SQuAD"
    assert [(article.name, article.title) for article in questions.articles] == [
        ("0001 Polar_bear", "Polar bear"),
        ("0002", ""),
    ]
    first, second, third = questions.about_articles
    assert answers(first, questions.articles) == ["seals"]
    assert answers(third, questions.articles) == ["brown"]
    assert not second.is_answerable
    assert [question.paragraph for question in questions.about_articles] == [1, 1, 2]


def test_squad_articles_become_texts_with_a_block_for_each_paragraph(tmp_path: Path):
    bear, fox = read(tmp_path, SQUAD).articles
    extract = article_extract(bear, "en")
    assert extract
    assert extract.text == "Bears are white. They swim.\n\n🐻 eat seals. They sleep in dens."
    assert [extract.text[block.span.start : block.span.end] for block in extract.blocks] == extract.text.split("\n\n")
    assert (extract.title, extract.language, extract.pages) == ("Polar bear", "en", ())
    extract = article_extract(fox, "en")
    assert extract
    assert [extract.text[block.span.start : block.span.end] for block in extract.blocks] == [
        "Foxes are red.",
        "Hares are brown.",
    ]


def test_an_answer_counts_only_in_its_article_and_where_it_stands(tmp_path: Path):
    question = read(tmp_path, SQUAD).about_articles[0]
    start = len("Bears are white. They swim.\n\n")
    assert question.is_answered_by(quote("🐻 eat seals.", "0001 Polar_bear", start))
    assert not question.is_answered_by(quote("🐻 eat seals.", "0002", start))
    assert not question.is_answered_by(quote("They sleep in dens.", "0001 Polar_bear", start + 13))


def test_selqa_keeps_a_section_that_several_questions_share_once(tmp_path: Path):
    questions = read(tmp_path, SELQA)
    assert questions.format == "SelQA"
    assert [(article.title, article.heading) for article in questions.articles] == [
        ("Israel", "Art"),
        ("Israel", ""),
    ]
    assert [answers(question, questions.articles) for question in questions.about_articles] == [
        ["Here!"],
        ["It is."],
        ["We.", "You."],
    ]
    extract = article_extract(questions.articles[0], "en")
    assert extract
    assert [(block.kind, extract.text[block.span.start : block.span.end]) for block in extract.blocks] == [
        ("heading", "Art"),
        ("paragraph", "It is. Here!"),
    ]


def test_qed_takes_every_answer_that_was_marked(tmp_path: Path):
    questions = read(
        tmp_path,
        qed(11, "who got it", "Nobel", "He got it . She did , too .", (0, 2), (12, 15), (0, 2)),
        qed(12, "when", "Nobel", "It was in 1901 .", (10, 14)),
    )
    assert questions.format == "QED"
    assert [(article.name, len(article.paragraphs)) for article in questions.articles] == [("Nobel", 2)]
    assert [answers(question, questions.articles) for question in questions.about_articles] == [["He", "She"], ["1901"]]


def test_a_fold_leaves_out_every_fifth_paragraph_and_an_article_without_any_is_gone(tmp_path: Path):
    paragraphs = [{"context": f"Paragraph {number}.", "qas": []} for number in range(7)]
    question = {"id": "a", "question": "Number six?", "answers": [{"text": "6", "answer_start": 10}]}
    paragraphs[6]["qas"] = [question]
    article = read(tmp_path, {"data": [{"title": "T", "paragraphs": paragraphs}]}).articles[0]
    kept = article_extract(article, "en", left_out=6 % FOLDS)
    assert kept
    assert kept.text == "Paragraph 0.\n\nParagraph 2.\n\nParagraph 3.\n\nParagraph 4.\n\nParagraph 5."
    alone = Article("alone", "Alone", "Heading", article.paragraphs[6:])
    assert article_extract(alone, "en", left_out=6 % FOLDS) is None
    assert article_extract(alone, "en", left_out=0) is not None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("", "is empty; give a file of questions.", id="empty"),
        pytest.param(" \n\n", "is empty; give a file of questions.", id="only spaces"),
        pytest.param("once upon a time", "is not JSON in UTF-8 (line 1).", id="text"),
        pytest.param(
            '{"id": "1", "question": "Why?", "expected": null}\n{"id":', "is not JSON in UTF-8 (line 2).", id="cut"
        ),
        pytest.param("[" * 100_000, "is not JSON in UTF-8 (line 1).", id="deeply nested"),
        pytest.param("17", "is in no known format", id="a number"),
        pytest.param('{"question": "Why?"}', "is in no known format", id="other fields"),
        pytest.param("[]", "holds no question.", id="no question"),
        pytest.param('{"data": []}', "holds no question.", id="no article"),
        pytest.param('[{"question": "Why?"}]', "does not fit at questions.0.article: Field required.", id="not SelQA"),
        pytest.param(
            '{"data": [{"paragraphs": [{"context": 3, "qas": []}]}]}',
            "does not fit at data.0.paragraphs.0.context: Input should be a valid string.",
            id="not SQuAD",
        ),
        pytest.param(
            '{"id": "1", "question": "?!", "expected": null}',
            "does not fit at question 1, question: There is no word in the question",
            id="a question without a word",
        ),
        pytest.param(
            '{"id": "1", "question": "Why?", "expected": "a"}\n[]',
            "does not fit at question 2, : Input should be",
            id="a line of another kind",
        ),
        pytest.param(
            '{"id": "1", "question": "Why?", "expected": " "}', "does not fit at question 1", id="expects nothing"
        ),
    ],
)
def test_what_is_no_file_of_questions_is_said_in_one_sentence(tmp_path: Path, content: str, message: str):
    path = tmp_path / "questions"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BriefingError) as caught:
        read_question_set(path)
    assert str(caught.value).startswith(f"{path} {message}")


def test_a_file_that_cannot_be_read_is_said_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(BriefingError, match="There is no file"):
        read_question_set(tmp_path / "nothing.json")
    with pytest.raises(BriefingError, match="is a folder; give a file of questions"):
        read_question_set(tmp_path)
    path = tmp_path / "utf16.json"
    path.write_bytes('{"data": []}'.encode("utf-16"))
    with pytest.raises(BriefingError, match="is not JSON in UTF-8"):
        read_question_set(path)

    def refuse(self: Path) -> bytes:  # the tests may run as root, whom no file refuses
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    with pytest.raises(BriefingError, match="No permission to read"):
        read_question_set(path)
