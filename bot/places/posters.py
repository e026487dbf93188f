"""The public code on a village's poster: it says where somebody is from, and nothing else (C6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.people.service import Person
from bot.places import wrong_codes
from bot.places.gazetteer import Place, gazetteer

PAYLOAD = "c-"
"""What a community's code begins with in a link."""


def poster_code(place: Place) -> str:
    """The place's code as a link can carry it: Telegram allows A-Z a-z 0-9 _ - there."""
    return place.code.replace(".", "_")


def community_of_poster(session: Session, person: Person, code: str, *, now: datetime) -> Place:
    """The community whose poster carries this code. Raises NotFound for any other code."""
    if wrong_codes.too_many(session, person, now=now):
        raise NotFound("poster")
    places = gazetteer(session)
    wanted = code.replace("_", ".")
    if wanted not in places or not places.place(wanted).is_community:
        wrong_codes.count(session, person, now=now)
        raise NotFound("poster")
    return places.place(wanted)
