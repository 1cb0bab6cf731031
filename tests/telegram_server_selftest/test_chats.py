"""Groups, forums, channels, privacy mode, profiles."""

from __future__ import annotations

from telegram_server import Server


def kinds(updates):
    return [next(iter(update)) for update in updates]


def texts(updates):
    return [update["message"].get("text") for update in updates if "message" in update]


def test_typed_commands_and_mentions_are_marked(server, updates):
    ann = server.user("Ann", username="ann", language_code="de")
    ann.send("😀 /ask@briefing_test_bot ask @ben, see https://example.org/x.")
    message = updates()[0]["message"]
    assert message["from"]["language_code"] == "de"
    marked = {entity["type"]: (entity["offset"], entity["length"]) for entity in message["entities"]}
    assert marked == {"bot_command": (3, 22), "mention": (30, 4), "url": (40, 21)}
    ann.send("/ask x", entities=[])
    assert "entities" not in updates()[0]["message"]


def test_what_privacy_mode_hides(server, call, updates):
    ann = server.user("Ann")
    group = server.group("Team", [ann])
    assert kinds(updates()) == ["my_chat_member"]
    call("sendMessage", chat_id=group.id, text="hello")
    hello = group.wait_for(lambda message: message.text == "hello")
    ann.send("chatter", chat=group)
    ann.send("/ask why", chat=group)
    ann.send("/ask@other_bot why", chat=group)
    ann.send("/ask@Briefing_Test_Bot why", chat=group)
    ann.send("and you?", chat=group, reply_to=hello, quote="ell")
    ann.send("@briefing_test_bot why", chat=group)
    ann.send_document(b"x", chat=group)
    seen = updates()
    assert texts(seen) == ["/ask why", "/ask@Briefing_Test_Bot why", "and you?"]
    assert seen[2]["message"]["quote"] == {"text": "ell", "position": 1, "is_manual": True}
    server.mentions_arrive = True
    ann.send("@briefing_test_bot why", chat=group)
    group.set_bot("administrator", ann)
    ann.send("chatter", chat=group)
    assert texts(updates()) == ["@briefing_test_bot why", "chatter"]


def test_no_privacy_mode():
    with Server(privacy_mode=False) as server:
        ann = server.user("Ann")
        group = server.group("Team", [ann])
        ann.send("chatter", chat=group)
        assert texts(server.updates.pending) == ["chatter"]


def test_forum_topics(server, call, refused, updates):
    ann = server.user("Ann")
    forum = server.group("Team", [ann], forum=True)
    news, talk = forum.topic("News"), forum.topic("Talk")
    question = ann.send("/ask why", chat=forum, topic=news)
    update = updates()[-1]["message"]
    assert (update["message_thread_id"], update["is_topic_message"]) == (news.id, True)
    assert "forum_topic_created" in update["reply_to_message"]  # so it is on Telegram, though it is no reply
    assert question.reply_to is None
    reply = {"message_id": question.id}
    call("sendMessage", chat_id=forum.id, text="there", reply_parameters=reply)
    call("sendMessage", chat_id=forum.id, text="elsewhere", message_thread_id=talk.id)
    assert [message.topic for message in forum.bot_messages()] == [news.id, talk.id]
    assert refused("sendMessage", chat_id=forum.id, text="x", message_thread_id=4711).endswith("thread not found")
    group = server.group("Plain", [ann])
    assert refused("sendMessage", chat_id=group.id, text="x", message_thread_id=1).endswith("thread not found")


def test_a_group_becomes_a_supergroup(server, call, updates):
    ann = server.user("Ann")
    group = server.group("Team", [ann])
    new = group.upgrade()
    seen = updates()
    assert [seen[1]["message"]["migrate_to_chat_id"], seen[2]["message"]["migrate_from_chat_id"]] == [new.id, group.id]
    answer = call("sendMessage", chat_id=group.id, text="x")
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": new.id}
    assert call("sendMessage", chat_id=new.id, text="x")["ok"]
    assert server.violations == []


def test_members_and_administrators(server, call, refused):
    ann, ben, eve = server.user("Ann"), server.user("Ben"), server.user("Eve")
    group = server.group("Team", [ann, ben, eve], administrators=[ben])

    def status(user):
        return call("getChatMember", chat_id=group.id, user_id=user.id)["result"]["status"]

    assert [status(user) for user in (ann, ben, eve, server.user("New"))] == [
        "creator", "administrator", "member", "left",
    ]  # fmt: skip
    administrators = call("getChatAdministrators", chat_id=group.id)["result"]
    assert [member["user"]["id"] for member in administrators] == [ann.id, ben.id]
    assert call("getChatMemberCount", chat_id=group.id)["result"] == 4
    assert call("getChat", chat_id=group.id)["result"]["title"] == "Team"
    assert "invalid user_id" in refused("getChatMember", chat_id=group.id, user_id=1)
    assert call("leaveChat", chat_id=group.id)["ok"]
    assert call("sendMessage", chat_id=group.id, text="x")["error_code"] == 403


def test_anonymous_administrators(server, updates):
    ann = server.user("Ann")
    group = server.group("Team", [ann])
    ann.send("/ask why", chat=group, anonymous=True)
    message = updates()[-1]["message"]
    assert (message["from"]["username"], message["sender_chat"]["id"]) == ("GroupAnonymousBot", group.id)


def test_channels_and_forwards(server, call, updates):
    ann = server.user("Ann")
    channel = server.channel("News", [ann], username="news")
    post = channel.post("/ask why")
    assert kinds(updates()) == ["my_chat_member", "channel_post"]
    ann.forward(post)
    origin = updates()[0]["message"]["forward_origin"]
    assert (origin["type"], origin["chat"]["username"], origin["message_id"]) == ("channel", "news", post.id)
    assert call("sendMessage", chat_id="@news", text="posted")["result"]["sender_chat"]["id"] == channel.id


def test_media_edits_and_old_messages(server, updates):
    ann = server.user("Ann")
    ann.send_document(b"1", "a.txt", caption="first", media_group_id="7")
    ann.send_photo(b"2", caption="/ask this")
    ann.send_voice()
    ann.send_sticker()
    text = ann.send("old", ago=3600)
    ann.edit(text, "new @briefing_test_bot")
    ann.block()
    seen = updates()
    assert kinds(seen) == ["message"] * 5 + ["edited_message", "my_chat_member"]
    assert (seen[0]["message"]["media_group_id"], seen[0]["message"]["document"]["file_name"]) == ("7", "a.txt")
    assert seen[1]["message"]["caption_entities"][0]["type"] == "bot_command"
    assert seen[0]["message"]["date"] - seen[4]["message"]["date"] >= 3599
    assert seen[4]["message"]["text"] == "old"  # as it was when it was sent
    assert seen[5]["edited_message"]["entities"][0]["type"] == "mention"


def test_commands_by_scope_and_language(server, call, refused):
    ann, ben = server.user("Ann", language_code="de"), server.user("Ben")
    group = server.group("Team", [ann, ben])
    ann.start()
    ask, frage, admin = ({"command": name, "description": name} for name in ("ask", "frage", "admin"))
    call("setMyCommands", commands=[ask])
    call("setMyCommands", commands=[frage], language_code="de")
    call("setMyCommands", commands=[ask, admin], scope={"type": "chat", "chat_id": ann.id})
    call("setMyCommands", commands=[admin], scope={"type": "all_chat_administrators"})
    assert (ann.commands(), ben.commands()) == (["ask", "admin"], ["ask"])
    assert (ann.commands(group), ben.commands(group)) == (["admin"], ["ask"])
    call("deleteMyCommands", scope={"type": "chat", "chat_id": ann.id})
    assert ann.commands() == ["frage"]
    assert call("getMyCommands", language_code="de")["result"] == [frage]
    assert refused("setMyCommands", commands=[ask | {"command": "Ask"}]) == "Bad Request: BOT_COMMAND_INVALID"
    assert "DESCRIPTION" in refused("setMyCommands", commands=[ask | {"description": ""}])
    assert refused("setMyCommands", commands=[ask], scope={"type": "chat", "chat_id": 1}).endswith("chat not found")
    assert "Unsupported type" in refused("setMyCommands", commands=[ask], scope={"type": "everyone"})
    assert "language code" in refused("setMyCommands", commands=[ask], language_code="german")


def test_names_and_descriptions(call, refused):
    call("setMyDescription", description="Answers with quotes")
    call("setMyDescription", description="Antwortet mit Zitaten", language_code="de")
    call("setMyShortDescription", short_description="Quotes")
    assert call("getMyDescription", language_code="de")["result"] == {"description": "Antwortet mit Zitaten"}
    assert call("getMyDescription", language_code="fr")["result"] == {"description": "Answers with quotes"}
    assert call("getMyShortDescription")["result"] == {"short_description": "Quotes"}
    assert call("getMyName")["result"] == {"name": ""}
    assert refused("setMyShortDescription", short_description="x" * 121).endswith("short description is too long")
