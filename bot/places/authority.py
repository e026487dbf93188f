"""Rights asked of the rows: each time anew, and never kept."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.people.service import Person
from bot.places import rights
from bot.places.gazetteer import COUNTRY, Gazetteer, Place, gazetteer
from bot.places.models import Post, PostState, Role
from bot.places.rights import Holding, Right


def may(session: Session, person: Person, right: Right, place: str) -> bool:
    """Whether one of the person's active posts allows it there; False for an unknown place."""
    places = gazetteer(session)
    return rights.may(holdings_of(session, person.id, places), right, places.lineage(place))


def may_anywhere(session: Session, person: Person, right: Right) -> bool:
    """Whether the person has this right somewhere: for what a menu offers, never as a gate."""
    held = holdings_of(session, person.id, gazetteer(session))
    return any(right in rights.RIGHTS[each.role] for each in held)


def where_may(session: Session, person: Person, right: Right) -> frozenset[str] | None:
    """Codes of all places (villages left out) where the right holds; None: everywhere.

    For the ``WHERE`` of an access function: nothing in it means nothing may be seen.
    """
    places = gazetteer(session)
    areas = {
        each.place
        for each in holdings_of(session, person.id, places)
        if right in rights.RIGHTS[each.role]
    }
    if COUNTRY in areas:
        return None
    return frozenset[str]().union(*(places.inside(area) for area in areas))


def may_appoint(session: Session, person_id: int, role: Role, place: str) -> bool:
    """Whether this person may give, suspend or end such a post."""
    places = gazetteer(session)
    held = holdings_of(session, person_id, places)
    today = places.resolve(place).code if place in places else place
    return rights.may_appoint(held, role, places.lineage(place), today)


def place_for(session: Session, actor: Person, code: str, right: Right) -> Place:
    """The place, if the actor has this right there. Raises NotFound."""
    places = gazetteer(session)
    held = holdings_of(session, actor.id, places)
    if not rights.may(held, right, places.lineage(code)):
        raise NotFound(code)
    return places.place(code)


def holdings_of(session: Session, person_id: int, places: Gazetteer) -> tuple[Holding, ...]:
    rows = session.execute(
        select(Post.role, Post.place).where(
            Post.person_id == person_id, Post.state == PostState.ACTIVE
        )
    )
    # The operator may appoint the first administrators before any place is loaded.
    return tuple(
        Holding(role, places.resolve(place).code if place in places else place)
        for role, place in rows
    )
