"""What an update costs and how long people wait, beside a bare echo of the library."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from tests.benchmarks import product
from tests.benchmarks.load import PYTHON, Driver, Figures, free_port, text_update

PEOPLE = list(range(1_000_001, 1_002_001))
WARM_UP = 300
ROUND = 250
ROUNDS = 7
TELEGRAMS_PAUSE = 0.06


@asynccontextmanager
async def echo(driver: Driver) -> AsyncIterator[psutil.Process]:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [PYTHON, "-m", "tests.benchmarks.bare_echo", str(port)]
        async with driver.bot(command, {}, port, Path(folder)) as process:
            yield process


@asynccontextmanager
async def kopuro(driver: Driver, database_url: str = "") -> AsyncIterator[psutil.Process]:
    if not driver.api.port:
        await driver.api.start()
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        url = database_url or product.sqlite_url(Path(folder))
        await asyncio.to_thread(product.fill, url, PEOPLE)
        environment = product.environment(url, port, driver.api.port)
        async with driver.bot(product.COMMAND, environment, port, Path(folder)) as process:
            yield process


async def cpu_side_by_side(database_url: str = "") -> tuple[float, float, float]:
    """Microseconds of CPU of an echo and of a menu press, and the median ratio of the pairs.

    Both processes live at once and take turns, so that a machine that slows down or is busy with
    something else does so for both.
    """
    ours, library = Driver(), Driver()
    press = product.MenuPress()
    async with echo(library) as bare, kopuro(ours, database_url) as whole:
        pairs = []
        for turn in range(ROUNDS + 1):
            people = PEOPLE[turn * ROUND : (turn + 1) * ROUND]
            one = await library.measure(bare, people, text_update, total=ROUND, at_once=32)
            two = await ours.measure(whole, people, press, total=ROUND, at_once=32)
            pairs.append((one.cpu_microseconds, two.cpu_microseconds))
        ratios = [two / one for one, two in pairs[1:]]
        return (
            statistics.median(one for one, _two in pairs[1:]),
            statistics.median(two for _one, two in pairs[1:]),
            statistics.median(ratios),
        )


async def waits_of_echo() -> Figures:
    driver = Driver()
    driver.api.pause = TELEGRAMS_PAUSE
    async with echo(driver) as process:
        return await driver.measure(process, PEOPLE, text_update, total=256, at_once=128)


async def waits_of_kopuro(database_url: str = "") -> Figures:
    driver = Driver()
    press = product.MenuPress()
    async with kopuro(driver, database_url) as process:
        driver.api.pause = TELEGRAMS_PAUSE
        await driver.measure(process, PEOPLE, press, total=WARM_UP, at_once=128)
        return await driver.measure(process, PEOPLE, press, total=6000, at_once=128)


async def isolation() -> tuple[Figures, Figures]:
    """Quiet people, then the same while one person's replies take five seconds each and another
    sends long searches without end."""
    driver = Driver()
    press = product.MenuPress()
    async with kopuro(driver) as process:
        driver.api.pause = TELEGRAMS_PAUSE
        quiet = await driver.measure(process, PEOPLE[:1500], press, total=1500, at_once=8)
        slow, searcher = PEOPLE[-1], PEOPLE[-2]
        driver.api.slow_chats[slow] = 5.0
        stop = False

        async def waits_long() -> None:
            while not stop:
                await driver.one(slow, press)

        async def searches() -> None:
            long = "паспортум жоголду эмне кылам кайда барам " * 90
            for _ in range(29):
                if stop:
                    return
                await driver.one(searcher, lambda u, c: text_update(u, c, long[:4000]))

        noise = [asyncio.create_task(waits_long()), asyncio.create_task(searches())]
        beside = await driver.measure(process, PEOPLE[:1500], press, total=1500, at_once=8)
        stop = True
        await asyncio.gather(*noise)
        return quiet, beside
