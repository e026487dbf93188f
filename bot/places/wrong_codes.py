"""How often somebody may try a code that does not exist: five times an hour (C6, C44).

Counted in rows, so that a restart forgives nothing; a row is deleted as soon as it no longer
counts. Past the limit right codes answer like wrong ones.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.people.service import Person
from bot.places.models import WrongCode

MOST = 5
WITHIN = timedelta(hours=1)


def too_many(session: Session, person: Person, *, now: datetime) -> bool:
    tries = session.scalar(
        select(func.count())
        .select_from(WrongCode)
        .where(WrongCode.person_id == person.id, WrongCode.at > now - WITHIN)
    )
    return (tries or 0) >= MOST


def count(session: Session, person: Person, *, now: datetime) -> None:
    """Note a wrong code. It counts only if the caller lets this transaction stand."""
    forget_old(session, now=now)
    session.add(WrongCode(person_id=person.id, at=now))
    session.flush()


def forget_old(session: Session, *, now: datetime) -> None:
    session.execute(delete(WrongCode).where(WrongCode.at <= now - WITHIN))
