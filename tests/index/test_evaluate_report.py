from __future__ import annotations

import datetime
import json

import pytest

from index.datatypes import Briefing
from index.evaluate.asking import Timed
from index.evaluate.bootstrap import Rate
from index.evaluate.languages import LanguageReport
from index.evaluate.measures import Outcome, Selection
from index.evaluate.report import Source, summed_up
from index.evaluate.tables import shown, tables

OUTCOMES = [
    Outcome("answerable", 0.9, is_answered=True, rank=2, selection=Selection(1, 2, 1, 2)),
    Outcome("answerable", 0.7, is_answered=True, is_unsure=True, rank=1, selection=Selection(1, 1, 1, 1)),
    Outcome("unanswerable", 0.8, is_answered=True),
    Outcome("foreign", 0.1, is_answered=False),
]
HALF = {"value": 0.5, "low": 0.0, "high": 1.0, "count": 2}
ONE = {"value": 1.0, "low": 1.0, "high": 1.0, "count": 2}


def briefing(sentences: int) -> Briefing:
    moment = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    return Briefing("a.md", "A", None, "en", (), "0" * 64, "0" * 64, 100, sentences, 0, moment)


@pytest.fixture
def report():
    """Of two answerable questions of twelve, with the reranker and without."""
    source = Source("q.json", "SQuAD", 12)
    times = Timed([0.02, 0.04, 0.03], [0.01, 0.02, 0.03])
    return summed_up(source, [briefing(1_234), briefing(5)], OUTCOMES, times, [None, 1], 0.22)


def test_the_report_for_machines_has_the_rates_as_numbers_and_with_their_intervals(report):
    document = json.loads(json.dumps(report.as_dict()))
    numbers = {name: value for name, value in document.items() if not isinstance(value, dict | list)}
    assert numbers == {
        "file": "q.json",
        "format": "SQuAD",
        "questions": 12,
        "briefings": 2,
        "sentences": 1239,
        "answerable": 2,
        "unanswerable": 1,
        "foreign": 1,
        "s_at_1": 0.5,
        "s_at_3": 1.0,
        "s_at_10": 1.0,
        "mrr": 0.75,
        "refusal_rate": 0.0,
        "false_refusal_rate": 0.0,
        "auc": 0.5,
        "min_confidence": 0.22,
        "median_seconds": 0.03,
        "p95_seconds": 0.04,
    }
    assert document["found"]["s_at_1"] == HALF
    assert document["refusals"][0] == {
        "case": "answerable",
        "answered": HALF,
        "unsure": HALF,
        "auc": None,
        "refused": {"value": 0.0, "low": 0.0, "high": 0.0, "count": 2},
    }
    assert [one["confidence"] for one in document["calibration"]["bins"]] == [0.7, 0.8, 0.9]
    assert document["selections"]["quotes"] == ONE
    assert document["selections"]["precision"]["value"] == 2 / 3
    assert document["seconds"] == {"median": 0.03, "p95": 0.04, "count": 3}
    without = document["without_reranker"]
    assert (without["s_at_1"], without["seconds"]["median"]) == (HALF, 0.02)
    assert without["gain_at_3"] == HALF  # the first question is found by the reranker alone


def test_without_a_reranker_there_is_nothing_to_compare():
    report = summed_up(Source("q.jsonl", "own", 1), [], OUTCOMES[2:3], Timed([0.1], []), [], 0.5)
    assert report.as_dict()["without_reranker"] is None
    assert (report.as_dict()["s_at_1"], report.false_refusal_rate, report.auc) == (None, None, None)
    titles = [table.title.split(":")[0] for table in tables([report])]
    assert titles == ["Found", "Refused", "Confidence"]


def test_people_see_a_table_of_each_kind(report):
    language = LanguageReport("q.tr.json", "tr", 7, Rate(0.5, 0.25, 0.75, 7), None, None, Rate(0.125, 0.0, 0.5, 7))
    found, refused, confidence, selected, languages, reranker, left_out = tables(
        [report], [language], {"notes.json": "is in no known format."}
    )
    assert dict(zip(found.headings, found.rows[0], strict=True)) == {
        "file": "q.json",
        "questions": "2 of 12",
        "briefings": "2",
        "sentences": "1,239",
        "S@1": "0.500 (0.000 to 1.000)",
        "S@3": "1.000 (1.000 to 1.000)",
        "S@10": "1.000 (1.000 to 1.000)",
        "MRR": "0.750 (0.500 to 1.000)",
        "seconds": "0.030",
        "95 % below": "0.040",
    }
    assert refused.title == "Refused: with a confidence below 0.22"
    assert [row[1:3] for row in refused.rows] == [
        ("answered by the briefings", "2"),
        ("their paragraph left out", "1"),
        ("their article left out", "1"),
    ]
    assert [row[1:4] for row in confidence.rows] == [
        ("0.7 to 0.8", "1", "0.700"),
        ("0.8 to 0.9", "1", "0.800"),
        ("0.9 to 1.0", "1", "0.900"),
        ("all", "3", ""),
    ]
    assert selected.rows[0][-1] == "0.500 (0.500 to 0.500) of 1 questions"
    assert languages.rows == (("tr", "7", "0.500 (0.250 to 0.750)", "-", "-", "0.125 (0.000 to 0.500)"),)
    assert reranker.rows[0][-2:] == ("0.030", "0.020")
    assert left_out.rows == (("notes.json", "is in no known format."),)


def test_of_our_own_questions_it_is_said_how_many_nothing_answers():
    report = summed_up(Source("q.jsonl", "own", 3), [], OUTCOMES[:3], Timed([0.1], []), [], 0.5)
    found, refused, *_ = report.as_tables()
    assert found.rows[0][1] == "2, and 1 unanswerable"
    assert refused.rows[1][1] == "not in the briefings"


def test_a_rate_is_shown_with_its_interval():
    assert shown(Rate(0.12345, 0.1, 0.2, 9)) == "0.123 (0.100 to 0.200)"
    assert shown(None) == "-"
