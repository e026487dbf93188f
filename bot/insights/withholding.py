"""Which figures may be shown: pure, and asked once for page, chart and export alike (C30 to C32).

A figure counts distinct people. One with fewer than five is withheld, and so is every total from
which it could be narrowed down. The totals form a tree (country, oblast, district, community), so
all that a reader can ever compute from what is shown is, for some groups of withheld leaves, the
sum over the group. A total is shown only if these sums leave each withheld figure at least five
values that it could have; ``rest_may`` of each rule says when they do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

LEAST = 5
"""People in a figure; 0 to 4 look the same, since a bare zero would let the others be guessed."""

MOST_WITHHELD = LEAST - 1

Vector = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """What lies in what. A code without children is a leaf."""

    root: str
    children: Mapping[str, tuple[str, ...]]

    def is_leaf(self, code: str) -> bool:
        return not self.children.get(code)

    def leaves(self, code: str) -> Iterator[str]:
        if self.is_leaf(code):
            yield code
        for each in self.children.get(code, ()):
            yield from self.leaves(each)


class Rule(Protocol):
    """When a leaf, and when the sum over a group of withheld leaves, gives nobody away."""

    def leaf_may(self, people: Vector) -> bool: ...

    def rest_may(self, rest: Sequence[Vector]) -> bool: ...


class Count:
    """One number for each place."""

    def leaf_may(self, people: Vector) -> bool:
        return people[0] >= LEAST

    def rest_may(self, rest: Sequence[Vector]) -> bool:
        """Each of n withheld leaves, known to have 0 to 4, can have any of these five if the
        others can make up the difference: 4 <= sum <= 4 (n - 1). The sum itself can be computed,
        so it is a figure too: 5 or more."""
        total = sum(people[0] for people in rest)
        return LEAST <= total <= MOST_WITHHELD * (len(rest) - 1)


class Split:
    """A number divided into parts that add up to one shown elsewhere: by language, by outcome.

    All parts of a leaf are shown or none, since the last one would follow from the others.
    """

    def leaf_may(self, people: Vector) -> bool:
        return min(people) >= LEAST

    def rest_may(self, rest: Sequence[Vector]) -> bool:
        """Of a table of which only row and column sums are known, a cell has min(row, column,
        all - row, all - column) + 1 possible values: all of these must be five or more."""
        if len(rest) < 2:
            return False
        columns = [sum(column) for column in zip(*rest, strict=True)]
        total = sum(columns)
        return min(columns) >= LEAST and all(total - sum(row) >= LEAST for row in rest)


def shown(
    tree: Tree,
    people: Mapping[str, Vector],
    rule: Rule,
    *,
    parts: int = 1,
    within: Collection[str] | None = None,
) -> frozenset[str]:
    """Codes of the places whose figure may be shown.

    ``people``: of each leaf, distinct people; leaves that are not named have nobody. ``within``:
    the places where the number that a split divides is shown; without it nothing is divided.
    """
    return _Settling(tree, people, rule, (0,) * parts, within).result()


class _Settling:
    """One walk from the leaves up: each shown total covers a group of withheld leaves, and no leaf
    is in two groups. So the sums over these groups are all that can be computed."""

    def __init__(
        self,
        tree: Tree,
        people: Mapping[str, Vector],
        rule: Rule,
        nobody: Vector,
        within: Collection[str] | None,
    ) -> None:
        self.tree = tree
        self.people = people
        self.rule = rule
        self.nobody = nobody
        self.within = within
        self.open: set[str] = set()

    def result(self) -> frozenset[str]:
        self._settle(self.tree.root)
        return frozenset(self.open)

    def _settle(self, code: str) -> Sequence[str]:
        """Decide on a place and all in it; the withheld leaves that no shown total covers yet."""
        children = self.tree.children.get(code)
        if not children:
            if self._allowed(code) and self.rule.leaf_may(self._of(code)):
                self.open.add(code)
                return ()
            return (code,)
        rest = [leaf for each in children for leaf in self._settle(each)]
        if self._allowed(code) and (not rest or self._may(rest)):
            self.open.add(code)
            return ()
        return rest

    def _allowed(self, code: str) -> bool:
        return self.within is None or code in self.within

    def _may(self, rest: Sequence[str]) -> bool:
        return self.rule.rest_may([self._of(each) for each in rest])

    def _of(self, code: str) -> Vector:
        return self.people.get(code, self.nobody)
