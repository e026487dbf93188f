"""Which office a question goes to: values in, value out.

A question climbs from the asker's community over district and oblast to the nation until somebody
holds the post it needs. It always has exactly one owner: the national coordinator's office is
its last one, whether or not somebody sits there today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

NATION = "kg"


class Rung(StrEnum):
    VILLAGE = "village"
    DISTRICT = "district"
    OBLAST = "oblast"
    NATION = "nation"


class Duty(StrEnum):
    """The posts that answer questions, as places name them."""

    FOCAL_POINT = "focal_point"
    WOMENS_COUNCIL = "womens_council"
    SOCIAL_WORKER = "social_worker"
    COURT_OF_ELDERS = "court_of_elders"
    CHILD_PROTECTION = "child_protection"
    LAND_OFFICER = "land_officer"
    COORDINATOR = "coordinator"


URGENT_DUTY: Mapping[str, Duty] = {
    "violence": Duty.WOMENS_COUNCIL,
    "children": Duty.CHILD_PROTECTION,
}
"""Urgent topics never wait in the queue of a village office (field study): who takes them there."""


@dataclass(frozen=True, slots=True)
class Step:
    """A place on the way up, and which of its posts are held by somebody who is there."""

    place: str
    rung: Rung
    held: frozenset[str]


@dataclass(frozen=True, slots=True)
class Owner:
    """The one office that has the question. ``vacant_below``: a post nearer by is not held."""

    place: str
    role: str
    rung: Rung
    vacant_below: bool


def owner_of(
    way_up: Sequence[Step],
    *,
    village_role: str = Duty.FOCAL_POINT,
    urgent: str | None = None,
    not_the_village: bool = False,
    above: str | None = None,
) -> Owner:
    """The first office on the way that may and can take the question.

    In the village ``village_role`` answers, or the focal point when nobody holds that post; a
    coordinator's question (a complaint about an office, say) never starts there. An urgent one goes
    to the post made for it in the village, else straight to the nation: a district's queue is no
    place for it either. ``not_the_village`` skips the village, and for an urgent one all below the
    nation. ``above`` skips everything up to and including that place.
    """
    vacant = False
    passed = above is None
    for step in way_up:
        if not passed:
            passed = step.place == above
            continue
        if step.rung is Rung.NATION:
            continue
        wanted = _roles_at(step.rung, village_role, urgent, not_the_village)
        role = next((each for each in wanted if each in step.held), None)
        if role is not None:
            return Owner(step.place, role, step.rung, vacant)
        vacant = vacant or bool(wanted)
    return Owner(NATION, Duty.COORDINATOR, Rung.NATION, vacant)


def _roles_at(
    rung: Rung, village_role: str, urgent: str | None, not_the_village: bool
) -> tuple[str, ...]:
    """The posts that may take it at a rung, the fittest first; none when it must pass by."""
    if rung is not Rung.VILLAGE:
        return () if urgent else (Duty.COORDINATOR,)
    if not_the_village or village_role == Duty.COORDINATOR:
        return ()
    if urgent:
        return (URGENT_DUTY[urgent],) if urgent in URGENT_DUTY else ()
    return tuple(dict.fromkeys((village_role, Duty.FOCAL_POINT.value)))
