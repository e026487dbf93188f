"""How well and how quickly a typed text finds its articles, and whether danger is heard."""

from __future__ import annotations

import csv
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from bot.articles.catalogue import catalogue
from bot.articles.finder.finder import Finder
from bot.articles.finder.urgent import urgent_kind
from bot.language.where import data_directory

ARTICLES = Path(__file__).parent.parent / "articles"
SAMPLE = "sample.tsv"
"""Questions as people type them; nothing is learnt from these."""
OUTSIDE = "none"


@dataclass
class Hits:
    """Of one script: how many questions have their article first, among three, and in all."""

    first: int = 0
    among_three: int = 0
    asked: int = 0


def read(name: str) -> list[dict[str, str]]:
    with (ARTICLES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def hits() -> tuple[dict[str, Hits], Hits]:
    """By script and under ``all`` those in scope; then what lies outside and was refused."""
    finder = Finder(catalogue(data_directory("content")))
    by_script: dict[str, Hits] = defaultdict(Hits)
    outside = Hits()
    for row in read(SAMPLE):
        found = [each.id for each in finder.search(row["query"]).results]
        if row["expected"] == OUTSIDE:
            outside.asked += 1
            outside.first += not found
            continue
        right = {each.rpartition("/")[2] for each in row["expected"].split("|")}
        for each in (by_script[row["script"]], by_script["all"]):
            each.asked += 1
            each.first += bool(right & set(found[:1]))
            each.among_three += bool(right & set(found))
    return dict(sorted(by_script.items())), outside


def alarms() -> tuple[int, int, int, int]:
    """Of urgent phrases heard and in all; of harmless ones mistaken and in all."""
    rows = read("urgent_unseen.tsv")
    heard = [(bool(row["kind"]), urgent_kind(row["text"]) is not None) for row in rows]
    urgent = [alarm for is_urgent, alarm in heard if is_urgent]
    harmless = [alarm for is_urgent, alarm in heard if not is_urgent]
    return sum(urgent), len(urgent), sum(harmless), len(harmless)


def index_seconds_and_bytes() -> tuple[float, int]:
    """From files to an index that answers its first question, and what it weighs."""
    content = data_directory("content")
    process = psutil.Process()
    weight, before = process.memory_info().rss, time.perf_counter()
    Finder(catalogue(content)).search("паспорт")
    return time.perf_counter() - before, process.memory_info().rss - weight


def query_seconds() -> float:
    """The median of one search over the sample, three rounds."""
    finder = Finder(catalogue(data_directory("content")))
    waits = list(_waits(finder, [row["query"] for row in read(SAMPLE)] * 3))
    return statistics.median(waits)


def _waits(finder: Finder, queries: list[str]) -> Iterator[float]:
    for query in queries:
        before = time.perf_counter()
        finder.search(query)
        yield time.perf_counter() - before
