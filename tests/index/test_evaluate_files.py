"""Several files of questions, translations among them, measured in one go."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index import BriefingError
from index.evaluate import evaluate_files
from index.evaluate.languages import english_original
from index.evaluate.questions import Article, Paragraph, subject_folds

ENGLISH = {"Zebras": "Zebras eat grass.", "Whales": "Whales sing songs."}
GERMAN = {"Zebras": "Zebras fressen Gras.", "Whales": "Wale singen Lieder."}
QUESTIONS = {"en": {"Zebras": "Who eats grass?", "Whales": "Who sings songs?"}}
QUESTIONS["de"] = {"Zebras": "Wer frisst Gras?", "Whales": "Was singen Wale?"}


def write_squad(path, texts, language):
    data = [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": text,
                    "qas": [
                        {
                            "id": title,
                            "question": QUESTIONS[language][title],
                            "answers": [{"text": text.split()[0], "answer_start": 0}],
                        }
                    ],
                }
            ],
        }
        for title, text in texts.items()
    ]
    path.write_text(json.dumps({"data": data}), encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "questions"
    folder.mkdir()
    write_squad(folder / "small.en.json", ENGLISH, "en")
    write_squad(folder / "small.de.json", GERMAN, "de")
    (folder / "README.md").write_text("What is here.", encoding="utf-8")
    (folder / "settings.json").write_text("{}", encoding="utf-8")
    (folder / "deeper").mkdir()
    return folder


def test_a_folder_is_measured_with_its_translations(index, folder):
    evaluation = evaluate_files(index, [folder])
    assert [report.source.file for report in evaluation.reports] == ["small.en.json"]
    assert list(evaluation.left_out) == ["settings.json"]
    english, german = evaluation.languages
    assert (english.language, english.questions, english.english_s_at_1) == ("en", 2, None)
    assert english.s_at_1 == evaluation.reports[0].found.s_at_1
    assert (german.file, german.language, german.questions) == ("small.de.json", "de", 2)
    assert german.s_at_1
    assert german.s_at_1.value == 1
    assert german.english_s_at_3
    assert german.english_s_at_3.value == 1  # there are but two sentences
    titles = [table.title.split(":")[0] for table in evaluation.as_tables()]
    assert titles == ["Found", "Refused", "Confidence", "Shown", "Languages", "Left out"]


def test_files_and_folders_for_machines(index, folder, tmp_path):
    own = tmp_path / "own.jsonl"
    own.write_text('{"id": "1", "question": "Who?", "expected": "he"}', encoding="utf-8")
    document = json.loads(json.dumps(evaluate_files(index, [folder, own], limit=1).as_dict()))
    assert [(report["file"], report["answerable"]) for report in document["reports"]] == [
        ("small.en.json", 1),
        ("own.jsonl", 1),
    ]
    assert [(report["language"], report["questions"]) for report in document["languages"]] == [("en", 1), ("de", 1)]
    assert document["left_out"].keys() == {"settings.json"}


def test_a_translation_alone_is_measured_as_any_file(index, folder):
    (folder / "small.en.json").unlink()
    evaluation = evaluate_files(index, [folder])
    assert [report.source.file for report in evaluation.reports] == ["small.de.json"]
    assert evaluation.languages == []


def test_of_several_files_a_sample_is_asked_and_of_the_one_to_measure_by_all(index, folder, monkeypatch):
    monkeypatch.setattr("index.evaluate.evaluate.SAMPLE", 1)
    assert evaluate_files(index, [folder]).reports[0].answerable == 1
    monkeypatch.setattr("index.evaluate.evaluate.ASKED_WHOLE", "small.en.json")
    assert evaluate_files(index, [folder]).reports[0].answerable == 2
    assert evaluate_files(index, [folder], limit=1).reports[0].answerable == 1


def test_where_there_is_nothing_to_ask_it_is_said(index, folder):
    for path in folder.glob("small.*"):
        path.unlink()
    with pytest.raises(BriefingError, match="There is no file of questions in"):
        evaluate_files(index, [folder])
    with pytest.raises(BriefingError, match="is in no known format"):
        evaluate_files(index, [folder / "settings.json", folder])
    with pytest.raises(BriefingError, match="There is no file"):
        evaluate_files(index, [folder, folder / "none.json"])


def test_a_translation_is_told_by_its_name():
    paths = [Path(name) for name in ("d/x.en.json", "d/x.tr.json", "d/y.tr.json", "x.tr.json", "d/x.json")]
    originals = {str(path): english_original(path, paths) for path in paths}
    assert {name for name, original in originals.items() if original} == {"d/x.tr.json"}
    assert originals["d/x.tr.json"] == Path("d/x.en.json")


def articles(*titles):
    return [
        Article(f"{number} {title}".strip(), title, "", (Paragraph(number, 0, "Text."),))
        for number, title in enumerate(titles)
    ]


def test_articles_are_dealt_out_by_their_subjects():
    folds = subject_folds(articles("A", "B", "A", "C", "D", "E", "F"))
    assert folds == {"0 A": 0, "1 B": 1, "2 A": 0, "3 C": 2, "4 D": 3, "5 E": 4, "6 F": 0}
    assert subject_folds(articles("", "", "")) == {"0": 0, "1": 1, "2": 2}  # COVID-QA's have no title
    assert subject_folds(articles("A", "B")) == {"0 A": 0, "1 B": 1}
    assert subject_folds(articles("A", "A")) == {}
