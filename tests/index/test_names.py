"""What people call briefings."""

import datetime

import pytest

from index.datatypes import Briefing
from index.names import called


def briefing(name, title, *tags):
    day = datetime.date(2026, 1, 1)
    published = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
    return Briefing(name, title, day, "en", tags, "a" * 64, "b" * 64, 100, 10, 0, published)


BALTIC = briefing("2025-06-12-baltic.md", "Baltic states order a shared air defence", "defence")
DELAY = briefing("2026-01-22-delay.md", "Baltic air defence arrives late", "defence", "money")
TURKEY = briefing("f35.md", "Turkey looks for a way back to the F-35", "defence")
SUMMIT = briefing("summit.pdf", "What the allies agreed", "turkey")
RUSSIAN = briefing("report.docx", "Экспорт зерна через Чёрное море")
ALL = [BALTIC, DELAY, TURKEY, SUMMIT, RUSSIAN]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("2025-06-12-baltic.md", [BALTIC]),
        ("2025-06-12-BALTIC", [BALTIC]),
        ("what the allies agreed", [SUMMIT]),
        ("Baltic states", [BALTIC]),
        ("the Baltic briefing", [BALTIC, DELAY]),
        ("baltics", [BALTIC, DELAY]),
        ("air defence late", [DELAY]),
        ("turkey", [TURKEY]),
        ("allies turkey", [SUMMIT]),
        ("money", [DELAY]),
        ("f-35", [TURKEY]),
        ("экспорте зерно", [RUSSIAN]),
        ("ally", []),
        ("b", []),
        ("defensive", []),
        ("", []),
        ("the", []),
        ("/../../etc/passwd", []),
        ("🙂", []),
        ("(", []),
    ],
)
def test_called(name, meant):
    assert called(name, ALL) == meant
