from __future__ import annotations

import pytest

from index import BriefingError, Citation, Context, Span, Verification
from index.store import text_sha256

TEXT = """# Removal

Turkey was removed. It bought missiles. Talks go on.

# Wheat

Ships left Odesa."""
TALKS = "Talks go on."


@pytest.fixture
def write(settings, index):
    """Write files of the folder, or delete them (None), and sync."""

    def write(**texts):
        for stem, text in texts.items():
            path = settings.briefings_dir / f"{stem}.txt"
            path.unlink(missing_ok=True)
            if text is not None:
                path.write_text(text)
        return index.sync()

    return write


@pytest.fixture
def cite(index):
    """The id of the citation of some words in a published briefing."""

    def cite(words, name="a.txt"):
        text = index.text(name)
        start = text.index(words)
        return f"{text_sha256(text)[:16]}-{start}-{start + len(words)}"

    return cite


def test_a_quote_of_what_is_published_is_unchanged(index, write, cite):
    write(a=TEXT)
    verification = index.verify(cite(TALKS))
    assert (verification.status, verification.text) == ("unchanged", TALKS)
    start = index.text("a.txt").index(TALKS)
    assert verification.citation.span == Span(start, start + len(TALKS))
    assert verification.citation.briefing == "a.txt"
    assert verification.citation.sha256 == text_sha256(index.text("a.txt"))


def test_a_citation_that_comes_back_is_the_one_that_was_given(index, write):
    write(a=TEXT)
    for quote in index.ask("Who removed Turkey?").quotes:
        verification = index.verify(quote.citation.id)
        assert verification == Verification("unchanged", quote.text, quote.citation)


def test_words_that_still_stand_in_the_new_text_have_moved(index, write, cite):
    write(a=TEXT)
    citation_id = cite(TALKS)
    write(a=f"Something new. {TEXT}")
    verification = index.verify(citation_id)
    assert (verification.status, verification.text) == ("moved", TALKS)
    assert verification.citation.id == cite(TALKS) != citation_id
    assert index.verify(verification.citation.id).status == "unchanged"


def test_words_that_are_gone_from_the_new_text_have_changed(index, write, cite):
    write(a=TEXT)
    citation_id, sha256 = cite(TALKS), text_sha256(index.text("a.txt"))
    write(a=TEXT.replace("Talks", "Negotiations"))
    verification = index.verify(citation_id)
    assert (verification.status, verification.text, verification.citation.sha256) == ("changed", TALKS, sha256)


def test_a_briefing_that_was_taken_out_is_withdrawn(index, write, cite):
    write(a=TEXT, b="Another text.")
    citation_id = cite(TALKS)
    write(a=None)
    assert (index.verify(citation_id).status, index.verify(citation_id).text) == ("withdrawn", TALKS)


def test_one_that_was_replaced_and_then_taken_out_is_withdrawn(index, write, cite):
    write(a=TEXT, b="Another text.")
    citation_id = cite(TALKS)
    write(a="Something else.")
    write(a=None)
    assert index.verify(citation_id).status == "withdrawn"


def test_one_that_came_back_is_unchanged_again(index, write, cite):
    write(a=TEXT, b="Another text.")
    citation_id = cite(TALKS)
    write(a="Something else.")
    write(a=TEXT)
    assert index.verify(citation_id).status == "unchanged"


def test_a_renamed_briefing_is_unchanged_under_its_new_name(index, write, cite):
    write(a=TEXT)
    citation_id = cite(TALKS)
    write(a=None, renamed=TEXT)
    verification = index.verify(citation_id)
    assert (verification.status, verification.citation.briefing) == ("unchanged", "renamed.txt")


def test_what_was_never_published_is_unknown(index, write, cite):
    write(a=TEXT)
    known, length = cite(TALKS)[:16], len(index.text("a.txt"))
    unknown = Verification("unknown", None, None)
    assert index.verify("0123456789abcdef-0-5") == unknown
    assert index.verify(f"{known}-5-{length + 1}") == unknown
    assert index.verify(f"{known}-5-5") == unknown
    assert index.verify(f"{known}-7-3") == unknown
    assert index.verify(f"{known}-0-{length}").status == "unchanged"


@pytest.mark.parametrize(
    "citation_id",
    ["", "x", "0123456789abcdef", "0123456789abcdef-1", "0123456789ABCDEF-1-2", "0123456789abcde-1-2", "-1-2",
     "0123456789abcdef-1-2-3", "0123456789abcdef--1-2", "0123456789abcdef-1-1234567890", "0123456789abcdef-1-2\0",
     "0123456789abcdef-1 -2", "%' OR 1=1 --", "\udcff" * 5, "a" * 100_000],
)  # fmt: skip
def test_what_is_no_citation_is_refused(index, citation_id):
    message = f"{citation_id[:80]!r} is no citation; one looks like 0123456789abcdef-120-284."
    for use in (index.verify, index.context):
        with pytest.raises(BriefingError) as error:
            use(citation_id)
        assert str(error.value) == message


def test_white_space_around_a_citation_does_no_harm(index, write, cite):
    write(a=TEXT)
    assert index.verify(f"  {cite(TALKS)}\n").status == "unchanged"


def test_the_context_of_a_quote_is_its_passage(index, write, cite, settings):
    (settings.briefings_dir / "m.md").write_text(TEXT)
    index.sync()
    text = index.text("m.md")
    quote = Span(text.index("It bought"), text.index("It bought") + len("It bought missiles."))
    around = Span(text.index("Turkey was"), text.index(TALKS) + len(TALKS))
    citation = Citation("m.md", "Removal", None, text_sha256(text), "Removal", None, quote)
    assert index.context(cite("It bought missiles.", "m.md")) == Context(
        text=text[around.start : around.end], span=around, quote=quote, citation=citation, goes_on_after=True
    )


def test_the_context_of_a_quote_over_two_passages_is_both(index, write, cite, settings):
    (settings.briefings_dir / "m.md").write_text(TEXT)
    index.sync()
    text = index.text("m.md")
    words = text[text.index(TALKS) : text.index(" left")]
    context = index.context(cite(words, "m.md"))
    assert context.text == text[text.index("Turkey was") :].rstrip()
    assert context.text[context.quote.start - context.span.start : context.quote.end - context.span.start] == words


def test_words_outside_all_passages_are_their_own_context(index, write, cite, settings):
    (settings.briefings_dir / "m.md").write_text(TEXT)
    index.sync()
    context = index.context(cite("Wheat", "m.md"))
    assert (context.text, context.span, context.citation.section) == ("Wheat", context.quote, None)


def test_there_is_no_context_of_what_is_not_published_as_it_was_cited(index, write, cite):
    write(a=TEXT, b="Another text.")
    citation_id = cite(TALKS)
    write(a="Something else.")
    with pytest.raises(BriefingError, match=r"^The briefing '.*' was replaced since it was quoted\.$"):
        index.context(citation_id)
    write(a=TEXT)
    write(a=None)
    with pytest.raises(BriefingError, match=r"^The briefing '.*' was withdrawn since it was quoted\.$"):
        index.context(citation_id)
    with pytest.raises(BriefingError, match=r"^There is no quote 0123456789abcdef-0-5\.$"):
        index.context("0123456789abcdef-0-5")


def test_reading_on_from_a_quote_shows_one_passage_after_the_other(index, write, cite, settings):
    (settings.briefings_dir / "m.md").write_text(TEXT)
    index.sync()
    text, citation_id = index.text("m.md"), cite(TALKS, "m.md")
    here, after = index.context(citation_id), index.context(citation_id, 1)
    assert (here.goes_on_before, here.goes_on_after) == (False, True)
    assert (after.goes_on_before, after.goes_on_after) == (True, False)
    assert after.text == text[after.span.start : after.span.end] == "Ships left Odesa."
    assert (after.quote, after.citation.id, after.citation.section) == (here.quote, citation_id, "Wheat")
    back = index.context(cite("Ships left Odesa.", "m.md"), -1)
    assert (back.text, back.citation.section) == (here.text, "Removal")


def test_from_words_outside_all_passages_the_neighbours_are_next(index, write, cite, settings):
    (settings.briefings_dir / "m.md").write_text(TEXT)
    index.sync()
    heading = cite("Wheat", "m.md")
    assert index.context(heading).goes_on_before
    assert index.context(heading).goes_on_after
    assert index.context(heading, 1).text == "Ships left Odesa."
    assert index.context(heading, -1).text.endswith(TALKS)


@pytest.mark.parametrize("offset", [2, -1, 10**12, -(10**12)])
def test_a_briefing_ends_somewhere(index, write, cite, settings, offset):
    (settings.briefings_dir / "m.md").write_text(TEXT)
    index.sync()
    with pytest.raises(BriefingError, match="has no more text there"):
        index.context(cite(TALKS, "m.md"), offset)
