"""What flows between the modules: frozen values and nothing that does anything.

Every position is a code point offset into the stored text of one briefing, every span is half-open.
"""

from index.datatypes.answers import (
    CITATION_HASH_DIGITS,
    Answer,
    Citation,
    Context,
    Filters,
    Hit,
    Question,
    Quote,
    Searched,
    Verification,
    VerificationStatus,
)
from index.datatypes.briefings import Briefing, Canary, Changes, Edition, Likeness, Preview, Status, SyncReport
from index.datatypes.documents import (
    NO_DATE,
    Block,
    BlockKind,
    Details,
    Document,
    Extract,
    Page,
    Passage,
    PassageEntry,
    Sentence,
    SentenceEntry,
    Span,
)

__all__ = [
    "CITATION_HASH_DIGITS",
    "NO_DATE",
    "Answer",
    "Block",
    "BlockKind",
    "Briefing",
    "Canary",
    "Changes",
    "Citation",
    "Context",
    "Details",
    "Document",
    "Edition",
    "Extract",
    "Filters",
    "Hit",
    "Likeness",
    "Page",
    "Passage",
    "PassageEntry",
    "Preview",
    "Question",
    "Quote",
    "Searched",
    "Sentence",
    "SentenceEntry",
    "Span",
    "Status",
    "SyncReport",
    "Verification",
    "VerificationStatus",
]
