"""Processes of the product that begin with everything imported, by fork: dozens in seconds.

What they do from there on is what ``kopuro`` does, and ``kill -9`` ends them as it ends any other.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import sys
from collections.abc import Mapping
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Self

from bot.articles import service as articles
from bot.cli import app
from tests.operation.process import PATIENCE, environment

articles.finder()  # in the server, once for all of its children


class Warm:
    """One such process, and whether it has said that it is ready."""

    def __init__(self, process: ForkServerProcess, words: asyncio.StreamReader) -> None:
        self._process = process
        self._words = words
        self.said = ""

    @classmethod
    async def start(cls, *verb: str, folder: Path, **ours: str) -> Self:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        pipe = folder / "stderr"
        pipe.unlink(missing_ok=True)
        os.mkfifo(pipe)
        words = await _reader(pipe)
        process = await asyncio.to_thread(_forked, context, verb, folder, pipe, ours)
        return cls(process, words)

    async def ready(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while "kopuro.ready" not in self.said:
                line = await self._words.readline()
                assert line, f"it ended before it was ready:\n{self.said}"
                self.said += line.decode()

    async def killed(self) -> None:
        self._process.kill()
        await asyncio.to_thread(self._process.join, PATIENCE)
        assert self._process.exitcode == -9, f"it had ended by itself:\n{self.said}"


def _forked(
    context: ForkServerContext,
    verb: tuple[str, ...],
    folder: Path,
    pipe: Path,
    ours: Mapping[str, str],
) -> ForkServerProcess:
    process = context.Process(target=_runs, args=(verb, folder, pipe, environment(**ours)))
    process.start()
    return process


async def _reader(pipe: Path) -> asyncio.StreamReader:
    words = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(words)
    end = os.fdopen(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, end)
    return words


def _runs(verb: tuple[str, ...], folder: Path, pipe: Path, given: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(given)
    os.chdir(folder)
    os.dup2(os.open(pipe, os.O_WRONLY), 2)
    sys.argv = ["kopuro", *verb]
    with contextlib.suppress(SystemExit):
        app()
