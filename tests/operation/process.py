"""The product as an operator runs it: a process of its own, which may end at any moment."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "bot")
PATIENCE = 60.0
"""Seconds until a process counts as stuck; on a busy machine it starts in five."""


def environment(**ours: str) -> dict[str, str]:
    """What an operator's shell holds, and nothing of the shell that runs the tests."""
    theirs = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("KOPURO_", "COV_", "PYTEST_"))
    }
    return {**theirs, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **ours}


class Process:
    """A process at work, and what it has said on stderr so far."""

    def __init__(self, words: asyncio.StreamReader) -> None:
        self._news = asyncio.Condition()
        self.said: list[str] = []
        self._reading = asyncio.create_task(self._read(words))

    async def _read(self, words: asyncio.StreamReader) -> None:
        async for line in words:
            async with self._news:
                self.said.append(line.decode(errors="replace").rstrip("\n"))
                self._news.notify_all()
        async with self._news:
            self._news.notify_all()

    async def says(self, words: str) -> str:
        """The first line with these words; fails when the process ends without it."""

        def found() -> str | None:
            return next((line for line in self.said if words in line), None)

        async with self._news, asyncio.timeout(PATIENCE):
            await self._news.wait_for(lambda: found() or self.is_over or self._reading.done())
        line = found()
        assert line is not None, f"never said {words!r}:\n" + "\n".join(self.said)
        return line

    async def ready(self) -> None:
        await self.says("kopuro.ready")

    def events(self, name: str) -> list[dict[str, Any]]:
        """What it logged under a name."""
        lines = [json.loads(line) for line in self.said if line.startswith("{")]
        return [line for line in lines if line["event"] == name]

    async def has_said_all(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self._reading

    @property
    def is_over(self) -> bool:
        raise NotImplementedError

    async def killed(self) -> None:
        """As by ``kill -9``: it has no time for anything."""
        raise NotImplementedError


class Running(Process):
    """``python -m bot``, begun from nothing."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        super().__init__(process.stderr)
        self._process = process

    @classmethod
    async def start(cls, *verb: str, folder: Path, **ours: str) -> Self:
        return cls(
            await asyncio.create_subprocess_exec(
                *COMMAND,
                *verb,
                cwd=folder,
                env=environment(**ours),
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )
        )

    @property
    def is_over(self) -> bool:
        return self._process.returncode is not None

    async def killed(self) -> None:
        if not self.is_over:
            self._process.kill()
        await self.ends()

    async def stopped(self) -> int:
        """As by SIGTERM; its exit code."""
        if not self.is_over:
            self._process.terminate()
        return await self.ends()

    async def ends(self) -> int:
        """Wait until it ends by itself; its exit code."""
        async with asyncio.timeout(PATIENCE):
            code = await self._process.wait()
        await self.has_said_all()
        return code


@asynccontextmanager
async def running(*verb: str, folder: Path, **ours: str) -> AsyncIterator[Running]:
    """A process that does not outlive the test."""
    process = await Running.start(*verb, folder=folder, **ours)
    try:
        yield process
    finally:
        await process.killed()


async def says_and_ends(*verb: str, folder: Path, **ours: str) -> tuple[int, str, str]:
    """Run a command to its end: exit code, stdout, stderr."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
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
) -> dict[str, str]:
    """The settings with which a process talks to a simulator."""
    return {
        "KOPURO_BOT_TOKEN": token,
        "KOPURO_BOT_API_URL": base_url,
        "KOPURO_DATABASE_URL": database_url,
        "KOPURO_DATA_KEY": key,
        "KOPURO_LISTEN": "127.0.0.1:0",
        **more,
    }
