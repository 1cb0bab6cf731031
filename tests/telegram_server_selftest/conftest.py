"""A running emulator, and raw HTTP to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from telegram_server import Server, User

Call = Callable[..., dict[str, Any]]


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=10) as opened:
        yield opened


@pytest.fixture
def call(server: Server, client: httpx.Client) -> Call:
    """Call a method as a form with JSON in it, as python-telegram-bot does; the whole answer."""

    def post(method: str, **parameters: Any) -> dict[str, Any]:
        form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}
        return client.post(f"{server.base_url}{server.token}/{method}", data=form).json()

    return post


@pytest.fixture
def refused(server: Server, call: Call) -> Callable[..., str]:
    """Call a method that is refused as the bot's own fault; the reason."""

    def post(method: str, **parameters: Any) -> str:
        before = len(server.violations)
        answer = call(method, **parameters)
        assert not answer["ok"]
        assert [violation.text for violation in server.violations[before:]] == [answer["description"]]
        return str(answer["description"])

    return post


@pytest.fixture
def updates(call: Call) -> Callable[[], list[dict[str, Any]]]:
    """Fetch what is pending and confirm it; the updates without their numbers."""

    def fetch() -> list[dict[str, Any]]:
        pending = call("getUpdates", timeout=0)["result"]
        if pending:
            call("getUpdates", offset=pending[-1]["update_id"] + 1, timeout=0)
        return [{kind: value for kind, value in update.items() if kind != "update_id"} for update in pending]

    return fetch


@pytest.fixture
def ann(server: Server) -> User:
    """Somebody who has started the bot; nothing is pending."""
    user = server.user("Ann")
    user.start()
    server.updates.pending.clear()
    return user


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as threads:
        yield threads
