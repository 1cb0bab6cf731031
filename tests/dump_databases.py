"""Makes the databases of one version of this program, and dumps them as SQL: `tests/fixtures/store-N.sql`, `bot-N.sql`.

    PYTHONPATH=. python tests/dump_databases.py

for the code that is here; for older code, check it out elsewhere and name that folder in PYTHONPATH. N is the schema's
number. A dump that is there stays: what was released does not change. `test_released_schemas.py` opens all of them.
"""

from __future__ import annotations

import asyncio
import datetime
import importlib.util
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from hashed_words import HashedWordsEmbedder
from telegram import User

from bot.state.chats import Chats, Focus
from bot.state.database import FILE_NAME, Database
from bot.state.files import Files
from bot.state.ledger import Ledger, LedgerEntry
from bot.state.people import People
from index import BriefingIndex, IndexSettings

FIXTURES = Path(__file__).parent / "fixtures"
# What stands here stands in the dumps: a change of it needs all of them anew.
FIRST = {
    "turkey.txt": "Turkey was removed from the programme. It had bought missiles.",
    "grain.md": "---\ndate: 2026-05-03\ntags: [grain]\n---\nShips with wheat left Odesa.",
    "gas.txt": "The storages are full of gas.",
}
SECOND = {"turkey.txt": "Turkey is back. It had bought missiles.", "grain.md": FIRST["grain.md"]}
QUESTION = "Which ships left Odesa?"
ANN, BEN, GROUP = 5_000_000_001, 5_000_000_002, -1_002_000_000_001


def write(folder, texts):
    """Make a folder hold just these texts."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text)


def make_store(folder):
    """Publish, replace one text, withdraw one -> the citation of a quote."""
    briefings = folder / "briefings"
    settings = IndexSettings(_env_file=None, data_dir=folder / "data", briefings_dir=briefings, reranker="none")
    index = BriefingIndex(settings, HashedWordsEmbedder())
    for texts in (FIRST, SECOND):
        write(briefings, texts)
        index.sync()
    (quote, *_) = index.search(QUESTION, 1)
    index.close()
    return quote.citation.id


async def make_bots_database(folder, citation):
    """Let one person ask and judge, another wait to be let in, and a group be switched on."""
    database = Database(folder)
    await database.open()
    people, chats, ledger = People(database), Chats(database), Ledger(database)
    await people.seen(User(ANN, "Ann", is_bot=False, language_code="en"))
    await people.set_role(ANN, "admin")
    await people.seen(User(BEN, "Ben", is_bot=False, language_code="tr"))
    await people.ask(BEN)
    await chats.seen(GROUP, "Ports")
    await chats.set_enabled(GROUP, True)
    await chats.set_tags(GROUP, ["grain"])
    await chats.set_focus(ANN, ANN, Focus("tag", "grain"))
    await Files(database).remember("f" * 64, "BQACAgIAAx")
    answer = await ledger.record(
        LedgerEntry(
            chat_id=ANN,
            topic_id=None,
            user_id=ANN,
            question_message_id=7,
            language="en",
            question=QUESTION,
            searched=QUESTION,
            topic=QUESTION,
            answered=True,
            confidence=0.75,
            quotes=(citation,),
            nearest=(),
            generation=1,
            created_at=datetime.datetime.now(datetime.UTC),
        )
    )
    await ledger.sent(answer, 8)
    await ledger.vote(answer, ANN, "down")
    if importlib.util.find_spec("bot.state.audit"):  # since schema 2
        await make_trail(database)
    await database.close()


async def make_trail(database):
    """Record that somebody has published a briefing, and set something going that is not done yet."""
    from bot.state.audit import Actor, Audit, Entry
    from bot.state.operations import OperationRows

    ann = Actor(ANN, "Ann", "en")
    await Audit(database).record(ann, Entry("published", "grain.md", {"title": "Grain"}))
    await OperationRows(database).add("reindex", {}, ann, ANN, 9)


def dump(path, kind):
    """Write a database as SQL, unless that was done before."""
    with closing(sqlite3.connect(path)) as connection:
        (number,) = connection.execute("PRAGMA user_version").fetchone()
        target = FIXTURES / f"{kind}-{number}.sql"
        if not target.exists():
            target.write_text("\n".join([*_statements(connection), f"PRAGMA user_version = {number};", ""]), "utf-8")


def _statements(connection):
    """All but the rows of virtual tables, which stand in the tables behind them."""
    virtual = connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'").fetchall()
    rows = tuple(f'INSERT INTO "{name}" ' for (name,) in virtual)
    return [statement for statement in connection.iterdump() if not statement.startswith(rows)]


def main():
    """Make both, and dump them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        citation = make_store(folder)
        asyncio.run(make_bots_database(folder / "bot", citation))
        dump(folder / "data" / "store.sqlite3", "store")
        dump(folder / "bot" / FILE_NAME, "bot")


if __name__ == "__main__":
    main()
