"""What was learnt of how danger sounds: some thousand phrases, plain and veiled, in all scripts.

A lexicon knows what somebody thought of; half of those who are in danger say it in other words.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from math import sqrt
from pathlib import Path

import numpy as np

from bot.articles.article import Urgency
from bot.articles.finder import learnt
from bot.articles.finder.features import Features, features
from bot.articles.finder.learnt import Learnt
from bot.articles.finder.synonyms import Synonyms, synonyms
from bot.articles.problems import Problem
from bot.language.letters import words

EXAMPLES = "urgent_examples.csv"
FILE = "urgent.npz"
HARMLESS = "harmless"

# Chosen on phrases that nothing was learnt from: nearly all danger is heard, and of questions that
# only use its words two in a hundred are taken for it.
_ALARMING = 0.4

_FEWEST_LETTERS = 4  # less is a slip of the thumb

_START, _PAIR_START = 6, 5  # letters of a word that carry its meaning, alone and beside another


@dataclass(frozen=True, slots=True)
class Alarm:
    """Hears whether a text tells of danger, and which."""

    learnt: Learnt
    row: Mapping[str, int]
    meanings: Synonyms

    def kind(self, text: str) -> Urgency | None:
        """The most likely danger, when danger is likely enough at all."""
        found = sounds(text, self.meanings)
        known = {self.row[name]: share for name, share in found.items() if name in self.row}
        if not known or len(text.replace(" ", "")) < _FEWEST_LETTERS:
            return None
        rows = np.fromiter(known, np.intp, len(known))
        weights = np.fromiter(known.values(), np.float32, len(known)) * self.learnt.rarity[rows]
        shares = self.learnt.shares(rows, weights / max(sqrt(float(weights @ weights)), 1e-9))
        by_kind = dict(zip(self.learnt.subjects, shares.tolist(), strict=True))
        if 1 - by_kind.pop(HARMLESS, 0.0) < _ALARMING:
            return None
        return Urgency(max(by_kind, key=by_kind.__getitem__))


def sounds(text: str, meanings: Synonyms) -> Features:
    """What of a text may tell of danger: pieces and meanings, beginnings of words and of pairs."""
    found = dict(features(text, meanings))
    typed = words(text)
    found |= {f"={word[:_START]}": 1.0 for word in typed}
    for first, second in pairwise(typed):
        found[f"={first[:_PAIR_START]} {second[:_PAIR_START]}"] = 1.0
    return found


def alarm(content: Path, meanings: Synonyms) -> tuple[Alarm | None, list[Problem]]:
    """What was learnt for a content folder; None, and a problem, where it cannot be used."""
    file = content / FILE
    if not file.is_file():
        return None, []
    try:
        kept = learnt.read(file)
    except (OSError, ValueError, KeyError) as error:
        return None, [Problem(file, 0, f"cannot be read ({error}): run make train")]
    row = {name: place for place, name in enumerate(kept.features)}
    return Alarm(kept, row, meanings), []


def problems(content: Path) -> list[Problem]:
    """What editors must mend: lines that are no examples, and learning that is behind them."""
    if not (content / FILE).is_file():
        return []
    examples, found = read_examples(content)
    kept, _wrong = alarm(content, synonyms(content)[0])
    if kept is not None and kept.learnt.examples != fingerprint(examples):
        what = "was learnt from other phrases than stand here now: run make train"
        found.append(Problem(content / FILE, 0, what))
    return found


def read_examples(content: Path) -> tuple[list[tuple[str, str]], list[Problem]]:
    """Kind (or harmless) and phrase of each line; a line that is none is left out and reported."""
    file = content / EXAMPLES
    problems: list[Problem] = []
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            return list(_examples(file, csv.reader(lines), problems)), problems
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return [], [Problem(file, 0, f"cannot be read: {error}")]


def fingerprint(examples: Sequence[tuple[str, str]]) -> str:
    digest = sha256()
    for kind, phrase in sorted(examples):
        digest.update(f"{kind}\0{phrase}\0".encode())
    return digest.hexdigest()


def _examples(
    file: Path, lines: Iterator[list[str]], problems: list[Problem]
) -> Iterator[tuple[str, str]]:
    known = {HARMLESS, *(kind.value for kind in Urgency)}
    for number, line in enumerate(lines, start=1):
        if number == 1 or not line:
            continue
        if len(line) != 2 or line[0] not in known or not line[1].strip():
            problems.append(Problem(file, number, "is no line of a kind and a phrase"))
        else:
            yield line[0], line[1]
