"""The store: SQLite is the truth. The only package that imports sqlite3."""

from index.store.publish import text_sha256
from index.store.rows import SentenceRow, Version
from index.store.snapshot import Snapshot, Unit
from index.store.store import Store, check_model

__all__ = ["SentenceRow", "Snapshot", "Store", "Unit", "Version", "check_model", "text_sha256"]
