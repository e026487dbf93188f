"""Which office a question goes to: the table of cases, and what holds whoever sits where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.questions.routing import NATION, URGENT_DUTY, Duty, Owner, Rung, Step, owner_of

VILLAGE, DISTRICT, OBLAST = "osh.nookat.toolos", "osh.nookat", "osh"
FOCAL, COORDINATOR, COUNCIL = Duty.FOCAL_POINT, Duty.COORDINATOR, Duty.WOMENS_COUNCIL


def way_up(
    village: tuple[str, ...] = (), district: tuple[str, ...] = (), oblast: tuple[str, ...] = ()
) -> list[Step]:
    return [
        Step(VILLAGE, Rung.VILLAGE, frozenset(village)),
        Step(DISTRICT, Rung.DISTRICT, frozenset(district)),
        Step(OBLAST, Rung.OBLAST, frozenset(oblast)),
        Step(NATION, Rung.NATION, frozenset()),
    ]


FULL = way_up((FOCAL, COUNCIL), (COORDINATOR,), (COORDINATOR,))
AT_THE_VILLAGE = Owner(VILLAGE, FOCAL, Rung.VILLAGE, vacant_below=False)
AT_THE_DISTRICT = Owner(DISTRICT, COORDINATOR, Rung.DISTRICT, vacant_below=False)
AT_THE_NATION = Owner(NATION, COORDINATOR, Rung.NATION, vacant_below=False)


@pytest.mark.parametrize(
    ("way", "given", "owner"),
    [
        (FULL, {}, AT_THE_VILLAGE),
        (FULL, {"village_role": COUNCIL}, Owner(VILLAGE, COUNCIL, Rung.VILLAGE, False)),
        # The post of a topic is vacant: the focal point of the same village takes it.
        (FULL, {"village_role": Duty.LAND_OFFICER}, AT_THE_VILLAGE),
        # A coordinator's topic, such as a complaint, never starts in the village.
        (FULL, {"village_role": COORDINATOR}, AT_THE_DISTRICT),
        (FULL, {"not_the_village": True}, AT_THE_DISTRICT),
        (
            way_up((), (COORDINATOR,)),
            {},
            Owner(DISTRICT, COORDINATOR, Rung.DISTRICT, vacant_below=True),
        ),
        (
            way_up((), (), (COORDINATOR,)),
            {},
            Owner(OBLAST, COORDINATOR, Rung.OBLAST, vacant_below=True),
        ),
        (way_up(), {}, Owner(NATION, COORDINATOR, Rung.NATION, vacant_below=True)),
        # Nobody told where they are from.
        ([], {}, AT_THE_NATION),
        # A district's focal point is no coordinator.
        (way_up((), (FOCAL,)), {}, Owner(NATION, COORDINATOR, Rung.NATION, vacant_below=True)),
        # Urgent: the post made for it in the village, else straight to the nation.
        (FULL, {"urgent": "violence"}, Owner(VILLAGE, COUNCIL, Rung.VILLAGE, False)),
        (FULL, {"urgent": "violence", "not_the_village": True}, AT_THE_NATION),
        (FULL, {"urgent": "detention"}, AT_THE_NATION),
        (
            way_up((FOCAL,), (COORDINATOR,)),
            {"urgent": "children"},
            Owner(NATION, COORDINATOR, Rung.NATION, vacant_below=True),
        ),
        # Not answered in time.
        (FULL, {"above": VILLAGE}, AT_THE_DISTRICT),
        (FULL, {"above": DISTRICT}, Owner(OBLAST, COORDINATOR, Rung.OBLAST, False)),
        (FULL, {"above": OBLAST}, AT_THE_NATION),
        (FULL, {"above": NATION}, AT_THE_NATION),
        (FULL, {"above": "a place that is not on the way"}, AT_THE_NATION),
    ],
)
def test_the_first_office_that_may_and_can_take_it_has_it(
    way: list[Step], given: dict[str, object], owner: Owner
) -> None:
    assert owner_of(way, **given) == owner  # type: ignore[arg-type]  # a table of keywords


DUTIES = [each.value for each in Duty]
ways = st.builds(
    way_up,
    *(st.lists(st.sampled_from(DUTIES), unique=True).map(tuple) for _ in range(3)),
).flatmap(lambda way: st.integers(0, len(way)).map(lambda start: way[start:]))
dangers = st.sampled_from([None, "violence", "children", "trafficking", "detention", "suicide"])
anything = st.fixed_dictionaries(
    {
        "village_role": st.sampled_from(DUTIES),
        "urgent": dangers,
        "not_the_village": st.booleans(),
        "above": st.sampled_from([None, VILLAGE, DISTRICT, OBLAST, NATION, "elsewhere"]),
    }
)


@given(ways, anything)
def test_there_is_always_exactly_one_owner_who_really_sits_there(
    way: list[Step], given_: dict[str, object]
) -> None:
    owner = owner_of(way, **given_)  # type: ignore[arg-type]
    if owner.place == NATION:
        assert (owner.role, owner.rung) == (COORDINATOR, Rung.NATION)
        return
    (step,) = [each for each in way if each.place == owner.place]
    assert owner.role in step.held
    assert owner.rung is step.rung


@given(ways, anything)
def test_a_question_that_climbs_never_goes_back_or_stays(
    way: list[Step], given_: dict[str, object]
) -> None:
    owner = owner_of(way, **given_)  # type: ignore[arg-type]
    places = [each.place for each in way]
    above = given_["above"]
    if above in places and owner.place != NATION:
        assert places.index(owner.place) > places.index(str(above))
    # Climb until the end: the nation, after at most as many steps as there are rungs.
    for _ in range(len(way) + 1):
        if owner.place == NATION:
            return
        owner = owner_of(way, **(given_ | {"above": owner.place}))  # type: ignore[arg-type]
    raise AssertionError("it never reached the nation")


@given(ways, anything)
def test_what_must_not_reach_the_village_never_does(
    way: list[Step], given_: dict[str, object]
) -> None:
    for kept_away in ({"not_the_village": True}, {"village_role": COORDINATOR, "urgent": None}):
        assert owner_of(way, **(given_ | kept_away)).rung is not Rung.VILLAGE  # type: ignore[arg-type]


@given(ways, anything, dangers.filter(bool))
def test_danger_waits_in_no_queue_between_the_village_and_the_nation(
    way: list[Step], given_: dict[str, object], danger: str
) -> None:
    owner = owner_of(way, **(given_ | {"urgent": danger}))  # type: ignore[arg-type]
    assert owner.rung in {Rung.VILLAGE, Rung.NATION}
    if owner.rung is Rung.VILLAGE:
        assert owner.role == URGENT_DUTY[danger]
