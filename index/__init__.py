"""The index: briefings in, quotes out. Knows nothing of Telegram; these names are all that others use of it."""

from index.briefing_index import BriefingIndex
from index.datatypes import (
    Answer,
    Briefing,
    Citation,
    Context,
    Filters,
    Question,
    Quote,
    Searched,
    Span,
    SyncReport,
    Verification,
)
from index.errors import BriefingError, NoSuchDateError, StoreError, UnreadableError
from index.settings import IndexSettings, load_settings

__all__ = [
    "Answer",
    "Briefing",
    "BriefingError",
    "BriefingIndex",
    "Citation",
    "Context",
    "Filters",
    "IndexSettings",
    "NoSuchDateError",
    "Question",
    "Quote",
    "Searched",
    "Span",
    "StoreError",
    "SyncReport",
    "UnreadableError",
    "Verification",
    "load_settings",
]
