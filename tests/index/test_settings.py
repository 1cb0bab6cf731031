from __future__ import annotations

from pathlib import Path

import pytest

from index import BriefingError, IndexSettings, load_settings


@pytest.fixture(autouse=True)
def clean_environment(tmp_path, monkeypatch):
    for name in IndexSettings.model_fields:
        monkeypatch.delenv(f"INDEX_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_every_setting_has_a_default_and_says_what_it_is():
    settings = load_settings()
    assert (settings.data_dir, settings.briefings_dir) == (Path("data"), Path("briefings"))
    assert (settings.embedding_model, settings.reranker, settings.precision) == ("packaged", "packaged", "auto")
    assert 0 < settings.min_confidence <= settings.sure_confidence < 1
    assert all(field.description for field in IndexSettings.model_fields.values())


def test_settings_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("INDEX_DATA_DIR", "/somewhere")
    monkeypatch.setenv("INDEX_MIN_CONFIDENCE", "0.25")
    monkeypatch.setenv("INDEX_OCR", "no")
    monkeypatch.setenv("INDEX_RERANKER", "none")
    settings = load_settings()
    assert settings.reranker == "none"
    assert (settings.data_dir, settings.min_confidence, settings.ocr) == (Path("/somewhere"), 0.25, False)


def test_settings_come_from_a_file_and_the_environment_wins(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("INDEX_DATA_DIR=here\nINDEX_THREADS=2\nBOT_TOKEN=other\n")
    monkeypatch.setenv("INDEX_THREADS", "3")
    settings = load_settings()
    assert (settings.data_dir, settings.threads) == (Path("here"), 3)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        (
            "INDEX_MIN_CONFIDENCE",
            "2",
            "INDEX_MIN_CONFIDENCE='2' does not fit: input should be less than or equal to 1.",
        ),
        (
            "INDEX_THREADS",
            "many",
            "INDEX_THREADS='many' does not fit: input should be a valid integer, unable to parse string as an integer.",
        ),
        (
            "INDEX_EMBEDDING_MODEL",
            "",
            "INDEX_EMBEDDING_MODEL='' does not fit: string should have at least 1 character.",
        ),
        ("INDEX_RERANKER", "", "INDEX_RERANKER='' does not fit: string should have at least 1 character."),
        (
            "INDEX_SURE_CONFIDENCE",
            "-1",
            "INDEX_SURE_CONFIDENCE='-1' does not fit: input should be greater than or equal to 0.",
        ),
        (
            "INDEX_PRECISION",
            "int4",
            "INDEX_PRECISION='int4' does not fit: input should be 'auto', 'float32' or 'bfloat16'.",
        ),
        ("INDEX_DATADIR", "x", "INDEX_DATADIR is not a setting; python -m index settings lists them all."),
    ],
)
def test_what_does_not_fit_is_named(monkeypatch, variable, value, message):
    monkeypatch.setenv(variable, value)
    with pytest.raises(BriefingError) as error:
        load_settings()
    assert str(error.value) == message


def test_a_settings_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / ".env").write_bytes(b"INDEX_DATA_DIR=\xff\xfe\n")
    with pytest.raises(BriefingError, match=r"The file \.env cannot be read: "):
        load_settings()


def test_settings_do_not_change():
    with pytest.raises(ValueError, match="frozen"):
        load_settings().threads = 3
