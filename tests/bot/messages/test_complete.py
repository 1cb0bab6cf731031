"""All three languages say everything, with the same things filled in."""

from __future__ import annotations

import dataclasses
import re

import pytest

from bot.messages import ENGLISH, RUSSIAN, TURKISH, texts_for

AREAS = tuple(field.name for field in dataclasses.fields(ENGLISH) if field.name != "language")


def sentences(texts, area):
    """Every sentence of an area by its name; of a mapping each value."""
    for field in dataclasses.fields(getattr(texts, area)):
        value = getattr(getattr(texts, area), field.name)
        if isinstance(value, str):
            yield field.name, value
        elif isinstance(value, dict):
            yield from ((f"{field.name}.{key}", text) for key, text in value.items() if isinstance(text, str))


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("other", [TURKISH, RUSSIAN])
def test_the_same_is_filled_in(area, other):
    english, translated = dict(sentences(ENGLISH, area)), dict(sentences(other, area))
    assert english.keys() == translated.keys()
    for name, text in english.items():
        assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", translated[name])), name
        assert text.strip() or not translated[name].strip(), name


@pytest.mark.parametrize("texts", [ENGLISH, TURKISH, RUSSIAN])
def test_what_telegram_shows_in_small_is_short(texts):
    for area in AREAS:
        for name, text in sentences(texts, area):
            if name.endswith("_toast"):
                assert len(text) <= 200, name
            if name.startswith("commands."):
                assert 1 <= len(text) <= 256, name


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("tr", "tr"),
        ("tr-TR", "tr"),
        ("ru", "ru"),
        ("ru_RU", "ru"),
        ("RU", "ru"),
        ("en", "en"),
        ("de", "en"),
        (None, "en"),
        ("", "en"),
    ],
)
def test_language_of_a_person(code, language):
    assert texts_for(code).language == language
