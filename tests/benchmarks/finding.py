"""How quickly a typed text finds its articles, and how soon the finder can be asked."""

from __future__ import annotations

import csv
import statistics
import time
from pathlib import Path

from bot.articles.catalogue import catalogue
from bot.articles.finder.finder import Finder
from bot.language.where import data_directory

QUESTIONS = Path(__file__).parent.parent / "articles" / "questions.tsv"


def index_seconds() -> float:
    """From files to an index that answers its first question."""
    content = data_directory("content")
    before = time.perf_counter()
    Finder(catalogue(content)).search("паспорт")
    return time.perf_counter() - before


def query_seconds() -> float:
    """The median of one search over the development questions, three rounds."""
    finder = Finder(catalogue(data_directory("content")))
    with QUESTIONS.open(encoding="utf-8", newline="") as lines:
        queries = [row[0] for row in csv.reader(lines, delimiter="\t")][1:]
    waits = []
    for query in queries * 3:
        before = time.perf_counter()
        finder.search(query)
        waits.append(time.perf_counter() - before)
    return statistics.median(waits)
