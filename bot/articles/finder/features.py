"""What of a text is compared: pieces of its words, which survive misspelling and endings, and the
meanings of its words, which survive a change of language."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from bot.articles.finder.synonyms import Synonyms, says_nothing
from bot.language.letters import fold

MOST_LETTERS = 600
"""A question says in its first lines what it is about; the rest would only cost time."""

_SIZES = (3, 4, 5)
_MEANING_WEIGHT = 1.0

Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Parts:
    """A text before its words are cut in pieces: the words that count, and whole features."""

    words: Sequence[str]
    others: Features


def parts(text: str, synonyms: Synonyms) -> Parts:
    """What of a text counts. Words that say nothing count only where a text has no others."""
    words = fold(text[:MOST_LETTERS]).split()
    telling: list[str] = []
    others: Features = {}
    for word, meanings in zip(words, synonyms.meanings(words), strict=True):
        if says_nothing(meanings):
            continue
        telling.append(word)
        for meaning in meanings:
            others["#" + meaning] = _MEANING_WEIGHT
    return Parts(telling, others if telling else {"=" + word: 1.0 for word in words})


def features(text: str, synonyms: Synonyms) -> Features:
    """Features and their weights. Each word weighs the same, however long; empty for no letters."""
    counted = parts(text, synonyms)
    found = dict(counted.others)
    for word in counted.words:
        in_it, weight = pieces(word)
        for piece in in_it:
            found[piece] = found.get(piece, 0.0) + weight
    return found


@lru_cache(maxsize=4096)
def pieces(word: str) -> tuple[tuple[str, ...], float]:
    """Runs of letters of a word, its ends marked, and what each of them weighs."""
    framed = f"^{word}$"
    found = tuple(
        framed[start : start + size]
        for size in _SIZES
        for start in range(max(len(framed) - size + 1, 0))
    )
    found = found or (framed,)
    return found, 1 / sqrt(len(found))
