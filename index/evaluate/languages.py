"""One question set in several languages: how well each is answered, and questions in English over what is not English.

Files of one set have the same name but for the language (`xquad.en.json`, `xquad.tr.json`) and the same questions' ids.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from index.evaluate.asking import evenly_spaced, ranks_of
from index.evaluate.corpus import temporary_corpus
from index.evaluate.measures import hit_rate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from index.briefing_index import BriefingIndex
    from index.evaluate.bootstrap import Rate
    from index.evaluate.questions import QuestionSet
    from index.evaluate.report import Report
    from index.writing import Progress

ENGLISH = "en"
_NAME = re.compile(r"(?P<stem>.+)\.(?P<language>[a-z]{2})\.json")


@dataclass(frozen=True, slots=True)
class LanguageReport:
    """s_at_k, as in `Found`, of questions in the language of the articles, and of the same questions in English."""

    file: str
    language: str
    questions: int
    """So many of each were asked."""
    s_at_1: Rate | None
    s_at_3: Rate | None
    english_s_at_1: Rate | None
    english_s_at_3: Rate | None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def english_original(path: Path, paths: Sequence[Path]) -> Path | None:
    """The English file among those of which this one is a translation."""
    name = _NAME.fullmatch(path.name)
    if not name or name["language"] == ENGLISH:
        return None
    original = path.with_name(f"{name['stem']}.{ENGLISH}.json")
    return original if original in paths else None


def of_the_original(path: Path, report: Report) -> LanguageReport:
    """Take from the report of the English file what stands beside its translations."""
    asked, found = report.counts["answerable"], report.found
    return LanguageReport(path.name, ENGLISH, asked, found.s_at_1, found.s_at_3, None, None)


def evaluate_language(
    index: BriefingIndex,
    path: Path,
    translated: QuestionSet,
    english: QuestionSet,
    limit: int | None,
    progress: Progress,
) -> LanguageReport:
    """Ask the questions of a translation, and the same ones in English, of the translated articles.

    :param path: its name holds the language.
    """
    originals = {question.id: question.text for question in english.about_articles}
    both = [question for question in translated.about_articles if question.is_answerable and question.id in originals]
    questions = evenly_spaced(both, limit)
    in_english = [replace(question, text=originals[question.id]) for question in questions]
    with temporary_corpus(index, translated.articles, progress) as corpus:
        corpus.publish()
        ranks = ranks_of(corpus.index, questions, progress, "asking")
        english_ranks = ranks_of(corpus.index, in_english, progress, "asking in English")
    return LanguageReport(
        file=path.name,
        language=path.suffixes[-2].removeprefix("."),
        questions=len(questions),
        s_at_1=hit_rate(ranks, 1),
        s_at_3=hit_rate(ranks, 3),
        english_s_at_1=hit_rate(english_ranks, 1),
        english_s_at_3=hit_rate(english_ranks, 3),
    )
