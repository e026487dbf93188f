"""Who may do what where: a pure table of roles and rights.

A right reaches over the place where the post is held and everything in it. Rooms ask here for
every verb, again when something queued is done (C10), and never keep the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.places.models import Level, Role


class Right(StrEnum):
    """What a post may allow."""

    ANSWER = "answer"  # be asked: see on the desk what was routed there, and answer it
    SEE_DEMAND = "see_demand"
    SEE_QUESTIONS = "see_questions"  # number, topic, state and due time, not the text
    READ_QUESTION_TEXT = "read_question_text"  # each reading with a reason, and logged (A4)
    INVITE = "invite"
    SUSPEND = "suspend"
    SEE_LOG = "see_log"
    EXPORT = "export"
    ADMINISTER = "administer"


@dataclass(frozen=True, slots=True)
class Holding:
    """An active post: a role, and the code of the place as it is today."""

    role: Role
    place: str


COMMUNITY_ROLES = frozenset(Role) - {Role.COORDINATOR, Role.ADMINISTRATOR}

_COORDINATOR = frozenset(Right) - {Right.ADMINISTER}
# Administrators appoint and look after the product; they answer nobody.
_ADMINISTRATOR = frozenset(Right) - {Right.ANSWER}

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.COORDINATOR: _COORDINATOR,
    Role.ADMINISTRATOR: _ADMINISTRATOR,
} | dict.fromkeys(COMMUNITY_ROLES, frozenset({Right.ANSWER}))


def may(holdings: Iterable[Holding], right: Right, lineage: frozenset[str]) -> bool:
    """Whether these posts allow it in the place whose lineage (itself and upwards) this is."""
    return any(each.place in lineage and right in RIGHTS[each.role] for each in holdings)


def may_appoint(
    holdings: Iterable[Holding], role: Role, lineage: frozenset[str], place: str
) -> bool:
    """Whether these posts allow to give, suspend or end ``role`` in ``place`` (as it is today).

    A community's own roles: coordinators and administrators above it. Coordinators: the
    coordinator of a larger area and administrators. Administrators: administrators alone.
    """
    holdings = tuple(holdings)
    if role is Role.ADMINISTRATOR:
        return may(holdings, Right.ADMINISTER, lineage)
    if role is Role.COORDINATOR:
        above = lineage - {place}
        return may(holdings, Right.ADMINISTER, lineage) or may(holdings, Right.INVITE, above)
    return may(holdings, Right.INVITE, lineage)


def fits(role: Role, level: Level) -> bool:
    """Whether there is such a role in a place of this level."""
    if role in COMMUNITY_ROLES:
        return level in {Level.CITY, Level.COMMUNITY}
    return level in {Level.COUNTRY, Level.OBLAST, Level.DISTRICT, Level.CITY}
