"""The queue of updates, fetched by long polling or delivered to a webhook."""

from __future__ import annotations

import asyncio
import copy
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tornado.httpclient import AsyncHTTPClient, HTTPError, HTTPRequest

from telegram_server.refusal import RefusedError

if TYPE_CHECKING:
    import threading

Json = dict[str, Any]
LEFT_OUT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
TWO_POLLERS = "terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(eq=False)
class Webhook:
    url: str
    secret: str
    max_connections: int
    failure: tuple[int, str] | None = None


class Updates:
    """`push` may be called by any thread that holds the lock of `changed`; the rest runs in the server's event loop."""

    def __init__(self, changed: threading.Condition) -> None:
        self._changed = changed
        self.pending: list[Json] = []
        self.allowed: list[str] = []
        self.webhook: Webhook | None = None
        self.loop: asyncio.AbstractEventLoop | None = None
        self._delivery: asyncio.Task[None] | None = None
        self._number = 1000
        self._poll: asyncio.Future[None] | None = None
        self._arrival: asyncio.Future[None] | None = None

    def push(self, update: Json) -> None:
        """Queue an update (without its number), unless the bot does not want its kind."""
        if any(kind not in self.allowed if self.allowed else kind in LEFT_OUT_BY_DEFAULT for kind in update):
            return
        self._number += 1
        self.pending.append({"update_id": self._number} | copy.deepcopy(update))
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        for waiting in (self._poll, self._arrival):
            if waiting is not None and not waiting.done():
                waiting.set_result(None)

    def confirm(self, offset: int) -> None:
        """Forget the updates before this number; a negative one keeps only so many of the last."""
        with self._changed:
            if offset < 0:
                self.pending = self.pending[offset:]
            elif offset:
                self.pending = [update for update in self.pending if update["update_id"] >= offset]
            self._changed.notify_all()

    async def poll(self, given: Json, gone: asyncio.Future[None]) -> list[Json]:
        """getUpdates; `gone` is done when nobody waits for the answer any more."""
        if self.webhook:
            text = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            raise RefusedError(text, 409)
        if self._poll is not None:
            await asyncio.sleep(0.05)  # a poller that has just hung up is no second one
            self._end_poll(TWO_POLLERS)
        if "allowed_updates" in given:
            self.allowed = given["allowed_updates"]
        self.confirm(given.get("offset", 0))
        mine = self._poll = asyncio.get_running_loop().create_future()
        try:
            if not self.pending:
                timeout = max(0, min(50, given.get("timeout", 0)))
                await asyncio.wait({mine, gone}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
            if mine.done():
                mine.result()
            return self.pending[: max(1, min(100, given.get("limit", 100)))]
        finally:
            if self._poll is mine:
                self._poll = None

    def _end_poll(self, reason: str) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(RefusedError(reason, 409))

    def set_webhook(self, webhook: Webhook | None) -> None:
        if self._delivery is not None:
            self._delivery.cancel()
        self.webhook, self._delivery = webhook, None
        if webhook:
            self._end_poll("terminated by setWebhook request")
            self._delivery = asyncio.get_running_loop().create_task(self._deliver(webhook))

    async def _deliver(self, webhook: Webhook) -> None:
        """Post one update after the other, each until the bot takes it."""
        pause = 0.05
        while True:
            if not self.pending:
                self._arrival = asyncio.get_running_loop().create_future()
                await self._arrival
            update = self.pending[0]
            try:
                await self._post(webhook, update)
            except (HTTPError, OSError) as error:
                webhook.failure = (int(time.time()), f"Wrong response from the webhook: {error}")
                await asyncio.sleep(pause)
                pause = min(2 * pause, 1)
                continue
            pause = 0.05
            self.confirm(update["update_id"] + 1)

    @staticmethod
    async def _post(webhook: Webhook, update: Json) -> None:
        headers = {"Content-Type": "application/json"}
        if webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        body = json.dumps(update)
        await AsyncHTTPClient().fetch(HTTPRequest(webhook.url, "POST", headers, body, request_timeout=10))
