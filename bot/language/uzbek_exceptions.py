"""Uzbek words that the letter rules would spell wrongly, read from ``uzbek_exceptions.csv``.

A row holds the Latin and the Cyrillic spelling and where it applies: ``word`` (a word and its usual
endings), ``stem`` (any word that begins so), ``typed`` (the same for a spelling that people use but
that is not the right one, so it is never made from Cyrillic), ``part`` (anywhere inside a word),
``keep`` (stays in Latin, its endings turn; several words stay only together, as they are listed).
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from typing import Final

_ENDINGS: Final = re.compile(
    r"(?:lik|li|chi|siz)*(?:lar)?(?:imiz|ingiz|miz|ngiz|im|ing|si|i|m|ng)?"
    r"(?:ning|niki|ni|gacha|ga|dagi|dan|da|dek|day|cha)?(?:lar)?(?:mi|chi|ku|dir|man|siz|miz)?"
)


@dataclass(frozen=True)
class Exceptions:
    words: dict[str, str] = field(default_factory=dict)
    stems: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # kept; by small letters

    @cached_property
    def openings(self) -> frozenset[str]:
        """The first two letters of each beginning: most words can be let through by them."""
        rows = (*self.words, *self.stems, *self.typed, *self.names)
        return frozenset(row[:2] for row in rows)

    @cached_property
    def part_openings(self) -> frozenset[str]:
        return frozenset(part[:2] for part in self.parts)

    def rows(self, where: str) -> dict[str, str]:
        """The rows of one kind; raises KeyError for a kind there is not."""
        kinds = {
            "word": self.words,
            "stem": self.stems,
            "part": self.parts,
            "typed": self.typed,
        }
        return kinds[where]

    def beginning(self, word: str, position: int) -> tuple[str, str]:
        """The longest listed beginning, as it stands in the word, and its Cyrillic; else empty."""
        rest = word[position:]
        small = rest.lower()
        if small[:2] not in self.openings:
            return "", ""
        for length in range(len(rest), 1, -1):
            start = small[:length]
            if start in self.names and _is_kept(self.names[start], rest[:length], rest[length:]):
                return rest[:length], rest[:length]
            if start in self.words and _is_ending(small[length:]):
                return rest[:length], same_case(rest[:length], self.words[start])
            stem = self.stems.get(start) or self.typed.get(start)
            if stem is not None:
                return rest[:length], same_case(rest[:length], stem)
        return "", ""

    def part(self, word: str, position: int) -> tuple[str, str] | None:
        if word[position : position + 2].lower() not in self.part_openings:
            return None
        for length in range(_longest(self.parts), 1, -1):
            letters = word[position : position + length]
            found = self.parts.get(letters.lower())
            if found is not None and len(letters) == length:
                return letters, same_case(letters, found)
        return None


def same_case(pattern: str, text: str) -> str:
    """The text in capitals, with a capital, or in small letters, as the pattern is."""
    if pattern.count("-") == text.count("-") > 0:
        pairs = zip(pattern.split("-"), text.split("-"), strict=True)
        return "-".join(same_case(part, word) for part, word in pairs)
    letters = [each for each in pattern if each.upper() != each.lower()]
    if len(letters) > 1 and all(each.isupper() for each in letters):
        return text.upper()
    return text[:1].upper() + text[1:] if pattern[:1].isupper() else text


def _is_ending(rest: str) -> bool:
    return _ENDINGS.fullmatch(rest.partition("-")[0]) is not None


def _is_kept(name: str, found: str, rest: str) -> bool:
    """An abbreviation only in capitals, since *id* or *sim* may be anything; a name in any case."""
    if name.isupper():
        return found == name and (name.endswith("-") or _is_ending(rest))
    return _is_ending(rest.lower())


def _longest(texts: dict[str, str]) -> int:
    return max(map(len, texts), default=0)


@cache
def exceptions() -> Exceptions:
    """All rows, read once."""
    listed = Exceptions()
    file = resources.files("bot.language").joinpath("uzbek_exceptions.csv")
    with file.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            latin, where = row["latin"], row["where"]
            if where == "keep":
                listed.names[latin.lower()] = latin
            else:
                listed.rows(where)[latin] = row["cyrillic"]
    return listed
