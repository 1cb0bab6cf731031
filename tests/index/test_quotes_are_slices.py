"""The promise of the whole index, from a file to an answer: a quote is a slice of the stored text."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import BriefingIndex, IndexSettings
from index.store import text_sha256

ODD = [
    "Turkey", "was removed.", "S-400s.", "U.S.", "F-35", "Mr. Erdoğan", "İstanbul", "ß", "ﬁ", "…", "?!", "“quoted.”",
    "(a)", "e\u0301te\u0301", "Å\u030a", "n\u0303", "\u200f", "\u202e", "\u2066", "\u00ad", "\ufeff", "\u00a0",
    "\u2028", "😀!", "👨‍👩‍👧‍👦", "🇹🇷", "\U0001f468\u200d", "𝔘𝔫𝔦", "\x0c", "\x0b", "\x85", "\t",
    "שלום עולם.", "مرحبا بالعالم؟", "می‌خواهم", "北京。", "日本語です。", "ไทย", "Привет!", "ក្រុង", "தமிழ்",
    "1.", "- ", "* ", "# ", "|", "\\", "<b>", "&amp;", "&lt;", "```", "_x_", "[a](b)", "a" * 300,
]  # fmt: skip
ENDS = ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", " ", "  ", ""]

pieces = st.one_of(st.sampled_from(ODD), st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=12))
odd_texts = st.lists(st.tuples(pieces, st.sampled_from(ENDS)), min_size=8, max_size=80).map(
    lambda parts: "".join(piece + end for piece, end in parts)
)


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def index(folder, module_embedder):
    (folder / "briefings").mkdir()
    settings = IndexSettings(
        _env_file=None,
        data_dir=folder / "data",
        briefings_dir=folder / "briefings",
        min_confidence=0,
        reranker="none",
        ocr=False,
    )
    index = BriefingIndex(settings, module_embedder)
    yield index
    index.close()


@settings(max_examples=80, deadline=None)
@given(text=odd_texts, suffix=st.sampled_from(["txt", "md", "html"]), question=pieces)
def test_every_quote_is_a_slice_of_the_stored_text(folder, index, text, suffix, question):
    briefings = folder / "briefings"
    for path in briefings.iterdir():
        path.unlink()
    (briefings / "other.txt").write_text("Ships with wheat left Odesa.")
    (briefings / f"odd.{suffix}").write_bytes(text.encode())
    report = index.sync()
    assert set(report.unreadable) <= {f"odd.{suffix}"}
    stored = {briefing.name: index.text(briefing.name) for briefing in index.briefings()}
    asked = f"What of {question}"
    answer = index.ask(asked, k=5)
    quotes = [*answer.quotes, *answer.nearest, *index.search(asked, 20)]
    assert quotes
    for quote in quotes:
        citation = quote.citation
        assert quote.text
        assert quote.text == stored[citation.briefing][citation.span.start : citation.span.end]
        assert citation.sha256 == text_sha256(stored[citation.briefing])
        verification = index.verify(citation.id)
        assert (verification.status, verification.text) == ("unchanged", quote.text)
        context = index.context(citation.id)
        assert context.text == stored[citation.briefing][context.span.start : context.span.end]
        assert context.span.start <= citation.span.start < citation.span.end <= context.span.end
    assert index.check() == []
