"""Citations that come back: what has become of a quote, and what stands around it."""

from __future__ import annotations

import re
from dataclasses import replace
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
    citation = _citation(snapshot, version, span)
    if version.deleted:
        return Verification("withdrawn", None, citation)
    quote = snapshot.text(version.id)[span.start : span.end]
    if version.end_reason is None:
        return Verification("unchanged", quote, citation)
    heir = snapshot.editions.heir(version)
    if heir is None:
        return Verification("withdrawn", quote, citation)
    position = snapshot.text(heir.id).find(quote)
    if position < 0:
        return Verification("changed", quote, citation, heir.briefing)
    moved = Span(position, position + len(quote))
    return Verification("moved", quote, _citation(snapshot, heir, moved))


def locate(snapshot: Snapshot, citation_id: str, offset: int = 0) -> Context:
    """Show the passage in which a quote stands, or one that is so many passages after it (before: negative).

    :raises BriefingError: when its briefing is not published as it was cited, or ends before.
    """
    found = _cited_version(snapshot, citation_id)
    if found is None:
        raise BriefingError(f"There is no quote {citation_id}.")
    version, span = found
    if version.end_reason:
        raise BriefingError(f"The briefing {version.briefing.title!r} was {version.end_reason} since it was quoted.")
    passages = snapshot.passage_spans(version.id)
    first = sum(passage.end <= span.start for passage in passages)
    last = sum(passage.start < span.end for passage in passages) - 1  # before the first one where the quote is in none
    citation = _citation(snapshot, version, span)
    if offset:
        first = last = last + offset if offset > 0 else first + offset
        if not 0 <= first < len(passages):
            raise BriefingError(f"The briefing {version.briefing.title!r} has no more text there.")
        around = passages[first]
        there = _citation(snapshot, version, around)
        citation = replace(citation, section=there.section, page=there.page)
    else:
        own = [span, *passages[first : last + 1]]
        around = Span(min(part.start for part in own), max(part.end for part in own))
    text = snapshot.text(version.id)[around.start : around.end]
    return Context(text, around, span, citation, goes_on_before=first > 0, goes_on_after=last < len(passages) - 1)


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
