"""What the tests of the index share beside tests/conftest.py."""

from __future__ import annotations

import pytest
from three_briefings import GRAIN, TURKEY, write


@pytest.fixture
def folder(settings):
    return settings.briefings_dir


@pytest.fixture
def upload(tmp_path):
    """Write a file elsewhere, as one that was uploaded."""

    def upload(text, name="upload"):
        path = tmp_path / "uploads" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    return upload


@pytest.fixture
def published(index, folder):
    """An index in which two of the texts are published."""
    write(folder, turkey=TURKEY, grain=GRAIN)
    index.sync()
    return index
