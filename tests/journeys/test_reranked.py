"""The bot with the packaged reranker, as it is installed."""

from __future__ import annotations

BECAUSE = "Turkey was shut out of the F-35 programme in 2017 because it had bought S-400 missiles from Russia."


def ask(person, text):
    return person.chat.wait_for(after=person.send(text), timeout=60)


def test_the_reranker_chooses(server, run_bot, indexed, tmp_path):
    indexed(tmp_path)
    ann = server.user("Ann")
    with run_bot(server, tmp_path, BOT_ACCESS="open", BOT_ADMINS="1", INDEX_RERANKER="packaged"):
        answer = ask(ann, "why was Turkey removed from F-35?")
        assert BECAUSE in answer.text
        assert "I am not sure" not in answer.text
        assert answer.buttons[0].startswith("In context")
        several = ask(ann, "Why was Turkey removed from F-35? And who builds the Skadi batteries?")
        assert BECAUSE in several.text
        assert "Nordvarn" in several.text
        mended = ask(ann, "wy was turky removed from the f35 progamme")
        assert "Searched for: why was turkey removed from the f35 programme" in mended.text
    assert [str(violation) for violation in server.violations] == []
