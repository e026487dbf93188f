"""A Bot API that costs next to nothing: it answers at once, or after a pause, and tells the time.

The strict simulator would measure itself. This one knows three answers and one pause.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from urllib.parse import parse_qs

import httptools
import orjson

ME = {
    "id": 4242,
    "is_bot": True,
    "first_name": "Bench",
    "username": "bench_bot",
    "can_join_groups": False,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
SILENT = frozenset({"getMe", "setWebhook", "deleteWebhook", "getWebhookInfo", "leaveChat"})


def _message(chat: int) -> dict[str, object]:
    return {
        "message_id": 7,
        "date": 1_780_000_000,
        "chat": {"id": chat, "type": "private", "first_name": "x"},
        "text": "x",
    }


def _chat_of(body: bytes) -> int:
    """From a form, as the library sends it, or from JSON."""
    if body.startswith(b"{"):
        return int(orjson.loads(body).get("chat_id", 0))
    return int(parse_qs(body.decode()).get("chat_id", ["0"])[0])


class BotApi:
    """Answers every method; ``heard`` is called with chat and method when a call arrives."""

    def __init__(self, heard: Callable[[int, str], None]) -> None:
        self.heard = heard
        self.pause = 0.0
        self.slow_chats: dict[int, float] = {}
        self.port = 0

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", 0, backlog=1024)
        self.port = server.sockets[0].getsockname()[1]


class _Connection(asyncio.Protocol):
    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.parser = httptools.HttpRequestParser(self)
        self.url = b""
        self.body = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self.url, self.body = url, b""

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        method = self.url.partition(b"?")[0].rpartition(b"/")[2].decode()
        chat = 0
        if method not in SILENT:
            chat = _chat_of(self.body)
        result: object = True
        if method == "getMe":
            result = ME
        elif method == "getWebhookInfo":
            result = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
        elif method.startswith(("send", "editMessageText")):
            result = _message(chat)
        answer = orjson.dumps({"ok": True, "result": result})
        pause = self.api.slow_chats.get(chat, self.api.pause) if method not in SILENT else 0
        if pause:
            asyncio.get_running_loop().call_later(pause, self._answer, answer, chat, method)
        else:
            self._answer(answer, chat, method)

    def _answer(self, answer: bytes, chat: int, method: str) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self.transport.write(head % len(answer) + answer)  # type: ignore[attr-defined]
        if chat:
            self.api.heard(chat, method)


def now() -> float:
    return time.perf_counter()
