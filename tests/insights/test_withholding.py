"""Whatever is shown, no withheld figure can be narrowed down to fewer than five values."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.insights.withholding import LEAST, Count, Split, Tree, Vector, shown

COUNT, SPLIT = Count(), Split()
COUNTS = st.one_of(st.integers(0, 5), st.integers(0, 12))


def tree_of(*oblasts: tuple[int, ...]) -> Tree:
    """Each oblast as the numbers of communities in its districts."""
    children: dict[str, tuple[str, ...]] = {"kg": tuple(f"o{o}" for o in range(len(oblasts)))}
    for o, districts in enumerate(oblasts):
        children[f"o{o}"] = tuple(f"o{o}.d{d}" for d in range(len(districts)))
        for d, communities in enumerate(districts):
            children[f"o{o}.d{d}"] = tuple(f"o{o}.d{d}.c{c}" for c in range(communities))
    return Tree("kg", children)


SHAPES = [
    tree_of((3,)),
    tree_of((2, 2)),
    tree_of((2,), (3,)),
    tree_of((2, 1), (2,)),
    tree_of((1,), (1,), (2,)),
    tree_of((2, 1, 1), (1,)),
]


def total(tree: Tree, counts: dict[str, int], code: str) -> int:
    return sum(counts[leaf] for leaf in tree.leaves(code))


def inner(tree: Tree) -> Iterator[str]:
    yield from tree.children


@st.composite
def tables(draw: st.DrawFn) -> tuple[Tree, dict[str, int]]:
    tree = draw(st.sampled_from(SHAPES))
    return tree, {leaf: draw(COUNTS) for leaf in tree.leaves("kg")}


@settings(max_examples=200, deadline=None)
@given(tables())
def test_no_withheld_count_can_be_confined_to_fewer_than_five_values(
    table: tuple[Tree, dict[str, int]],
) -> None:
    tree, counts = table
    seen = shown(tree, {leaf: (count,) for leaf, count in counts.items()}, COUNT)
    hidden = [leaf for leaf in counts if leaf not in seen]
    totals = {code: total(tree, counts, code) for code in inner(tree) if code in seen}
    possible: dict[str, set[int]] = {code: set() for code in [*counts, *inner(tree)]}
    # The reader knows the rule: what is withheld in a community is 0 to 4.
    for guess in product(range(LEAST), repeat=len(hidden)):
        world = counts | dict(zip(hidden, guess, strict=True))
        if all(total(tree, world, code) == value for code, value in totals.items()):
            for code, values in possible.items():
                values.add(total(tree, world, code))
    for code, values in possible.items():
        if code in seen:
            assert values == {total(tree, counts, code)}
            assert min(values) >= LEAST
        else:
            assert len(values) >= LEAST, (code, values)


@given(tables())
def test_every_count_of_five_or_more_in_a_community_is_shown(
    table: tuple[Tree, dict[str, int]],
) -> None:
    tree, counts = table
    seen = shown(tree, {leaf: (count,) for leaf, count in counts.items()}, COUNT)
    assert {leaf for leaf, count in counts.items() if count >= LEAST} == seen & set(counts)


@st.composite
def split_tables(draw: st.DrawFn) -> tuple[Tree, dict[str, Vector]]:
    tree = draw(st.sampled_from([tree_of((3,)), tree_of((2, 1)), tree_of((2,), (1,))]))
    part = st.integers(0, 9)
    return tree, {leaf: (draw(part), draw(part)) for leaf in tree.leaves("kg")}


@settings(max_examples=80, deadline=None)
@given(split_tables())
def test_no_part_of_a_split_can_be_confined_to_fewer_than_five_values(
    table: tuple[Tree, dict[str, Vector]],
) -> None:
    """The reader knows how many there are in each place, and wants to know how they divide."""
    tree, people = table
    everywhere = {*people, *inner(tree)}
    seen = shown(tree, people, SPLIT, parts=2, within=everywhere)
    hidden = [leaf for leaf in people if leaf not in seen]
    first = {leaf: people[leaf][0] for leaf in people}
    rows = {leaf: sum(people[leaf]) for leaf in people}
    totals = {code: total(tree, first, code) for code in inner(tree) if code in seen}
    possible: dict[str, set[int]] = {leaf: set() for leaf in hidden}
    for guess in product(*(range(rows[leaf] + 1) for leaf in hidden)):
        world = first | dict(zip(hidden, guess, strict=True))
        if all(total(tree, world, code) == value for code, value in totals.items()):
            for leaf in hidden:
                possible[leaf].add(world[leaf])
    for leaf, values in possible.items():
        # A place of fewer than five people is itself withheld: nobody knows its row sum.
        assert len(values) >= min(LEAST, rows[leaf] + 1), (leaf, values)


def test_a_total_that_would_give_a_community_away_is_withheld() -> None:
    tree = tree_of((3,))
    people = {"o0.d0.c0": (57,), "o0.d0.c1": (3,), "o0.d0.c2": (9,)}
    assert shown(tree, people, COUNT) == {"o0.d0.c0", "o0.d0.c2"}


def test_a_total_is_shown_once_enough_is_withheld_in_it() -> None:
    tree = tree_of((4,))
    people = {"o0.d0.c0": (57,), "o0.d0.c1": (3,), "o0.d0.c2": (2,), "o0.d0.c3": (1,)}
    assert shown(tree, people, COUNT) == {"kg", "o0", "o0.d0", "o0.d0.c0"}


def test_nothing_and_four_look_the_same() -> None:
    tree = tree_of((2,))
    for few in range(LEAST):
        assert shown(tree, {"o0.d0.c0": (57,), "o0.d0.c1": (few,)}, COUNT) == {"o0.d0.c0"}


def test_what_a_total_leaves_open_is_settled_further_up() -> None:
    tree = tree_of((3, 1), (2,))
    people = {"o0.d0.c0": (3,), "o0.d0.c1": (2,), "o0.d0.c2": (1,), "o0.d1.c0": (2,)}
    assert shown(tree, people, COUNT) == {"o0.d0"}
    more = people | {"o1.d0.c0": (3,)}
    assert shown(tree, more, COUNT) == {"o0.d0", "kg"}
