"""The table uploads."""

import dataclasses
import datetime
import json

from bot.state.uploads import Upload, Uploads
from index import NO_DATE, Briefing, Details, Likeness, Preview

NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
OLD = Briefing("old.md", "Old", datetime.date(2026, 1, 2), "en", ("a",), "a" * 64, "b" * 64, 10, 2, 0, NOW)
PREVIEW = Preview(
    "new.md", "c" * 64, "New “one” 😀", None, "tr", ("x", "y"), 3, 100, 9, (2, 3), ("Bir.", "İki."), None,
    (Likeness(OLD, 0.87),), OLD,
)  # fmt: skip


def upload(number=1, **fields):
    return Upload(
        **{"chat_id": 7, "message_id": number, "user_id": 7, "file_name": "new.md", "created_at": NOW} | fields
    )


def test_what_is_recorded_is_read_again(with_database):
    async def work(database):
        uploads = Uploads(database)
        given = upload(
            media_group_id="m", file_id="f", file_bytes=5, body="text", caption="title: x", forwarded=True,
            posted_at=NOW, details=Details("T", NO_DATE, ()), unread_date="32 May", replaces=OLD,
        )  # fmt: skip
        recorded, is_new = await uploads.arrive(given)
        assert is_new
        again, is_new = await uploads.arrive(upload(file_name="other"))
        assert not is_new
        assert again == recorded
        for name in set(Upload.__dataclass_fields__) - {"id"}:
            assert getattr(recorded, name) == getattr(given, name), name

    with_database(work)


def test_what_was_read_is_kept(with_database):
    async def work(database):
        uploads = Uploads(database)
        recorded, _ = await uploads.arrive(upload())
        twin = Preview(**{name: getattr(PREVIEW, name) for name in PREVIEW.__slots__} | {"twin": OLD, "replaces": None})
        for preview in (PREVIEW, twin):
            await database.write("UPDATE uploads SET state = 'arrived'")
            read = Upload(**{name: getattr(recorded, name) for name in Upload.__slots__} | {"preview": preview})
            assert await uploads.was_read(read, "shown")
            assert (await uploads.get(recorded.id)).preview == preview
        assert not await uploads.was_read(read, "shown"), "it is no more to be read"

    with_database(work)


def test_it_is_decided_once(with_database):
    async def work(database):
        uploads = Uploads(database)
        recorded, _ = await uploads.arrive(upload(state="shown"))
        assert await uploads.move(recorded.id, "shown", "publishing", OLD)
        assert not await uploads.move(recorded.id, "shown", "publishing")
        assert not await uploads.move(recorded.id, "shown", "discarded")
        assert (await uploads.get(recorded.id)).replaces == OLD

    with_database(work)


def test_what_was_said_is_forgotten(with_database):
    async def work(database):
        uploads = Uploads(database)
        recorded, _ = await uploads.arrive(upload(body="the text", caption="the caption", file_id="the file"))
        await uploads.close(recorded.id, "discarded")
        assert await uploads.get(recorded.id) == dataclasses.replace(
            recorded, state="discarded", body=None, file_id=None
        ), "the caption may be about others of an album"
        await uploads.tidy(NOW)
        assert (await uploads.get(recorded.id)).caption == "the caption"
        await uploads.tidy(NOW + datetime.timedelta(seconds=1))
        assert (await uploads.get(recorded.id)).caption == ""

    with_database(work)


def test_forget(with_database):
    async def work(database):
        uploads = Uploads(database)
        for number, state in enumerate(("arrived", "shown", "failed", "publishing", "published"), 1):
            await uploads.arrive(upload(number, state=state, caption="said"))
        other, _ = await uploads.arrive(upload(9, user_id=8, state="shown"))
        await uploads.forget(7)
        found = [await uploads.get(number) for number in range(1, 6)]
        assert [one.state for one in found] == ["arrived", "discarded", "discarded", "publishing", "published"]
        assert [one.caption for one in found] == ["said", "", "", "said", ""], "what is under way goes on"
        assert await uploads.get(other.id) == other

    with_database(work)


def test_an_album_in_its_order(with_database):
    async def work(database):
        uploads = Uploads(database)
        for number, group in ((3, "m"), (1, "m"), (2, "other"), (4, None)):
            await uploads.arrive(upload(number, media_group_id=group))
        alone, _ = await uploads.arrive(upload(4))
        one, _ = await uploads.arrive(upload(3))
        assert [member.message_id for member in await uploads.album(one)] == [1, 3]
        assert await uploads.album(alone) == [alone]

    with_database(work)


def test_what_a_bot_that_was_killed_left(with_database):
    """Neither what waits as an operation, nor what its update brings again, nor what waits for a person."""

    async def work(database):
        uploads = Uploads(database)
        ids = [(await uploads.arrive(upload(number)))[0].id for number in range(1, 6)]
        waiting, ended, unhandled, shown, publishing = ids
        for number, state in ((waiting, "waiting"), (ended, "done")):
            await database.write(
                "INSERT INTO operations (kind, arguments, actor_name, language, state, created_at) "
                "VALUES ('read', ?, '', '', ?, '')",
                (json.dumps({"upload": number}), state),
            )
        body = {"message": {"message_id": (await uploads.get(unhandled)).message_id, "chat": {"id": 7}}}
        for update, text in ((1, json.dumps(body)), (2, None)):
            await database.write("INSERT INTO handled_updates VALUES (?, '', '', ?)", (update, text))
        await database.write("UPDATE uploads SET state = 'shown' WHERE id = ?", (shown,))
        await database.write("UPDATE uploads SET state = 'publishing' WHERE id = ?", (publishing,))
        assert [one.id for one in await uploads.unfinished()] == [ended, publishing]
        assert [await uploads.is_unfinished(one) for one in ids] == [False, True, True, False, True]

    with_database(work)


def test_what_nobody_has_decided_about(with_database):
    async def work(database):
        uploads = Uploads(database)
        for number, state in enumerate(("arrived", "shown", "failed", "publishing", "published", "discarded"), 1):
            await uploads.arrive(upload(number, state=state))
        await uploads.arrive(upload(9, state="shown", created_at=NOW + datetime.timedelta(days=1)))
        left = await uploads.abandoned(NOW + datetime.timedelta(hours=1))
        assert [one.state for one in left] == ["shown", "failed"]
        assert len(await uploads.open_ids()) == 5

    with_database(work)
