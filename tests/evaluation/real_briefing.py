"""Ask 30 questions about a briefing that is not in this repository; a program, not a test.

    python tests/evaluation/real_briefing.py ../shared/briefings/turkey-s400-f35.txt

The questions were written before any of them was asked: a third paraphrased, a few with typing errors. Each names the
line of the file that answers it, so that nothing of the briefing has to stand here.
"""

from __future__ import annotations

# ruff: noqa: T201 - printing is what it is for
import json
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from index import BriefingError, BriefingIndex, IndexSettings

QUESTIONS = Path(__file__).with_name("real_briefing_questions.jsonl")


def main(file: Path) -> int:
    """Print where the right sentence came for each question -> exit code."""
    lines = file.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    with TemporaryDirectory() as folder:
        settings = IndexSettings(data_dir=Path(folder) / "data", briefings_dir=file.parent)
        with closing(BriefingIndex(settings)) as index:
            index.sync()
            ranks = [_rank(index, question["question"], lines[question["line"] - 1]) for question in questions]
            answers = [index.ask(question["question"]) for question in questions]
    for question, rank, answer in zip(questions, ranks, answers, strict=True):
        print(f"{question['id']} rank {rank or '-'}, {answer.outcome} {answer.confidence:.2f}: {question['question']}")
    print(
        f"first {sum(rank == 1 for rank in ranks)}, among three {sum(0 < rank <= 3 for rank in ranks)} of {len(ranks)}"
    )
    return 0


def _rank(index: BriefingIndex, question: str, line: str) -> int:
    """The place of the first sentence that stands in the line, from 1; 0 when it is not among ten."""
    ranked = enumerate(index.search(question, 10), 1)
    return next((rank for rank, quote in ranked if quote.text in line), 0)


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1])))
    except BriefingError as error:
        sys.exit(str(error))
