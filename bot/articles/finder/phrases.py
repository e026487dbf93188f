"""Phrases as a lexicon writes them, found among the folded words of a text.

``муж*`` is a word with any ending, ``муж|жена`` either of two, ``кара_тизме*`` two words as one,
``@name`` a group that the lexicon names. Words with spaces between them follow one another with at
most two others in between; parts with `` + `` between them stand in any order, close to each other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from bot.language.letters import words

_MOST_WORDS_BETWEEN = 2
_WITHIN_WORDS = 8

Alternative = tuple[str, ...]
"""Folded words that stand side by side; one that ends in ``*`` has any ending."""

Step = frozenset[Alternative]
Places = tuple[int, ...]
"""Which words of the text make up a match, in their order."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a phrase means, and its parts, each a row of steps."""

    meaning: str
    parts: tuple[tuple[Step, ...], ...]


def phrase(meaning: str, written: str, groups: Mapping[str, str] | None = None) -> Phrase:
    """Read a phrase; ``groups`` maps names to alternatives with ``|`` between them.

    Raises ValueError for an unknown group and where nothing is left to look for.
    """
    parts = []
    for part in written.split(" + "):
        steps = tuple(
            frozenset(_alternatives(step.split("|"), groups or {})) for step in part.split()
        )
        if not steps or not all(steps):
            raise ValueError(f"{written!r} has a place with nothing to look for")
        parts.append(steps)
    return Phrase(meaning, tuple(parts))


def _alternatives(written: Iterable[str], groups: Mapping[str, str]) -> Iterator[Alternative]:
    for one in written:
        if one.startswith("@"):
            if one not in groups:
                raise ValueError(f"no group is named {one}")
            yield from _alternatives(groups[one].split("|"), {})
        elif pattern := patterns(one.replace("_", " ")):
            yield pattern


def patterns(written: str) -> Alternative:
    """The folded words of an entry; ``*`` stays at the end of each that has it."""
    folded: list[str] = []
    for word in written.split():
        parts = words(word)
        if parts and word.endswith("*"):
            parts[-1] += "*"
        folded += parts
    return tuple(folded)


class Phrases:
    """Many phrases, looked for in one go."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._known: set[str] = set()
        self._by_first: dict[str, list[Phrase]] = defaultdict(list)
        for each in phrases:
            for part in each.parts:
                for step in part:
                    self._known.update(word for alternative in step for word in alternative)
            for first in {alternative[0] for alternative in each.parts[0][0]}:
                self._by_first[first].append(each)
        self._longest = max((len(word) for word in self._known), default=0)

    def found(self, text: Sequence[str]) -> Iterator[tuple[Phrase, tuple[Places, ...]]]:
        """Each phrase that a text of folded words holds, with the words that every match took."""
        where = self._where(text)
        if not where:
            return
        seen: set[int] = set()
        for pattern in list(where):
            for each in self._by_first.get(pattern, ()):
                if id(each) not in seen:
                    seen.add(id(each))
                    if places := _places(each, where):
                        yield each, places

    def _where(self, text: Sequence[str]) -> dict[str, list[int]]:
        where: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(text):
            if word in self._known:
                where[word].append(place)
            for end in range(2, min(len(word), self._longest) + 1):
                start = word[:end] + "*"
                if start in self._known:
                    where[start].append(place)
        return where


def _places(one: Phrase, where: Mapping[str, Sequence[int]]) -> tuple[Places, ...]:
    chains = []
    for part in one.parts:
        found = _chains(part, where)
        if not found:
            return ()
        chains.append(found)
    return chains[0] if len(chains) == 1 else _together(chains)


def _chains(part: Sequence[Step], where: Mapping[str, Sequence[int]]) -> tuple[Places, ...]:
    """The ways in which the steps of a part follow one another: one for each last word."""
    reached: dict[int, Places] = {}
    for number, step in enumerate(part):
        further: dict[int, Places] = {}
        for alternative in step:
            for place in where.get(alternative[0], ()):
                before: Places = ()
                if number:
                    near = range(place - 1, place - 2 - _MOST_WORDS_BETWEEN, -1)
                    start = next((reached[end] for end in near if end in reached), None)
                    if start is None:
                        continue
                    before = start
                last = _side_by_side(alternative, place, where)
                if last is not None:
                    further[last] = (*before, *range(place, last + 1))
        if not further:
            return ()
        reached = further
    return tuple(reached.values())


def _side_by_side(
    alternative: Alternative, place: int, where: Mapping[str, Sequence[int]]
) -> int | None:
    for word in alternative[1:]:
        place += 1
        if place not in where.get(word, ()):
            return None
    return place


def _together(chains: Sequence[Sequence[Places]]) -> tuple[Places, ...]:
    """One choice of a chain for each part such that all are close and none shares a word."""
    if max(map(len, chains)) > _WITHIN_WORDS:  # a long text: what stands close is what counts
        return _together_nearby(chains)
    for choice in product(*chains):
        taken = [place for chain in choice for place in chain]
        if len(set(taken)) == len(taken) and max(taken) - min(taken) <= _WITHIN_WORDS:
            return (tuple(sorted(taken)),)
    return ()


def _together_nearby(chains: Sequence[Sequence[Places]]) -> tuple[Places, ...]:
    for start in chains[0]:
        near = [
            [each for each in chain if abs(each[0] - start[0]) <= _WITHIN_WORDS]
            for chain in chains[1:]
        ]
        if all(near) and (found := _together([[start], *near])):
            return found
    return ()
