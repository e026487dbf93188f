"""Who sits where in the sample, and which way a question goes from each community."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.articles.service import article_for
from bot.people.service import Person
from bot.places import posts
from bot.places import service as places
from bot.places.service import PostState, Role
from bot.questions.offices import ROLE_OF_HELPER, RUNGS
from bot.questions.routing import NATION, Duty, Owner, Step
from bot.sample.cast import FOCAL_POINT
from bot.sample.communities import COMMUNITIES, SEATS
from bot.sample.fates import Way


@dataclass(frozen=True, slots=True)
class Offices:
    """Answerers by place and role, and the way up from each community."""

    answerers: Mapping[tuple[str, str], Sequence[Person]]
    ways: Mapping[str | None, Sequence[Step]]

    def way(self, community: str | None, topic: str | None) -> Way:
        article = article_for(topic) if topic else None
        role = ROLE_OF_HELPER.get(article.who_helps, Duty.FOCAL_POINT) if article else None
        urgent = article.urgent if article else None
        return Way(self.ways[community], role or Duty.FOCAL_POINT, urgent)

    def who_answers(self, owner: Owner) -> Person:
        return self.answerers[owner.place, owner.role][0]


def appoint(
    session: Session, staff: Sequence[Person], focal_point: Person, *, since: datetime
) -> Offices:
    """Give each seat to one of the staff."""
    answerers: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
    at_home = places.resolve(session, FOCAL_POINT.community or NATION).code
    answerers[at_home, Role.FOCAL_POINT].append(focal_point)
    for seat, person in zip(SEATS, staff, strict=True):
        place = NATION if seat.place == NATION else places.resolve(session, seat.place).code
        post = posts.appoint(session, person, seat.role, place, appointed_by=None, now=since)
        post.sex = seat.sex
        if seat.suspended:
            post.state, post.suspended_at = PostState.SUSPENDED, since
        else:
            answerers[place, seat.role].append(person)
    held = {place: frozenset(r for p, r in answerers if p == place) for place, _ in answerers}
    ways = {each.code: _way_up(session, each.code, held) for each in COMMUNITIES}
    return Offices(dict(answerers), ways)


def _way_up(
    session: Session, community: str | None, held: Mapping[str, frozenset[str]]
) -> Sequence[Step]:
    if community is None:
        return ()
    here = places.resolve(session, community)
    return [
        Step(place.code, RUNGS[place.level], held.get(place.code, frozenset()))
        for place in (here, *places.ancestors(session, here.code))
    ]
