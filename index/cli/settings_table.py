"""What `settings` shows: every setting with its environment variable, value in force, default and description."""

from __future__ import annotations

from dataclasses import dataclass

from index.settings import PREFIX, IndexSettings


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting. Paths are given as text, so that all values are of a type that JSON has."""

    name: str
    variable: str
    value: str | int | float | bool | None
    default: str | int | float | bool
    description: str


def setting_rows(settings: IndexSettings | None) -> list[SettingRow]:
    """All settings, in the order in which they are documented.

    :param settings: those in force; None when they cannot be read, then no row has a value.
    """
    values = settings.model_dump(mode="json") if settings else {}
    defaults = IndexSettings.model_construct().model_dump(mode="json")
    return [
        SettingRow(name, PREFIX + name.upper(), values.get(name), defaults[name], field.description or "")
        for name, field in IndexSettings.model_fields.items()
    ]
