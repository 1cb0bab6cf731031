"""Uploads: documents from the chat are fetched, read aside, shown as a card, and published when that is decided."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from bot.caption import of_album
from bot.cards import Cards
from bot.downloads import DownloadError, Downloads
from bot.failures import explained
from bot.messages import texts_for
from bot.operations import Actor, Entry, Outcome
from bot.render.outgoing import Outgoing, shown_name
from bot.render.preview import (
    added_message,
    again_message,
    needs_a_look,
    title_of,
    too_large_message,
)
from index import BriefingError, CanariesFailedError, ConflictError, Details, StoreError, UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

    from telegram import Bot

    from bot.messages import Texts
    from bot.operations import Operation, Progress
    from bot.services import Services
    from bot.state.operations import State
    from bot.state.uploads import Upload
    from index import Briefing, Preview

READ, PUBLISH = "read", "publish"
BETWEEN_LOOKS = 0.3
"""Seconds until it is seen that it is its turn, or that somebody has cancelled."""


class UploadWork:
    """What is done with documents as operations; both kinds may be done again after a crash."""

    def __init__(self, services: Services, bot: Bot) -> None:
        self._services = services
        self._uploads = services.uploads
        self._bot = bot
        self._submitting = asyncio.Lock()
        self.downloads = Downloads(services.settings, services.worker)
        self.cards = Cards(services, bot)

    def register(self) -> None:
        """Tell the operations of both kinds."""
        register = partial(
            self._services.operations.register, role="uploader", otherwise=self._otherwise, told=self._told
        )
        register(READ, self._read, heading=_reading, lane="reading")
        register(PUBLISH, self._publish, heading=_publishing)

    async def submit(self, upload: Upload, actor: Actor) -> None:
        """Have an upload read or published, as its state demands, unless that is under way."""
        async with self._submitting:
            if not await self._uploads.is_unfinished(upload.id):
                return
            kind = PUBLISH if upload.state == "publishing" else READ
            title = title_of(upload, upload.preview) if upload.preview else upload.file_name
            arguments = {"upload": upload.id, "title": title}
            await self._services.operations.submit(kind, arguments, actor, upload.chat_id, upload.card_message_id)

    async def discard(self, upload: Upload) -> None:
        """Forget a document for good."""
        await self._uploads.close(upload.id, "discarded")
        await self.downloads.delete(upload.id)

    # what the operations perform

    async def _read(self, operation: Operation, progress: Progress) -> Outcome:
        """Fetch and read a document -> its card; with #now publish it, if nothing speaks against that."""
        texts, upload = texts_for(operation.actor.language), await self._uploads.get(operation.arguments["upload"])
        if upload is None:
            return Outcome(Outgoing(texts.uploads.unknown_toast), state="failed")
        if upload.state in ("publishing", "published"):  # with #now, and the bot was killed since
            return await self._publish_at_once(upload, operation, progress)
        if upload.state != "arrived":
            return Outcome(await self.cards.message(upload, texts))
        try:
            path = await self._fetched(upload, progress)
            upload, now = await self._with_caption(upload)
            preview = await self._previewed(upload, path, progress)
        except DownloadError as error:
            return await self._not_fetched(upload, error, texts)
        except UnreadableError as error:
            await self.discard(upload)
            await self.cards.refresh_album(upload)
            return Outcome(Outgoing(explained(error, texts)), state="failed")
        upload = replace(upload, preview=preview, details=_dated(upload, preview))
        at_once = now and not needs_a_look(upload, preview)
        if not await self._uploads.was_read(upload, "publishing" if at_once else "shown"):
            return Outcome(await self.cards.message(replace(upload, state="discarded"), texts))
        if at_once:
            return await self._publish_at_once(upload, operation, progress)
        await self.cards.refresh_album(upload)
        note = texts.uploads.not_at_once if now else ""
        return Outcome(await self.cards.message(replace(upload, state="shown"), texts, note), (_uploaded(upload),))

    async def _publish_at_once(self, upload: Upload, operation: Operation, progress: Progress) -> Outcome:
        """Publish from the lane of reading, when nothing else writes."""
        writing = self._services.operations.writing
        while writing.locked():
            progress("publishing", 0, 0)
            await asyncio.sleep(BETWEEN_LOOKS)
        async with writing:
            outcome = await self._publish(operation, progress)
        return replace(outcome, entries=(_uploaded(upload), *outcome.entries))

    async def _publish(self, operation: Operation, progress: Progress) -> Outcome:
        """Publish a document -> what has come of it; its card anew when it is not what its sender saw any more."""
        texts, upload = texts_for(operation.actor.language), await self._uploads.get(operation.arguments["upload"])
        if upload is None or upload.preview is None:
            return Outcome(Outgoing(texts.uploads.unknown_toast), state="failed")
        if upload.state == "published":
            return await self._published(upload, texts)
        if upload.state != "publishing":
            return Outcome(await self.cards.message(upload, texts))
        path = await self._fetched(upload, progress)
        publish = partial(
            self._services.index.publish_file,
            path,
            _name(upload, upload.preview),
            upload.details,
            progress,
            replaces=upload.replaces.name if upload.replaces else None,
            expected=upload.replaces.sha256 if upload.replaces else None,
        )
        try:
            briefing = await self._services.worker.run_long(publish)
        except ConflictError:
            return await self._anew(upload, path, texts, progress)
        except (StoreError, CanariesFailedError):
            raise
        except BriefingError as error:  # most likely somebody has published the same text meanwhile
            return await self._anew(upload, path, texts, progress, error)
        await self._uploads.close(upload.id, "published")
        await self.downloads.delete(upload.id)
        return await self._published(upload, texts, briefing)

    async def _published(self, upload: Upload, texts: Texts, briefing: Briefing | None = None) -> Outcome:
        """Tell that it is searchable. Without `briefing`, after a crash, it is looked for."""
        if briefing is None:
            published = await self._services.worker.run(self._services.index.briefings)
            same = [one for one in published if upload.preview and one.file_sha256 == upload.preview.file_sha256]
            if not same:
                return Outcome(Outgoing(texts.uploads.published_toast))
            briefing = same[0]
        old = upload.replaces
        about: dict[str, Any] = {"title": briefing.title, "sha256": briefing.sha256}
        entry = (
            Entry("replaced", old.name, about | {"by": briefing.name})
            if old
            else Entry("published", briefing.name, about)
        )
        return Outcome(added_message(briefing, old, texts), (entry,))

    async def _anew(
        self, upload: Upload, path: Path, texts: Texts, progress: Progress, error: BriefingError | None = None
    ) -> Outcome:
        """Read it once more, against what is published now.

        :raises BriefingError: `error`, when that was not for a text that is published already.
        """
        preview = await self._previewed(upload, path, progress)
        if error is not None and preview.twin is None:
            raise error
        replaces = None
        if upload.replaces is not None:
            published = await self._services.worker.run(self._services.index.briefings)
            replaces = next((one for one in published if one.name == upload.replaces.name), None)
        upload = replace(upload, preview=preview, replaces=replaces, state="shown")
        await self._uploads.was_read(upload, "shown")
        return Outcome(await self.cards.message(upload, texts, texts.uploads.changed_meanwhile), state="failed")

    async def _otherwise(self, operation: Operation, text: str, state: State) -> Outgoing:
        """Put back what was to be read or published, and say why it was not."""
        texts, upload = texts_for(operation.actor.language), await self._uploads.get(operation.arguments["upload"])
        if upload is None:
            return Outgoing(text)
        if upload.state == "publishing":
            await self._uploads.move(upload.id, "publishing", "shown", upload.replaces)
            await self.cards.refresh_album(upload)
            return await self.cards.message(replace(upload, state="shown"), texts, text)
        if upload.state != "arrived":
            return await self.cards.message(upload, texts, text)
        await self._uploads.move(upload.id, "arrived", "failed", upload.replaces)
        await self.cards.refresh_album(upload)
        if state == "cancelled":
            text = texts.uploads.stopped.format(name=shown_name(upload.file_name))
        return again_message(text, upload, texts)

    async def _told(self, operation: Operation, message_id: int) -> None:
        """The card may be another message than before, when that was deleted."""
        if message_id != operation.message_id:
            await self._uploads.set_card(operation.arguments["upload"], message_id)

    # its parts

    async def _fetched(self, upload: Upload, progress: Progress) -> Path:
        """Have the file of an upload -> its path."""
        path = self.downloads.path(upload.id, upload.file_name)
        if upload.body is not None:
            await self.downloads.keep(upload.body, path)
        else:
            await self.downloads.fetch(self._bot, upload.file_id or "", path, progress)
        return path

    async def _with_caption(self, upload: Upload) -> tuple[Upload, bool]:
        """What the captions say, for what was not set otherwise -> whether it is to be published at once."""
        album = await self._uploads.album(upload)
        caption = of_album(upload.caption, [one.caption for one in album], foreign=upload.forwarded)
        given, said = upload.details, caption.details
        details = Details(
            said.title if given.title is None else given.title,
            said.date if given.date is None else given.date,
            said.tags if given.tags is None else given.tags,
        )
        return replace(upload, details=details, unread_date=caption.unread_date), caption.now

    async def _previewed(self, upload: Upload, path: Path, progress: Progress) -> Preview:
        preview = partial(self._services.index.preview, path, upload.file_name, upload.details, progress)
        return await self._services.worker.run_long(preview)

    async def _not_fetched(self, upload: Upload, error: DownloadError, texts: Texts) -> Outcome:
        """Say why there is no file, with a button to try again where that can help."""
        name, ours = shown_name(upload.file_name), texts.uploads
        if error.reason == "network":
            await self._uploads.move(upload.id, "arrived", "failed", upload.replaces)
            message = again_message(ours.not_fetched.format(name=name), upload, texts)
        else:
            await self.discard(upload)
            message = Outgoing(ours.gone.format(name=name))
            if error.reason == "too_large":
                message = too_large_message(name, upload.file_bytes, self._services.settings, texts)
        await self.cards.refresh_album(upload)
        return Outcome(message, state="failed")


def _name(upload: Upload, preview: Preview) -> str:
    """Under which name to publish: that of the briefing it replaces, when its file is called the same."""
    if upload.replaces and PurePosixPath(upload.replaces.name).name.casefold() == upload.file_name.casefold():
        return upload.replaces.name
    return preview.name


def _dated(upload: Upload, preview: Preview) -> Details:
    """What was set; where nobody has set a date and the document has none, that of the post it came with."""
    if upload.posted_at is None or upload.details.date or preview.date:
        return upload.details
    return replace(upload.details, date=upload.posted_at.astimezone().date())


def _uploaded(upload: Upload) -> Entry:
    title = title_of(upload, upload.preview) if upload.preview else ""
    return Entry("uploaded", upload.file_name, {"title": title})


def _reading(operation: Operation, texts: Texts) -> str:
    return texts.uploads.reading.format(name=shown_name(operation.arguments["title"]))


def _publishing(operation: Operation, texts: Texts) -> str:
    return texts.uploads.publishing.format(title=shown_name(operation.arguments["title"]))
