"""The bot's life: start, what may end it, and a clean end."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import logging
import signal
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.helpers import create_deep_linked_url

from bot.access import Access
from bot.admission import INVITATION
from bot.application import ALLOWED_UPDATES, build
from bot.attempts import Attempts
from bot.commands import offer_commands
from bot.operations import Operations
from bot.services import Services
from bot.state.audit import Audit
from bot.state.chats import Chats
from bot.state.database import Database
from bot.state.decisions import Decisions
from bot.state.files import Files
from bot.state.ledger import Ledger
from bot.state.people import People
from bot.state.prompts import Prompts
from bot.state.shown import Shown
from bot.state.uploads import Uploads
from bot.watchdog import Conflicts, Watchdog
from bot.worker import Worker
from index import BriefingError, Question

if TYPE_CHECKING:
    from bot.application import Bot
    from bot.settings import BotSettings
    from index import BriefingIndex

UPDATES_STOPPED = 75
"""The exit code of sysexits.h for: try again."""
LONGEST_STOP = 10.0
"""Seconds that what is under way may take when the bot ends; the rest is taken up at the next start."""
LINK_VALID = datetime.timedelta(minutes=30)
WARM_UP = Question("What is a briefing?")
LONGEST_PAUSE = 30.0

logger = logging.getLogger(__name__)


async def live(settings: BotSettings, index: BriefingIndex) -> int:
    """Run the bot until it is told to stop -> its exit code.

    :raises BriefingError: for what an operator has to put right.
    """
    database = Database(settings.data_dir)
    await database.open()
    people, chats, audit = People(database), Chats(database), Audit(database)
    access = Access(settings, people, chats)
    worker = Worker(index, settings.queue_size)
    services = Services(
        settings=settings,
        index=index,
        worker=worker,
        database=database,
        people=people,
        chats=chats,
        decisions=Decisions(database),
        ledger=Ledger(database),
        shown=Shown(database),
        files=Files(database),
        access=access,
        prompts=Prompts(database),
        operations=Operations(database, access),
        audit=audit,
        attempts=Attempts(audit),
        uploads=Uploads(database),
    )
    try:
        return await Life(services, build(services)).run()
    finally:
        await worker.stop()
        await database.close()


class Life:
    """One run of the bot."""

    def __init__(self, services: Services, bot: Bot) -> None:
        self._services = services
        self._bot = bot
        self._application = bot.application
        self._end: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._conflicts = Conflicts()
        self._connected = asyncio.Event()

    async def run(self) -> int:
        """Start, wait for the end, stop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop, 0)
        self._services.worker.start()
        tasks = [
            asyncio.create_task(work, name=name)
            for name, work in [
                ("start", self._start()),
                ("operations", self._services.operations.run(self._application.bot, self._report)),
                ("briefings", self._prepare()),
                ("watchdog", self._watch()),
                ("corrections", self._correct()),
                ("notices", self._notify()),
            ]
        ]
        for task in tasks:
            task.add_done_callback(self._note_failure)
        try:
            return await self._end
        finally:
            await self._services.operations.stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._wind_up()

    async def _report(self, error: BaseException) -> str:
        return await self._bot.errors.report(error, self._application.bot)

    def _stop(self, code: int) -> None:
        if not self._end.done():
            self._end.set_result(code)

    def _note_failure(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error and not self._end.done():
            self._end.set_exception(error)

    async def _start(self) -> None:
        try:
            await self._connect()
        except InvalidToken:
            raise BriefingError(
                "Telegram does not know this bot: check BOT_TOKEN (and BOT_API_BASE_URL, where that is set)."
            ) from None
        application, settings = self._application, self._services.settings
        logger.info("Connected as @%s.", application.bot.username)
        await self._print_link()
        self._bot.gate.taken_up = await self._bot.inbox.take_up(application.bot)
        await self._bot.arrivals.start()
        await application.start()
        self._connected.set()
        if application.updater is None:
            raise RuntimeError("the application was built without an updater")
        if settings.mode == "webhook":
            await application.updater.start_webhook(
                settings.webhook_listen,
                settings.webhook_port,
                url_path=urlsplit(settings.webhook_url).path.strip("/"),
                bootstrap_retries=-1,
                webhook_url=settings.webhook_url,
                allowed_updates=ALLOWED_UPDATES,
                secret_token=settings.webhook_secret.get_secret_value(),
            )
        else:
            await application.updater.start_polling(
                bootstrap_retries=-1, allowed_updates=ALLOWED_UPDATES, error_callback=self._on_polling_error
            )
        logger.info("The bot is listening.")
        try:
            await offer_commands(application.bot)
        except TelegramError as error:
            logger.warning("The menus of commands stay as they are: %s", error)

    async def _connect(self) -> None:
        """Reach Telegram, however long the network is away."""
        pause = 1.0
        while True:
            try:
                await self._application.initialize()
            except (NetworkError, RetryAfter) as error:
                if isinstance(error, BadRequest):
                    raise
                logger.warning("Telegram cannot be reached, again in %.0f s: %s", pause, error)
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, 1.5 * pause)
            else:
                return

    async def _print_link(self) -> None:
        """Without any administrator, whoever opens the link that is printed becomes the first."""
        if await self._services.access.admins():
            return
        await self._services.people.revoke_invitations()
        secret = await self._services.people.invite("admin", LINK_VALID)
        link = create_deep_linked_url(self._application.bot.username, INVITATION + secret)
        minutes = LINK_VALID.seconds // 60
        sys.stdout.write(f"There is no administrator yet. Who opens this link first becomes one ({minutes} minutes):\n")
        sys.stdout.write(f"{link}\n")
        sys.stdout.flush()

    async def _prepare(self) -> None:
        """Have the folder of briefings read in, and again from now on; what was published before is asked meanwhile."""
        worker, index = self._services.worker, self._services.index
        published = await worker.run(index.briefings)
        if published:
            worker.ready.set()
            await worker.ask(WARM_UP)
        try:
            await self._bot.jobs.begin()
        except BriefingError:
            if not published:
                raise
        if not published:
            worker.ready.set()
            await worker.ask(WARM_UP)
        logger.info("The briefings are ready to be asked.")
        await self._bot.jobs.run()

    async def _watch(self) -> None:
        if self._services.settings.mode == "webhook":
            return
        dog = Watchdog(self._bot.updates_request, self._services.settings.watchdog_minutes)
        try:
            reason = await dog.watch(self._application.bot)
        except InvalidToken:
            raise BriefingError("Telegram does not accept BOT_TOKEN any more: get a new one.") from None
        logger.critical("%s The bot ends, to be started again.", reason)
        self._stop(UPDATES_STOPPED)

    async def _notify(self) -> None:
        await self._connected.wait()
        await self._bot.jobs.reindexing.notices.send_forever(self._application.bot)

    async def _correct(self) -> None:
        await self._connected.wait()
        await self._bot.corrections.run()

    def _on_polling_error(self, error: TelegramError) -> None:
        logger.warning("Updates could not be fetched: %s", error)
        if isinstance(error, Conflict) and self._conflicts.too_many() and not self._end.done():
            self._end.set_exception(
                BriefingError(
                    "Another program fetches the updates of this bot: stop it, or take a token of its own for each. "
                    f"Telegram says: {error}"
                )
            )

    async def _wind_up(self) -> None:
        """End what is under way; what takes too long is taken up at the next start."""
        logger.info("The bot stops.")
        self._bot.patience.hurry()
        application = self._application
        with contextlib.suppress(TelegramError, TimeoutError):
            if application.updater and application.updater.running:
                await asyncio.wait_for(application.updater.stop(), LONGEST_STOP)
        with contextlib.suppress(TimeoutError):
            if application.running:
                await asyncio.wait_for(application.stop(), LONGEST_STOP)
        with contextlib.suppress(RuntimeError, TelegramError):  # when it was not stopped in time
            await application.shutdown()
