"""The webhook: the secret first, then the body, and every refusal alike (A8)."""

from __future__ import annotations

import hmac

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.channels.telegram.incoming import read
from bot.channels.telegram.worker import Worker

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105  # a header's name
LARGEST_BODY = 256 * 1024
"""An update is a few kilobytes; the longest texts and keyboards stay well below this."""


class Webhook:
    """Takes in what Telegram posts. A 200 means: it is stored."""

    def __init__(self, worker: Worker, secret: str) -> None:
        if not secret:
            raise ValueError("a webhook without a secret would take anybody's word")
        self._worker = worker
        self._secret = secret.encode()

    async def __call__(self, request: Request) -> Response:
        given = [
            value for name, value in request.headers.raw if name.decode("latin-1") == SECRET_HEADER
        ]
        if len(given) != 1 or not hmac.compare_digest(given[0], self._secret):
            return _refusal()
        if request.method != "POST" or request.headers.get("content-encoding"):
            return _refusal()
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return _refusal()
        body = await _body(request)
        try:
            update = orjson.loads(body) if body is not None else None
        except orjson.JSONDecodeError:
            update = None
        if not isinstance(update, dict):
            return _refusal()
        incoming = read(update)
        if incoming is not None:
            await self._worker.accept([incoming])
        return Response(status_code=200)


async def _body(request: Request) -> bytes | None:
    """The body, or None when it is larger than any update; read no further than that."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)


def _refusal() -> Response:
    return Response("not found", status_code=404, media_type="text/plain")
