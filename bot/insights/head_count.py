"""How many people use the product, by district: a count, and never a list (A4)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.insights.areas import areas
from bot.insights.counted import Counted, Figure, by_district, counted
from bot.insights.periods import Length, Period, offered
from bot.people.models import Person as PersonRow
from bot.people.service import Person
from bot.places import service as places
from bot.places.service import Right


@dataclass(frozen=True, slots=True)
class HeadCount:
    """Who was there by the end of the last month that is over: a count as of today would tell,
    day by day, who has just come."""

    on: date
    _counted: Counted

    def of(self, place: str) -> Figure:
        return self._counted.of(place)


def head_count(
    session: Session, actor: Person, *, with_sample: bool, now: datetime
) -> HeadCount | None:
    """Figures of oblasts and districts; None for who may see none anywhere.

    Who asks only for places of their own area sees no others: the caller knows which these are.
    """
    codes = places.where_may(session, actor, Right.SEE_DEMAND)
    if codes is not None and not codes:
        return None
    month = _last_month(now)
    query = (
        select(PersonRow.community, func.count())
        .where(PersonRow.came_at < month.ends)
        .group_by(PersonRow.community)
    )
    if not with_sample:
        query = query.where(PersonRow.is_sample.is_(False))
    here = areas(places.gazetteer(session))
    people: Counter[str] = Counter()
    for community, count in session.execute(query):
        people[here.community(community)] += count
    vectors = by_district({code: (count,) for code, count in people.items()}, here)
    return HeadCount(month.last, counted(here.districts, vectors))


def _last_month(now: datetime) -> Period:
    return next(each for each in offered(now) if each.length is Length.MONTH)
