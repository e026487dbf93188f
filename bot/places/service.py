"""The places room: which places there are, what they are called, and who holds which post there.

A place is named by its ``code``. A merged community can still be chosen and keeps its code;
``resolve`` tells where its questions go today, and posts and rights follow by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from bot.people.service import Person
from bot.places.authority import may, may_anywhere, place_for, where_may
from bot.places.finding import Match
from bot.places.gazetteer import COMMUNITIES, COUNTRY, Place, gazetteer
from bot.places.importing import Changes, Plan, load_defaults, problems, read
from bot.places.invitations import (
    Opening,
    Pending,
    confirm,
    expire,
    invitation_for,
    make,
    pending,
    refuse,
)
from bot.places.invitations import open_ as open
from bot.places.models import Invitation, Level, Post, PostState, Role, Sex, WrongCode
from bot.places.naming import name, names_together
from bot.places.posters import community_of_poster, poster_code
from bot.places.posts import (
    add_administrator,
    declare_sex,
    end,
    holders,
    holds_any,
    post_for,
    posts_of,
    resign,
    resume,
    sex_of,
    staff,
    suspend,
)
from bot.places.reading import Problem
from bot.places.refusals import (
    AlreadyDeclared,
    AlreadyHeld,
    BrokenPlaces,
    LastAdministrator,
    RoleDoesNotFit,
    TooManyInvitations,
)
from bot.places.rights import COMMUNITY_ROLES, Right
from bot.places.staffing import Made, StaffingPlan, read_staffing

__all__ = [
    "COMMUNITIES",
    "COMMUNITY_ROLES",
    "COUNTRY",
    "AlreadyDeclared",
    "AlreadyHeld",
    "BrokenPlaces",
    "Changes",
    "Invitation",
    "LastAdministrator",
    "Level",
    "Made",
    "Match",
    "Opening",
    "Pending",
    "Place",
    "Plan",
    "Post",
    "PostState",
    "Problem",
    "Right",
    "Role",
    "RoleDoesNotFit",
    "Sex",
    "StaffingPlan",
    "TooManyInvitations",
    "add_administrator",
    "ancestors",
    "area_of",
    "children",
    "community_of",
    "community_of_poster",
    "confirm",
    "declare_sex",
    "end",
    "expire",
    "forget",
    "gazetteer",
    "holders",
    "holds_any",
    "invitation_for",
    "kept",
    "lies_in",
    "load_defaults",
    "make",
    "may",
    "may_anywhere",
    "name",
    "names_together",
    "open",
    "path",
    "pending",
    "place",
    "place_for",
    "post_for",
    "poster_code",
    "posts_of",
    "problems",
    "read",
    "read_staffing",
    "refuse",
    "resign",
    "resolve",
    "resume",
    "search",
    "sex_of",
    "staff",
    "suspend",
    "warm",
    "where_may",
]


def warm(session: Session) -> int:
    """Make the index ready before the first person types; how many places there are."""
    places = gazetteer(session)
    places.index.search("а", limit=1)
    return len(places)


def place(session: Session, code: str) -> Place:
    """Raises NotFound."""
    return gazetteer(session).place(code)


def resolve(session: Session, code: str) -> Place:
    """The place as it is today: itself, or what it merged into. Raises NotFound."""
    return gazetteer(session).resolve(code)


def children(
    session: Session, code: str | None = None, levels: Iterable[Level] | None = None
) -> tuple[Place, ...]:
    """What lies right in a place (None: the country), larger levels first, then by code.

    ``levels``: only these. Empty for an unknown place.
    """
    wanted = frozenset(Level if levels is None else levels)
    return tuple(each for each in gazetteer(session).children(code) if each.level in wanted)


def ancestors(session: Session, code: str) -> tuple[Place, ...]:
    """Everything that the place lies in today, smallest first, the country last: where a question
    goes when nobody below answers. Raises NotFound."""
    places = gazetteer(session)
    return places.chain(places.resolve(code).code)[1:]


def path(session: Session, code: str) -> tuple[Place | None, Place | None]:
    """District and oblast of the place, to tell it from others of its name. Raises NotFound."""
    chain = gazetteer(session).chain(code)[1:]
    district = next((each for each in chain if each.level is Level.DISTRICT), None)
    oblast = next((each for each in chain if each.level is Level.OBLAST), None)
    return district, oblast


def lies_in(session: Session, code: str, language: str) -> str:
    """«Лейлек · Баткен»: what tells a place from others of its name. Raises NotFound."""
    return names_together(path(session, code), language)


def community_of(session: Session, code: str) -> Place | None:
    """The community or town that a place is or lies in. Raises NotFound."""
    return gazetteer(session).community_of(code)


def area_of(session: Session, code: str) -> frozenset[str]:
    """Codes of the place and of all in it today, villages left out; empty for an unknown one."""
    return gazetteer(session).inside(code)


def search(
    session: Session,
    text: str,
    *,
    limit: int = 6,
    within: str | None = None,
    areas: bool = False,
) -> list[Match]:
    """The communities somebody may mean, best first; see ``finding``. Raises nothing for any text.

    ``within``: only in this oblast or district. ``areas``: oblasts and districts of exactly this
    name too.
    """
    return gazetteer(session).index.search(text, limit=limit, within=within, areas=areas)


def kept(session: Session, person: Person) -> Mapping[str, int]:
    """What this room keeps about a person, as counts: for "what is kept about me"."""
    return {"posts": len(posts_of(session, person))}


def forget(session: Session, person: Person) -> None:
    """Erase what this room keeps about a person: posts, invitations made or opened, tries."""
    session.execute(update(Post).where(Post.appointed_by == person.id).values(appointed_by=None))
    session.execute(
        delete(Invitation).where(
            or_(Invitation.made_by == person.id, Invitation.opened_by == person.id)
        )
    )
    session.execute(delete(WrongCode).where(WrongCode.person_id == person.id))
    for post in session.scalars(select(Post).where(Post.person_id == person.id)):
        session.delete(post)
    session.flush()
