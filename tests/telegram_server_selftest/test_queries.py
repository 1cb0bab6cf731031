"""Pressed buttons and inline queries."""

from __future__ import annotations

import pytest

KEYBOARD = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
ARTICLE = {"type": "article", "id": "1", "title": "A", "input_message_content": {"message_text": "quote"}}


def test_callbacks(server, call, refused, ann, pool, updates):
    call("sendMessage", chat_id=ann.id, text="press", reply_markup=KEYBOARD)
    message = ann.chat.wait_for()
    pressed = pool.submit(ann.click, message, "Go")
    server.wait_for(lambda: server.updates.pending)
    query = updates()[0]["callback_query"]
    assert (query["data"], query["from"]["id"], query["message"]["message_id"]) == ("go", ann.id, message.id)
    assert "MESSAGE_TOO_LONG" in refused("answerCallbackQuery", callback_query_id=query["id"], text="x" * 201)
    assert call("answerCallbackQuery", callback_query_id=query["id"], text="done", show_alert=True)["ok"]
    assert pressed.result(5) == {"text": "done", "show_alert": True}
    assert "query is too old" in refused("answerCallbackQuery", callback_query_id=query["id"])
    ann.press(message, "forged", timeout=0)
    server.expire_queries()
    late = updates()[0]["callback_query"]
    assert late["data"] == "forged"
    assert "query is too old" in refused("answerCallbackQuery", callback_query_id=late["id"])
    with pytest.raises(AssertionError, match="no button 'Stop'"):
        ann.click(message, "Stop")
    ann.delete(message)
    ann.press(message, "go", timeout=0)
    assert updates()[0]["callback_query"]["message"]["date"] == 0


def test_inline_queries(server, call, refused, ann, pool, updates):
    asked = pool.submit(ann.inline, "why")
    server.wait_for(lambda: server.updates.pending)
    number = updates()[0]["inline_query"]["id"]
    wrong = [
        ([ARTICLE] * 51, "too many inline query results"),
        ([ARTICLE, ARTICLE], "RESULT_ID_DUPLICATE"),
        ([ARTICLE | {"id": "ü" * 33}], "RESULT_ID_INVALID"),
        ([ARTICLE | {"title": " "}], "title must be non-empty"),
        ([ARTICLE | {"type": "photo"}], "type is unsupported"),
        ([ARTICLE | {"input_message_content": {"message_text": ""}}], "message text is empty"),
        ([ARTICLE | {"reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": ""}]]}}], "BUTTON_DATA"),
    ]
    for results, reason in wrong:
        assert reason in refused("answerInlineQuery", inline_query_id=number, results=results)
    fine = [ARTICLE | {"reply_markup": KEYBOARD}]
    assert call("answerInlineQuery", inline_query_id=number, results=fine, is_personal=True)["ok"]
    assert asked.result(5) == fine
    assert "query is too old" in refused("answerInlineQuery", inline_query_id=number, results=[])


def test_inline_results_are_posted_and_edited(server, call, ann, updates):
    group = server.group("Team", [ann])
    ann.press(ann.choose(ARTICLE | {"reply_markup": KEYBOARD}, chat=group), "go", timeout=0)
    _member, posted, pressed = updates()
    assert (posted["message"]["via_bot"]["id"], posted["message"]["text"]) == (server.bot.id, "quote")
    number = pressed["callback_query"]["inline_message_id"]
    assert call("editMessageText", inline_message_id=number, text="corrected")["result"] is True


@pytest.mark.parametrize(("personal", "reaches"), [(True, 1), (False, 0)])
def test_the_inline_cache_leaks_what_is_not_personal(server, call, ann, pool, updates, personal, reaches):
    asked = pool.submit(ann.inline, "why")
    server.wait_for(lambda: server.updates.pending)
    number = updates()[0]["inline_query"]["id"]
    call("answerInlineQuery", inline_query_id=number, results=[ARTICLE], is_personal=personal)
    assert asked.result(5) == [ARTICLE] == ann.inline("why")  # the second time from the cache
    pool.submit(server.user("Eve").inline, "why", timeout=0.01).exception(5)
    assert len(server.updates.pending) == reaches
