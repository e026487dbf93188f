"""How close a question is to each subject, from the examples of how people ask about it.

Cosine of weighted features, to the nearest examples of a subject and to the middle of them all:
nearest alone trusts a single odd example, the middle alone blurs a subject with many sides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.articles.finder.features import Features

_NEAREST = np.array((0.15, 0.25, 0.6), np.float32)  # the shares of the three nearest examples
_MIDDLE_SHARE = 0.4
_SCATTERED_SHARE = 0.9
_UNKNOWN_SHARE = 0.8  # of the rarity that a word has which no example holds

Floats = NDArray[np.floating[Any]]


class Index:
    """Subjects with their examples, ready to be compared with a question.

    The examples of a ``scattered`` subject have nothing in common: only the nearest of them counts.
    """

    def __init__(
        self, examples: Mapping[str, Sequence[Features]], scattered: frozenset[str] = frozenset()
    ) -> None:
        self._subjects = tuple(examples)
        every = [features for each in examples.values() for features in each]
        self._count = len(every)
        sizes = [len(each) for each in examples.values()]
        self._subject_of = np.repeat(np.arange(len(sizes)), sizes)
        self._gathered = np.array([each not in scattered for each in self._subjects])
        self._places = _places(sizes, self._gathered)
        self._post(every)

    def closeness(self, question: Features) -> dict[str, float]:
        """Each subject that has anything in common with a question, from 0 to 1."""
        known = {self._row[name]: share for name, share in question.items() if name in self._row}
        if not known:
            return {}
        rows = np.fromiter(known, np.intp, len(known))
        weights = np.fromiter(known.values(), np.float32, len(known)) * self._rarity[rows]
        strange = [share for name, share in question.items() if name not in self._row]
        length = np.sqrt(weights @ weights + sum((each * self._unknown) ** 2 for each in strange))
        weights /= length
        middle = weights @ self._middles[rows]
        near = self._nearness(rows, weights)
        scores = self._mixed(near, middle)
        return {
            subject: float(score)
            for subject, score, common in zip(self._subjects, scores, middle, strict=True)
            if common
        }

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

    def _post(self, every: Sequence[Features]) -> None:
        """Lay out for each feature, one after the other, the examples that have it."""
        seen = Counter(name for features in every for name in features)
        self._row = {name: row for row, name in enumerate(seen)}
        rarity = [log((self._count + 1) / (often + 0.5)) for often in seen.values()]
        self._rarity = np.array(rarity, np.float32)
        self._unknown = _UNKNOWN_SHARE * log((self._count + 1) / 0.5)
        total = seen.total()
        row = self._row
        rows = np.fromiter((row[name] for each in every for name in each), np.int32, total)
        shares = np.fromiter((s for each in every for s in each.values()), np.float32, total)
        examples = np.repeat(
            np.arange(self._count, dtype=np.int32), [len(features) for features in every]
        )
        shares *= self._rarity[rows]
        lengths = np.sqrt(np.bincount(examples, shares * shares, self._count))
        shares /= np.maximum(lengths, 1e-9)[examples]
        order = np.argsort(rows, kind="stable")
        self._examples, self._shares = examples[order], shares[order].astype(np.float32)
        self._starts = np.concatenate(
            ([0], np.cumsum(np.bincount(rows, minlength=len(row))))
        ).astype(np.int64)
        subjects = len(self._subjects)
        cells = rows.astype(np.int64) * subjects + self._subject_of[examples]
        sums = np.bincount(cells, shares, len(row) * subjects).astype(np.float32)
        middles: Floats = sums.reshape(len(row), subjects)
        self._middles: Floats = middles / np.maximum(np.sqrt((middles**2).sum(axis=0)), 1e-9)


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
