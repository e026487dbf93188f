"""What every request meets first and every response carries, errors included."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.settings import LOOPBACK, Settings

log = structlog.get_logger()

SAFE = frozenset({"GET", "HEAD"})
LONGEST_FORM = 64 * 1024
A_SECOND = 1.0
REQUESTS_A_SECOND = 10
READERS_REMEMBERED = 10_000

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}
HSTS = "max-age=31536000"

Refusal = Callable[[Request, int], Response]
Failure = Callable[[Request, Exception], Response]


class Guard:
    """Checks where a request comes from, adds the headers of C26, and turns a failure into a page.

    ``refused`` makes the page for a status, ``failed`` the one with a reference code.
    """

    def __init__(
        self, app: ASGIApp, *, settings: Settings, refused: Refusal, failed: Failure
    ) -> None:
        self.app = app
        self.refused = refused
        self.failed = failed
        public = urlsplit(settings.console_url)
        self.public_host = public.hostname or ""
        self.public_origin = f"{public.scheme}://{public.netloc}"
        self.is_behind_tls = public.scheme == "https"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = False

        async def answer(message: Message) -> None:
            nonlocal began
            if message["type"] == "http.response.start":
                began = True
                self._add_headers(MutableHeaders(scope=message))
            await send(message)

        status = self._objection(scope)
        if status is not None:
            await self.refused(Request(scope), status)(scope, receive, answer)
            return
        try:
            await self.app(scope, receive, answer)
        except Exception as error:
            if began:
                raise
            await self.failed(Request(scope), error)(scope, receive, answer)

    def _objection(self, scope: Scope) -> int | None:
        """The status with which a request is refused unread; None when it may pass."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._is_ours(host):
            return 400
        if scope["method"] in SAFE:
            return None
        if not self._comes_from_us(headers, host):
            return 403
        length = headers.get("content-length", "0")
        if "transfer-encoding" in headers or not length.isdigit() or int(length) > LONGEST_FORM:
            return 413
        return None

    def _is_ours(self, host: str) -> bool:
        """A page that rebinds its name to our address still names itself here (C50)."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in LOOPBACK or name == self.public_host

    def _comes_from_us(self, headers: Headers, host: str) -> bool:
        origin = headers.get("origin", "null")
        if origin != "null":
            return origin in {self.public_origin, f"http://{host}"} and self._is_ours(
                urlsplit(origin).netloc
            )
        # Pages that send no referrer send no origin with a form either; no script can forge this.
        return headers.get("sec-fetch-site") == "same-origin"

    def _add_headers(self, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers[name] = value
        if self.is_behind_tls:
            headers["strict-transport-security"] = HSTS
        headers.setdefault("cache-control", "no-store")


class Pace:
    """Ten requests a second for each reader (C44). Kept in memory: it forgets within a second."""

    def __init__(self, timer: Callable[[], float]) -> None:
        self.timer = timer
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def is_too_fast(self, reader: str) -> bool:
        now = self.timer()
        seen = self._seen.setdefault(reader, deque(maxlen=REQUESTS_A_SECOND))
        self._seen.move_to_end(reader)
        while len(self._seen) > READERS_REMEMBERED:
            self._seen.popitem(last=False)
        if len(seen) == REQUESTS_A_SECOND and now - seen[0] < A_SECOND:
            return True
        seen.append(now)
        return False


Endpoint = Callable[[Request], Awaitable[Response]]
