"""From what a person typed to the three articles that fit best, or to an honest nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from bot.articles.catalogue import Catalogue
from bot.articles.finder import learnt
from bot.articles.finder.features import Features, Parts, features, parts
from bot.articles.finder.findings import Findings, Found
from bot.articles.finder.index import Index
from bot.articles.finder.questions import OUTSIDE, questions
from bot.articles.finder.synonyms import SYNONYMS_FILE, synonyms
from bot.articles.finder.urgent import Recogniser, recogniser
from bot.articles.problems import Problem

MOST_RESULTS = 3

# Chosen on questions that nothing was learnt from: where nothing is answered to nine in ten of what
# lies outside, and hardly a question that has its article goes without it.
_CLOSE_ENOUGH = 0.1
_BESIDE_THE_BEST = 0.3

_WITHOUT_ITS_OWN_EXAMPLES = "uz_Cyrl"  # the Latin text, read alike


class Finder:
    """Built once from a catalogue; threads may share it, since a search changes nothing."""

    def __init__(self, catalogue: Catalogue, urgent: Recogniser | None = None) -> None:
        self._synonyms, wrong = synonyms(catalogue.content)
        self.problems: list[Problem] = wrong
        self._urgent = urgent or self._recogniser(catalogue.content)
        asked, wrong = questions(catalogue.content, frozenset(catalogue.topics))
        self.problems += wrong
        self._articles = frozenset(catalogue.articles)
        texts: dict[str, list[str]] = defaultdict(list)
        for text, topic in _texts(catalogue):
            texts[topic].append(text)
        for topic, lines in asked.items():
            texts[topic] += lines
        examples = {topic: map(self._parts, each) for topic, each in texts.items()}
        self.index = Index(examples, scattered=frozenset({OUTSIDE}))
        self.texts: Mapping[str, Sequence[str]] = texts
        self.examples = _fingerprint(texts, catalogue.content / SYNONYMS_FILE)
        self._learn(catalogue.content / learnt.FILE)

    def _learn(self, file: Path) -> None:
        """Search works without it, and with what is a little old; an editor is told."""
        if not file.is_file():
            return
        try:
            kept = learnt.read(file)
            self.index.learn(kept)
        except (OSError, ValueError, KeyError) as error:
            self.problems.append(Problem(file, 0, f"cannot be read ({error}): run make train"))
            return
        if kept.examples != self.examples:
            what = "was learnt from other examples than stand here now: run make train"
            self.problems.append(Problem(file, 0, what))

    def search(self, text: str) -> Findings:
        """At most three articles, best first; never raises, whatever the text."""
        kind = self._urgent.kind(text)
        asked = self._features(text)
        ranked = sorted(
            ((score, topic) for topic, score in self.index.closeness(asked).items()), reverse=True
        )
        if not ranked or ranked[0][1] == OUTSIDE or ranked[0][0] < _CLOSE_ENOUGH:
            return Findings((), kind is not None, kind, None)
        best, topic = ranked[0]
        least = max(_CLOSE_ENOUGH, _BESIDE_THE_BEST * best)
        found = [
            Found(each, round(score, 4))
            for score, each in ranked
            if each in self._articles and score >= least
        ]
        return Findings(tuple(found[:MOST_RESULTS]), kind is not None, kind, topic)

    def _recogniser(self, content: Path) -> Recogniser:
        made, wrong = recogniser(content, self._synonyms)
        self.problems += wrong
        return made

    def _features(self, text: str) -> Features:
        return features(text, self._synonyms)

    def _parts(self, text: str) -> Parts:
        return parts(text, self._synonyms)


def _fingerprint(texts: Mapping[str, Sequence[str]], synonyms: Path) -> str:
    digest = sha256(synonyms.read_bytes() if synonyms.is_file() else b"")
    for topic in sorted(texts):
        for line in (topic, *texts[topic]):
            digest.update(line.encode() + b"\0")
    return digest.hexdigest()


def _texts(catalogue: Catalogue) -> list[tuple[str, str]]:
    return [
        (example, article.id)
        for article in catalogue.articles.values()
        for language, text in article.texts.items()
        if language != _WITHOUT_ITS_OWN_EXAMPLES
        for example in (*text.asks, text.title, f"{text.title} {text.summary}")
    ]
