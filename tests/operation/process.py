"""The product as an operator runs it: a process of its own, which may end at any moment."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds until a process counts as stuck; on a busy machine it starts in five."""

PRODUCT = ("-m", "bot")
IMPATIENT = ("-m", "tests.operation.impatient")
"""The same, but what a dead process left is taken over after seconds instead of minutes."""


def environment(**ours: str) -> dict[str, str]:
    """What an operator's shell holds, and nothing of the shell that runs the tests."""
    theirs = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("KOPURO_", "COV_", "PYTEST_"))
    }
    return {**theirs, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **ours}


class Running:
    """A process and what it has said on stderr so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._news = asyncio.Condition()
        self.said: list[str] = []
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(
        cls, *verb: str, folder: Path, code: Sequence[str] = PRODUCT, **ours: str
    ) -> Self:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *code,
            *verb,
            cwd=folder,
            env=environment(**ours),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            limit=2**20,
        )
        return cls(process)

    async def _read(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            async with self._news:
                self.said.append(line.decode(errors="replace").rstrip("\n"))
                self._news.notify_all()
        async with self._news:
            self._news.notify_all()

    async def says(self, words: str, within: float = PATIENCE) -> str:
        """The first line with these words; fails when the process ends without it."""

        def found() -> str | None:
            return next((line for line in self.said if words in line), None)

        async with self._news:
            async with asyncio.timeout(within):
                await self._news.wait_for(lambda: found() or self._reading.done() or self.is_over)
        line = found()
        assert line is not None, f"never said {words!r}:\n" + "\n".join(self.said)
        return line

    async def ready(self) -> None:
        await self.says("kopuro.ready")

    @property
    def is_over(self) -> bool:
        return self._process.returncode is not None

    def events(self, name: str) -> list[dict[str, Any]]:
        """What it logged under a name."""
        lines = [json.loads(line) for line in self.said if line.startswith("{")]
        return [line for line in lines if line["event"] == name]

    async def killed(self) -> None:
        """As by kill -9: it has no time for anything."""
        if not self.is_over:
            self._process.kill()
        await self._gone()

    async def stopped(self) -> int:
        """As by SIGTERM; its exit code."""
        if not self.is_over:
            self._process.terminate()
        return await self._gone()

    async def ends(self) -> int:
        """Wait until it ends by itself; its exit code."""
        return await self._gone()

    async def _gone(self) -> int:
        async with asyncio.timeout(PATIENCE):
            code = await self._process.wait()
            await self._reading
        return code


@asynccontextmanager
async def running(
    *verb: str, folder: Path, code: Sequence[str] = PRODUCT, **ours: str
) -> AsyncIterator[Running]:
    """A process that does not outlive the test."""
    process = await Running.start(*verb, folder=folder, code=code, **ours)
    try:
        yield process
    finally:
        await process.killed()


async def says_and_ends(*verb: str, folder: Path, **ours: str) -> tuple[int, str, str]:
    """Run a command to its end: exit code, stdout, stderr."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *PRODUCT,
        *verb,
        cwd=folder,
        env=environment(**ours),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            out, words = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return process.returncode, out.decode(), words.decode()


def for_the_simulator(
    base_url: str, database_url: str, key: str, token: str, **more: str
) -> Mapping[str, str]:
    """The settings with which a process talks to a simulator."""
    return {
        "KOPURO_BOT_TOKEN": token,
        "KOPURO_BOT_API_URL": base_url,
        "KOPURO_DATABASE_URL": database_url,
        "KOPURO_DATA_KEY": key,
        "KOPURO_LISTEN": "127.0.0.1:0",
        **more,
    }
