"""The emulated Telegram as a test sees it: people, chats, waiting, faults, and the record of what the bot did."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telegram_server import methods_around  # noqa: F401  registers its methods
from telegram_server.faults import KINDS, Fault, FloodControl
from telegram_server.people import User
from telegram_server.profile import Profile
from telegram_server.updates import Updates
from telegram_server.web import Web
from telegram_server.world import World

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from telegram_server.chats import Chat, Message

Json = dict[str, Any]


@dataclass(eq=False)
class Request:
    """A request of the bot. `status` and `answer` are None while it is under way or when no answer was sent."""

    method: str
    parameters: Json
    time: float
    status: int | None = None
    answer: Json | None = None
    fault: int | str | None = None


@dataclass(frozen=True)
class Violation:
    """Something the bot should not have asked for."""

    method: str
    parameters: Json
    text: str

    def __str__(self) -> str:
        return f"{self.method}: {self.text} {self.parameters}"


class Server(World):
    """Use as a context manager."""

    def __init__(
        self, *, token: str = "1234567:test-token", username: str = "briefing_test_bot", privacy_mode: bool = True
    ) -> None:
        super().__init__(User(self, int(token.split(":")[0]), "Briefings", None, username, None, is_bot=True))
        self.token = token
        self.privacy_mode = privacy_mode
        self.joins_groups = self.inline_mode = True  # as set with @BotFather
        self.mentions_arrive = False  # in privacy mode; Telegram's documentation does not promise it
        self.query_seconds = 15.0  # how long a callback or inline query can be answered
        self.flood_control: FloodControl | None = None
        self.local_folder: Path | None = None  # as with --local: files of any size lie there, getFile names their path
        self.requests: list[Request] = []
        self.violations: list[Violation] = []
        self.profile = Profile()
        self.updates = Updates(self.changed)
        self._faults: list[Fault] = []
        self._web = Web(self)

    def __enter__(self) -> Server:
        self._web.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._web.stop()

    @property
    def base_url(self) -> str:
        """As python-telegram-bot's base_url: the token follows."""
        return f"http://127.0.0.1:{self._web.port}/bot"

    @property
    def file_url(self) -> str:
        return f"http://127.0.0.1:{self._web.port}/file/bot"

    # what the bot is told

    def push(self, update: Json) -> None:
        """Send the bot an update as it is (`update_id` is added)."""
        with self.changed:
            self.updates.push(update)

    def tell(self, message: Message, *, edited: bool = False) -> None:
        """Send the bot a message, if it is shown it."""
        if message.chat.reaches_bot(message):
            kind = "channel_post" if message.chat.type == "channel" else "message"
            self.push({f"edited_{kind}" if edited else kind: message.data})

    def push_member_change(self, chat: Chat, by: User, before: Json, after: Json) -> None:
        change = {"chat": chat.describe(), "from": by.describe(), "date": int(time.time())}
        self.push({"my_chat_member": change | {"old_chat_member": before, "new_chat_member": after}})

    def cached_inline_answer(self, user: User, text: str) -> list[Json] | None:
        """What Telegram shows without asking the bot: for `cache_time` (300 s), to everyone unless `is_personal`."""
        for query in self.inline_queries.values():
            answer = query.answer
            fresh = answer and time.monotonic() - query.time < answer.get("cache_time", 300)
            if answer and fresh and query.text == text and (query.user is user or not answer.get("is_personal")):
                return list(answer["results"])
        return None

    def expire_queries(self) -> None:
        """Make every open callback and inline query too old to be answered."""
        with self.changed:
            for query in [*self.callbacks.values(), *self.inline_queries.values()]:
                query.time -= 1000

    # what the bot does

    def begin(self, method: str, parameters: Json) -> Request:
        with self.changed:
            request = Request(method, parameters, time.monotonic())
            self.requests.append(request)
            self.changed.notify_all()
            return request

    def complain(self, method: str, parameters: Json, text: str) -> None:
        with self.changed:
            self.violations.append(Violation(method, parameters, text))
            self.changed.notify_all()

    def calls(self, method: str) -> list[Request]:
        with self.changed:
            return [request for request in self.requests if request.method == method]

    def wait_for(self, condition: Callable[[], Any], timeout: float = 10, *, quiet: bool = False) -> Any:
        """Wait until the condition holds and return it. Raises AssertionError after the timeout, unless `quiet`."""
        with self.changed:
            value = self.changed.wait_for(condition, timeout)
        if not value and not quiet:
            raise AssertionError(f"did not happen in {timeout} s; violations: {[*map(str, self.violations)]}")
        return value

    def wait_until_idle(self, seconds: float = 0.3, timeout: float = 20) -> None:
        """Wait until the bot has fetched every update and then asked for nothing but updates for some seconds."""
        deadline = time.monotonic() + timeout
        with self.changed:
            while time.monotonic() < deadline:
                asked = [request for request in self.requests if request.method != "getUpdates"]
                busy = self.updates.pending or any(not request.status and not request.fault for request in asked)
                if not self.changed.wait(seconds) and not busy:
                    return
        raise AssertionError(f"the bot is not idle after {timeout} s")

    # faults

    def fail(
        self, method: str, kind: int | str, times: int = 1, *, retry_after: int = 1, chat: Chat | None = None
    ) -> Fault:
        """Let the next requests of a method fail ("*": of any but getUpdates; "file": downloads); see Fault."""
        if kind not in KINDS:
            raise ValueError(f"a fault is one of {KINDS}")
        with self.changed:
            self._faults.append(Fault(method, kind, times, retry_after, chat.id if chat else None))
            return self._faults[-1]

    def take_fault(self, request: Request, chat_id: object) -> Fault | None:
        with self.changed:
            for fault in self._faults:
                if fault.fits(request.method, chat_id):
                    fault.hits += 1
                    request.fault = fault.kind
                    return fault
            return None

    def go_down(self) -> None:
        """Refuse all connections, as when the network is gone."""
        self._web.go_down()

    def come_up(self) -> None:
        self._web.come_up()
