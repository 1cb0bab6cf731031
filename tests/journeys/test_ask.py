"""What a person gets who asks in a private chat: quotes, their context, more of them, follow-ups, corrections."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index import BriefingIndex, IndexSettings

ROOT = Path(__file__).parents[2]
TURKEY = "why was Turkey removed from F-35?"
BECAUSE = "Turkey was shut out of the F-35 programme in 2017 because it had bought S-400 missiles from Russia."
UNRELATED = "Who won the women's football world cup in Brazil?"


@pytest.fixture(scope="module")
def folder(indexed, tmp_path_factory):
    folder = indexed(tmp_path_factory.mktemp("ask"))
    shutil.copytree(ROOT / "briefings", folder / "briefings")
    return folder


@pytest.fixture(scope="module")
def boss(server):
    return server.user("Boss")


@pytest.fixture(scope="module")
def bot(server, run_bot, folder, boss):
    with run_bot(
        server,
        folder,
        briefings=folder / "briefings",
        BOT_ACCESS="open",
        BOT_ADMINS=boss.id,
        BOT_QUESTIONS_PER_MINUTE=1000,
    ) as running:
        yield running


@pytest.fixture(scope="module")
def store(folder):
    index = BriefingIndex(IndexSettings(_env_file=None, data_dir=folder / "index", briefings_dir=folder / "briefings"))
    yield index
    index.close()


@pytest.fixture
def sync(folder):
    def run():
        environment = os.environ | {
            "HF_HUB_OFFLINE": "1",
            "INDEX_DATA_DIR": str(folder / "index"),
            "INDEX_BRIEFINGS_DIR": str(folder / "briefings"),
        }
        subprocess.run([sys.executable, "-m", "index", "sync"], env=environment, cwd=ROOT, check=True)

    return run


@pytest.fixture
def ann(server, bot):
    yield server.user("Ann")
    assert [str(violation) for violation in server.violations] == []


def say(person, text, **how):
    """Send a text: the first message of the bot after it."""
    return person.chat.wait_for(after=person.send(text, **how))


def quotes(message):
    """What the message quotes, in order: (text, is open)."""
    kinds = ("blockquote", "expandable_blockquote")
    marks = sorted((e for e in message.entities if e["type"] in kinds), key=lambda entity: entity["offset"])
    units = message.text.encode("utf-16-le")
    return [
        (units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le"), e["type"] == "blockquote")
        for e in marks
    ]


def is_published(store, text):
    return any(text in store.text(briefing.name) for briefing in store.briefings())


def data(message, label):
    return next(button["callback_data"] for row in message.rows for button in row if button["text"] == label)


def test_a_question_gets_quotes_that_stand_in_the_store(ann, store):
    answer = say(ann, TURKEY)
    (best, is_open), *others = quotes(answer)
    assert best.startswith(BECAUSE)
    assert is_open
    assert 1 <= len(others) <= 2
    assert not any(other_is_open for _, other_is_open in others)
    assert all(is_published(store, text) for text, _ in quotes(answer))
    assert answer.text.startswith(
        "1. Turkey looks for a way back to the F-35 · 18 November 2025 · How the dispute began\n"
    )
    assert "Turkey looks for a way back to the F-35" in answer.marked("bold")
    places = [str(number) for number in range(2, len(others) + 2)]
    assert answer.buttons == ["In context 1", *places, "More", "👍", "👎", "Copy citation"]
    assert answer.data["link_preview_options"] == {"is_disabled": True}
    assert len(ann.chat.bot_messages()) == 1


def test_a_citation_can_be_copied(ann, store):
    copied = ann.click(say(ann, TURKEY), "Copy citation")
    assert len(copied.encode("utf-16-le")) // 2 <= 256
    citation_id, rest = copied.split(" ", 1)
    verification = store.verify(citation_id)
    assert verification.status == "unchanged"
    words = re.fullmatch("Turkey looks for a way back to the F-35: “(.+?)…?”", rest)[1]
    assert verification.text.startswith(words)


def test_a_quote_is_read_in_its_context_and_on(ann, store):
    answer = say(ann, TURKEY)
    best = quotes(answer)[0][0]
    assert ann.click(answer, "In context 1").get("text") is None
    passage = ann.chat.wait_for(after=answer)
    assert passage.reply_to == answer.id
    assert passage.text.startswith(
        "Turkey looks for a way back to the F-35 · 18 November 2025 · How the dispute began\n\n"
    )
    assert passage.marked("underline") == [best]
    assert best in passage.marked("bold")
    shown = passage.text.split("\n\n", 1)[1]
    assert is_published(store, shown)
    assert passage.buttons == ["←", "→", "Original file"]
    ann.click(passage, "→")
    ann.server.wait_for(lambda: "after the quote" in passage.text)
    assert passage.text.split("\n")[0].endswith("What is on the table · after the quote")
    following = passage.text.split("\n\n", 1)[1]
    assert is_published(store, following)
    assert passage.marked("underline") == []
    ann.click(passage, "←")
    ann.server.wait_for(lambda: shown in passage.text)
    assert passage.marked("underline") == [best]
    for _ in range(2):
        before = passage.text
        if "←" in passage.buttons:
            ann.click(passage, "←")
            ann.server.wait_for(lambda before=before: passage.text != before)
    assert "←" not in passage.buttons
    assert len(ann.chat.bot_messages()) == 2


def test_more_shows_what_was_not_shown(ann, store):
    answer = say(ann, TURKEY)
    seen = [text for text, _ in quotes(answer)]
    newest = answer
    for _ in range(20):
        toast = ann.click(answer, "More").get("text")
        if toast:
            assert toast == "There is nothing more that fits this question."
            break
        newest = ann.chat.wait_for(after=newest)
        assert newest.text.startswith("More about: why was Turkey removed from F-35?")
        more = quotes(newest)
        assert more
        assert not any(is_open for _, is_open in more)
        assert all(is_published(store, text) and text not in seen for text, _ in more)
        label = f"In context {len(seen) + 1}"
        assert newest.text.split("\n\n")[1].startswith(f"{len(seen) + 1}. ")
        seen += [text for text, _ in more]
    ann.click(newest, label)
    assert ann.chat.wait_for(after=newest).marked("underline") == [more[0][0]]


def test_what_the_briefings_do_not_say(ann, store):
    answer = say(ann, UNRELATED)
    first, searched, *_ = answer.text.split("\n")
    assert first == "The briefings do not answer this."
    assert searched == "Searched: 12 briefings, from 12 June 2025 to 5 November 2026."
    assert "Closest, but they do not answer it:" in answer.text
    assert quotes(answer)
    assert not any(is_open for _, is_open in quotes(answer))
    assert all(is_published(store, text) for text, _ in quotes(answer))
    assert answer.buttons == ["👍", "👎"]


def test_a_question_may_lean_on_the_one_before(ann):
    say(ann, "How many icebreakers did the United States order?")
    answer = say(ann, "and Canada?")
    assert "Canada is building a heavy icebreaker" in quotes(answer)[0][0]
    assert answer.text.startswith(
        "Together with your question before: How many icebreakers did the United States order?\n"
    )
    further = say(ann, "when will it be ready?")
    assert further.text.startswith(
        "Together with your question before: How many icebreakers did the United States order?\n"
    )
    alone = say(ann, TURKEY)
    assert quotes(alone)[0][0].startswith(BECAUSE)
    assert "Together" not in alone.text


def test_a_reply_leans_on_what_it_replies_to(ann):
    icebreakers = say(ann, "How many icebreakers did the United States order?")
    say(ann, TURKEY)
    answer = say(ann, "and Canada?", reply_to=icebreakers)
    assert "Canada is building a heavy icebreaker" in quotes(answer)[0][0]


def test_a_reply_with_a_quote_is_about_that_sentence(ann):
    answer = say(ann, "Who builds the Baltic air defence batteries?")
    sentence = next(text for text, _ in quotes(answer) if "Skadi" in text)
    part = re.search(r"The batteries are of the Skadi type[^.]*\.", sentence)[0]
    about = say(ann, "when does the first one arrive?", reply_to=answer, quote=part)
    assert any("March" in text or "September 2026" in text for text, _ in quotes(about))
    assert part not in about.text


def test_an_edited_question_corrects_the_answer(ann):
    question = ann.send("How many icebreakers did Canada sell?")
    answer = ann.chat.wait_for(after=question)
    ann.click(answer, "👍")
    ann.edit(question, TURKEY)
    ann.server.wait_for(lambda: BECAUSE in answer.text)
    assert quotes(answer)[0][0].startswith(BECAUSE)
    ann.click(answer, "In context 1")
    assert BECAUSE in ann.chat.wait_for(after=answer).text
    ann.edit(question, UNRELATED)
    ann.server.wait_for(lambda: answer.text.startswith("The briefings do not answer this."))
    before = list(answer.history)
    ann.edit(question, UNRELATED)
    ann.server.wait_until_idle()
    assert answer.history == before
    assert len(ann.chat.bot_messages()) == 2


def test_an_edit_of_what_got_no_answer_is_a_question(ann):
    question = ann.send("hi!")
    assert "At your service!" in ann.chat.wait_for(after=question).text
    ann.edit(question, TURKEY)
    assert quotes(ann.chat.wait_for(lambda message: "F-35 · 18" in message.text))[0][0].startswith(BECAUSE)


def test_a_question_sent_twice_at_once_is_answered_once(ann):
    ann.send(TURKEY)
    ann.send(TURKEY)
    ann.chat.wait_for()
    ann.server.wait_until_idle()
    assert len(ann.chat.bot_messages()) == 1


@pytest.mark.parametrize(
    ("language", "small_talk", "no_answer"),
    [("tr", "Buyurun!", "Brifingler bu soruyu yanıtlamıyor."), ("ru", "К вашим услугам!", "В брифингах нет ответа")],
)
def test_the_bot_speaks_the_language_of_the_person(server, bot, language, small_talk, no_answer):
    person = server.user("Deniz", language_code=language)
    assert say(person, "привет" if language == "ru" else "merhaba").text.startswith(small_talk)
    assert say(person, UNRELATED).text.startswith(no_answer)
    answer = say(person, TURKEY)
    assert quotes(answer)[0][0].startswith(BECAUSE)
    assert ("18 Kasım 2025" if language == "tr" else "18 ноября 2025") in answer.text
    assert server.violations == []


BAD = {
    "emoji": "😀" * 2048,
    "family": "👨‍👩‍👧‍👦 why " * 300,
    "right to left": "\u202ewhy was Turkey removed?\u202d \u2067F-35\u2066",
    "zalgo": "w" + "\u0336\u0308\u030a" * 1000 + "hy",
    "controls": "why\x00was\x01Turkey\x1b[31m\x7fremoved\x85",
    "question marks": "?" * 4096,
    "markup": "<b>*_`[x](y) why was Turkey removed from F-35?",
    "no space": "x" * 4096,
    "sql": "' OR 1=1; DROP TABLE answers; --",
}


@pytest.mark.parametrize("name", BAD)
def test_odd_texts_get_a_clear_answer_and_the_next_question_works(ann, name):
    answer = say(ann, BAD[name])
    assert answer.text
    assert "Traceback" not in answer.text
    assert "reference" not in answer.text
    assert quotes(say(ann, TURKEY))[0][0].startswith(BECAUSE)


def test_a_question_with_200_entities(ann):
    text = "why " * 200 + "was Turkey removed from F-35?"
    marks = [{"type": "bold", "offset": 4 * number, "length": 3} for number in range(200)]
    answer = ann.chat.wait_for(after=ann.send(text, entities=marks))
    assert quotes(answer)


def test_voice_stickers_and_pictures_get_a_kind_line(ann):
    for sent in (ann.send_voice(), ann.send_sticker(), ann.send_photo(b"x")):
        assert ann.chat.wait_for(after=sent).text.startswith("I can only read text.")


FORGED = [
    "ctx:1", "ctx:1:2:3", "ctx:x:y", "ctx:999999:0", "ctx:-1:0", "ctx:1:-1", "more:", "more:zzz", "more:99999999999999",
    "fb:1:sideways", "fb:99999:up", "pas:0123456789abcdef-0-5:1", "pas:x:1", "pas:0123456789abcdef-0-5:z", "nonsense",
    "", "ctx", "fbp:0", "una:0", "\u202e", "ctx:1:0\n", "ctx:٣:0",
]  # fmt: skip


@pytest.mark.parametrize("forged", FORGED)
def test_forged_buttons_get_a_short_text(ann, forged):
    answer = say(ann, TURKEY)
    toast = ann.press(answer, forged)
    assert 0 < len(toast["text"]) <= 200
    assert "reference" not in toast["text"]
    assert len(ann.chat.bot_messages()) == 1


def test_a_button_of_another_chat_is_refused(ann, server):
    secret = data(say(ann, TURKEY), "In context 1")
    mallory = server.user("Mallory")
    own = say(mallory, TURKEY)
    for forged in (secret, secret.replace("ctx", "more").rpartition(":")[0], secret.replace("ctx", "fb")[:-1] + "up"):
        assert mallory.press(own, forged)["text"] == "This button is too old. Please ask your question again."
    assert len(mallory.chat.bot_messages()) == 1


def test_votes_are_read_by_administrators(ann, boss):
    good, bad = say(ann, TURKEY), say(ann, "Where was the alliance summit?")
    assert ann.click(good, "👍")["text"] == "Thank you!"
    assert ann.click(bad, "👍")["text"] == "Thank you!"
    assert ann.click(bad, "👍")["text"] == "Your vote is taken back."
    assert ann.click(bad, "👎")["text"] == "Thank you. The administrators will look at it."
    say(ann, UNRELATED)
    say(ann, "Who won the womens football World Cup in Brazil")
    read = say(boss, "/feedback")
    assert read.text.startswith("What people thought of the answers\n\n👎 1 · ")
    assert read.text.index("Where was the alliance summit?") < read.text.index(TURKEY)
    unanswered = say(boss, "/unanswered")
    assert "Who won the womens football World Cup in Brazil" in unanswered.text
    assert UNRELATED not in unanswered.text
    assert re.search(r"\d+ times, last on \d+ \w+ 20\d\d", unanswered.text)
    before = ann.send("/feedback")
    ann.server.wait_until_idle()
    assert not any(TURKEY in message.text for message in ann.chat.bot_messages(after=before))


def test_buttons_work_after_a_restart_and_tell_what_became_of_a_briefing(server, ann, folder, sync, run_bot, bot):
    answer = say(ann, "Why did the price of the Baltic air defence order rise?")
    place = next(n for n, (text, _) in enumerate(quotes(answer)) if "Two thirds of the increase" in text)
    quote, label = quotes(answer)[place][0], "In context 1" if not place else str(place + 1)
    ann.click(answer, label)
    passage = ann.chat.wait_for(after=answer)
    bot.stop()
    with run_bot(server, folder, briefings=folder / "briefings", BOT_ACCESS="open", BOT_FOLLOW_UP_MINUTES=0):
        ann.click(answer, label)
        assert ann.chat.wait_for(after=passage).marked("underline") == [quote]
        path = folder / "briefings" / "2026-01-22-baltic-air-defence-delay.md"
        original = path.read_text("utf-8")
        path.write_text(
            original.replace("# Baltic air defence arrives", "A correction.\n\n# Baltic air defence arrives", 1)
        )
        sync()
        assert "the same words still stand in it" in ann.click(answer, label)["text"]
        moved = ann.chat.wait_for(lambda message: message.id > passage.id + 1, after=passage)
        assert moved.marked("underline") == [quote]
        assert "the same words still stand in it" in ann.click(passage, "→")["text"]
        path.write_text(original.replace("Two thirds of the increase", "Half of the increase"))
        sync()
        alert = ann.click(answer, label)
        assert alert["text"].startswith("The briefing was replaced since, and these words are no longer in it.")
        assert alert["show_alert"] is True
        path.unlink()
        sync()
        assert ann.click(answer, label)["text"].startswith("The briefing has been withdrawn since")
        assert ann.click(passage, "→")["text"].startswith("The briefing has been withdrawn since")
        path.write_text(original)
        sync()
        assert "Together with your question before" not in say(ann, "and why was that?").text  # it is too late for it
