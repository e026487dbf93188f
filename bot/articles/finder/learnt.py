"""What was learnt beforehand of the examples: for each feature, how much it speaks for a subject.

A logistic regression over all examples, made by ``make train`` and kept in ``content/``: it weighs
what tells neighbours apart, where the nearest examples only weigh what is alike. The weights stand
in one byte each, so that the file stays small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE = "finder.npz"
Floats = NDArray[np.floating[Any]]
_STEPS = 127


@dataclass(frozen=True, slots=True)
class Matrix:
    """Examples (rows) by features (columns), sparse: values with their rows and columns."""

    features: tuple[str, ...]
    subjects: tuple[str, ...]
    subject_of: NDArray[np.integer[Any]]
    cells: tuple[Floats, tuple[NDArray[np.integer[Any]], NDArray[np.integer[Any]]]]


@dataclass(frozen=True, slots=True)
class Learnt:
    """Weights in steps, features by subjects; ``scale`` of a step and ``begin`` for each subject.

    ``examples`` is the fingerprint of what it was learnt from.
    """

    features: Sequence[str]
    subjects: Sequence[str]
    steps: NDArray[np.int8]
    scale: Floats
    begin: Floats
    examples: str
    rarity: Floats = field(default_factory=lambda: np.empty(0, np.float32))
    """Of each feature, where no index beside it knows that."""

    def shares(self, rows: NDArray[np.intp], weights: Floats) -> Floats:
        """How likely each subject is for a question of these features; one in all."""
        spoken = weights @ self.steps[rows].astype(np.float32) * self.scale + self.begin
        grown = np.exp(spoken - spoken.max())
        shares: Floats = grown / grown.sum()
        return shares

    def arranged(self, row: Mapping[str, int], subjects: Sequence[str]) -> Learnt:
        """The same for the rows and subjects of an index; what is new there speaks for nobody."""
        steps = np.zeros((len(row), len(subjects)), np.int8)
        begin = np.full(len(subjects), float(self.begin.min()), np.float32)
        scale = np.ones(len(subjects), np.float32)
        here = {each: place for place, each in enumerate(subjects)}
        columns = np.array([here[each] for each in self.subjects if each in here], np.intp)
        known = np.array([each in here for each in self.subjects], bool)
        begin[columns], scale[columns] = self.begin[known], self.scale[known]
        pairs = [(row[name], old) for old, name in enumerate(self.features) if name in row]
        new, old = np.array(pairs, np.intp).reshape(-1, 2).T
        steps[np.ix_(new, columns)] = self.steps[np.ix_(old, np.flatnonzero(known))]
        return Learnt((), tuple(subjects), steps, scale, begin, self.examples)


def in_steps(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Weights as whole steps of one byte, and how large a step is for each subject."""
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / _STEPS
    return np.rint(weights / scale).astype(np.int8), scale.astype(np.float32)


def write(file: Path, learnt: Learnt) -> None:
    np.savez_compressed(
        file,
        features=_as_bytes(learnt.features),
        subjects=_as_bytes(learnt.subjects),
        steps=learnt.steps,
        scale=learnt.scale,
        begin=learnt.begin,
        rarity=learnt.rarity,
        examples=_as_bytes([learnt.examples]),
    )


def read(file: Path) -> Learnt:
    """Raises OSError and ValueError for a file that is missing or is none of ours."""
    with np.load(file, allow_pickle=False) as kept:
        return Learnt(
            _as_words(kept["features"]),
            _as_words(kept["subjects"]),
            kept["steps"],
            kept["scale"],
            kept["begin"],
            _as_words(kept["examples"])[0],
            kept["rarity"],
        )


def _as_bytes(words: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode(), np.uint8)


def _as_words(letters: NDArray[np.uint8]) -> list[str]:
    return letters.tobytes().decode().split("\n")
