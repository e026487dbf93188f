"""Learns from all examples which features speak for which subject: ``make train``.

scikit-learn does it in a minute. It is needed here alone, and is no part of the running product:
importing it would cost 0.8 s and 112 MiB at each start.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import log, sqrt
from pathlib import Path

import numpy as np
from scipy.sparse import coo_matrix
from sklearn.linear_model import LogisticRegression

from bot.articles.catalogue import catalogue
from bot.articles.finder import alarm
from bot.articles.finder.features import Features
from bot.articles.finder.finder import Finder
from bot.articles.finder.learnt import FILE, Learnt, Matrix, in_steps, write
from bot.articles.finder.synonyms import synonyms
from bot.language.where import data_directory

_FIT = 10.0  # the inverse of how strongly large weights are held down; chosen on unseen questions


_NOT_HARMLESS = {
    "child-protection",
    "detention-and-deportation",
    "domestic-violence",
    "psychological-support",
    "trafficking-and-fraud",
}
"""Who asks about these may be in danger: their questions are no examples of what is harmless."""


def learn(matrix: Matrix, examples: str) -> Learnt:
    """Weights for each feature and subject; the same examples give the same weights."""
    shape = (len(matrix.subject_of), len(matrix.features))
    cells = coo_matrix(matrix.cells, shape=shape).tocsr()
    model = LogisticRegression(C=_FIT, max_iter=300)
    model.fit(cells, matrix.subject_of)
    weights, begin = model.coef_.T, model.intercept_.astype(np.float32)
    if len(model.classes_) == 2:  # of two there is one column: what speaks for the second
        weights = np.hstack((np.zeros_like(weights), weights))
        begin = np.append(np.zeros_like(begin), begin)
    steps, scale = in_steps(weights)
    subjects = [matrix.subjects[each] for each in model.classes_]
    return Learnt(matrix.features, subjects, steps, scale, begin, examples)


def learn_danger(finder: Finder, content: Path) -> Learnt:
    """How danger sounds: phrases that tell of it, beside some that do not and all other asking."""
    examples, _problems = alarm.read_examples(content)
    meanings, _problems = synonyms(content)
    asked = [
        (alarm.HARMLESS, text)
        for topic, texts in finder.texts.items()
        if topic not in _NOT_HARMLESS
        for text in texts
    ]
    kinds = sorted({kind for kind, _phrase in examples})
    index = Vectors([alarm.sounds(text, meanings) for _kind, text in (*examples, *asked)])
    subject_of = np.array([kinds.index(kind) for kind, _text in (*examples, *asked)])
    matrix = Matrix(index.names, tuple(kinds), subject_of, index.cells)
    return replace(learn(matrix, alarm.fingerprint(examples)), rarity=index.rarity)


class Vectors:
    """Texts by features, rare ones weighing more, each text of length one."""

    def __init__(self, found: Sequence[Features]) -> None:
        often = Counter(name for each in found for name in each)
        # What stands in a single text tells of that text alone.
        self.names = tuple(name for name, count in often.items() if count > 1)
        row = {name: place for place, name in enumerate(self.names)}
        weights = [log((1 + len(found)) / (1 + often[name])) + 1 for name in self.names]
        self.rarity = np.array(weights, np.float32)
        values, texts, columns = array("f"), array("i"), array("i")
        for number, each in enumerate(found):
            shares = {row[name]: share for name, share in each.items() if name in row}
            weighed = {at: share * weights[at] for at, share in shares.items()}
            length = sqrt(sum(one * one for one in weighed.values())) or 1.0
            values.extend(one / length for one in weighed.values())
            texts.extend([number] * len(weighed))
            columns.extend(weighed)
        self.cells = np.array(values), (np.array(texts), np.array(columns))


def train(content: Path) -> Iterator[Path]:
    """Learn from what stands in a content folder, and keep it there."""
    finder = Finder(catalogue(content))
    write(content / FILE, learn(finder.index.as_matrix(), finder.examples))
    yield content / FILE
    write(content / alarm.FILE, learn_danger(finder, content))
    yield content / alarm.FILE


if __name__ == "__main__":
    for file in train(data_directory("content")):
        sys.stdout.write(f"{file}: {file.stat().st_size / 1e6:.1f} MB\n")
