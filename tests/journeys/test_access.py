"""Who may ask: approval by cards, roles, groups, the link for the first administrator, closed bots."""

from __future__ import annotations

import re
import sqlite3

import pytest
from telegram_server import Server

QUESTION = "why was Turkey removed from the F-35?"


@pytest.fixture(scope="module")
def admins(server):
    return [server.user("Ada"), server.user("Alp", language_code="tr")]


@pytest.fixture(scope="module")
def bot(server, admins, run_bot, indexed, tmp_path_factory):
    """Strangers need approval; the second administrator writes to the bot only later."""
    folder = indexed(tmp_path_factory.mktemp("approval"))
    ids = ",".join(str(admin.id) for admin in admins)
    with run_bot(server, folder, BOT_ADMINS=ids) as running:
        admins[0].start()
        admins[0].chat.wait_for()
        yield running


@pytest.fixture(autouse=True)
def all_is_valid(request):
    yield
    if "bot" in request.fixturenames:
        server = request.getfixturevalue("server")
        server.wait_until_idle()
        assert server.violations == []


def answered(user, question=QUESTION):
    sent = user.send(question)
    return user.chat.wait_for(lambda message: message.marked("blockquote"), after=sent)


def card_about(admin, user):
    return admin.chat.wait_for(lambda message: str(user.id) in message.text)


def let_in(admin, user):
    user.start()
    card = card_about(admin, user)
    admin.click(card, card.buttons[0])
    return user.chat.wait_for(lambda message: "let in. Just" in message.text)


def test_approved(server, admins, bot):
    ben = server.user("Ben")
    question = ben.send(QUESTION)
    assert "Send /start" in ben.chat.wait_for(after=question).text
    start = ben.start()
    assert "I have asked them" in ben.chat.wait_for(after=start).text
    card = card_about(admins[0], ben)
    assert card.buttons == ["Approve", "Deny"]
    again = ben.start()
    assert "not decided yet" in ben.chat.wait_for(after=again).text
    assert admins[0].click(card, "Approve")["text"] == "Done."
    assert "let in" in ben.chat.wait_for(after=again, condition=lambda message: "/help" in message.text).text
    assert "✅ Approved by Ada" in card.text
    assert card.buttons == []
    assert answered(ben)
    assert len([message for message in admins[0].chat.bot_messages() if str(ben.id) in message.text]) == 1


def test_every_denial_gets_one_reply(server, admins, bot):
    eve = server.user("Eve", language_code="ru")
    start = eve.start()
    eve.chat.wait_for(after=start)
    card = card_about(admins[0], eve)
    admins[0].click(card, "Deny")
    eve.chat.wait_for(lambda message: "отклонили" in message.text)
    for sent in (eve.send(QUESTION), eve.start(), eve.send_document(b"text"), eve.send_voice()):
        server.wait_until_idle()
        replies = eve.chat.bot_messages(sent)
        assert replies, sent
    assert len(eve.chat.bot_messages()) == 6
    assert "отклонили" in eve.chat.bot_messages()[-1].text


def test_decided_once_and_seen_by_all_administrators(server, admins, bot):
    first, second = admins
    kim = server.user("Kim 🎉 <b>", last_name="\u202eOlleh")
    kim.start()
    card = card_about(first, kim)
    assert "\u202e" not in card.text
    second.start()  # an administrator who comes later finds the request waiting
    other_card = card_about(second, kim)
    assert other_card.buttons == ["Onayla", "Reddet"]
    second.click(other_card, "Reddet")
    first.chat.wait_for(lambda message: message is card and "Declined by Alp" in message.text)
    assert first.press(card, f"acc:{kim.id}:yes")["text"] == "This has been decided already."
    kim.chat.wait_for(lambda message: "declined" in message.text)


def test_forged_buttons(server, admins, bot):
    mallory, friend = server.user("Mallory"), server.user("Friend")
    friend.start()
    card = card_about(admins[0], friend)
    mallory.start()
    message = mallory.chat.wait_for()
    for data in (f"acc:{mallory.id}:yes", f"usr:{mallory.id}:admin", "x" * 64, "ctx:1:0"):
        assert "may not use" in mallory.press(message, data)["text"]
    reader = server.user("Reader")
    let_in(admins[0], reader)
    answer = answered(reader)
    for data in (f"acc:{friend.id}:yes", f"usr:{reader.id}:admin", "usr", "acc", "acc:x:yes", "usr:9:9:9", "ü:1", "::"):
        assert reader.press(answer, data)["text"], data
    assert f"{reader.id} was refused: button 'acc:{friend.id}:yes'" in bot.text()
    assert card.buttons == ["Approve", "Deny"]
    for data in ("acc", "acc:x:yes", "acc:1:maybe", "usr:1", f"usr:{reader.id}:king", "usr:-1:admin"):
        admins[0].press(card, data)
    assert not {"users", "feedback"} & set(reader.commands())


def test_roles(server, admins, bot):
    zoe = server.user("Zoe")
    let_in(admins[0], zoe)
    shown = admins[0].send("/users")
    people = admins[0].chat.wait_for(after=shown)
    assert {"Ada · administrator", "Zoe · reader"} <= set(people.buttons)
    admins[0].click(people, "Zoe · reader")
    admins[0].chat.wait_for(lambda message: message is people and "Now: reader" in message.text)
    assert people.buttons == ["uploader", "administrator", "Remove", "← Back"]
    admins[0].click(people, "administrator")
    zoe.chat.wait_for(lambda message: "You are now: administrator" in message.text)
    server.wait_until_idle()
    assert "users" in zoe.commands()
    zoes = zoe.chat.wait_for(after=zoe.send("/users"))
    assert "BOT_ADMINS" in zoe.press(zoes, f"usr:{admins[0].id}:none")["text"]
    admins[0].press(people, f"usr:{zoe.id}:none")
    zoe.chat.wait_for(lambda message: "ended your access" in message.text)
    server.wait_until_idle()
    assert "users" not in zoe.commands()
    refused = zoe.send("/users")
    assert "declined" in zoe.chat.wait_for(after=refused).text
    assert "Zoe · ⛔" in admins[0].chat.wait_for(after=admins[0].send("/users")).buttons
    admins[0].press(people, f"usr:{zoe.id}:reader")
    assert answered(zoe)


def test_strangers_inline(server, admins, bot):
    stranger = server.user("Stranger")
    assert stranger.inline(QUESTION) == []
    answer = server.calls("answerInlineQuery")[-1].parameters
    assert answer["button"]["start_parameter"] == "inline"
    assert answer["is_personal"]
    assert answer["cache_time"] == 0


def test_a_group_needs_both(server, admins, bot):
    """Switched on by its administrator, and let in by one of the bot."""
    owner, member = server.user("Owner"), server.user("Member")
    group = server.group("Team", [owner, member])
    server.wait_until_idle()
    silent = member.send(f"/ask {QUESTION}", chat=group)
    group.expect_silence(0.5, after=silent)
    settings = owner.send("/settings", chat=group)
    shown = group.wait_for(lambda message: message.buttons, after=settings)
    owner.press(shown, "grp:on")
    card = admins[0].chat.wait_for(lambda message: str(group.id) in message.text)
    assert "Team" in card.text
    silent = member.send(f"/ask {QUESTION}", chat=group)
    group.expect_silence(0.5, after=silent)
    admins[0].click(card, "Approve")
    asked = member.send(f"/ask {QUESTION}", chat=group)
    answer = group.wait_for(lambda message: message.marked("blockquote"), after=asked)
    assert answer.reply_to == asked.id
    owner.press(shown, "grp:off")
    silent = member.send(f"/ask {QUESTION}", chat=group)
    group.expect_silence(0.5, after=silent)


def test_who_is_nobody(server, admins, bot):
    """Channels, machines, deleted accounts, what has no name yet: no traceback, and no answer."""
    channel = server.channel("News", [server.user("Owner")])
    channel.post(f"/ask {QUESTION}")
    other_bot = server.user("Robot")
    other_bot.is_bot = True
    server.push({"message": {"message_id": 1, "date": 2_000_000_000, "text": QUESTION,
                             "chat": {"id": other_bot.id, "type": "private", "first_name": "R"},
                             "from": other_bot.describe()}})  # fmt: skip
    server.push({"unheard_of": {"id": 1}})
    server.push(
        {"message": {"message_id": 2, "date": 2_000_000_000, "chat": {"id": -5, "type": "group", "title": "?"}}}
    )
    gone = server.user("")
    gone.start()
    gone.delete_account()
    server.wait_until_idle()
    assert "Traceback" not in bot.text(), bot.text()
    assert answered(admins[0])


def test_the_link_for_the_first_administrator(run_bot, indexed, tmp_path):
    folder = indexed(tmp_path)
    with Server() as server, run_bot(server, folder) as bot:
        secret = re.search(r"https://t\.me/briefing_test_bot\?start=i_([\w-]+)", bot.text())[1]
        kept = sqlite3.connect(folder / "bot" / "bot.sqlite3")
        assert secret not in str(kept.execute("SELECT * FROM invitations").fetchall())
        kept.close()
        first, late = server.user("First", language_code="tr"), server.user("Late")
        first.start("i_" + "x" * 32)
        first.chat.wait_for(lambda message: "davet" in message.text)
        first.start("i_" + secret)
        first.chat.wait_for(lambda message: "yönetici" in message.text)
        late.start("i_" + secret)
        late.chat.wait_for(lambda message: "used already" in message.text)
        assert answered(first)
        server.wait_until_idle()
        assert "users" in first.commands()
        assert server.violations == []
        bot.stop()
        with run_bot(server, folder, ready=False) as again:
            again.wait_for_text("is listening")
            assert "t.me" not in again.text()


def test_closed(run_bot, indexed, tmp_path):
    with Server() as server:
        listed, stranger = server.user("Listed"), server.user("Stranger")
        with run_bot(server, indexed(tmp_path), BOT_ACCESS="closed", BOT_ALLOWED=listed.id, BOT_ADMINS=1):
            start = stranger.start()
            assert str(stranger.id) in stranger.chat.wait_for(after=start).text
            group = server.group("Strangers", [stranger])  # an unlisted group is not even greeted
            assert answered(listed)
            assert group.bot_messages() == []
            assert server.violations == []


def test_a_second_bot_on_the_same_folder(server, bot, run_bot):
    folder = bot.output.parent
    with run_bot(server, folder, ready=False) as second:
        assert second.wait(30) == 1
        assert "Another bot uses the folder" in second.text()


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"BOT_TOKEN": "1:wrong"}, "BOT_TOKEN has not the form of a token"),
        ({"BOT_TOKEN": "7654321:wrong-token"}, "Telegram does not know this bot: check BOT_TOKEN"),
        ({"BOT_TOKEN": None}, "BOT_TOKEN is missing"),
        ({"BOT_ADMIN": "1"}, "BOT_ADMIN is not a setting"),
        ({"BOT_QUEUE_SIZE": "many"}, "BOT_QUEUE_SIZE does not fit"),
        ({"INDEX_THREADS": "-1"}, "INDEX_THREADS='-1' does not fit"),
        ({"INDEX_BRIEFINGS_DIR": "nowhere"}, "nowhere"),
    ],
)
def test_what_an_operator_has_to_put_right_is_one_line(run_bot, tmp_path, settings, line):
    with Server() as server, run_bot(server, tmp_path, ready=False, BOT_LOG_LEVEL="ERROR", **settings) as bot:
        assert bot.wait(60) == 1
        assert line in bot.text()
        said = [one for one in bot.text().splitlines() if "start=i_" not in one and "no administrator yet" not in one]
        assert len(said) == 1
