"""What of a text is compared: pieces of its words, which survive misspelling and endings, and the
meanings of its words, which survive a change of language."""

from functools import lru_cache
from math import sqrt

from bot.articles.finder.synonyms import Synonyms, says_nothing
from bot.language.letters import fold

MOST_LETTERS = 600
"""A question says in its first lines what it is about; the rest would only cost time."""

_SIZES = (3, 4, 5)
_MEANING_WEIGHT = 1.0

Features = dict[str, float]


def features(text: str, synonyms: Synonyms) -> Features:
    """Features and their weights. Each word weighs the same, however long; empty for no letters.

    Words that say nothing count only where a text has no others.
    """
    words = fold(text[:MOST_LETTERS]).split()
    found: Features = {}
    for word, meanings in zip(words, synonyms.meanings(words), strict=True):
        if says_nothing(meanings):
            continue
        pieces, weight = _pieces(word)
        for piece in pieces:
            found[piece] = found.get(piece, 0.0) + weight
        for meaning in meanings:
            found["#" + meaning] = _MEANING_WEIGHT
    if not found:
        found = {"=" + word: 1.0 for word in words}
    return found


@lru_cache(maxsize=4096)
def _pieces(word: str) -> tuple[tuple[str, ...], float]:
    framed = f"^{word}$"
    pieces = tuple(
        framed[start : start + size]
        for size in _SIZES
        for start in range(max(len(framed) - size + 1, 0))
    )
    pieces = pieces or (framed,)
    return pieces, 1 / sqrt(len(pieces))
