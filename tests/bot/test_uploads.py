"""What becomes of a document with #now when the bot is killed on the way; the rest is in the journeys."""

import asyncio
import datetime
from dataclasses import replace
from types import SimpleNamespace

import pytest

from bot.operations import Actor, Operation
from bot.settings import BotSettings
from bot.state.uploads import Upload, Uploads
from bot.uploads import READ, UploadWork
from index import Briefing, Preview

NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
FILE = "c" * 64
BRIEFING = Briefing("new.txt", "New", None, "en", (), "a" * 64, FILE, 10, 2, 0, NOW)
PREVIEW = Preview("new.txt", FILE, "New", None, "en", (), 0, 12, 2, (), ("One.",), None, (), None)
ADA = Actor(7, "Ada", "en")


class Worker:
    async def run(self, function, *arguments):
        return function(*arguments)

    run_long = run


@pytest.mark.parametrize("killed_when", ["publishing", "published"])
def test_a_document_with_now_that_is_taken_up_again_is_in_the_audit_trail(with_database, tmp_path, killed_when):
    published = []

    def publish_file(path, name, details, progress, *, replaces, expected):
        published.append(name)
        return BRIEFING

    async def work(database):
        uploads = Uploads(database)
        first = Upload(chat_id=7, message_id=1, user_id=7, file_name="new.txt", body="One. Two.", created_at=NOW)
        upload, _ = await uploads.arrive(first)
        assert await uploads.was_read(replace(upload, preview=PREVIEW), "publishing")
        if killed_when == "published":
            await uploads.close(upload.id, "published")
        services = SimpleNamespace(
            uploads=uploads,
            people=None,
            worker=Worker(),
            settings=BotSettings(_env_file=None, token="12345:abc", data_dir=tmp_path),
            index=SimpleNamespace(publish_file=publish_file, briefings=lambda: [BRIEFING]),
            operations=SimpleNamespace(writing=asyncio.Lock()),
        )
        operation = Operation(1, READ, {"upload": upload.id, "title": "New"}, ADA, 7, 2)
        return await UploadWork(services, None)._read(operation, lambda *_: None)

    outcome = with_database(work)
    assert outcome.message.text == "✅ Added “New”: 2 sentences, searchable now."
    entries = [(entry.action, entry.subject) for entry in outcome.entries]
    assert entries == [("uploaded", "new.txt"), ("published", "new.txt")]
    assert published == (["new.txt"] if killed_when == "publishing" else [])
