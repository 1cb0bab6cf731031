"""Documents sent in the chat: looked at on a card, corrected, published, replaced, discarded. One bot, one restart."""

from __future__ import annotations

import re
import shutil
import sqlite3
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CRANES = """# Harbour cranes in Mersin

Mersin bought four new harbour cranes in May 2026 to handle grain ships. The cranes were built in Trieste and cost \
eleven million euros.

The port expects to load a ship in nineteen hours. The harbour master Selma Kaya said the old cranes go to Batumi.
"""
ASKED = "Where were the harbour cranes of Mersin built?"
# A form that draws itself twice, each of which draws itself twice: PDFium fills any memory with it.
HOSTILE = b"""%PDF-1.7
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources <</XObject <</X 5 0 R>> >> >>
endobj
4 0 obj <</Length 5>>
stream
/X Do
endstream endobj
5 0 obj <</Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X 5 0 R>> >> /Length 11>>
stream
/X Do /X Do
endstream endobj
trailer <</Size 6 /Root 1 0 R>>
%%EOF
"""
HOURS = "In how many hours does Mersin load a ship?"
GRAIN = "2025-07-03-grain-corridor.md"


@pytest.fixture(scope="module")
def people(server):
    return {name: server.user(name) for name in ("Boss", "Ursula", "Rita", "Other")}


@pytest.fixture(scope="module")
def folder(indexed, tmp_path_factory):
    folder = indexed(tmp_path_factory.mktemp("uploads"))
    shutil.copytree(ROOT / "briefings", folder / "briefings")
    return folder


@pytest.fixture(scope="module")
def start(server, run_bot, folder, people):
    """Start the bot on what it has kept, as often as a journey wants."""

    def start():
        allowed = ",".join(str(person.id) for person in people.values())
        admins = f"{people['Boss'].id},{people['Other'].id}"
        settings = {"BOT_ACCESS": "closed", "BOT_ALLOWED": allowed, "BOT_ADMINS": admins, "BOT_WATCH": "false"}
        settings |= {"INDEX_READ_MEGABYTES": 256, "INDEX_READ_SECONDS": 20}
        return run_bot(server, folder, briefings=folder / "briefings", BOT_REINDEX_SCHEDULE="off", **settings)

    return start


@pytest.fixture(scope="module")
def first(start):
    with start() as running:
        yield running


@pytest.fixture
def boss(people, first, server):
    yield people["Boss"]
    server.wait_until_idle()
    assert [str(violation) for violation in server.violations] == []


def data(message, label):
    return next(button["callback_data"] for row in message.rows for button in row if button["text"] == label)


def is_card(message):
    return "Discard" in message.buttons


def card_of(person, sent, timeout=20):
    """The card of a document: the reply to it."""
    return person.chat.wait_for(lambda message: is_card(message) and message.reply_to == sent.id, timeout)


def told(message, words, timeout=20):
    """Wait until a message says something."""
    message.chat.server.wait_for(lambda: words in message.text, timeout)
    return message.text


def answer_to(person, question=ASKED):
    return person.chat.wait_for(after=person.send(question))


def quote_for(person, question):
    return answer_to(person, question).marked("blockquote")[0]


def names(folder):
    return {path.name for path in (folder / "briefings").iterdir() if not path.name.startswith(".")}


def waiting_files(folder):
    return sorted(path.name for path in (folder / "bot" / "uploads").glob("*/*"))


def send(person, text, name, caption="", **how):
    return person.send_document(text.encode() if isinstance(text, str) else text, name, caption=caption, **how)


def test_from_a_document_to_an_answer(boss, server, folder):
    before = names(folder)
    sent = send(boss, CRANES, "cranes.md")
    card = card_of(boss, sent)
    assert card.text.startswith("Harbour cranes in Mersin\n\nDate: no date\nSize: 50 words, 4 sentences\n")
    assert "Language: English\nTags: –\nFile: cranes.md" in card.text
    quotes = card.marked("blockquote")
    assert len(quotes) == 3
    assert all(quote.strip() in CRANES for quote in quotes)
    assert card.buttons == ["Publish", "Edit title", "Edit date", "Tags", "Discard"]
    assert "The briefings do not answer this" in answer_to(boss).text
    assert names(folder) == before
    assert waiting_files(folder) == ["cranes.md"]

    boss.click(card, "Edit title")
    asked = boss.chat.wait_for(lambda message: "title of" in message.text, after=card)
    question = boss.send("Which states share the Skadi batteries?")  # a question in between is no title
    boss.chat.wait_for(lambda message: message.marked("blockquote"), after=question)
    boss.send("New cranes for Mersin")
    assert told(card, "New cranes for Mersin").startswith("New cranes for Mersin\n")
    assert "Cancel" in asked.buttons
    boss.click(card, "Edit date")
    boss.chat.wait_for(lambda message: "the date of" in message.text, after=asked)
    wrong = boss.send("the day after")
    assert "“the day after”" in boss.chat.wait_for(after=wrong).text
    boss.send("5 Haziran 2026")
    told(card, "Date: 5 June 2026")
    boss.click(card, "Tags")
    boss.chat.wait_for(lambda message: "the tags of" in message.text, after=wrong)
    boss.send("#ports #grain")
    told(card, "Tags: ports, grain")
    boss.click(card, "Edit title")
    boss.chat.wait_for(lambda message: "title of" in message.text, after=wrong)
    cancelled = boss.send("/cancel")
    boss.chat.wait_for(after=cancelled)

    boss.click(card, "Publish")
    assert told(card, "Added") == "✅ Added “New cranes for Mersin”: 4 sentences, searchable now."
    assert names(folder) - before == {"cranes.md"}
    assert waiting_files(folder) == []
    answer = answer_to(boss)
    assert "The cranes were built in Trieste" in answer.marked("blockquote")[0]
    assert "New cranes for Mersin · 5 June 2026" in answer.text
    boss.click(card, "Ask it something")
    focused = boss.chat.wait_for(lambda message: "asked only of “New cranes for Mersin”" in message.text, after=answer)
    boss.click(focused, "Ask all briefings")
    assert "published already" in boss.press(card, data_of_card(folder, "publish"))["text"]


def data_of_card(folder, what):
    """What a button of the last card holds, or held."""
    with sqlite3.connect(folder / "bot" / "bot.sqlite3") as database:
        (number,) = database.execute("SELECT max(id) FROM uploads").fetchone()
    database.close()
    return f"up:{number}:{what}"


def test_the_same_text_again(boss, folder):
    card = card_of(boss, send(boss, CRANES, "again.md", caption="title: Something else\n#now"))
    assert card.text.startswith("Not published at once (#now)")
    assert "The very same text is published already: “New cranes for Mersin”, 5 June 2026." in card.text
    assert card.buttons == ["Discard"]
    boss.click(card, "Discard")
    assert told(card, "Discarded").startswith("Discarded: “again.md”.")
    assert waiting_files(folder) == []
    assert "discarded" in boss.press(card, data_of_card(folder, "publish"))["text"]


def test_a_newer_edition_takes_the_place(boss, folder):
    newer = CRANES.replace("nineteen", "seventeen")
    card = card_of(boss, send(boss, newer, "mersin-2.md", caption="date: 2026-07-01"))
    assert re.search(r"↻ Probably a newer edition of “New cranes for Mersin”, 5 June 2026 · \d\d % alike", card.text)
    assert card.buttons[:2] == ["Publish", "Replace “New cranes for Mersin”"]
    boss.click(card, "Replace “New cranes for Mersin”")
    assert "It has taken the place of “New cranes for Mersin”." in told(card, "Added")
    assert "mersin-2.md" in names(folder)
    assert "cranes.md" not in names(folder)
    assert "in seventeen hours." in quote_for(boss, HOURS)


def test_replaced_by_somebody_else_meanwhile(boss, people, folder):
    third, fourth = CRANES.replace("nineteen", "sixteen"), CRANES.replace("nineteen", "fifteen")
    card = card_of(boss, send(boss, third, "mersin-2.md"))
    other = people["Other"]
    theirs = card_of(other, send(other, fourth, "mersin-2.md"))
    replace = next(label for label in theirs.buttons if label.startswith("Replace"))
    assert "Only whoever sent" in boss.press(theirs, data(theirs, "Publish"))["text"]
    assert "Discard" in theirs.buttons
    other.click(theirs, replace)
    told(theirs, "Added")
    boss.click(card, replace)
    assert told(card, "meanwhile").startswith("⚠️ Nothing was published: something has changed meanwhile.")
    assert "in fifteen hours." in quote_for(boss, HOURS)
    boss.click(card, next(label for label in card.buttons if label.startswith("Replace")))
    told(card, "Added")
    assert names(folder) & {"mersin-2.md", "mersin-2 (2).md"} == {"mersin-2.md"}
    assert "sixteen" in (folder / "briefings" / "mersin-2.md").read_text("utf-8")


def test_an_album_with_one_caption(boss, server, folder):
    texts = {f"album-{number}.md": f"# Lock {number}\n\nLock {number} of the canal opens in {number} hours.\n"
             for number in (1, 2, 3)}  # fmt: skip
    caption = {"album-3.md": "title: The third lock; date: 2026-08-01; tags: canal"}
    sent = [send(boss, text, name, caption.get(name, ""), media_group_id="77") for name, text in texts.items()]
    cards = [card_of(boss, one) for one in sent]
    last = cards[-1]
    server.wait_for(lambda: "Publish all (3)" in last.buttons)
    assert [card.id for card in cards] == sorted(card.id for card in cards)
    assert [card.text.split("\n")[0] for card in cards] == ["Lock 1", "Lock 2", "The third lock"]
    assert all("Date: 1 August 2026" in card.text and "Tags: canal" in card.text for card in cards)
    assert [card for card in cards if "Discard all" in card.buttons] == [last]
    boss.click(last, "Discard")
    server.wait_for(lambda: "Publish all (2)" in cards[1].buttons)
    boss.click(cards[1], "Publish all (2)")
    for card in cards[:2]:
        told(card, "Added")
    assert told(last, "Discarded").startswith("Discarded")
    assert "opens in 2 hours." in quote_for(boss, "In how many hours does lock 2 of the canal open?")
    assert "album-3.md" not in names(folder)


def test_published_without_a_look(boss, folder):
    note = "# Ferry to Samsun\n\nThe ferry from Trabzon to Samsun sails on Tuesdays.\n"
    sent = send(boss, note, "ferry.md", caption="tags: ferries\n#now")
    added = boss.chat.wait_for(lambda message: message.reply_to == sent.id and "Added" in message.text, 20)
    assert added.text == "✅ Added “Ferry to Samsun”: 1 sentence, searchable now."
    assert not [message for message in boss.chat.bot_messages(after=sent) if is_card(message)]
    album = [
        send(boss, "# Pilots\n\nTwelve pilots bring tankers through the strait.\n", "p.md", "#now", media_group_id="8"),
        send(boss, "# Fog\n\nIn March fog closed Canakkale for nine days.\n", "fog.md", media_group_id="8"),
    ]
    for one in album:
        boss.chat.wait_for(lambda message, one=one: message.reply_to == one.id and "Added" in message.text, 20)
    changed = send(boss, note.replace("Tuesdays", "Fridays"), "ferry.md", caption="#now")
    card = card_of(boss, changed)
    assert card.text.startswith("Not published at once (#now)")
    assert "Replace “Ferry to Samsun”" in card.buttons
    boss.click(card, "Discard")
    told(card, "Discarded")


def test_a_forwarded_post_is_a_briefing(boss, people, server, folder):
    channel = server.channel("Harbour news", [people["Other"]], username="harbournews")
    post = channel.post(
        "Strike in Izmir harbour\n\nThe dockers of Izmir went on strike on Monday.\n#now\ndate: 2020-01-01"
    )
    card = card_of(boss, boss.forward(post))  # what its author says of #now and the date counts for nothing
    assert card.text.startswith("Strike in Izmir harbour\n")
    assert f"Forwarded post: harbournews-{post.id}.txt" in card.text
    assert f"Date: {time.localtime(post.data['date']).tm_mday} " in card.text
    boss.click(card, "Publish")
    told(card, "Added")
    assert f"harbournews-{post.id}.txt" in names(folder)
    assert "went on strike on Monday." in quote_for(boss, "When did the dockers of Izmir go on strike?")

    attached = send(people["Other"], "# Tide\n\nThe tide at Rize is low.\n", "tide.md", "tags: sea #now", chat=channel)
    card = card_of(boss, boss.forward(attached))
    assert f"Date: {time.localtime(post.data['date']).tm_mday} " in card.text
    assert "Tags: sea" in card.text
    boss.click(card, "Discard")
    asked = people["Other"].send("Why was Turkey removed from the F-35?")
    answered = boss.chat.wait_for(after=boss.forward(asked))
    assert answered.marked("blockquote")
    long = people["Other"].send("The canal was closed for repairs on Sunday. " * 10)
    forwarded = boss.forward(long)
    question = boss.chat.wait_for(lambda message: "Is it a briefing?" in message.text, after=forwarded)
    boss.click(question, "Yes, a briefing")
    boss.click(card_of(boss, forwarded), "Discard")


def test_what_is_not_taken(boss, people, server, folder):
    before = names(folder)
    large = send(boss, b"x", "large.pdf", size=30 * 2**20)
    said = boss.chat.wait_for(after=large).text
    assert "30.0 MB" in said
    assert "the operator puts it into the bot's folder of briefings, or raises BOT_MAX_UPLOAD_MEGABYTES" in said
    unknown = send(boss, b"MZ", "setup.exe")
    assert "format is none of mine" in boss.chat.wait_for(after=unknown).text
    broken = send(boss, b"%PDF-1.4 broken", "broken.pdf")
    said = boss.chat.wait_for(lambda message: message.reply_to == broken.id and "cannot be read" in message.text, 20)
    assert said.buttons == []
    photo = boss.send_photo(b"\xff\xd8")
    assert "Send a briefing as a document" in boss.chat.wait_for(after=photo).text
    rita = people["Rita"]
    album = [send(rita, CRANES, f"rita-{number}.md", media_group_id="5") for number in range(4)]
    assert "Only people who may upload" in rita.chat.wait_for(after=album[0]).text
    server.wait_until_idle()
    assert len(rita.chat.bot_messages(after=album[0])) == 1
    assert "may upload" in rita.press(rita.chat.bot_messages()[-1], data_of_card(folder, "publish"))["text"]
    assert names(folder) == before
    assert waiting_files(folder) == []


def test_a_document_that_kills_its_reader_does_the_bot_no_harm(boss, first, folder):
    before = names(folder)
    sent = send(boss, HOSTILE, "../hostile.pdf")
    said = boss.chat.wait_for(lambda message: message.reply_to == sent.id and "hostile.pdf" in message.text, 1)
    told(said, "crashes the program that reads it", 30)
    assert said.buttons == []
    turkey = quote_for(boss, "why was Turkey removed from F-35?")  # it goes on answering
    assert turkey.startswith("Turkey was shut out of the F-35 programme in 2017")
    fine = send(boss, "# Dredgers\n\nThe dredgers of Rize want more pay.\n", "rize.md")  # and reading
    boss.click(card_of(boss, fine), "Discard")
    assert (names(folder), first.process.poll()) == (before, None)


def test_a_file_that_telegram_does_not_give(boss, server, folder):
    failing = server.fail("file", 500, times=2)
    sent = send(boss, "# Dredgers\n\nThe dredgers of Sinop want more pay.\n", "dredgers.md")
    said = boss.chat.wait_for(lambda message: "Try again" in message.buttons and message.reply_to == sent.id, 20)
    assert failing.hits == 2
    assert waiting_files(folder) == []
    boss.click(said, "Try again")
    boss.click(card_of(boss, sent), "Discard")


def test_sent_while_the_bot_was_down(boss, first, start, server, people, folder):
    draft = card_of(boss, send(boss, "# Tugs\n\nTwo tugs were sold to Varna.\n", "tugs.md"))
    boss.click(draft, "Edit title")
    boss.chat.wait_for(lambda message: "title of" in message.text, after=draft)
    server.wait_until_idle()
    first.kill()
    sent = send(boss, "# Buoys\n\nThe buoys off Inebolu were painted red.\n", "buoys.md")
    old = send(boss, "# Nets\n\nThe nets off Sile were torn.\n", "nets.md", ago=3 * 3600)
    ursula = people["Ursula"]
    ursula.send("/start")
    with start():
        boss.send("Tugs sold to Varna")
        assert told(draft, "Tugs sold to Varna").startswith("Tugs sold to Varna\n")
        cards = [card_of(boss, one) for one in (sent, old)]
        server.wait_until_idle()
        for one in (sent, old):
            assert len([m for m in boss.chat.bot_messages() if m.reply_to == one.id]) == 1
        boss.click(draft, "Publish")
        assert told(draft, "Added").startswith("✅ Added “Tugs sold to Varna”")
        for card in cards:
            boss.click(card, "Discard")
            told(card, "Discarded")
