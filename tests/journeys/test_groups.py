"""Asking in groups: what is answered, where, for whom; what is none of the bot's business."""

from __future__ import annotations

import re

import pytest

TURKEY = "why was Turkey removed from F-35?"
BECAUSE = "Turkey was shut out of the F-35 programme in 2017 because it had bought S-400 missiles from Russia."


@pytest.fixture(scope="module")
def people(server):
    return server.user("Ann"), server.user("Ben", language_code="ru")


@pytest.fixture(scope="module")
def make_group(server, bot, people):
    """A group in which the bot is switched on."""

    def make_group(**how):
        ann, ben = people
        group = server.group("Team", [ann, ben], **how)
        asked = ann.send("/settings", group)
        settings = group.wait_for(lambda message: "Switch on" in message.buttons, after=asked)
        ann.click(settings, "Switch on")
        server.wait_for(lambda: settings.text.startswith("I am switched on"))
        return group

    return make_group


@pytest.fixture
def group(make_group):
    """A new one for each test: a bot may write 20 messages a minute in a group."""
    return make_group()


@pytest.fixture
def forum(make_group):
    return make_group(forum=True)


@pytest.fixture(autouse=True)
def _nothing_is_wrong(server, bot):
    yield
    assert [str(violation) for violation in server.violations] == []


def answer_to(question):
    return question.chat.wait_for(lambda message: message.reply_to == question.id, after=question)


@pytest.mark.parametrize("command", ["/ask", "/ask@briefing_test_bot", "/ASK@Briefing_Test_Bot"])
def test_ask_is_answered_as_a_reply(people, group, command):
    ann, _ = people
    answer = answer_to(ann.send(f"{command} {TURKEY}", group))
    assert answer.marked("blockquote")[0].startswith(BECAUSE)
    assert answer.topic is None


def test_ask_without_a_question_explains_itself(people, group):
    ann, ben = people
    assert answer_to(ann.send("/ask", group)).text.startswith("Write your question behind the command")
    assert answer_to(ben.send("/ask@briefing_test_bot", group)).text.startswith("Напишите вопрос после команды")


def test_a_reply_to_the_bot_is_a_question_that_may_lean_on_it(people, group):
    ann, ben = people
    answer = answer_to(ann.send("/ask How many icebreakers did the United States order?", group))
    following = answer_to(ben.send("and Canada?", group, reply_to=answer))
    assert "Canada is building a heavy icebreaker" in following.marked("blockquote")[0]


def test_in_a_group_only_a_reply_leans_on_something(people, group):
    ann, _ = people
    answer_to(ann.send("/ask How many icebreakers did the United States order?", group))
    answer = answer_to(ann.send("/ask and Canada?", group))
    assert "Together with your question" not in answer.text


def test_a_quote_in_a_reply_is_what_is_asked_about(people, group):
    ann, ben = people
    answer = answer_to(ann.send("/ask Who builds the Baltic air defence batteries?", group))
    sentence = re.search(r"The batteries are of the Skadi type[^.]*\.", answer.text)[0]
    about = answer_to(ben.send("when does the first one arrive?", group, reply_to=answer, quote=sentence))
    assert "September 2026" in about.marked("blockquote")[0]
    assert sentence not in about.text


def test_mentions_are_answered_where_they_arrive(people, group, server):
    ann, _ = people
    server.mentions_arrive = True
    try:
        answer = answer_to(ann.send(f"@briefing_test_bot {TURKEY}", group))
        assert answer.marked("blockquote")[0].startswith(BECAUSE)
        assert answer_to(ann.send("@briefing_test_bot", group)).text.startswith("I see no words in this.")
    finally:
        server.mentions_arrive = False


def test_all_else_is_silence(people, make_group, server):
    ann, ben = people
    group = make_group(administrators=[server.bot])  # everything is shown to an administrator
    before = ann.send("Who has the minutes?", group)
    ann.send(TURKEY, group, reply_to=ben.send("Question for you", group))
    ben.send("/ask@another_bot why?", group)
    ben.send("/unknown", group)
    ben.send("@somebody_else why was Turkey removed?", group)
    ann.send_sticker(chat=group)
    group.expect_silence(1, after=before)
    server.wait_until_idle()
    group.expect_silence(0.1, after=before)


def test_a_sticker_sent_as_a_reply_is_no_question(people, group, server):
    ann, ben = people
    answer = answer_to(ann.send(f"/ask {TURKEY}", group))
    before = ben.send_sticker(chat=group, reply_to=answer)
    server.wait_until_idle()
    group.expect_silence(0.1, after=before)


def test_everybody_in_the_group_may_press_the_buttons_in_their_language(people, group):
    ann, ben = people
    answer = answer_to(ann.send(f"/ask {TURKEY}", group))
    ben.click(answer, "In context 1")
    passage = group.wait_for(after=answer)
    assert passage.reply_to == answer.id
    assert passage.marked("underline") == answer.marked("blockquote")
    assert passage.text.startswith("Turkey looks for a way back to the F-35 · 18 ноября 2025")
    assert ann.click(answer, "👍")["text"] == "Thank you!"
    assert ben.click(answer, "👍")["text"] == "Спасибо!"


def test_in_a_forum_everything_stays_in_its_topic(people, forum):
    ann, ben = people
    grain, arctic = forum.topic("Grain"), forum.topic("Arctic")
    first = ann.send("/ask Why did Pier No. 5 explode?", forum, topic=grain)
    second = ben.send("/ask How many icebreakers did the United States order?", forum, topic=arctic)
    answers = answer_to(first), answer_to(second)
    assert [answer.topic for answer in answers] == [grain.id, arctic.id]
    ann.click(answers[0], "More")
    more = forum.wait_for(lambda message: message.reply_to == answers[0].id, after=answers[0])
    assert more.topic == grain.id
    ben.click(
        answers[1], next(label for label in answers[1].buttons if label.startswith(("In context", "В контексте")))
    )
    passage = forum.wait_for(lambda message: message.reply_to == answers[1].id, after=answers[1])
    assert passage.topic == arctic.id
    following = answer_to(ann.send("and Canada?", forum, reply_to=answers[1]))
    assert following.topic == arctic.id
    assert "Canada is building a heavy icebreaker" in following.marked("blockquote")[0]


def test_an_edited_question_corrects_the_answer(people, group, server):
    ann, _ = people
    question = ann.send("/ask Who sold 300 icebreakers to Brazil?", group)
    answer = answer_to(question)
    ann.edit(question, f"/ask {TURKEY}")
    server.wait_for(lambda: BECAUSE in answer.text)
    other = ann.send("Good morning everybody", group)
    ann.edit(other, f"/ask {TURKEY}")
    server.wait_until_idle()
    group.expect_silence(0.1, after=other)


def test_an_anonymous_administrator_is_answered(people, group):
    ann, _ = people
    answer = answer_to(ann.send(f"/ask {TURKEY}", group, anonymous=True))
    assert answer.marked("blockquote")[0].startswith(BECAUSE)


def test_a_question_that_was_deleted_meanwhile_is_answered_without_a_reply(people, group, server):
    ann, _ = people
    server.fail("sendMessage", 500, chat=group)
    question = ann.send(f"/ask {TURKEY}", group)
    ann.delete(question)
    answer = group.wait_for(after=question)
    assert answer.reply_to is None
    assert answer.marked("blockquote")[0].startswith(BECAUSE)
