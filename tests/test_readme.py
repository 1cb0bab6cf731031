"""The README names every setting."""

from pathlib import Path

import pytest

from bot.settings import BotSettings

README = Path(__file__).parents[1] / "README.md"


@pytest.mark.parametrize("name", BotSettings.model_fields)
def test_the_readme_has_the_setting_with_its_meaning(name):
    (row,) = [line for line in README.read_text("utf-8").splitlines() if line.startswith(f"| `BOT_{name.upper()}`")]
    assert row.endswith(f"| {BotSettings.model_fields[name].description} |")
