"""The conversation in the README's picture; BRIEFING_BOT_PICTURE=chat.html writes it as a page (make picture)."""

from __future__ import annotations

import os
from pathlib import Path

from telegram_server import render_html


def say(person, text):
    asked = person.send(text)
    return person.chat.wait_for(after=asked)


def test_the_conversation_of_the_readme(server, bot):
    ann = server.user("Ann", language_code="en")
    answer = say(ann, "why was Turkey removed from F-35?")
    assert answer.marked("blockquote") == [
        "Turkey was shut out of the F-35 programme in 2017 because it had bought S-400 missiles from Russia."
    ]
    assert "S-400" in say(ann, "and what did it want to hand back?").marked("blockquote")[0]
    refused = say(ann, "how much did the S-400 deal cost?")
    assert refused.text.startswith("The briefings do not answer this.")
    assert refused.marked("blockquote") == []
    page = render_html(ann.chat)
    assert "The briefings do not answer this." in page
    if path := os.environ.get("BRIEFING_BOT_PICTURE"):
        Path(path).write_text(page, "utf-8")
    assert server.violations == []
