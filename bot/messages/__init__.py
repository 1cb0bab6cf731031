"""Every sentence that the bot says, in three languages."""

from __future__ import annotations

from dataclasses import dataclass

from bot.messages import access, answers, sources


@dataclass(frozen=True, slots=True)
class Texts:
    """All sentences in one language, by what they are about."""

    language: str
    access: access.AccessTexts
    answers: answers.AnswerTexts
    sources: sources.SourceTexts


ENGLISH = Texts("en", access.ENGLISH, answers.ENGLISH, sources.ENGLISH)
TURKISH = Texts("tr", access.TURKISH, answers.TURKISH, sources.TURKISH)
RUSSIAN = Texts("ru", access.RUSSIAN, answers.RUSSIAN, sources.RUSSIAN)
LANGUAGES = {texts.language: texts for texts in (ENGLISH, TURKISH, RUSSIAN)}


def texts_for(language_code: str | None) -> Texts:
    """Choose the language of a person by the code that Telegram tells ("tr", "ru-RU"); English for all others."""
    primary = (language_code or "").replace("_", "-").split("-")[0].lower()
    return LANGUAGES.get(primary, ENGLISH)
