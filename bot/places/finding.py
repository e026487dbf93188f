"""From what people type to the place they mean: any script, old names, misspelt, by village.

Names are compared by their folded skeleton without spaces and without the words that only say
what kind of place it is. An exact name wins alone; otherwise beginnings, forms with an ending
(«Тоолостон»), single words of a name, and near spellings come together, best first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language.letters import fold, words

LONGEST = 60
"""Letters of a folded query; no place has a name half as long."""

SHORTEST_BEGINNING = 3
SHORTEST_WORD = 4

EXACT, BEGINNING, WITH_ENDING, WORD = 100, 80, 75, 70
NEAR = 90
A_WRONG_LETTER = 12
BY_VILLAGE = 1
"""A community's own name goes before a village of the same name."""

_KINDS = frozenset(
    word
    for text in (
        "айыл айылы айылдык аймагы аймак айылный айыльный айылного аймака өкмөтү окмоту",
        "район району районы районунун область облус облусу областы",
        "город города г шаар шаары шаарчасы село села с поселок посёлок пос пгт деревня",
        "ayil aymogʻi aymoq oʻkmotu tuman tumani viloyat viloyati shahar shahri qishloq qishlogʻi",
        "qishloqi aiyl aimak aimagy okmotu raion rayon oblast city town village district part",
        "часть имени им",
    )
    for each in text.split()
    for word in words(each)
)


@dataclass(frozen=True, slots=True)
class Name:
    """What a community is called, or (``via``) a village in it."""

    code: str
    via: str | None
    names: tuple[str, ...]
    is_town: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A community that may be meant. ``via``: the village whose name was typed.

    ``is_area``: an oblast or district, whose communities are then to be shown.
    """

    code: str
    via: str | None
    score: int
    is_area: bool = False

    @property
    def is_exact(self) -> bool:
        return self.score >= EXACT - BY_VILLAGE


def key(text: str) -> str:
    """The skeleton under which a name is found: «Ак-Жар айылы», «Акджар», «Ak-Jar» are one."""
    return _joined(_telling(words(text)))


def _telling(each: list[str]) -> list[str]:
    return [word for word in each if word not in _KINDS] or each


def _joined(each: Iterable[str]) -> str:
    # Folded again: letters that meet where the space was may be a doubled one.
    return fold("".join(each))


class NameIndex:
    """Every name of every place, ready to be looked up. Immutable once made."""

    def __init__(
        self,
        communities: Iterable[Name],
        areas: Iterable[Name],
        lineages: Mapping[str, frozenset[str]],
    ) -> None:
        self._names: defaultdict[str, set[tuple[str, str | None]]] = defaultdict(set)
        self._words: defaultdict[str, set[tuple[str, str | None]]] = defaultdict(set)
        self._areas: defaultdict[str, set[str]] = defaultdict(set)
        self._written: defaultdict[str, set[str]] = defaultdict(set)
        self._towns: set[str] = set()
        self._lineages = lineages
        for each in communities:
            if each.is_town:
                self._towns.add(each.code)
            for name in each.names:
                self._written[_as_written(name)].add(each.code)
                telling = _telling(words(name))
                self._names[_joined(telling)].add((each.code, each.via))
                for word in telling if len(telling) > 1 else ():
                    if len(word) >= SHORTEST_WORD:
                        self._words[word].add((each.code, each.via))
        for each in areas:
            for name in each.names:
                self._areas[key(name)].add(each.code)
        self._names.pop("", None)
        self._sorted = sorted(self._names)

    def search(
        self, text: str, *, limit: int, within: str | None = None, areas: bool = False
    ) -> list[Match]:
        """The communities that may be meant, best first, each once. Never raises for any text."""
        # No more than this can matter, and folding a whole book takes its time.
        telling = _telling(words(text[: LONGEST * 4]))
        typed = _joined(telling)
        if not typed or len(typed) > LONGEST:
            return []
        found = list(self._exact(typed, within))
        if areas:
            found += [Match(code, None, EXACT, is_area=True) for code in self._area(typed, within)]
        found = found or list(self._with_area(telling, within))
        found = found or list(self._near(typed, within))
        found = found or list(self._in_a_sentence(telling, within))
        return self._best(found, _as_written(text))[:limit]

    def _exact(self, typed: str, within: str | None) -> Iterator[Match]:
        yield from self._matches(self._names.get(typed, ()), EXACT, within)

    def _area(self, typed: str, within: str | None) -> Iterator[str]:
        for code in self._areas.get(typed, ()):
            if within is None or within in self._lineages[code]:
                yield code

    def _with_area(self, telling: list[str], within: str | None) -> Iterator[Match]:
        """«Ак-Суу Лейлек», «Ош, Кара-Суу»: one part names the district or the oblast."""
        for cut in range(1, len(telling)):
            one, other = _joined(telling[:cut]), _joined(telling[cut:])
            for name, area in ((one, other), (other, one)):
                for code in self._area(area, within):
                    found = list(self._exact(name, code)) or list(self._near(name, code))
                    yield from found

    def _near(self, typed: str, within: str | None) -> Iterator[Match]:
        if len(typed) >= SHORTEST_BEGINNING:
            for name in self._beginning_with(typed):
                yield from self._matches(self._names[name], BEGINNING, within)
        for length in range(len(typed) - 1, SHORTEST_WORD - 1, -1):
            if typed[:length] in self._names:
                yield from self._matches(self._names[typed[:length]], WITH_ENDING, within)
                break
        yield from self._matches(self._words.get(typed, ()), WORD, within)
        wrong = _wrong_letters_allowed(typed)
        if wrong:
            for name, distance, _ in process.extract(
                typed, self._sorted, scorer=OSA.distance, score_cutoff=wrong, limit=40
            ):
                score = NEAR - A_WRONG_LETTER * int(distance)
                yield from self._matches(self._names[name], score, within)

    def _in_a_sentence(self, telling: list[str], within: str | None) -> Iterator[Match]:
        """«мен Тоолостонмун»: the words are tried one by one, two neighbours before one."""
        for width in (2, 1):
            for start in range(len(telling) - width + 1):
                part = _joined(telling[start : start + width])
                if len(part) < SHORTEST_WORD:
                    continue
                yield from self._exact(part, within)
                for length in range(len(part) - 1, SHORTEST_WORD - 1, -1):
                    if part[:length] in self._names:
                        yield from self._matches(self._names[part[:length]], WORD, within)
                        break

    def _beginning_with(self, typed: str) -> Iterator[str]:
        for position in range(bisect_left(self._sorted, typed), len(self._sorted)):
            if not self._sorted[position].startswith(typed):
                return
            yield self._sorted[position]

    def _matches(
        self, places: Iterable[tuple[str, str | None]], score: int, within: str | None
    ) -> Iterator[Match]:
        for code, via in places:
            if within is None or within in self._lineages[code]:
                yield Match(code, via, score if via is None else score - BY_VILLAGE)

    def _best(self, found: Iterable[Match], written: str) -> list[Match]:
        """Each community once; among equals what is written just so, then towns, go first."""
        just_so = self._written.get(written, ())
        best: dict[str, Match] = {}
        for match in sorted(
            found,
            key=lambda each: (
                -each.score,
                each.code not in just_so,
                each.code not in self._towns,
                each.code,
                each.via or "",
            ),
        ):
            best.setdefault(match.code, match)
        return list(best.values())


def _wrong_letters_allowed(typed: str) -> int:
    return 0 if len(typed) < 4 else 1 if len(typed) < 6 else 2 if len(typed) < 10 else 3


def _as_written(text: str) -> str:
    return " ".join(text.casefold().split())
