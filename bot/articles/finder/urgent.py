"""Tells apart what cannot wait: violence, a child in danger, being held, wanting to die.

Rather one alarm too many than one too few: all that follows an alarm is a screen with numbers to
call. Where the words alone mislead (prices hit the pocket, records are beaten), the lexicon says
which phrases are harmless, and their words are not looked at again.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.articles.article import Urgency
from bot.articles.finder.phrases import Phrase, Phrases, phrase
from bot.articles.problems import Problem
from bot.language.letters import words
from bot.language.where import data_directory

URGENT_FILE = "urgent.csv"

_HARMLESS = "harmless"
_GRAVEST_FIRST = (
    Urgency.SUICIDE,
    Urgency.CHILDREN,
    Urgency.VIOLENCE,
    Urgency.TRAFFICKING,
    Urgency.DETENTION,
)


@dataclass(frozen=True, slots=True)
class UrgentWords:
    """The lexicon of a content folder."""

    alarming: Phrases
    harmless: Phrases

    def kind(self, text: str) -> Urgency | None:
        """Why a text cannot wait; None when it can."""
        typed = words(text)
        if not any(self.alarming.found(typed)):
            return None
        misleading = {
            place
            for _, matches in self.harmless.found(typed)
            for match in matches
            for place in match
        }
        left = ["" if place in misleading else word for place, word in enumerate(typed)]
        alarms = Counter(each.meaning for each, _ in self.alarming.found(left))
        if Urgency.SUICIDE in alarms:
            return Urgency.SUICIDE
        most = max(alarms.values(), default=0)
        return next((kind for kind in _GRAVEST_FIRST if most and alarms[kind] == most), None)


def urgent_kind(text: str) -> Urgency | None:
    """Why a text of any language cannot wait, by the product's own lexicon; None when it can."""
    return _own_words().kind(text)


@cache
def _own_words() -> UrgentWords:
    return urgent_words(data_directory("content"))[0]


def urgent_words(content: Path) -> tuple[UrgentWords, list[Problem]]:
    """Read the lexicon of a content folder; a phrase that cannot be read is left out."""
    file = content / URGENT_FILE
    problems: list[Problem] = []
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            read = list(_phrases(file, csv.reader(lines), problems))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        read = []
        problems.append(Problem(file, 0, f"cannot be read: {error}"))
    alarming = Phrases(each for each in read if each.meaning != _HARMLESS)
    harmless = Phrases(each for each in read if each.meaning == _HARMLESS)
    return UrgentWords(alarming, harmless), problems


def _phrases(file: Path, lines: Iterator[list[str]], problems: list[Problem]) -> Iterator[Phrase]:
    groups: dict[str, str] = {}
    for number, row in enumerate(lines, start=1):
        if number == 1 or not row:
            continue
        if len(row) != 2:
            problems.append(Problem(file, number, f"has {len(row)} columns, expected 2"))
            continue
        kind, written = row
        if kind.startswith("@"):
            groups[kind] = written.replace(" ", "_").replace(",", "|")
            continue
        try:
            yield phrase(kind if kind == _HARMLESS else Urgency(kind), written, groups)
        except ValueError as error:
            problems.append(Problem(file, number, str(error)))
