"""The chats in the README's pictures; BRIEFING_BOT_PICTURES=folder writes them there as pages (make picture)."""

from __future__ import annotations

import os
import sqlite3
from io import BytesIO
from pathlib import Path

from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer
from telegram_server import render_html

ROOT = Path(__file__).parents[2]


def say(person, text):
    asked = person.send(text)
    return person.chat.wait_for(after=asked)


def draw(chat, name):
    page = render_html(chat)
    if folder := os.environ.get("BRIEFING_BOT_PICTURES"):
        (Path(folder) / f"{name}.html").write_text(page, "utf-8")
    return page


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
    assert "The briefings do not answer this." in draw(ann.chat, "conversation")
    assert server.violations == []


CHANGES = {
    "from March to September 2026": "from September to December 2026",
    "on 19 January": "on 18 November",
    "€1.35 billion": "€1.4 billion",
    "to €40 million": "to €55 million",
    "until the end of May": "until the end of the year",
    "during the summer": "during the winter",
    "from April to October 2026": "from April 2026 to February 2027",
}


def newer_edition():
    """A PDF of a sample briefing with some sentences changed, and a third page that holds a picture only."""
    text = (ROOT / "briefings" / "2026-01-22-baltic-air-defence-delay.md").read_text("utf-8").split("---\n")[-1]
    title, *paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    style, story = getSampleStyleSheet(), []
    story.append(Paragraph(title.lstrip("# "), style["Title"]))
    for number, paragraph in enumerate(paragraphs):
        heading = paragraph.startswith("#")
        changed = paragraph
        for old, new in CHANGES.items():
            changed = changed.replace(old, new)
        story.append(Paragraph(changed.lstrip("# "), style["Heading2" if heading else "BodyText"]))
        if number == len(paragraphs) // 2:
            story.append(PageBreak())
    story.append(Paragraph("The ministers will meet again in Vilnius on 3 December 2026.", style["BodyText"]))
    story += [PageBreak(), Spacer(1, 1)]
    data = BytesIO()
    SimpleDocTemplate(data, title=title.lstrip("# ")).build(
        story, onLaterPages=lambda canvas, document: document.page == 3 and canvas.circle(300, 400, 100)
    )
    return data.getvalue()


def test_the_preview_of_the_readme(server, bot):
    boss = server.user("Boss", language_code="en")
    boss.start()
    boss.chat.wait_for()
    with sqlite3.connect(bot.output.parent / "bot" / "bot.sqlite3") as database:
        database.execute("UPDATE people SET role = 'uploader' WHERE id = ?", (boss.id,))
    database.close()
    boss.chat.messages.clear()
    caption = "date: 19 November 2026; tags: baltic, air defence"
    boss.send_document(newer_edition(), "baltic-air-defence.pdf", "application/pdf", caption)
    card = boss.chat.wait_for(lambda message: "Publish" in message.buttons, 20)
    assert "Pages without text: 3." in card.text
    page = draw(boss.chat, "preview")
    assert "Probably a newer edition" in page
    assert server.violations == []
