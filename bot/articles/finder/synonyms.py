"""Words that mean the same in any language, and words that say nothing about what is asked."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.articles.finder.phrases import Phrases, patterns, phrase
from bot.articles.problems import Problem

SYNONYMS_FILE = "synonyms.csv"

_EMPTY = "-"
"""The meaning of words such as *how* and *where*, which stand in any question."""

_SHORTEST_START = 2


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Folded words → meanings; a whole word goes before a start, a longer start before others."""

    whole: dict[str, frozenset[str]]
    starts: dict[str, frozenset[str]]
    phrases: Phrases

    def meanings(self, text: Sequence[str]) -> list[set[str]]:
        """The meanings of each word of a folded text, alone or with the words around it."""
        meanings = [set(self._of(word)) for word in text]
        for found, matches in self.phrases.found(text):
            for match in matches:
                for place in match:
                    meanings[place].discard(_EMPTY)
                    meanings[place].add(found.meaning)
        return meanings

    def _of(self, word: str) -> Iterable[str]:
        if word in self.whole:
            return self.whole[word]
        for end in range(len(word), _SHORTEST_START - 1, -1):
            if word[:end] in self.starts:
                return self.starts[word[:end]]
        return ()


def says_nothing(meanings: set[str]) -> bool:
    return meanings == {_EMPTY}


def synonyms(content: Path) -> tuple[Synonyms, list[Problem]]:
    """Read the table of a content folder; what cannot be read is left out."""
    file = content / SYNONYMS_FILE
    problems: list[Problem] = []
    whole: dict[str, set[str]] = defaultdict(set)
    starts: dict[str, set[str]] = defaultdict(set)
    phrases = []
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.reader(lines), start=1):
                if number == 1 or not row:
                    continue
                if len(row) != 2:
                    problems.append(Problem(file, number, f"has {len(row)} columns, expected 2"))
                    continue
                meaning, entries = row
                for entry in entries.split("|"):
                    pattern = patterns(entry)
                    if not pattern:
                        problems.append(Problem(file, number, f"{entry!r} has no letters"))
                    elif len(pattern) > 1:
                        phrases.append(phrase(meaning, entry))
                    elif pattern[0].endswith("*"):
                        starts[pattern[0][:-1]].add(meaning)
                    else:
                        whole[pattern[0]].add(meaning)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.append(Problem(file, 0, f"cannot be read: {error}"))
    made = Synonyms(
        {word: frozenset(each) for word, each in whole.items()},
        {word: frozenset(each) for word, each in starts.items()},
        Phrases(phrases),
    )
    return made, problems
