"""Learns from all examples which features speak for which subject: ``make train``.

scikit-learn does it in a minute. It is needed here alone, and is no part of the running product:
importing it would cost 0.8 s and 112 MiB at each start.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from scipy.sparse import coo_matrix
from sklearn.linear_model import LogisticRegression

from bot.articles.catalogue import catalogue
from bot.articles.finder.finder import Finder
from bot.articles.finder.learnt import FILE, Learnt, Matrix, in_steps, write
from bot.language.where import data_directory

_FIT = 10.0  # the inverse of how strongly large weights are held down; chosen on unseen questions


def learn(matrix: Matrix, examples: str) -> Learnt:
    """Weights for each feature and subject; the same examples give the same weights."""
    shape = (len(matrix.subject_of), len(matrix.features))
    model = LogisticRegression(C=_FIT, max_iter=300)
    model.fit(coo_matrix(matrix.cells, shape=shape).tocsr(), matrix.subject_of)
    steps, scale = in_steps(model.coef_.T)
    begin = model.intercept_.astype(np.float32)
    subjects = [matrix.subjects[each] for each in model.classes_]
    return Learnt(matrix.features, subjects, steps, scale, begin, examples)


def train(content: Path) -> Path:
    """Learn from what stands in a content folder, and keep it there."""
    finder = Finder(catalogue(content))
    learnt = learn(finder.index.as_matrix(), finder.examples)
    write(content / FILE, learnt)
    return content / FILE


if __name__ == "__main__":
    file = train(data_directory("content"))
    sys.stdout.write(f"{file}: {file.stat().st_size / 1e6:.1f} MB\n")
