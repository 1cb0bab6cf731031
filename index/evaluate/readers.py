"""Files of questions: the formats, how each is recognised by its content, and read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, Field, NonNegativeInt, ValidationError
from pydantic_core import from_json

from index.datatypes import Span
from index.errors import BriefingError
from index.evaluate.questions import ArticleCollector, ArticleQuestion, QuestionSet, StatedQuestion
from index.question import clean_question

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Model = TypeVar("Model", bound=BaseModel)


def _searchable(text: str) -> str:
    try:
        return clean_question(text)
    except BriefingError as error:
        raise ValueError(str(error)) from None


QuestionText = Annotated[str, AfterValidator(_searchable)]
Words = Annotated[str, Field(min_length=1, pattern=r"\S")]


class OwnLine(BaseModel):
    """A line of our own format, JSON lines."""

    id: str
    question: QuestionText
    expected: Words | list[Words] | None


class SquadAnswer(BaseModel):
    """A span of the paragraph, in code points."""

    text: Words
    answer_start: NonNegativeInt


class SquadQuestion(BaseModel):
    """Without an answer: the article does not answer it (SQuAD 2.0)."""

    id: str | int
    question: QuestionText
    answers: list[SquadAnswer]


class SquadParagraph(BaseModel):
    """A paragraph with the questions that it answers."""

    context: Words
    qas: list[SquadQuestion]


class SquadArticle(BaseModel):
    """COVID-QA's have no title."""

    title: str = ""
    paragraphs: list[SquadParagraph]


class SquadFile(BaseModel):
    """Rajpurkar et al., SQuAD: 100,000+ Questions for Machine Comprehension of Text (2016)."""

    data: list[SquadArticle]


class SelqaQuestion(BaseModel):
    """Jurczyk et al., SelQA (2016): the sentences of one section, and the positions of those that answer."""

    article: str
    section: str
    question: QuestionText
    candidates: list[str]
    answers: list[NonNegativeInt]


class SelqaFile(BaseModel):
    """The file is a list; this gives it a name."""

    questions: list[SelqaQuestion]


class QedSpan(BaseModel):
    """Half-open, in code points of the paragraph."""

    start: NonNegativeInt
    end: NonNegativeInt


class QedLine(BaseModel):
    """Lamm et al., QED (2020): a question, a paragraph, and what each of several people marked as its answer."""

    example_id: int
    title_text: str
    question_text: QuestionText
    paragraph_text: Words
    original_nq_answers: list[list[QedSpan]]


def read_question_set(path: Path) -> QuestionSet:
    """Recognise the format of a file by its content, and read it.

    :raises BriefingError: for a file that cannot be read, holds no question, or is in no known format.
    """
    content = _content(path)
    try:
        values = [from_json(content)]
    except ValueError:
        values = _lines(content, path)
    first = values[0]
    if isinstance(first, list):
        questions = _selqa(_valid(SelqaFile, {"questions": first}, path))
    elif not isinstance(first, dict):
        raise _unknown_format(path)
    elif "data" in first:
        questions = _squad(_valid(SquadFile, first, path))
    elif "paragraph_text" in first:
        questions = _qed(_valid_lines(QedLine, values, path))
    elif "expected" in first:
        questions = _own(_valid_lines(OwnLine, values, path))
    else:
        raise _unknown_format(path)
    if not questions.stated and not questions.about_articles:
        raise BriefingError(f"{path} holds no question.")
    return questions


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise BriefingError(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise BriefingError(f"{path} is a folder; give a file of questions.") from None
    except PermissionError:
        raise BriefingError(f"No permission to read {path}.") from None
    except OSError as error:
        raise BriefingError(f"{path} cannot be read: {error.strerror}.") from error
    content = content.removeprefix(b"\xef\xbb\xbf")
    if not content.strip():
        raise BriefingError(f"{path} is empty; give a file of questions.")
    return content


def _lines(content: bytes, path: Path) -> list[object]:
    values: list[object] = []
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            values.append(from_json(line))
        except ValueError:
            raise BriefingError(f"{path} is not JSON in UTF-8 (line {number}).") from None
    return values


def _valid(model: type[Model], value: object, path: Path, where: str = "") -> Model:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        place = where + ".".join(str(step) for step in first["loc"])
        reason = first["msg"].removeprefix("Value error, ").removesuffix(".")
        raise BriefingError(f"{path} does not fit at {place}: {reason}.") from None


def _valid_lines(model: type[Model], values: Sequence[object], path: Path) -> list[Model]:
    return [_valid(model, value, path, f"question {number}, ") for number, value in enumerate(values, 1)]


def _unknown_format(path: Path) -> BriefingError:
    return BriefingError(
        f"{path} is in no known format: give a file of SQuAD's, SelQA's or QED's format, "
        'or lines of {"id": ..., "question": ..., "expected": ...}.'
    )


def _own(lines: Sequence[OwnLine]) -> QuestionSet:
    questions = []
    for line in lines:
        expected = [line.expected] if isinstance(line.expected, str) else line.expected or []
        questions.append(StatedQuestion(line.id, line.question, tuple(expected)))
    return QuestionSet("own", stated=tuple(questions))


def _squad(file: SquadFile) -> QuestionSet:
    collector, questions = ArticleCollector(), []
    for number, article in enumerate(file.data, 1):
        name = f"{number:04} {article.title}".rstrip()
        title = article.title.replace("_", " ")
        for part in article.paragraphs:
            paragraph = collector.add(name, title, part.context)
            for question in part.qas:
                gold = [
                    _answer(part.context, paragraph.start, answer.answer_start, answer.answer_start + len(answer.text))
                    for answer in question.answers
                ]
                questions.append(
                    ArticleQuestion(str(question.id), question.question, name, paragraph.number, tuple(gold))
                )
    return QuestionSet("SQuAD", about_articles=tuple(questions), articles=collector.articles())


def _selqa(file: SelqaFile) -> QuestionSet:
    collector, questions = ArticleCollector(), []
    for number, question in enumerate(file.questions, 1):
        name = f"{question.article} / {question.section}"
        text = " ".join(question.candidates)
        paragraph = collector.add(name, question.article, text, heading=question.section)
        starts = [0]
        for candidate in question.candidates:
            starts.append(starts[-1] + len(candidate) + len(" "))
        gold = [
            _answer(text, paragraph.start, starts[answer], starts[answer] + len(question.candidates[answer]))
            for answer in question.answers
            if answer < len(question.candidates)
        ]
        questions.append(ArticleQuestion(str(number), question.question, name, paragraph.number, tuple(gold)))
    return QuestionSet("SelQA", about_articles=tuple(questions), articles=collector.articles())


def _qed(lines: Sequence[QedLine]) -> QuestionSet:
    collector, questions = ArticleCollector(), []
    for line in lines:
        paragraph = collector.add(line.title_text, line.title_text, line.paragraph_text)
        spans = sorted({(span.start, span.end) for answer in line.original_nq_answers for span in answer})
        gold = [_answer(line.paragraph_text, paragraph.start, start, end) for start, end in spans]
        questions.append(
            ArticleQuestion(str(line.example_id), line.question_text, line.title_text, paragraph.number, tuple(gold))
        )
    return QuestionSet("QED", about_articles=tuple(questions), articles=collector.articles())


def _answer(paragraph: str, paragraph_start: int, start: int, end: int) -> Span:
    """Where an answer stands in the text of its article, without the white space at its ends."""
    text = paragraph[start:end]
    start += len(text) - len(text.lstrip())
    return Span(paragraph_start + start, paragraph_start + start + len(text.strip()))
