"""How long an operator waits: for --help, for a bot that is ready; and what an idle one holds."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import psutil

from tests.benchmarks import product
from tests.benchmarks.load import PYTHON, Driver, free_port


def help_seconds(runs: int = 5) -> float:
    """The median of ``kopuro --help`` after one to warm the files."""
    waits = []
    for _ in range(runs + 1):
        before = time.perf_counter()
        subprocess.run([PYTHON, "-m", "bot", "--help"], check=True, capture_output=True)
        waits.append(time.perf_counter() - before)
    return statistics.median(waits[1:])


async def ready_seconds_and_idle_bytes() -> tuple[float, int]:
    """Until ``kopuro run`` answers /healthz on a database that exists; its memory a while after."""
    driver = Driver()
    await driver.api.start()
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        url = product.sqlite_url(Path(folder))
        await asyncio.to_thread(product.fill, url, [1_000_001])
        environment = product.environment(url, port, driver.api.port)
        before = time.perf_counter()
        command = [PYTHON, "-m", "bot", "run"]
        async with driver.bot(command, environment, port, Path(folder)) as process:
            ready = time.perf_counter() - before
            await asyncio.sleep(3)
            return ready, _memory(process)


def _memory(process: psutil.Process) -> int:
    return int(process.memory_info().rss)
