"""Processes of the product that begin with everything imported, by fork: dozens in seconds.

What they do from there on is what ``kopuro`` does, and ``kill -9`` ends them as it ends any other.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import multiprocessing
import os
import sys
from collections.abc import Mapping
from datetime import timedelta
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Self

from bot import application, clock
from bot.articles import service as articles
from bot.channels.telegram import worker
from bot.cli import app
from bot.delivery import service as delivery
from bot.store import leases
from tests.operation.process import PATIENCE, Process, environment

SILENT_SECONDS = 2
NUMBERS = itertools.count()
ALL_OF_IT = (application, articles.finder())
"""Imported and built in the server, once for all of its children."""


class Warm(Process):
    """One such process."""

    def __init__(self, process: ForkServerProcess, words: asyncio.StreamReader) -> None:
        super().__init__(words)
        self._process = process

    @classmethod
    async def start(cls, *verb: str, folder: Path, hurried: bool = False, **ours: str) -> Self:
        """``hurried``: what a silent process left is taken over after seconds, not minutes."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        pipe = folder / f"stderr-{next(NUMBERS)}"
        os.mkfifo(pipe)
        words = await _reader(pipe)
        given = environment(**ours)
        process = await asyncio.to_thread(_forked, context, verb, folder, pipe, hurried, given)
        return cls(process, words)

    @property
    def is_over(self) -> bool:
        return self._process.exitcode is not None

    async def killed(self) -> None:
        if not self.is_over:
            self._process.kill()
        await asyncio.to_thread(self._process.join, PATIENCE)
        await self.has_said_all()


def _forked(
    context: ForkServerContext,
    verb: tuple[str, ...],
    folder: Path,
    pipe: Path,
    hurried: bool,
    given: Mapping[str, str],
) -> ForkServerProcess:
    process = context.Process(target=_runs, args=(verb, folder, pipe, hurried, given))
    process.start()
    return process


async def _reader(pipe: Path) -> asyncio.StreamReader:
    words = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(words)
    end = os.fdopen(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, end)
    return words


def _runs(
    verb: tuple[str, ...], folder: Path, pipe: Path, hurried: bool, given: Mapping[str, str]
) -> None:
    os.environ.clear()
    os.environ.update(given)
    os.chdir(folder)
    os.dup2(os.open(pipe, os.O_WRONLY), 2)
    if hurried:
        _hurry()
    sys.argv = ["kopuro", *verb]
    with contextlib.suppress(SystemExit):
        app()


def _hurry() -> None:
    """Change how long is waited for a process that has fallen silent, and nothing else."""
    worker.LEFT_BEHIND = delivery.HELD = leases.HELD_FOR = timedelta(seconds=SILENT_SECONDS)
    clock.TICK_SECONDS = 1
