"""Delivery to a webhook: one POST an update, tried again with growing pauses until it is taken.

As Telegram's own server does it, updates of one chat go one after another and those of different
chats at once, up to ``max_connections``; Telegram promises no order, and with the fault
``reorder_updates`` there is none.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import orjson

from bot.simulator.clock import Clock
from bot.simulator.faults import Faults
from bot.simulator.updates import Update, Updates

PROOF_HEADER = "X-Telegram-Bot-Api-Secret-Token"
MAX_PAUSE_SECONDS = 60.0
READ_TIMEOUT_SECONDS = 60.0
DEFAULT_CONNECTIONS = 40


class Webhook:
    """Where one bot wants its updates; ``url`` is empty while it polls."""

    def __init__(self, updates: Updates, faults: Faults, clock: Clock) -> None:
        self._updates = updates
        self._faults = faults
        self._clock = clock
        self._queues: dict[int, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._places = asyncio.Semaphore(DEFAULT_CONNECTIONS)
        self.pause_seconds = 1.0
        self.url = ""
        self.secret = ""
        self.max_connections = DEFAULT_CONNECTIONS
        self.allowed_updates: list[str] = []
        self.last_error = ""
        self.last_error_at = 0.0
        self.calls: Callable[[dict[str, Any]], Awaitable[None]] | None = None

    async def open(self, url: str, *, secret: str, max_connections: int) -> None:
        """Deliver there from now on, beginning with what waits."""
        await self.close()
        self.url, self.secret, self.max_connections = url, secret, max_connections
        self._places = asyncio.Semaphore(max_connections)
        self.resume()

    async def close(self) -> None:
        """Forget the address; what was not taken keeps waiting."""
        await self.stop()
        self.url = self.secret = self.last_error = ""

    def resume(self) -> None:
        """Deliver what waits and what comes, if there is an address."""
        if self.url and self._updates.delivers is None:
            self._updates.delivers = self._push
            for update in self._updates.waiting():
                self._push(update)

    async def stop(self) -> None:
        """Deliver nothing until :meth:`resume`."""
        self._updates.delivers = None
        tasks, self._tasks = self._tasks, set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._queues.clear()
        if self._session is not None:
            await self._session.close()
            self._session = None

    def described(self) -> dict[str, Any]:
        """The Bot API's WebhookInfo."""
        info: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
        }
        if self.url:
            info["max_connections"] = self.max_connections
            info["ip_address"] = "127.0.0.1"
        if self.allowed_updates:
            info["allowed_updates"] = self.allowed_updates
        if self.last_error:
            info["last_error_date"] = int(self.last_error_at)
            info["last_error_message"] = self.last_error
        return info

    def _push(self, update: Update) -> None:
        line = -update.id if self._faults.reorder_updates else update.chat_id
        queue = self._queues.get(line)
        if queue is not None:
            queue.append(update)
            return
        self._queues[line] = deque((update,))
        task = asyncio.create_task(self._work_off(line))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, line: int) -> None:
        queue = self._queues[line]
        while queue:
            await self._deliver(queue[0])
            queue.popleft()
        del self._queues[line]

    async def _deliver(self, update: Update) -> None:
        pause = self.pause_seconds
        while True:
            async with self._places:
                error = await self._post(update)
                if not error and self._faults.repeats_update():
                    await self._post(update)
            if not error:
                self._updates.forget(update.id)
                return
            self.last_error, self.last_error_at = error, self._clock.now()
            await asyncio.sleep(pause)
            pause = min(pause * 2, MAX_PAUSE_SECONDS)

    async def _post(self, update: Update) -> str:
        """Nothing when the bot took it, else what getWebhookInfo will say."""
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers[PROOF_HEADER] = self.secret
        try:
            async with self._client().post(
                self.url, data=update.body, headers=headers, allow_redirects=False
            ) as response:
                body = await response.read()
                if not 200 <= response.status < 300:
                    reason = f"{response.status} {response.reason}"
                    return f"Wrong response from the webhook: {reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except aiohttp.ClientError:
            return "Webhook connection closed"
        if body.startswith(b"{") and self.calls is not None:
            await self._call_in(body)
        return ""

    async def _call_in(self, body: bytes) -> None:
        """A bot may put one call into its answer; it never hears what came of it."""
        try:
            call = orjson.loads(body)
        except orjson.JSONDecodeError:
            return
        if self.calls is not None and call.get("method"):
            await self.calls(call)

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self.max_connections),
                timeout=aiohttp.ClientTimeout(total=READ_TIMEOUT_SECONDS),
            )
        return self._session
