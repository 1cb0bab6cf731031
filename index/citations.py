"""Citations that come back: what has become of a quote, and what stands around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.datatypes import CITATION_HASH_DIGITS, Citation, Context, Span, Verification
from index.errors import BriefingError

if TYPE_CHECKING:
    from index.store import Snapshot, Version

CITATION_ID = re.compile(rf"([0-9a-f]{{{CITATION_HASH_DIGITS}}})-(\d{{1,9}})-(\d{{1,9}})")


def verify(snapshot: Snapshot, citation_id: str) -> Verification:
    """Tell what has become of a quote.

    :raises BriefingError: when it has not the form of a citation's id.
    """
    found = _cited_version(snapshot, citation_id)
    if found is None:
        return Verification("unknown", None, None)
    version, span = found
    quote = snapshot.text(version.id)[span.start : span.end]
    citation = _citation(snapshot, version, span)
    if version.end_reason is None:
        return Verification("unchanged", quote, citation)
    successor = snapshot.published(version.briefing.name)
    if successor is None:
        return Verification("withdrawn", quote, citation)
    position = snapshot.text(successor.id).find(quote)
    if position < 0:
        return Verification("changed", quote, citation)
    moved = Span(position, position + len(quote))
    return Verification("moved", quote, _citation(snapshot, successor, moved))


def locate(snapshot: Snapshot, citation_id: str) -> Context:
    """Show the passage in which a quote stands.

    :raises BriefingError: when its briefing is not published as it was cited.
    """
    found = _cited_version(snapshot, citation_id)
    if found is None:
        raise BriefingError(f"There is no quote {citation_id}.")
    version, span = found
    if version.end_reason:
        raise BriefingError(f"The briefing {version.briefing.title!r} was {version.end_reason} since it was quoted.")
    first = snapshot.passage_span(version.id, span.start) or span
    last = snapshot.passage_span(version.id, span.end - 1) or span
    around = Span(min(first.start, span.start), max(last.end, span.end))
    text = snapshot.text(version.id)[around.start : around.end]
    return Context(text, around, span, _citation(snapshot, version, span))


def _cited_version(snapshot: Snapshot, citation_id: str) -> tuple[Version, Span] | None:
    parts = CITATION_ID.fullmatch(citation_id.strip())
    if parts is None:
        raise BriefingError(f"{citation_id[:80]!r} is no citation; one looks like 0123456789abcdef-120-284.")
    prefix, start, end = parts[1], int(parts[2]), int(parts[3])
    for version in snapshot.versions_with_hash(prefix):
        if start < end <= version.briefing.characters:
            return version, Span(start, end)
    return None


def _citation(snapshot: Snapshot, version: Version, span: Span) -> Citation:
    briefing, sentence = version.briefing, snapshot.sentence_at(version.id, span.start)
    return Citation(
        briefing=briefing.name,
        title=briefing.title,
        date=briefing.date,
        sha256=briefing.sha256,
        section=sentence.section if sentence else None,
        page=sentence.page if sentence else None,
        span=span,
    )
