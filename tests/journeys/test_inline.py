"""Inline: @bot question in any chat."""

from __future__ import annotations

import pytest

from index import BriefingIndex, IndexSettings

TURKEY = "why was Turkey removed from F-35?"
BECAUSE = "Turkey was shut out of the F-35 programme in 2017 because it had bought S-400 missiles from Russia."


@pytest.fixture(scope="module")
def people(server):
    return server.user("Ann"), server.user("Mallory")


@pytest.fixture(scope="module")
def folder(indexed, tmp_path_factory):
    return indexed(tmp_path_factory.mktemp("inline"))


@pytest.fixture(scope="module")
def bot(server, run_bot, folder, people):
    ann, _ = people
    with run_bot(server, folder, BOT_ACCESS="closed", BOT_ALLOWED=ann.id, BOT_QUESTIONS_PER_MINUTE=1000) as running:
        yield running


@pytest.fixture
def ann(server, bot, people):
    yield people[0]
    assert [str(violation) for violation in server.violations] == []


@pytest.fixture(scope="module")
def store(folder):
    index = BriefingIndex(IndexSettings(_env_file=None, data_dir=folder / "index"))
    yield index
    index.close()


def last(server):
    return server.calls("answerInlineQuery")[-1].parameters


def test_quotes_to_post(ann, server, store):
    results = ann.inline(TURKEY)
    assert 1 <= len(results) <= 50
    assert (last(server)["is_personal"], last(server)["cache_time"]) == (True, 0)
    for result in results:
        content = result["input_message_content"]
        (quote,) = [entity for entity in content["entities"] if entity["type"] == "blockquote"]
        units = content["message_text"].encode("utf-16-le")
        text = units[2 * quote["offset"] : 2 * (quote["offset"] + quote["length"])].decode("utf-16-le")
        assert store.verify(result["id"]).text == text
        assert result["title"] == text[:200]
    assert results[0]["input_message_content"]["message_text"].startswith(
        "Turkey looks for a way back to the F-35 · 18"
    )
    assert (
        results[0]["description"]
        == "Turkey looks for a way back to the F-35 · 18 November 2025 · How the dispute began"
    )


def test_a_posted_quote_opens_in_its_context(ann, server):
    group = server.group("Friends", [ann])
    posted = ann.choose(ann.inline(TURKEY)[0], group)
    assert posted.marked("blockquote")[0].startswith(BECAUSE)
    link = ann.click(posted, "Read in context")
    payload = link.removeprefix("https://t.me/briefing_test_bot?start=")
    opened = ann.chat.wait_for(after=ann.start(payload))
    assert opened.marked("underline") == posted.marked("blockquote")
    server.wait_until_idle()
    group.expect_silence(0.1, after=posted)


@pytest.mark.parametrize("text", ["", "   "])
def test_before_anything_is_typed_there_is_a_hint(ann, server, text):
    assert ann.inline(text) == []
    assert last(server)["button"] == {"text": "Type a question about the briefings", "start_parameter": "inline"}


def test_what_is_not_answered_is_said(ann, server):
    assert ann.inline("Who won the women's football world cup in Brazil?") == []
    assert last(server)["button"]["text"] == "The briefings do not answer this"


@pytest.mark.parametrize("text", ["?!", "😀" * 128, "\u202e\x00", "x" * 256, "hi", "briefings of 31 February why?"])
def test_odd_queries_do_no_harm(ann, server, text):
    ann.inline(text)
    assert ann.inline(TURKEY)
    assert last(server)["is_personal"] is True


def test_a_stranger_is_shown_nothing_also_not_from_the_cache(ann, people, server):
    mallory = people[1]
    assert ann.inline(f"{TURKEY} Why?")
    assert mallory.inline(f"{TURKEY} Why?") == []
    assert last(server)["results"] == []
    assert last(server)["is_personal"] is True


def test_each_thing_typed_is_asked_anew(ann, server):
    before = len(server.calls("answerInlineQuery"))
    ann.inline("grain corridor")
    ann.inline("grain corridor")
    assert len(server.calls("answerInlineQuery")) == before + 2
