"""Downloads: the files of uploads, from Telegram to the disk, and from there away when they are decided about."""

from __future__ import annotations

import asyncio
import logging
import mimetypes
import os
import shutil
import unicodedata
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, Literal

import httpx
from telegram.constants import FileSizeLimit
from telegram.error import BadRequest, TelegramError

from index import BriefingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import Bot, Document

    from bot.settings import BotSettings
    from bot.worker import Worker

    Report = Callable[[str, int, int], None]
    """Told (STAGE, done, total) in megabytes; what it raises ends the download."""

FOLDER = "uploads"
PARTIAL_SUFFIX = ".partial"
MEGABYTE = 2**20
TRIES = 2
CONNECT_SECONDS, READ_SECONDS, PAUSE_SECONDS = 10.0, 15.0, 1.0
"""READ_SECONDS may pass without a byte."""
LONGEST_GET_FILE = 20.0
"""Seconds, with what bot/patience.py repeats."""
BETWEEN_REPORTS = 0.3
"""Seconds; so long it takes until somebody is heeded who cancels."""
STAGE = "downloading"
TELEGRAM = "https://api.telegram.org/"
MAX_NAME_BYTES = 150
UNFIT = frozenset('/\\<>:"|?*')
DOCUMENT = "document"

Reason = Literal["gone", "too_large", "network"]

logger = logging.getLogger(__name__)


class DownloadError(Exception):
    """Telegram does not give a file, and why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Downloads:
    """The folder of files that wait for a decision: one folder for each upload."""

    def __init__(self, settings: BotSettings, worker: Worker) -> None:
        self._settings = settings
        self._worker = worker
        self._folder = settings.data_dir / FOLDER

    @property
    def max_bytes(self) -> int:
        """The largest file that is taken."""
        return int(self._settings.max_upload_megabytes * MEGABYTE)

    def path(self, upload_id: int, name: str) -> Path:
        """Where the file of an upload is, or will be."""
        return self._folder / str(upload_id) / name

    async def fetch(self, bot: Bot, file_id: str, target: Path, report: Report) -> None:
        """Have a file, whole: nothing is done when it is there.

        :raises DownloadError: when Telegram does not give it; what was fetched of it is deleted.
        :raises BriefingError: when the disk is full or cannot be written to.
        """
        if await self._worker.run(target.exists):
            return
        latest = [0, 0]
        fetching = asyncio.ensure_future(self._insist(bot, file_id, target, latest))
        try:
            while not fetching.done():
                report(STAGE, *latest)
                await asyncio.wait([fetching], timeout=BETWEEN_REPORTS)
        except BaseException:
            fetching.cancel()
            await asyncio.wait([fetching])
            raise
        fetching.result()

    async def keep(self, text: str, target: Path) -> None:
        """Have the text of a post as a file.

        :raises BriefingError: when the disk is full or cannot be written to.
        """
        try:
            partial = await self._worker.run(_prepared, target)
            await self._worker.run(partial.write_text, text, "utf-8")
            await self._worker.run(partial.replace, target)
        except OSError as error:
            raise _not_kept(error) from error

    async def delete(self, upload_id: int) -> None:
        """Delete the file of an upload."""
        await self._worker.run(_delete, self._folder / str(upload_id))

    async def delete_all_but(self, upload_ids: set[int]) -> None:
        """Delete what belongs to no upload that is open."""
        kept = set(map(str, upload_ids))
        await self._worker.run(_delete_others, self._folder, kept)

    async def _insist(self, bot: Bot, file_id: str, target: Path, latest: list[int]) -> None:
        for tries_left in reversed(range(TRIES)):
            try:
                await self._fetch(bot, file_id, target, latest)
            except (httpx.HTTPError, TelegramError, TimeoutError, DownloadError) as error:
                failure = _failure(error)
                logger.warning("a file could not be fetched (%s): %s", type(error).__name__, failure.reason)
                if failure.reason != "network" or not tries_left:
                    raise failure from None  # the error may hold the token
                await asyncio.sleep(PAUSE_SECONDS)
            except OSError as error:
                raise _not_kept(error) from error
            else:
                return

    async def _fetch(self, bot: Bot, file_id: str, target: Path, latest: list[int]) -> None:
        file = await asyncio.wait_for(bot.get_file(file_id), LONGEST_GET_FILE)
        if not file.file_path:
            raise DownloadError("gone")
        size = file.file_size or 0
        if size > self.max_bytes:
            raise DownloadError("too_large")
        partial = await self._worker.run(_prepared, target)
        try:
            if self._is_local(file.file_path):
                if await self._worker.run(os.path.getsize, file.file_path) > self.max_bytes:
                    raise DownloadError("too_large")
                await self._worker.run(shutil.copyfile, file.file_path, partial)
            else:
                await self._stream(file.file_path, size, partial, latest)
            await self._worker.run(partial.replace, target)
        finally:
            await self._worker.run(_delete_file, partial)

    async def _stream(self, url: str, size: int, partial: Path, latest: list[int]) -> None:
        timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        done, total = 0, max(1, round(size / MEGABYTE))
        client = httpx.AsyncClient(timeout=timeout)
        async with client, client.stream("GET", url) as response:
            if response.status_code != httpx.codes.OK:
                raise DownloadError("gone" if response.status_code == httpx.codes.NOT_FOUND else "network")
            with partial.open("wb") as out:
                async for chunk in response.aiter_bytes(MEGABYTE):
                    done += len(chunk)
                    if done > self.max_bytes:
                        raise DownloadError("too_large")
                    await self._worker.run(out.write, chunk)
                    latest[:] = min(total, round(done / MEGABYTE)), total
                await self._worker.run(_flush, out)
        if size and done != size:
            raise DownloadError("network")  # the connection ended early, and nobody said so

    def _is_local(self, file_path: str) -> bool:
        """Whether a local Bot API server (option --local) names a file of this machine. Telegram's own never does."""
        return not self._settings.api_base_url.startswith(TELEGRAM) and Path(file_path).is_absolute()


def fit_name(document: Document) -> str:
    """A document's name as a file of this machine may have it; its ending, which tells the format, stays."""
    last = (document.file_name or "").replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(" " if one.isspace() else one for one in last if one.isspace() or _is_seen(one))
    name = "".join("_" if one in UNFIT else one for one in " ".join(name.split())).rstrip(". ")
    suffix = PurePosixPath(f"x{name}").suffix or mimetypes.guess_extension(document.mime_type or "") or ""
    return cut_name(name.removesuffix(suffix) or DOCUMENT, suffix)


def cut_name(stem: str, suffix: str) -> str:
    """Put a name together that every file system takes."""
    room = MAX_NAME_BYTES - len(suffix.encode())
    return (stem.encode()[: max(room, 0)].decode("utf-8", "ignore").strip(". ") or DOCUMENT) + suffix


def is_telegrams_limit(settings: BotSettings) -> bool:
    """Whether a larger file needs another server, not another setting."""
    at_least = settings.max_upload_megabytes * MEGABYTE >= FileSizeLimit.FILESIZE_DOWNLOAD
    return at_least and settings.api_base_url.startswith(TELEGRAM)


def _failure(error: httpx.HTTPError | TelegramError | TimeoutError | DownloadError) -> DownloadError:
    if isinstance(error, DownloadError):
        return error
    if isinstance(error, BadRequest):
        return DownloadError("too_large" if "too big" in str(error).lower() else "gone")
    return DownloadError("network")


def _not_kept(error: OSError) -> BriefingError:
    logger.warning("a file could not be kept: %s", error)
    return BriefingError(f"The document cannot be kept on the disk: {error.strerror}.")


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _prepared(target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.with_name(target.name + PARTIAL_SUFFIX)


def _flush(out: BinaryIO) -> None:
    out.flush()
    os.fsync(out.fileno())


def _delete_file(path: Path) -> None:
    path.unlink(missing_ok=True)


def _delete(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _delete_others(folder: Path, kept: set[str]) -> None:
    if folder.is_dir():
        for child in folder.iterdir():
            if child.name not in kept:
                _delete(child)
