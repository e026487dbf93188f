"""How close a question is to each subject, from the examples of how people ask about it.

Cosine of weighted features, to the nearest examples of a subject and to the middle of them all:
nearest alone trusts a single odd example, the middle alone blurs a subject with many sides. Beside
them stands what was learnt: which features tell neighbours apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.articles.finder.features import Features, Parts, pieces
from bot.articles.finder.learnt import Floats, Learnt, Matrix

_NEAREST = np.array((0.15, 0.25, 0.6), np.float32)  # the shares of the three nearest examples
_MIDDLE_SHARE = 0.4
_SCATTERED_SHARE = 0.9
_UNKNOWN_SHARE = 0.8  # of the rarity that a word has which no example holds

_NEAR_SHARE = 2 / 3  # beside what was learnt


class Index:
    """Subjects with their examples, ready to be compared with a question.

    The examples of a ``scattered`` subject have nothing in common: only the nearest of them counts.
    """

    def __init__(
        self, examples: Mapping[str, Iterable[Parts]], scattered: frozenset[str] = frozenset()
    ) -> None:
        self._subjects = tuple(examples)
        self._gathered = np.array([each not in scattered for each in self._subjects])
        self._learnt: Learnt | None = None
        gathered = _Gathering()
        sizes = [gathered.add(each) for each in examples.values()]
        self._count = sum(sizes)
        self._subject_of = np.repeat(np.arange(len(sizes)), sizes)
        self._places = _places(sizes, self._gathered)
        self._row = gathered.row
        self._post(*gathered.cells())

    def closeness(self, question: Features) -> dict[str, float]:
        """Each subject that has anything in common with a question, from 0 to 1."""
        rows, weights = self._weighed(question)
        if not len(rows):
            return {}
        middle = weights @ self._middles[rows]
        scores = self._mixed(self._nearness(rows, weights), middle)
        if self._learnt is not None:
            scores = _NEAR_SHARE * scores + (1 - _NEAR_SHARE) * self._learnt.shares(rows, weights)
        return {
            subject: float(score)
            for subject, score, common in zip(self._subjects, scores, middle, strict=True)
            if common
        }

    def learn(self, learnt: Learnt) -> None:
        """Take what was learnt from these examples, or from those of an earlier day."""
        self._learnt = learnt.arranged(self._row, self._subjects)

    def as_matrix(self) -> Matrix:
        """The examples as rows of weighed features, for who learns from them."""
        features = np.repeat(np.arange(len(self._row)), np.diff(self._starts))
        return Matrix(
            tuple(self._row),
            self._subjects,
            self._subject_of,
            (self._shares, (self._examples, features)),
        )

    def _weighed(self, question: Features) -> tuple[NDArray[np.intp], Floats]:
        """The rows of the features that are known here, and their shares of a length of one."""
        known = {self._row[name]: share for name, share in question.items() if name in self._row}
        rows = np.fromiter(known, np.intp, len(known))
        weights = np.fromiter(known.values(), np.float32, len(known)) * self._rarity[rows]
        strange = [share for name, share in question.items() if name not in self._row]
        square = float(weights @ weights) + sum((each * self._unknown) ** 2 for each in strange)
        return rows, weights / max(sqrt(square), 1e-9)

    def _nearness(self, rows: NDArray[np.intp], weights: Floats) -> Floats:
        """The cosine to each example, and a zero behind them for the places without one."""
        spans = [slice(self._starts[row], self._starts[row + 1]) for row in rows]
        found = np.concatenate([self._examples[span] for span in spans])
        shares = np.concatenate(
            [self._shares[span] * weight for span, weight in zip(spans, weights, strict=True)]
        )
        return np.bincount(found, shares, self._count + 1).astype(np.float32)

    def _mixed(self, near: Floats, middle: Floats) -> Floats:
        best = np.partition(near[self._places], -3, axis=1)[:, -3:]
        best.sort(axis=1)
        scores = _MIDDLE_SHARE * middle
        scores[self._gathered] += (1 - _MIDDLE_SHARE) * (best @ _NEAREST)
        for subject in np.flatnonzero(~self._gathered):
            own = near[:-1][self._subject_of == subject]
            scores[subject] = _SCATTERED_SHARE * own.max(initial=0)
        return scores

    def _post(
        self, examples: NDArray[np.integer[Any]], rows: NDArray[np.integer[Any]], shares: Floats
    ) -> None:
        """Lay out for each feature, one after the other, the examples that have it."""
        often = np.bincount(rows, minlength=len(self._row))
        self._rarity = np.log((self._count + 1) / (often + 0.5)).astype(np.float32)
        self._unknown = _UNKNOWN_SHARE * log((self._count + 1) / 0.5)
        shares *= self._rarity[rows]
        norms = np.sqrt(np.bincount(examples, shares * shares, self._count))
        shares /= np.maximum(norms, 1e-9).astype(np.float32)[examples]
        order = np.argsort(rows, kind="stable")
        self._examples, self._shares = examples[order], shares[order].astype(np.float32)
        self._starts = np.concatenate(([0], np.cumsum(often)))
        subjects = len(self._subjects)
        cells = rows.astype(np.int64) * subjects + self._subject_of[examples]
        sums = np.bincount(cells, shares, len(often) * subjects).astype(np.float32)
        middles: Floats = sums.reshape(len(often), subjects)
        self._middles: Floats = middles / np.maximum(np.sqrt((middles**2).sum(axis=0)), 1e-9)


class _Gathering:
    """Examples on their way into arrays, a word at a time: a word is cut in pieces once."""

    def __init__(self) -> None:
        self.row: dict[str, int] = {}
        self._words: dict[str, tuple[NDArray[np.int32], float]] = {}
        self._runs: list[NDArray[np.int32]] = []
        self._shares: list[float] = []
        self._examples: list[int] = []
        self._count = 0

    def add(self, examples: Iterable[Parts]) -> int:
        """Take the examples of one subject; how many they were."""
        before = self._count
        for each in examples:
            for word in each.words:
                self._put(*(self._words.get(word) or self._new(word)))
            for name, share in each.others.items():
                self._put(np.array([self._row_of(name)], np.int32), share)
            self._count += 1
        return self._count - before

    def cells(self) -> tuple[NDArray[np.integer[Any]], NDArray[np.integer[Any]], Floats]:
        """Example, feature and share of each cell; two words may give the same feature."""
        lengths = [len(run) for run in self._runs]
        examples = np.repeat(np.array(self._examples, np.int32), lengths)
        rows = np.concatenate(self._runs) if self._runs else np.empty(0, np.int32)
        return examples, rows, np.repeat(np.array(self._shares, np.float32), lengths)

    def _put(self, rows: NDArray[np.int32], share: float) -> None:
        self._runs.append(rows)
        self._shares.append(share)
        self._examples.append(self._count)

    def _new(self, word: str) -> tuple[NDArray[np.int32], float]:
        found, share = pieces(word)
        rows = np.array([self._row_of(each) for each in found], np.int32)
        self._words[word] = rows, share
        return rows, share

    def _row_of(self, name: str) -> int:
        return self.row.setdefault(name, len(self.row))


def _places(sizes: Sequence[int], gathered: NDArray[np.bool_]) -> NDArray[np.int32]:
    """For each gathered subject the numbers of its examples, filled up to one width."""
    total = sum(sizes)
    width = max([3, *(size for size, is_so in zip(sizes, gathered, strict=True) if is_so)])
    lines = []
    start = 0
    for size, is_so in zip(sizes, gathered, strict=True):
        if is_so:
            lines.append([*range(start, start + size), *[total] * (width - size)])
        start += size
    return np.array(lines, np.int32).reshape(len(lines), width)
