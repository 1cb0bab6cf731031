"""The HTTP side: reading requests, carrying them out, spoiling them where a test ordered a fault.

Tornado, because python-telegram-bot[webhooks] brings it anyway: the tests need no web server besides. It runs in a
loop in a thread, so that a test drives the emulator by plain calls.
"""

from __future__ import annotations

import asyncio
import copy
import json
import re
import socket
import struct
import threading
import traceback
from typing import TYPE_CHECKING, Any

from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from telegram_server.faults import SLOW_SECONDS, Fault, too_many
from telegram_server.methods import METHODS
from telegram_server.refusal import RefusedError
from telegram_server.specification import find_method, read_parameters

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from telegram_server.server import Request, Server

Json = dict[str, Any]
MOST_BYTES = 120 * 1024 * 1024
SPOILED = {
    500: (500, '{"ok": false, "error_code": 500, "description": "Internal Server Error"}'),
    502: (502, "<html><h1>502 Bad Gateway</h1></html>"),
    "garbage": (200, "<html>Welcome to the hotel's network</html>"),
}


class BaseHandler(RequestHandler):
    def initialize(self, server: Server) -> None:
        self.server = server
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def on_connection_close(self) -> None:
        if not self.gone.done():
            self.gone.set_result(None)

    def check_token(self, token: str) -> None:
        if not re.fullmatch(r"\d+:[\w-]+", token):
            raise RefusedError("Not Found", 404)
        if token != self.server.token:
            raise RefusedError("Unauthorized", 401)

    def respond(self, request: Request, status: int, answer: Json | bytes | str) -> None:
        """Send an answer, unless nobody waits for it any more: JSON, or text or bytes as they are."""
        with self.server.changed:
            request.status, request.answer = status, answer if isinstance(answer, dict) else None
            self.server.changed.notify_all()
        if self.gone.done():
            return
        self.set_status(status)
        self.set_header("Content-Type", "application/json" if isinstance(answer, dict) else "application/octet-stream")
        self.finish(json.dumps(answer) if isinstance(answer, dict) else answer)

    def reset(self) -> None:
        self.on_connection_close()
        stream = self.detach()
        stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        stream.close()

    async def spoil(self, request: Request, fault: Fault) -> None:
        if fault.kind == "reset":
            self.reset()
        elif fault.kind == "hang":
            await self.gone
        elif fault.kind == 429:
            self.respond(request, 429, too_many(fault.retry_after).answer())
        else:
            self.respond(request, *SPOILED[fault.kind])

    def log_exception(self, kind: Any, error: Any, trace: Any) -> None:
        """A fault of this server itself must not go unseen."""
        self.server.complain("telegram_server", {}, "".join(traceback.format_exception(kind, error, trace)))


class MethodHandler(BaseHandler):
    async def post(self, token: str, name: str) -> None:
        server = self.server
        raw, files, malformed = self._read()
        request = server.begin(name, raw)
        fault = server.take_fault(request, raw.get("chat_id"))
        if fault and fault.kind == "slow":
            await asyncio.sleep(SLOW_SECONDS)
            request.fault = fault = None
        if fault and fault.kind != "lost":
            await self.spoil(request, fault)
            return
        try:
            self.check_token(token)
            if malformed:
                raise malformed
            result = await self._carry_out(request, raw, files)
            status, answer = 200, {"ok": True, "result": result}
        except RefusedError as refusal:
            status, answer = refusal.code, refusal.answer()
            if refusal.foreseeable and not self.gone.done():
                server.complain(request.method, request.parameters, refusal.text)
        if fault:
            self.reset()
        self.respond(request, status, answer)

    get = post

    async def _carry_out(self, request: Request, raw: Json, files: Json) -> Any:
        with self.server.changed:
            request.method = find_method(request.method)
            request.parameters, complaints = read_parameters(request.method, raw, files)
            for complaint in complaints:
                self.server.complain(request.method, request.parameters, complaint)
            if request.method != "getUpdates":
                return copy.deepcopy(METHODS[request.method](self.server, request.parameters))
        return await self.server.updates.poll(request.parameters, self.gone)

    def _read(self) -> tuple[Json, Json, RefusedError | None]:
        """The parameters and uploaded files as sent, or what is wrong with the body."""
        try:
            raw: Json = {name: values[-1].decode() for name, values in self.request.arguments.items()}
            if self.request.headers.get("Content-Type", "").startswith("application/json") and self.request.body:
                raw |= json.loads(self.request.body)
        except (ValueError, TypeError):
            return (
                {},
                {},
                RefusedError("can't parse the body: it must be UTF-8, and JSON an object"),
            )
        files = {
            name: self.server.new_file(parts[-1].filename, parts[-1].content_type, parts[-1].body)
            for name, parts in self.request.files.items()
        }
        return raw, files, None


class FileHandler(BaseHandler):
    async def get(self, token: str, path: str) -> None:
        request = self.server.begin("file", {"path": path})
        fault = self.server.take_fault(request, None)
        if fault and fault.kind != "cut":
            await self.spoil(request, fault)
            return
        file = next((file for file in self.server.files.values() if file.path == path), None)
        if token != self.server.token or file is None:
            self.respond(request, 404, RefusedError("Not Found", 404).answer())
            return
        if fault:
            self.set_header("Content-Length", len(file.data))
            self.write(file.data[: len(file.data) // 2])
            await self.flush()
            self.reset()
            return
        self.respond(request, 200, file.data)


class Web:
    """The listening server and its thread."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="telegram server", daemon=True)
        self._application = Application(
            [
                (r"/bot([^/]+)/(\w+)", MethodHandler, {"server": server}),
                (r"/file/bot([^/]+)/(.+)", FileHandler, {"server": server}),
            ],
            log_function=lambda handler: None,
        )
        self._socket = _reserve(0)
        self.port = int(self._socket.getsockname()[1])

    def start(self) -> None:
        self._thread.start()
        self._server.updates.loop = self._loop
        self.come_up()

    def stop(self) -> None:
        self._call(self._wind_up())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def come_up(self) -> None:
        self._call(self._listen())

    def go_down(self) -> None:
        """Close every connection and refuse new ones; the port stays reserved."""
        self._call(self._close())
        self._socket = _reserve(self.port)

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        self._socket.listen(256)
        self._http = HTTPServer(self._application, max_buffer_size=MOST_BYTES)
        self._http.add_socket(self._socket)

    async def _close(self) -> None:
        self._http.stop()
        await self._http.close_all_connections()

    async def _wind_up(self) -> None:
        self._server.updates.set_webhook(None)
        await self._close()
        AsyncHTTPClient().close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)


def _reserve(port: int) -> socket.socket:
    """A socket on loopback that holds the port without accepting anything yet."""
    bound = socket.socket()
    bound.setblocking(False)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    return bound
