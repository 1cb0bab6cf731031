"""Follow-ups on the sample briefings, with the packaged model: understood with what they refer to, and nothing else is.

What was measured (51 follow-ups, 16 questions about a sentence; the right sentence first / among three):
the question alone 24 / 31 and 5 / 6; both texts in one 17 / 39 and 9 / 14; the mean of the two 33 / 44 and 13 / 14.
Whether they are answered, of these 67 and of 16 follow-ups that the briefings do not answer: the area under the ROC
curve is 0.65 for both texts in one, 0.89 for the mean of the two: 53 are answered, and 10 of the 16 are refused.
"""

from __future__ import annotations

import json
from pathlib import Path

from index import Question

HERE = Path(__file__).parent
UNRELATED = "How many icebreakers did the United States order?", "What is the key rate of the Turkish central bank?"
BENT_AT_MOST = 0.05


def lines(name):
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def one_line(text):
    return " ".join(text.split()).casefold()


def shown(answer):
    return [one_line(quote.text) for quote in (*answer.quotes, *answer.nearest)]


def found(texts, expected):
    forms = [expected] if isinstance(expected, str) else expected
    return any(one_line(form) in text for form in forms for text in texts)


def counts(index, rows, **explained):
    """How often the right sentence is the first quote, and how often it is among the three."""
    answers = index.ask_all(
        [Question(row["question"], **{name: row[key] for name, key in explained.items()}) for row in rows]
    )
    texts = [shown(answer) for answer in answers]
    first = sum(found(quotes[:1], row["expected"]) for quotes, row in zip(texts, rows, strict=True))
    among_three = sum(found(quotes, row["expected"]) for quotes, row in zip(texts, rows, strict=True))
    return first, among_three


def test_a_follow_up_finds_more_with_the_question_before(index):
    rows = [row for row in lines("follow_ups.jsonl") if "before" in row and row["expected"]]
    assert len(rows) >= 40
    alone, together = counts(index, rows), counts(index, rows, follows="before")
    print(f"{len(rows)} follow-ups: alone {alone}, with the question before {together}")  # noqa: T201
    assert together[0] >= 0.55 * len(rows)
    assert together[1] >= 0.8 * len(rows)
    assert together[1] >= alone[1] + 8


def test_a_question_about_a_sentence_finds_more_with_that_sentence(index):
    rows = [row for row in lines("follow_ups.jsonl") if "about" in row]
    alone, together = counts(index, rows), counts(index, rows, about="about")
    print(f"{len(rows)} questions about a sentence: alone {alone}, with it {together}")  # noqa: T201
    assert together[0] >= 0.7 * len(rows)
    assert together[1] >= 0.8 * len(rows)
    assert together[1] >= alone[1] + 4


def test_most_follow_ups_are_answered_and_most_that_cannot_be_are_not(index):
    rows = lines("follow_ups.jsonl")
    answers = index.ask_all(
        [Question(row["question"], follows=row.get("before"), about=row.get("about")) for row in rows]
    )
    answered = [answer.answered for answer, row in zip(answers, rows, strict=True) if row["expected"]]
    refused = [not answer.answered for answer, row in zip(answers, rows, strict=True) if not row["expected"]]
    print(f"answered {sum(answered)} of {len(answered)}, refused {sum(refused)} of {len(refused)}")  # noqa: T201
    assert sum(answered) >= 0.7 * len(answered)
    assert sum(refused) >= 0.5 * len(refused)


def test_the_sentence_that_is_asked_about_is_not_quoted_again(index):
    for row in lines("follow_ups.jsonl"):
        if "about" in row:
            answer = index.ask_all([Question(row["question"], about=row["about"])])[0]
            assert one_line(row["about"]) not in shown(answer)


def test_a_question_that_stands_alone_is_not_bent_by_the_one_before(index):
    questions = [row["question"] for row in lines("sample_questions.jsonl")]
    alone = index.ask_all([Question(question) for question in questions])
    for before in UNRELATED:
        after = index.ask_all([Question(question, follows=before) for question in questions])
        bent = [
            question for question, one, other in zip(questions, alone, after, strict=True) if shown(one) != shown(other)
        ]
        print(f"bent {len(bent)} of {len(questions)}: {bent}")  # noqa: T201
        assert len(bent) <= BENT_AT_MOST * len(questions)
