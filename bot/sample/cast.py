"""Who holds the four phones of a demo: roles, not names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.people import service as people
from bot.people.service import Person
from bot.places import posts
from bot.places import service as places
from bot.places.service import Role, Sex


@dataclass(frozen=True, slots=True)
class Holder:
    """A phone with somebody who has already chosen language and community.

    ``phone_language`` is that of the phone's own menus: Telegram knows no second script.
    """

    id: int
    label: str
    language: str
    phone_language: str
    community: str | None


MIGRANT = Holder(700_000_001, "Migrant in Moscow", "ky", "ky", "osh.nookat.toolos")
RELATIVE = Holder(700_000_002, "Relative in Nookat", "uz_Cyrl", "uz", "osh.nookat.nookat-city")
FOCAL_POINT = Holder(700_000_003, "Focal point, Toolos", "ky", "ky", "osh.nookat.toolos")
ADMINISTRATOR = Holder(700_000_004, "Administrator", "ru", "ru", None)
CAST = (MIGRANT, RELATIVE, FOCAL_POINT, ADMINISTRATOR)


def settle(session: Session, *, now: datetime) -> dict[Holder, Person]:
    """Remember the four as people who know the bot; one of them answers for a village."""
    known = {holder: _settled(session, holder, now) for holder in CAST}
    village = FOCAL_POINT.community or ""
    office = places.resolve(session, village).code
    answerer = known[FOCAL_POINT]
    posts.appoint(session, answerer, Role.FOCAL_POINT, office, appointed_by=None, now=now)
    places.declare_sex(session, answerer, Sex.WOMAN)
    return known


def _settled(session: Session, holder: Holder, now: datetime) -> Person:
    person = people.meet(session, str(holder.id), now=now, is_sample=True)
    people.choose_language(session, person, holder.language)
    people.choose_community(session, person, holder.community)
    people.told_what_is_kept(session, person, now=now)
    return person
