"""``kopuro search``: the finder on the terminal, for people and for evaluation."""

from __future__ import annotations

import time
from typing import Any, TextIO

import orjson

from bot.articles.service import catalogue, finder


def found(query: str) -> dict[str, Any]:
    """One query's answer as the contract has it; ``ms`` is the time of this search alone."""
    ready = finder()
    before = time.perf_counter()
    findings = ready.search(query)
    ms = (time.perf_counter() - before) * 1000
    return {
        "query": query,
        "results": [
            {"id": _path(each.id), "score": round(each.score, 4)} for each in findings.results
        ],
        "urgent": findings.urgent,
        "ms": round(ms, 3),
    }


def answer_lines(queries: TextIO, out: TextIO) -> None:
    """One JSON object a line, in the order of the queries."""
    for line in queries:
        out.write(orjson.dumps(found(line.rstrip("\r\n"))).decode() + "\n")


def answer_one(query: str, out: TextIO) -> None:
    """As people read it."""
    answer = found(query)
    if answer["urgent"]:
        out.write("Urgent: the bot shows numbers to call first.\n")
    if not answer["results"]:
        out.write("Nothing found: out of scope.\n")
    for each in answer["results"]:
        article = catalogue().article(each["id"].rpartition("/")[2])
        out.write(f"{each['score']:.2f}  {each['id']}  {article.text('ru').title}\n")


def _path(article_id: str) -> str:
    """``section/id``: the folder of the article."""
    return f"{catalogue().article(article_id).section}/{article_id}"
