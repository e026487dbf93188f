"""Examples of what people ask besides what the articles themselves name: about topics that have no
article yet, so that a question about one is not answered with another; and about what the product
is not for at all."""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.articles.problems import Problem

QUESTIONS_FILE = "questions.csv"
OUTSIDE = "none"
"""What stands for a topic where a question lies outside the product's task."""


def questions(
    content: Path, topics: frozenset[str]
) -> tuple[Mapping[str, Sequence[str]], list[Problem]]:
    """Topic → questions; a line of an unknown topic is left out and reported."""
    file = content / QUESTIONS_FILE
    problems: list[Problem] = []
    asked: dict[str, list[str]] = defaultdict(list)
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.reader(lines), start=1):
                if number == 1 or not row:
                    continue
                if len(row) != 2:
                    problems.append(Problem(file, number, f"has {len(row)} columns, expected 2"))
                elif row[0] not in topics and row[0] != OUTSIDE:
                    problems.append(Problem(file, number, f"{row[0]!r} is no topic"))
                else:
                    asked[row[0]].append(row[1])
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.append(Problem(file, 0, f"cannot be read: {error}"))
    return asked, problems
