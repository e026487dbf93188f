"""``make bench``: each figure beside its aim. Ratios within one run are what counts.

Absolute times depend on the machine and on what else it does; the aims in seconds are printed
beside them and judged by people, never by a test.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Iterator

from tests.benchmarks import finding, starting, updates
from tests.postgres import binaries, running_cluster


def line(what: str, figure: str, aim: str) -> None:
    print(f"{what:<58} {figure:>16}   aim {aim}", flush=True)


def search() -> None:
    ready, weight = finding.index_seconds_and_bytes()
    line("search: index ready", f"{ready:.2f} s", "< 1 s")
    line("search: index and articles weigh", f"{weight / 2**20:.0f} MiB", "< 60 MiB")
    line("search: one query, median", f"{finding.query_seconds() * 1e3:.2f} ms", "< 2 ms")
    by_script, outside = finding.hits()
    for script, hits in by_script.items():
        first, three = hits.first / hits.asked, hits.among_three / hits.asked
        aim = ">= 0.88, 0.96" if script == "all" else ">= 0.82, 0.92"
        line(
            f"sample, {script}: {hits.asked} asked, hit@1, hit@3", f"{first:.2f}, {three:.2f}", aim
        )
    refused = outside.first / outside.asked
    line(f"sample, outside: {outside.asked} asked, refused", f"{refused:.2f}", ">= 0.90")


def alarms() -> None:
    heard, urgent, mistaken, harmless = finding.alarms()
    line(f"urgent: {urgent} phrases, heard", f"{heard / urgent:.3f}", ">= 0.97")
    line(f"urgent: {harmless} harmless, mistaken", f"{mistaken / harmless:.3f}", "<= 0.02")


def start() -> None:
    line("kopuro --help, median", f"{starting.help_seconds():.2f} s", "< 0.3 s")
    ready, idle = asyncio.run(starting.ready_seconds_and_idle_bytes())
    line("kopuro run: ready", f"{ready:.2f} s", "< 2 s")
    line("kopuro run: idle memory", f"{idle / 2**20:.0f} MiB", "< 140 MiB")


def cost() -> None:
    bare, whole, ratio = asyncio.run(updates.cpu_side_by_side())
    line("bare echo of the library, CPU", f"{bare:.0f} µs", "(the measure)")
    line("menu press on SQLite, CPU", f"{whole:.0f} µs", "")
    line("  times a bare echo, median of pairs", f"{ratio:.2f}", "<= 2")
    with postgres() as url:
        if url:
            bare, whole, ratio = asyncio.run(updates.cpu_side_by_side(url))
            line("menu press on PostgreSQL, CPU", f"{whole:.0f} µs", "")
            line("  times a bare echo, median of pairs", f"{ratio:.2f}", "<= 2.5")


def waits() -> None:
    echo = asyncio.run(updates.waits_of_echo())
    line("bare echo, 128 at once, Telegram 60 ms", f"{echo.per_second:.0f}/s", "(the measure)")
    sqlite = asyncio.run(updates.waits_of_kopuro())
    line("menu press on SQLite, 128 at once", f"{sqlite.per_second:.0f}/s", ">= 300/s")
    line("  p99 of the first reply", f"{sqlite.quantile(0.99):.2f} s", "< 0.6 s")
    line("  times a bare echo", f"{sqlite.per_second / echo.per_second:.1f}", "")
    with postgres() as url:
        if url:
            found = asyncio.run(updates.waits_of_kopuro(url))
            line("menu press on PostgreSQL, 128 at once", f"{found.per_second:.0f}/s", ">= 200/s")
            line("  p99 of the first reply", f"{found.quantile(0.99):.2f} s", "< 0.6 s")


def apart() -> None:
    quiet, beside = asyncio.run(updates.isolation())
    ratio = beside.quantile(0.99) / quiet.quantile(0.99)
    line("p99 of quiet people", f"{quiet.quantile(0.99) * 1e3:.0f} ms", "")
    line("  beside a slow reply and long searches, times", f"{ratio:.2f}", "<= 2")


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A fresh database of a PostgreSQL made for this run; empty when there is none here."""
    folder = binaries()
    if folder is None:
        print("(PostgreSQL left out: install it, for example: apt-get install postgresql)")
        yield ""
        return
    with running_cluster(folder) as server, server.fresh_database() as url:
        yield url


PARTS = {
    "search": search,
    "alarms": alarms,
    "start": start,
    "cost": cost,
    "waits": waits,
    "apart": apart,
}

if __name__ == "__main__":
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load {load:.1f} before")
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()
