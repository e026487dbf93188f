"""A browser that nothing may go wrong in: no complaint, and nothing asked of another host."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    ViewportSize,
    WebError,
    expect,
)

WIDE: ViewportSize = {"width": 1200, "height": 900}
NARROW: ViewportSize = {"width": 360, "height": 740}
TAGS = {"ky": "ky-KG", "ru": "ru-RU"}
"""What a browser asks for whose holder reads this language."""
WAIT_MS = 15_000
"""Milliseconds until a wait counts as lost: much longer than anything takes."""


@asynccontextmanager
async def watched(
    browser: Browser, base_url: str, *, size: ViewportSize = WIDE, language: str = "ru"
) -> AsyncIterator[BrowserContext]:
    """A window of somebody who reads ``language``; in the end, nothing may have gone wrong.

    Chromium reports as a console error what a page's policy forbids and what answers 4xx or 5xx.
    """
    complaints: list[str] = []
    addresses: set[str] = set()

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(f"{message.text} ({message.location.get('url')})")

    def failed(error: WebError) -> None:
        complaints.append(str(error.error))

    context = await browser.new_context(viewport=size, locale=TAGS[language])
    expect.set_options(timeout=WAIT_MS)
    context.set_default_timeout(WAIT_MS)
    context.on("console", heard)
    context.on("weberror", failed)
    context.on("request", lambda request: addresses.add(request.url))
    try:
        yield context
    finally:
        await context.close()
    assert not complaints, complaints
    hosts = {urlsplit(each).netloc for each in addresses} - {""}  # data: and blob: have none
    assert hosts == {urlsplit(base_url).netloc}, hosts
