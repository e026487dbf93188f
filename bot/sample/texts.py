"""What is asked and answered in the sample: short texts in the languages people write."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random

from bot.articles.service import topic_name
from bot.language.uzbek import to_cyrillic

FOLDER = Path(__file__).parent
QUESTIONS, ANSWERS = "questions.csv", "answers.csv"
CYRILLIC, LATIN = "uz_Cyrl", "uz_Latn"


def question(chance: Random, topic: str | None, language: str) -> str:
    """A question about a topic; None: about something that has none."""
    return _turned(chance.choice(_texts(QUESTIONS)[topic or "", _written(language)]), language)


def answer(chance: Random, topic: str | None, language: str, *, urgent: bool) -> str:
    """An answer that states no fact, since in a sample it could only be an invented one."""
    uses = ("urgent",) if urgent else ("article", "any") if topic else ("any",)
    texts = [text for use in uses for text in _texts(ANSWERS)[use, _written(language)]]
    text = _turned(chance.choice(texts), language)
    return text.format(title=topic_name(topic, language)) if topic else text


def _written(language: str) -> str:
    return LATIN if language == CYRILLIC else language


@cache
def _turned(text: str, language: str) -> str:
    return to_cyrillic(text) if language == CYRILLIC else text


@cache
def _texts(name: str) -> dict[tuple[str, str], Sequence[str]]:
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        for kind, language, text in list(csv.reader(lines))[1:]:
            found[kind, language].append(text)
    return dict(found)
