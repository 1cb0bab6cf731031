"""What the index says of a document or briefing, as JSON in the bot's own database, and back."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

from index import Briefing, Likeness, Preview

if TYPE_CHECKING:
    from collections.abc import Mapping


def dumped(value: Any) -> str:  # noqa: ANN401 - a dataclass of the index, or a dict
    """Write a value with its dates."""
    plain = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    return json.dumps(plain, default=lambda date: date.isoformat(), ensure_ascii=False)


def preview_of(values: Mapping[str, Any]) -> Preview:
    """Read a Preview."""
    twin, replaces = values["twin"], values["replaces"]
    return Preview(
        **dict(values)
        | {
            "date": day_of(values["date"]),
            "tags": tuple(values["tags"]),
            "empty_pages": tuple(values["empty_pages"]),
            "samples": tuple(values["samples"]),
            "twin": briefing_of(twin) if twin else None,
            "alike": tuple(Likeness(briefing_of(one["briefing"]), one["share"]) for one in values["alike"]),
            "replaces": briefing_of(replaces) if replaces else None,
        }
    )


def briefing_of(values: Mapping[str, Any]) -> Briefing:
    """Read a Briefing."""
    published_at = datetime.datetime.fromisoformat(values["published_at"])
    return Briefing(
        **dict(values) | {"date": day_of(values["date"]), "tags": tuple(values["tags"]), "published_at": published_at}
    )


def day_of(text: str | None) -> datetime.date | None:
    """Read a date."""
    return datetime.date.fromisoformat(text) if text else None
