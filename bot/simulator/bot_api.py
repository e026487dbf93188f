"""The Bot API over HTTP: ``/bot<token>/<method>`` and ``/file/bot<token>/<path>``.

A layer in front of the page's routes, so that a call costs little. The methods are in the
``methods_…`` modules; importing them here enters them into the table.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from typing import Any
from urllib.parse import unquote

import orjson
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.simulator import (
    methods_account,
    methods_copies,
    methods_editing,
    methods_media,
    methods_messages,
    methods_updates,
)
from bot.simulator.calls import failure, prepare
from bot.simulator.errors import BROKEN, NOT_FOUND, ApiError
from bot.simulator.guard import refusal
from bot.simulator.parameters import raw_parameters
from bot.simulator.simulator import Bot, Simulator

METHOD_MODULES = (
    methods_account,
    methods_copies,
    methods_editing,
    methods_media,
    methods_messages,
    methods_updates,
)
_JSON = (b"content-type", b"application/json")
_NO_CALLS_IN_ANSWER = ("setwebhook", "deletewebhook", "close", "logout", "get")


class BotApi:
    """ASGI middleware: answers bots, passes everything else on."""

    def __init__(self, app: ASGIApp, simulator: Simulator) -> None:
        self.app = app
        self.simulator = simulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if reason := refusal(scope):
                await _answer(send, 403, reason.encode(), b"text/plain; charset=utf-8")
                return
            path: str = scope["path"].removeprefix(scope.get("root_path", ""))
            if path.startswith("/bot"):
                await self._call(path[4:], scope, receive, send)
                return
            if path.startswith("/file/bot"):
                await self._download(path[9:], send)
                return
        await self.app(scope, receive, send)

    async def _call(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        simulator = self.simulator
        faults = simulator.faults
        token, _, name = path.partition("/")
        try:
            bot = simulator.bot_with(unquote(token))
            bot.webhook.calls = bot.webhook.calls or self._answered_calls(bot)
            given = await _given(scope, receive)
            if faults.latency_ms:
                await asyncio.sleep(faults.latency_ms / 1000)
            if faults.any_in_calls:
                if faults.happens(faults.error_share):
                    raise BROKEN
                if faults.happens(faults.timeout_share):
                    await self._lose(bot, name, given, receive, hangs=True)
                    return
                if faults.happens(faults.drop_share):
                    await self._lose(bot, name, given, receive, hangs=False)
                    return
            status, body = 200, await self._result(bot, name, given)
        except ApiError as error:
            status, body = error.code, orjson.dumps(failure(error))
        await _answer(send, status, body)

    async def _result(self, bot: Bot, name: str, given: dict[str, Any]) -> bytes:
        method, call = prepare(self.simulator, bot, name, given)
        result = method.handler(call)
        if inspect.isawaitable(result):
            result = await result
        if result and isinstance(result, list) and isinstance(result[0], bytes):
            return b'{"ok":true,"result":[' + b",".join(result) + b"]}"
        return orjson.dumps({"ok": True, "result": result})

    async def _lose(
        self, bot: Bot, name: str, given: dict[str, Any], receive: Receive, *, hangs: bool
    ) -> None:
        """Break the line, with the call carried out or not."""
        faults = self.simulator.faults
        if faults.happens(0.5) and name.lower() != "getupdates":
            with contextlib.suppress(ApiError):  # nobody is left to hear it
                await self._result(bot, name, given)
        if hangs:
            await asyncio.sleep(faults.hang_seconds)
        await _break_line(receive)

    def _answered_calls(self, bot: Bot) -> Any:
        async def run(given: dict[str, Any]) -> None:
            name = str(given.pop("method")).lower()
            if name.startswith(_NO_CALLS_IN_ANSWER):
                return
            with contextlib.suppress(ApiError):  # as at Telegram: the bot never hears of it
                await self._result(bot, name, given)

        return run

    async def _download(self, path: str, send: Send) -> None:
        token, _, file_path = path.partition("/")
        try:
            bot = self.simulator.bot_with(unquote(token))
            stored = self.simulator.files.at(bot.id, unquote(file_path))
            if stored is None:
                raise NOT_FOUND
        except ApiError as error:
            await _answer(send, error.code, orjson.dumps(failure(error)))
            return
        await _answer(send, 200, stored.content, b"application/octet-stream")


async def _given(scope: Scope, receive: Receive) -> dict[str, Any]:
    content_type, length = "", 0
    for name, value in scope["headers"]:
        if name == b"content-type":
            content_type = value.decode("latin-1")
        elif name == b"content-length":
            length = int(value)
    return await raw_parameters(scope["query_string"], content_type, length, scope, receive)


async def _answer(send: Send, status: int, body: bytes, kind: bytes = _JSON[1]) -> None:
    headers = [(b"content-type", kind), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _break_line(receive: Receive) -> None:
    # ASGI has no way to say so; uvicorn's receive is a method of the object that has the line.
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionAbortedError("the line was to be dropped; only uvicorn can do it")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
