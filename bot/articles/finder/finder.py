"""From what a person typed to the three articles that fit best, or to an honest nothing."""

from collections import defaultdict
from dataclasses import dataclass

from bot.articles.article import Urgency
from bot.articles.catalogue import Catalogue
from bot.articles.finder.features import Features, features
from bot.articles.finder.index import Index
from bot.articles.finder.questions import OUTSIDE, questions
from bot.articles.finder.synonyms import synonyms
from bot.articles.finder.urgent import urgent_words
from bot.articles.problems import Problem

MOST_RESULTS = 3

# Chosen on tests/articles/questions.tsv: where nothing is answered to what lies outside, and hardly
# a question that has its article goes without it.
_CLOSE_ENOUGH = 0.17
_BESIDE_THE_BEST = 0.5
_BESIDE_AN_UNWRITTEN = 0.85

_WITHOUT_ITS_OWN_EXAMPLES = "uz_Cyrl"  # the Latin text, read alike


@dataclass(frozen=True, slots=True)
class Found:
    """An article and how close it is to the question, from 0 to 1."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Findings:
    """What a text asks for. No results: we have no answer, or it is none of our business.

    ``topic`` is what it seems to be about even where no article tells of it yet; None when it seems
    to lie outside the product's task.
    """

    results: tuple[Found, ...]
    urgent: bool
    urgent_kind: Urgency | None
    topic: str | None


class Finder:
    """Built once from a catalogue; threads may share it, since a search changes nothing."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._synonyms, wrong = synonyms(catalogue.content)
        self.problems: list[Problem] = wrong
        self._urgent, wrong = urgent_words(catalogue.content)
        self.problems += wrong
        asked, wrong = questions(catalogue.content, frozenset(catalogue.topics))
        self.problems += wrong
        self._articles = frozenset(catalogue.articles)
        examples: dict[str, list[Features]] = defaultdict(list)
        for text, topic in _texts(catalogue):
            examples[topic].append(self._features(text))
        for topic, lines in asked.items():
            examples[topic] += map(self._features, lines)
        self._index = Index(examples, scattered=frozenset({OUTSIDE}))

    def search(self, text: str) -> Findings:
        """At most three articles, best first; never raises, whatever the text."""
        kind = self._urgent.kind(text)
        asked = self._features(text)
        ranked = sorted(
            ((score, topic) for topic, score in self._index.closeness(asked).items()), reverse=True
        )
        if not ranked or ranked[0][1] == OUTSIDE or ranked[0][0] < _CLOSE_ENOUGH:
            return Findings((), kind is not None, kind, None)
        best, topic = ranked[0]
        share = _BESIDE_THE_BEST if topic in self._articles else _BESIDE_AN_UNWRITTEN
        least = max(_CLOSE_ENOUGH, share * best)
        found = [
            Found(each, round(score, 4))
            for score, each in ranked
            if each in self._articles and score >= least
        ]
        return Findings(tuple(found[:MOST_RESULTS]), kind is not None, kind, topic)

    def _features(self, text: str) -> Features:
        return features(text, self._synonyms)


def _texts(catalogue: Catalogue) -> list[tuple[str, str]]:
    return [
        (example, article.id)
        for article in catalogue.articles.values()
        for language, text in article.texts.items()
        if language != _WITHOUT_ITS_OWN_EXAMPLES
        for example in (*text.asks, text.title, f"{text.title} {text.summary}")
    ]
