"""How close a question is to each subject, from the examples of how people ask about it.

Cosine of weighted features, to the nearest examples of a subject and to the middle of them all:
nearest alone trusts a single odd example, the middle alone blurs a subject with many sides. Plain
lists and arrays: a numerical library would take longer to import than all of this takes to build.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log, sqrt

from bot.articles.finder.features import Features

_NEAREST = (0.6, 0.25, 0.15)  # the shares of the three nearest examples
_MIDDLE_SHARE = 0.4
_SCATTERED_SHARE = 0.9
_UNKNOWN_SHARE = 0.8  # of the rarity that a word has which no example holds


class Index:
    """Subjects with their examples, ready to be compared with a question.

    The examples of a ``scattered`` subject have nothing in common: only the nearest of them counts.
    """

    def __init__(
        self, examples: Mapping[str, Sequence[Features]], scattered: frozenset[str] = frozenset()
    ) -> None:
        self._subjects = tuple(examples)
        self._scattered = scattered
        self._bounds = tuple(_bounds(examples.values()))
        every = [features for each in examples.values() for features in each]
        self._count = len(every)
        seen = Counter(name for features in every for name in features)
        self._rarity = {name: log((self._count + 1) / (n + 0.5)) for name, n in seen.items()}
        self._unknown = _UNKNOWN_SHARE * log((self._count + 1) / 0.5)
        # A feature's row in the arrays below: objects for each would weigh ten times as much.
        self._row: dict[str, int] = {}
        self._examples, self._shares, self._starts = array("H"), array("f"), array("I", [0])
        self._middles, self._middle_shares = array("H"), array("f")
        self._middle_starts = array("I", [0])
        self._post(every)

    def closeness(self, question: Features) -> dict[str, float]:
        """Each subject that has anything in common with a question, from 0 to 1."""
        near = [0.0] * self._count
        middle = [0.0] * len(self._subjects)
        for name, weight in self._weighed(question).items():
            row = self._row.get(name)
            if row is None:
                continue
            for at in range(self._starts[row], self._starts[row + 1]):
                near[self._examples[at]] += weight * self._shares[at]
            for at in range(self._middle_starts[row], self._middle_starts[row + 1]):
                middle[self._middles[at]] += weight * self._middle_shares[at]
        found = {}
        for number, (start, end) in enumerate(self._bounds):
            if middle[number]:
                nearest = sorted(near[start:end], reverse=True)
                found[self._subjects[number]] = self._mixed(number, nearest, middle[number])
        return found

    def _mixed(self, number: int, nearest: Sequence[float], middle: float) -> float:
        if self._subjects[number] in self._scattered:
            return _SCATTERED_SHARE * nearest[0]
        nearness = sum(share * each for share, each in zip(_NEAREST, nearest, strict=False))
        return _MIDDLE_SHARE * middle + (1 - _MIDDLE_SHARE) * nearness

    def _weighed(self, features: Features) -> Features:
        rarity, unknown = self._rarity, self._unknown
        weighed = {name: share * rarity.get(name, unknown) for name, share in features.items()}
        length = sqrt(sum(each * each for each in weighed.values())) or 1.0
        return {name: each / length for name, each in weighed.items()}

    def _post(self, every: Sequence[Features]) -> None:
        posted: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, features in enumerate(every):
            for name, weight in self._weighed(features).items():
                posted[name].append((number, weight))
        subject_of = [
            number for number, (start, end) in enumerate(self._bounds) for _ in range(start, end)
        ]
        squares = [0.0] * len(self._subjects)
        for row, (name, found) in enumerate(posted.items()):
            self._row[name] = row
            self._examples.extend(example for example, _ in found)
            self._shares.extend(weight for _, weight in found)
            self._starts.append(len(self._examples))
            sums: dict[int, float] = defaultdict(float)
            for example, weight in found:
                sums[subject_of[example]] += weight
            for subject, weight in sums.items():
                squares[subject] += weight * weight
            self._middles.extend(sums)
            self._middle_shares.extend(sums.values())
            self._middle_starts.append(len(self._middles))
        for at, subject in enumerate(self._middles):
            self._middle_shares[at] /= sqrt(squares[subject])


def _bounds(examples: Iterable[Sequence[Features]]) -> Iterator[tuple[int, int]]:
    start = 0
    for each in examples:
        yield start, start + len(each)
        start += len(each)
