"""Every sentence that the bot says, in three languages."""

from __future__ import annotations

from dataclasses import dataclass

from bot.messages import access, answers, corrections, editing, jobs, operations, sources, uploads


@dataclass(frozen=True, slots=True)
class Texts:
    """All sentences in one language, by what they are about."""

    language: str
    access: access.AccessTexts
    answers: answers.AnswerTexts
    corrections: corrections.CorrectionTexts
    editing: editing.EditingTexts
    jobs: jobs.JobTexts
    operations: operations.OperationTexts
    sources: sources.SourceTexts
    uploads: uploads.UploadTexts


ENGLISH = Texts(
    "en",
    access=access.ENGLISH,
    answers=answers.ENGLISH,
    corrections=corrections.ENGLISH,
    editing=editing.ENGLISH,
    jobs=jobs.ENGLISH,
    operations=operations.ENGLISH,
    sources=sources.ENGLISH,
    uploads=uploads.ENGLISH,
)
TURKISH = Texts(
    "tr",
    access=access.TURKISH,
    answers=answers.TURKISH,
    corrections=corrections.TURKISH,
    editing=editing.TURKISH,
    jobs=jobs.TURKISH,
    operations=operations.TURKISH,
    sources=sources.TURKISH,
    uploads=uploads.TURKISH,
)
RUSSIAN = Texts(
    "ru",
    access=access.RUSSIAN,
    answers=answers.RUSSIAN,
    corrections=corrections.RUSSIAN,
    editing=editing.RUSSIAN,
    jobs=jobs.RUSSIAN,
    operations=operations.RUSSIAN,
    sources=sources.RUSSIAN,
    uploads=uploads.RUSSIAN,
)
LANGUAGES = {texts.language: texts for texts in (ENGLISH, TURKISH, RUSSIAN)}


def texts_for(language_code: str | None) -> Texts:
    """Choose the language of a person by the code that Telegram tells ("tr", "ru-RU"); English for all others."""
    primary = (language_code or "").replace("_", "-").split("-")[0].lower()
    return LANGUAGES.get(primary, ENGLISH)
