"""What stands before several webhook processes: each update goes to the next of them in turn."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Balancer:
    """Passes updates on; ``addresses`` can change at any moment."""

    def __init__(self) -> None:
        self.url = ""
        self.addresses: list[str] = []
        self.taken: Counter[str] = Counter()
        self._turns: Iterator[int] = itertools.count()
        self._news = asyncio.Condition()
        self._session: aiohttp.ClientSession | None = None

    async def pass_on(self, request: web.Request) -> web.Response:
        assert self._session is not None
        if not self.addresses:
            return web.Response(status=502)
        address = self.addresses[next(self._turns) % len(self.addresses)]
        headers = {
            "Content-Type": "application/json",
            SECRET_HEADER: request.headers.get(SECRET_HEADER, ""),
        }
        try:
            async with self._session.post(
                f"{address}/telegram", data=await request.read(), headers=headers
            ) as answer:
                body, status = await answer.read(), answer.status
        except aiohttp.ClientError:
            return web.Response(status=502)
        if status == 200:
            async with self._news:
                self.taken[address] += 1
                self._news.notify_all()
        return web.Response(status=status, body=body)

    async def has_passed_on(self, count: int, within: float = 60) -> None:
        """Wait until so many updates have been taken by the processes."""
        async with self._news, asyncio.timeout(within):
            await self._news.wait_for(lambda: sum(self.taken.values()) >= count)


@asynccontextmanager
async def balancing() -> AsyncIterator[Balancer]:
    balancer = Balancer()
    app = web.Application()
    app.router.add_post("/telegram", balancer.pass_on)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    balancer.url = f"http://{host}:{port}"
    balancer._session = aiohttp.ClientSession()
    try:
        yield balancer
    finally:
        await balancer._session.close()
        await runner.cleanup()
