"""The sample briefings, with the packaged models and the default settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import BriefingIndex, IndexSettings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def index(tmp_path_factory):
    settings = IndexSettings(
        _env_file=None, data_dir=tmp_path_factory.mktemp("data"), briefings_dir=ROOT / "briefings", ocr=False
    )
    index = BriefingIndex(settings)
    index.sync()
    yield index
    index.close()
