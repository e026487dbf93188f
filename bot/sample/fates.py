"""What became of a question: which office has it, whether and when it was answered, how it ended.

The product's own rules of routing and of due times are asked, so that the sample obeys them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from bot.questions.models import Rating
from bot.questions.routing import NATION, Owner, Step, owner_of
from bot.questions.working_days import BISHKEK, due_at, is_free, urgent_due_at

MISSED = 0.3
"""How often an office lets the due time pass, so that the question climbs."""
WAITING = 0.8
"""Of questions whose time has not passed, how many still wait."""
STAYS_LATE = 0.6
LATE_FOR_AT_MOST = timedelta(days=14)
RATED, HELPED = 0.65, 0.8
OFFICE_HOURS = range(9, 18)


@dataclass(frozen=True, slots=True)
class Fate:
    """``answered_at`` None: it is open, and late if ``due_at`` has passed."""

    owner: Owner
    due_at: datetime
    answered_at: datetime | None = None
    rating: Rating | None = None
    rated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """The offices that a question can go to, and what decides between them."""

    up: Sequence[Step]
    village_role: str
    urgent: str | None

    def owner(self, above: str | None = None) -> Owner:
        return owner_of(self.up, village_role=self.village_role, urgent=self.urgent, above=above)

    def due(self, moment: datetime) -> datetime:
        return urgent_due_at(moment) if self.urgent else due_at(moment)


def fate(chance: Random, way: Way, asked_at: datetime, now: datetime) -> Fate:
    """How one question went on until now."""
    owner, since, due = way.owner(), asked_at, way.due(asked_at)
    while due < now and owner.place != NATION and chance.random() < MISSED:
        owner, since = way.owner(above=owner.place), due
        due = way.due(since)
    if due < now:
        is_stuck = owner.place == NATION and due > now - LATE_FOR_AT_MOST
        is_open = is_stuck and chance.random() < STAYS_LATE
    else:
        is_open = chance.random() < WAITING
    answered_at = None if is_open else _answered(chance, way, since, min(due, now))
    if answered_at is None:
        # Left below the nation it would climb at the clock's first look.
        return Fate(owner, due) if due > now or owner.place == NATION else Fate(_nation(way), due)
    return _rated(chance, Fate(owner, due, answered_at), now)


def _nation(way: Way) -> Owner:
    return way.owner(above=NATION)


def _answered(chance: Random, way: Way, since: datetime, until: datetime) -> datetime | None:
    """Some moment between the two, in office hours unless it is urgent."""
    if way.urgent:
        return since + (until - since) * chance.uniform(0.1, 0.9)
    moments = list(_office_hours(since + timedelta(minutes=30), until))
    if not moments:
        return None
    moment = chance.choice(moments) + timedelta(minutes=chance.randrange(60))
    return min(moment, until - timedelta(minutes=1))


def _office_hours(since: datetime, until: datetime) -> Iterator[datetime]:
    day = since.astimezone(BISHKEK).date()
    while day <= until.astimezone(BISHKEK).date():
        if not is_free(day):
            for hour in OFFICE_HOURS:
                moment = datetime.combine(day, time(hour), BISHKEK)
                if since <= moment < until:
                    yield moment
        day += timedelta(days=1)


def _rated(chance: Random, fate: Fate, now: datetime) -> Fate:
    if fate.answered_at is None or chance.random() >= RATED:
        return fate
    rated_at = fate.answered_at + timedelta(minutes=chance.randrange(2, 900))
    if rated_at >= now:
        return fate
    rating = Rating.HELPED if chance.random() < HELPED else Rating.DID_NOT_HELP
    return Fate(fate.owner, fate.due_at, fate.answered_at, rating, rated_at)
