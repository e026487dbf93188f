"""Offices as questions see them: who sits in one, the way up from a village, what it is called."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.articles.service import Helper, article_for
from bot.errors import NotFound
from bot.language.speech import Speech
from bot.people.service import Person, person_for
from bot.places import service as places
from bot.places.service import Level, PostState, Role
from bot.questions.models import Question
from bot.questions.routing import NATION, Duty, Owner, Rung, Step, owner_of

RUNGS = {
    Level.COMMUNITY: Rung.VILLAGE,
    Level.CITY: Rung.VILLAGE,
    Level.VILLAGE: Rung.VILLAGE,
    Level.DISTRICT: Rung.DISTRICT,
    Level.OBLAST: Rung.OBLAST,
    Level.COUNTRY: Rung.NATION,
}

ROLE_OF_HELPER = {
    Helper.WOMENS_COUNCIL: Duty.WOMENS_COUNCIL,
    Helper.CHILD_PROTECTION: Duty.CHILD_PROTECTION,
    Helper.SOCIAL_WORKER: Duty.SOCIAL_WORKER,
    Helper.COURT_OF_ELDERS: Duty.COURT_OF_ELDERS,
    Helper.LAND_OFFICER: Duty.LAND_OFFICER,
    Helper.COORDINATOR: Duty.COORDINATOR,
}
ANSWERING = tuple(Role(duty.value) for duty in Duty)


def owner(session: Session, question: Question, *, above: str | None = None) -> Owner:
    """The one office that has a question as things stand now, or the next one ``above`` a place."""
    return owner_of(
        _way_up(session, question.community, but=question.asker_id),
        village_role=_village_role(question.topic),
        urgent=question.urgent,
        not_the_village=question.not_the_village,
        above=above,
    )


def people_in(session: Session, place: str, role: str, *, but: int | None = None) -> list[Person]:
    """Who answers for an office. Of the nation's, administrators when no coordinator is there.

    ``but`` is the asker: nobody is handed their own question.
    """
    posts = places.holders(session, place, Role(role))
    if not posts and place == NATION:
        posts = places.holders(session, place, Role.ADMINISTRATOR)
    ids = dict.fromkeys(post.person_id for post in posts)
    return [person_for(session, each) for each in ids if each != but]


def desks_of(session: Session, person: Person) -> list[tuple[str, str]]:
    """The offices (place, role) for which a person answers."""
    desks = []
    for post in places.posts_of(session, person):
        if post.state is not PostState.ACTIVE:
            continue
        if post.role is Role.ADMINISTRATOR:
            if post.place == NATION:
                desks.append((NATION, Role.COORDINATOR.value))
        else:
            desks.append((places.resolve(session, post.place).code, post.role.value))
    return desks


def rung_of(session: Session, place: str) -> Rung:
    return RUNGS[places.place(session, place).level]


def office_name(session: Session, question: Question, speech: Speech) -> str:
    """``village office · Toolos``: an office and its place, never a person."""
    if question.office is None or question.office_role is None:
        raise ValueError("a draft has no office")
    return name_of(session, question.office, question.office_role, speech)


def name_of(session: Session, place: str, role: str, speech: Speech) -> str:
    """An office by its place and role, as ``office_name`` says it."""
    _ = speech.gettext
    there = places.place(session, place)
    # A district's short name is half a phrase in Russian: «Ноокатский».
    full = there.level in {Level.DISTRICT, Level.OBLAST}
    where = places.name(there, speech.language, full=full)
    match role:
        case Role.FOCAL_POINT:
            office = _("village office")
        case Role.WOMENS_COUNCIL:
            office = _("women's council")
        case Role.CHILD_PROTECTION:
            office = _("child protection")
        case Role.SOCIAL_WORKER:
            office = _("social worker")
        case Role.COURT_OF_ELDERS:
            office = _("court of elders")
        case Role.LAND_OFFICER:
            office = _("land officer")
        case _:
            office = _("coordinator")
    return f"{office} · {where}"


def place_name(session: Session, code: str | None, speech: Speech) -> str:
    if code is None:
        return speech.gettext("not told")
    return places.name(places.place(session, code), speech.language)


def _way_up(session: Session, community: str | None, *, but: int | None = None) -> Sequence[Step]:
    """The places a question climbs through; a post that only ``but`` holds answers nothing."""
    if community is None:
        return ()
    here = places.resolve(session, community)
    steps = []
    for place in (here, *places.ancestors(session, here.code)):
        held = {
            role.value
            for role in ANSWERING
            if any(post.person_id != but for post in places.holders(session, place.code, role))
        }
        steps.append(Step(place.code, RUNGS[place.level], frozenset(held)))
    return steps


def _village_role(topic: str | None) -> str:
    """Who answers about a topic in a village; a coordinator's topics never start there."""
    if topic is None:
        return Duty.FOCAL_POINT
    try:
        return ROLE_OF_HELPER.get(article_for(topic).who_helps, Duty.FOCAL_POINT)
    except NotFound:
        return Duty.FOCAL_POINT


__all__ = [
    "desks_of",
    "name_of",
    "office_name",
    "owner",
    "people_in",
    "place_name",
    "rung_of",
]
