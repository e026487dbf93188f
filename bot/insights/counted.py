"""One thing that was counted, with what may be shown of it decided for the whole country."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.insights.areas import Areas
from bot.insights.withholding import LEAST, Count, Split, Tree, Vector, shown

_COUNT, _SPLIT = Count(), Split()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number to be shown; None: withheld. ``at_least``: some of it is withheld, and the number
    is what the shown ones below add up to."""

    value: int | None = None
    at_least: bool = False


WITHHELD = Figure()


class Counted:
    """Figures of every place; ``column`` says which part of a split is meant."""

    def __init__(
        self, tree: Tree, times: Mapping[str, Vector], open_in: frozenset[str], column: int = 0
    ) -> None:
        self.tree = tree
        self.times = times
        self.open = open_in
        self.column = column

    def of(self, code: str) -> Figure:
        known = self._known(code)
        if code in self.open:
            return Figure(known)
        return Figure(known, at_least=True) if known >= LEAST else WITHHELD

    def _known(self, code: str) -> int:
        """What is public of a place: all of it where it is shown, else what is shown in it."""
        if code in self.open:
            return sum(self._at(leaf) for leaf in self.tree.leaves(code))
        return sum(self._known(each) for each in self.tree.children.get(code, ()))

    def _at(self, leaf: str) -> int:
        found = self.times.get(leaf)
        return found[self.column] if found is not None else 0


def counted(
    tree: Tree, people: Mapping[str, Vector], times: Mapping[str, Vector] | None = None
) -> Counted:
    """A count of people or, with ``times``, of what they did; decided by the people alone."""
    return Counted(tree, people if times is None else times, shown(tree, people, _COUNT))


def split(
    whole: Counted,
    tree: Tree,
    people: Mapping[str, Vector],
    times: Mapping[str, Vector] | None = None,
    *,
    parts: int,
) -> tuple[Counted, ...]:
    """The parts of what ``whole`` counts, each as a count of its own."""
    within: Collection[str] = whole.open
    opened = shown(tree, people, _SPLIT, parts=parts, within=within)
    return tuple(
        Counted(tree, people if times is None else times, opened, column) for column in range(parts)
    )


def share(first: Counted, other: Counted, code: str) -> Figure:
    """The first part as percent of both; withheld unless both are shown."""
    if code not in first.open:
        return WITHHELD
    one, rest = first.of(code).value or 0, other.of(code).value or 0
    return Figure(round(100 * one / (one + rest)))


def by_district(people: Mapping[str, Vector], areas: Areas) -> dict[str, Vector]:
    """Communities added up to the leaves of the districts' tree."""
    added: dict[str, Vector] = {}
    for community, parts in people.items():
        district = areas.district(community)
        before = added.get(district, (0,) * len(parts))
        added[district] = tuple(map(sum, zip(before, parts, strict=True)))
    return added
