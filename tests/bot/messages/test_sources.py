"""The three languages say the same with the same names to fill in, and count as their grammars want."""

import dataclasses
import datetime
import string

import pytest

from bot.messages import LANGUAGES, sources
from bot.messages.wording import russian_count

TRANSLATIONS = [sources.TURKISH, sources.RUSSIAN]


def placeholders(template):
    return sorted(name for _, name, _, _ in string.Formatter().parse(template) if name is not None)


@pytest.mark.parametrize("texts", TRANSLATIONS)
@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(sources.SourceTexts)])
def test_translations_are_complete(texts, field):
    english, translated = getattr(sources.ENGLISH, field), getattr(texts, field)
    if isinstance(english, str):
        assert placeholders(translated) == placeholders(english)
        assert translated.strip()
        assert translated != english
    elif not callable(english):
        assert translated.keys() == english.keys()


@pytest.mark.parametrize("texts", [texts.sources for texts in LANGUAGES.values()])
def test_limits_of_telegram(texts):
    assert all(1 <= len(description) <= 256 for description in texts.commands.values())
    assert all(len(text) < 4000 for text in (texts.help, texts.privacy, texts.about))
    # shown in a small window, cut off after 200 characters; a title fits
    assert len(texts.gone) <= 200
    assert len(texts.focus_set.format(title="t" * 90)) <= 200


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 страниц"), (1, "1 страница"), (2, "2 страницы"), (5, "5 страниц"), (11, "11 страниц"), (12, "12 страниц"),
     (21, "21 страница"), (22, "22 страницы"), (112, "112 страниц"), (1000, "1\u00a0000 страниц")],
)  # fmt: skip
def test_russian_counts(count, text):
    assert russian_count("страница", "страницы", "страниц")(count) == text


def test_dates_and_counts():
    date = datetime.date(2026, 5, 3)
    assert [texts.sources.date(date) for texts in LANGUAGES.values()] == ["3 May 2026", "3 Mayıs 2026", "3 мая 2026"]
    assert sources.ENGLISH.pages(1) == "1 page"
    assert sources.ENGLISH.sentences(1200) == "1,200 sentences"
    assert sources.TURKISH.sentences(1200) == "1.200 cümle"
