"""What people ask about: every subject of the product, whether an article tells of it yet or not.

Questions and figures name topics; the order is that of how often people ask.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.articles.article import Helper
from bot.articles.problems import Problem

TOPICS_FILE = "topics.csv"
SECTIONS = ("documents", "departure", "services")


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject; ``order`` counts from 1 within its section. An article of it has its id."""

    id: str
    section: str
    order: int
    role: Helper
    name_en: str
    name_ru: str


def topics(content: Path) -> tuple[tuple[Topic, ...], list[Problem]]:
    """All topics, by section and order, and what is wrong with their file."""
    file = content / TOPICS_FILE
    problems: list[Problem] = []
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            read = list(_topics(file, csv.DictReader(lines), problems))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return (), [Problem(file, 0, f"cannot be read: {error}")]
    read.sort(key=lambda topic: (SECTIONS.index(topic.section), topic.order))
    return tuple(read), problems


def _topics(file: Path, lines: csv.DictReader[str], problems: list[Problem]) -> Iterator[Topic]:
    seen: set[str] = set()
    for row in lines:
        try:
            if row["id"] in seen:
                raise ValueError(f"the id {row['id']!r} stands twice")
            if row["section"] not in SECTIONS:
                raise ValueError(f"the section must be one of {', '.join(SECTIONS)}")
            topic = Topic(
                row["id"],
                row["section"],
                int(row["order"]),
                Helper(row["role"]),
                row["name_en"],
                row["name_ru"],
            )
        except (KeyError, TypeError) as error:
            problems.append(Problem(file, lines.line_num, f"a column is missing: {error}"))
        except ValueError as error:
            problems.append(Problem(file, lines.line_num, str(error)))
        else:
            seen.add(topic.id)
            yield topic
