"""Drives one bot process: posts updates to its webhook, waits for what it shows, counts its CPU."""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import orjson
import psutil

from tests.benchmarks.bot_api import BotApi, now

SECRET = "benchmark_secret_0123456789"
TOKEN = "4242:SIMULATOR_bench"
KEY = "a key that is only for the benchmarks, 32+"
Update = Callable[[int, int], dict[str, object]]


@dataclass
class Figures:
    """What one run cost and how long people waited, in seconds."""

    updates: int
    seconds: float
    cpu: float
    waits: list[float] = field(repr=False)

    @property
    def per_second(self) -> float:
        return self.updates / self.seconds

    @property
    def cpu_microseconds(self) -> float:
        return self.cpu / self.updates * 1e6

    def quantile(self, share: float) -> float:
        ordered = sorted(self.waits)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]

    @property
    def median(self) -> float:
        return statistics.median(self.waits)


class Driver:
    """One bot process and the people who write to it."""

    def __init__(self) -> None:
        self.api = BotApi(self._heard)
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._update_id = 1000
        self.shows = frozenset({"sendMessage", "editMessageText"})

    def _heard(self, chat: int, method: str) -> None:
        if method in self.shows and (waiting := self._waiting.get(chat)) and not waiting.done():
            waiting.set_result(None)

    @asynccontextmanager
    async def bot(
        self, command: Iterable[str], environment: dict[str, str], port: int, folder: Path
    ) -> AsyncIterator[psutil.Process]:
        """The process, ready to take updates on ``port``."""
        if not self.api.port:
            await self.api.start()
        environment = os.environ | environment | {"BOT_API": f"http://127.0.0.1:{self.api.port}"}
        # As an operator's machine runs it: modules are compiled once and kept.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        log = (folder / "bot.log").open("wb")
        process = await asyncio.create_subprocess_exec(
            *command, env=environment, stdout=log, stderr=log
        )
        self._address = f"http://127.0.0.1:{port}/telegram"
        try:
            async with aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0)
            ) as self._session:
                await self._until_ready(port, process, folder)
                yield psutil.Process(process.pid)
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()
            log.close()

    async def _until_ready(
        self, port: int, process: asyncio.subprocess.Process, folder: Path
    ) -> None:
        for _ in range(600):
            if process.returncode is not None:
                raise RuntimeError((folder / "bot.log").read_text()[-2000:])
            try:
                async with self._session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)
        raise RuntimeError("the bot did not become ready")

    async def one(self, chat: int, update: Update) -> float:
        """Post one update of a person and wait until they are shown something."""
        self._update_id += 1
        body = orjson.dumps(update(self._update_id, chat))
        shown = self._waiting[chat] = asyncio.get_running_loop().create_future()
        before = now()
        headers = {
            "X-Telegram-Bot-Api-Secret-Token": SECRET,
            "Content-Type": "application/json",
        }
        async with self._session.post(self._address, data=body, headers=headers) as answer:
            if answer.status != 200:
                raise RuntimeError(f"the webhook answered {answer.status}")
        await asyncio.wait_for(shown, 60)
        return now() - before

    async def measure(
        self,
        process: psutil.Process,
        people: list[int],
        update: Update,
        *,
        total: int,
        at_once: int,
    ) -> Figures:
        """``total`` updates with ``at_once`` people waiting at any time."""
        waits: list[float] = []
        turns = iter(range(total))
        cpu, begin = _cpu(process), now()

        async def lane(number: int) -> None:
            mine = people[number::at_once]
            for count, _turn in enumerate(turns):
                waits.append(await self.one(mine[count % len(mine)], update))

        await asyncio.gather(*(lane(number) for number in range(at_once)))
        return Figures(total, now() - begin, _cpu(process) - cpu, waits)


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def text_update(update_id: int, chat: int, text: str = "hello") -> dict[str, object]:
    return {
        "update_id": update_id,
        "message": {
            "message_id": update_id,
            "date": 1_780_000_000,
            "chat": {"id": chat, "type": "private", "first_name": "x"},
            "from": {"id": chat, "is_bot": False, "first_name": "x", "language_code": "ru"},
            "text": text,
        },
    }


PYTHON = sys.executable
