"""The store: SQLite is the truth. The only package that imports sqlite3."""

from index.store.examine import Examination, examine
from index.store.publish import Description, text_sha256
from index.store.rows import SentenceRow, Version, details_document, details_of
from index.store.snapshot import Snapshot, Unit
from index.store.store import EMPTY, Store, check_model

__all__ = [
    "EMPTY",
    "Description",
    "Examination",
    "SentenceRow",
    "Snapshot",
    "Store",
    "Unit",
    "Version",
    "check_model",
    "details_document",
    "details_of",
    "examine",
    "text_sha256",
]
