"""The questions written for the training, in the folder of this name: about sections of SelQA, and about own briefings.

They were written by a language model and not checked one by one by people; docs/reranker.md says how. Two formats:

- `<file>.tsv`, for a file of articles: article, the beginning of a sentence that answers, question, tab between them.
- `briefings.txt`, briefings with their questions: `# title`, a sentence a line, paragraphs apart, then lines of
  `? 3,7 | question`, with the numbers from 1 of the sentences that answer, 0 for none.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.datatypes import Span
from index.evaluate.questions import ArticleCollector, ArticleQuestion, QuestionSet
from index.evaluate.readers import read_question_set

if TYPE_CHECKING:
    from collections.abc import Iterator

WRITTEN = Path(__file__).with_name("written")
BRIEFINGS = "briefings.txt"
NO_SENTENCE = "0"
NO_PARAGRAPH = -1
"""Stands for the paragraph that answers where none does."""


def with_written(data: Path, name: str) -> QuestionSet:
    """Read a file of questions, of the data or of those written here, with the questions that were written for it."""
    if name == BRIEFINGS:
        return briefings_with_questions((WRITTEN / BRIEFINGS).read_text(encoding="utf-8"))
    question_set = read_question_set(data / name)
    written = WRITTEN / f"{Path(name).stem}.tsv"
    if not written.exists():
        return question_set
    lines = written.read_text(encoding="utf-8").splitlines()
    return replace(question_set, about_articles=(*question_set.about_articles, *_about(lines, question_set)))


def _about(lines: list[str], question_set: QuestionSet) -> Iterator[ArticleQuestion]:
    articles = {article.name: article for article in question_set.articles}
    for number, line in enumerate(lines, 1):
        name, beginning, question = line.split("\t")
        for paragraph in articles[name].paragraphs:
            place = paragraph.text.find(beginning)
            if place >= 0:
                start = paragraph.start + place
                span = Span(start, start + len(beginning))
                yield ArticleQuestion(f"written {number}", question, name, paragraph.number, (span,))
                break
        else:
            raise ValueError(f"line {number}: {name!r} has no sentence that begins with {beginning!r}")


def briefings_with_questions(content: str) -> QuestionSet:
    """Read the format of `briefings.txt`."""
    collector, questions = ArticleCollector(), list[ArticleQuestion]()
    for briefing in content.removeprefix("# ").split("\n# "):
        head, *asked = briefing.strip().split("\n? ")
        title, _, text = head.partition("\n")
        sentences = list(_sentences(collector, title, text))
        for line in asked:
            numbers, _, question = line.partition(" | ")
            answering = [sentences[int(number) - 1] for number in numbers.split(",") if number != NO_SENTENCE]
            questions.append(
                ArticleQuestion(
                    id=str(len(questions) + 1),
                    text=question,
                    article=title,
                    paragraph=answering[0][0] if answering else NO_PARAGRAPH,
                    gold=tuple(span for _, span in answering),
                )
            )
    return QuestionSet("written", about_articles=tuple(questions), articles=collector.articles())


def _sentences(collector: ArticleCollector, title: str, text: str) -> Iterator[tuple[int, Span]]:
    """The paragraph and the span of each sentence."""
    for paragraph in text.strip().split("\n\n"):
        sentences = paragraph.split("\n")
        stored = collector.add(title, title, " ".join(sentences))
        start = stored.start
        for sentence in sentences:
            yield stored.number, Span(start, start + len(sentence))
            start += len(sentence) + 1
