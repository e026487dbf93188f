"""Tells apart what cannot wait: violence, a child in danger, being held, wanting to die.

Rather one alarm too many than one too few: all that follows an alarm is a screen with numbers to
call. Where the words alone mislead (prices hit the pocket, records are beaten), the lexicon says
which phrases are harmless, and their words are not looked at again.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.articles.article import Urgency
from bot.articles.finder.phrases import Phrase, Phrases, phrase
from bot.articles.finder.synonyms import Synonyms, synonyms
from bot.articles.problems import Problem
from bot.language.letters import words
from bot.language.where import data_directory

if TYPE_CHECKING:
    from bot.articles.finder.alarm import Alarm

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
        left = self.without_what_misleads(typed)
        alarms = Counter(each.meaning for each, _ in self.alarming.found(left))
        if Urgency.SUICIDE in alarms:
            return Urgency.SUICIDE
        most = max(alarms.values(), default=0)
        return next((kind for kind in _GRAVEST_FIRST if most and alarms[kind] == most), None)

    def without_what_misleads(self, typed: Sequence[str]) -> list[str]:
        """The folded words, empty where they only sound dangerous."""
        misleading = {
            place
            for _, matches in self.harmless.found(typed)
            for match in matches
            for place in match
        }
        return ["" if place in misleading else word for place, word in enumerate(typed)]


@dataclass(frozen=True, slots=True)
class Recogniser:
    """The lexicon, which knows what it is told, and what was learnt, which hears the veiled word.

    Either is enough: all that follows is a screen with numbers to call.
    """

    lexicon: UrgentWords
    learnt: Alarm | None

    def kind(self, text: str) -> Urgency | None:
        """Why a text cannot wait; None when it can."""
        kind = self.lexicon.kind(text)
        if kind is not None or self.learnt is None:
            return kind
        return self.learnt.kind(" ".join(self.lexicon.without_what_misleads(words(text))))


def urgent_kind(text: str) -> Urgency | None:
    """Why a text of any language cannot wait, as the product itself hears it; None when it can."""
    return own_recogniser().kind(text)


@cache
def own_recogniser() -> Recogniser:
    """That of the product's own content, loaded once."""
    return recogniser(data_directory("content"))[0]


def recogniser(content: Path, meanings: Synonyms | None = None) -> tuple[Recogniser, list[Problem]]:
    """Lexicon and what was learnt, of a content folder; without the latter it still works."""
    from bot.articles.finder.alarm import alarm  # with numpy: not for those who never type

    words, problems = urgent_words(content)
    learnt, wrong = alarm(content, meanings or synonyms(content)[0])
    return Recogniser(words, learnt), [*problems, *wrong]


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
