"""One row a step of a person. Rooms call :func:`record`; nothing but insights reads the rows."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Protocol, cast

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from bot.interactions.models import Interaction, Kind, Pseudonym
from bot.store.keys import keyring
from bot.store.records import random_id, seal_place

__all__ = ["Kind", "destroy_old_pseudonyms", "forget", "quarter_of", "record"]


# Once an update each: built once, and past the unit of work.
_INSERT = insert(cast(Table, Interaction.__table__))
_PSEUDONYMS = Pseudonym.__table__
_GOES_BY = select(_PSEUDONYMS.c.id, _PSEUDONYMS.c.quarter, _PSEUDONYMS.c.pseudonym_sealed).where(
    _PSEUDONYMS.c.person_id == bindparam("person")
)
_PLACE = (Pseudonym.__tablename__, "pseudonym_sealed")


LED_BACK_BY_A_QUESTION = (Kind.QUESTION_ASKED, Kind.QUESTION_ANSWERED, Kind.ANSWER_RATED)


class Somebody(Protocol):
    """What this room needs of a person; who they are stays a room above."""

    id: int
    language: str | None
    community: str | None
    is_sample: bool


def record(
    session: Session,
    person: Somebody,
    kind: Kind,
    *,
    topic: str | None = None,
    community: str | None = None,
    detail: str = "",
    now: datetime,
) -> None:
    """Note one step. ``community`` overrides the person's own (a question keeps its place)."""
    session.connection().execute(
        _INSERT,
        {
            "id": random_id(),
            "pseudonym": _pseudonym(session, person.id, now),
            "hour": now.astimezone(UTC).replace(minute=0, second=0, microsecond=0),
            "kind": kind,
            "topic": topic,
            "community": community or person.community,
            "language": person.language,
            "detail": detail,
            "is_sample": person.is_sample,
        },
    )


def quarter_of(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y}Q{(moment.astimezone(UTC).month + 2) // 3}"


def destroy_old_pseudonyms(session: Session, *, now: datetime) -> int:
    """After this nobody can say who made an interaction of an earlier quarter.

    A question that is still kept knows its asker, topic and time: the step of asking it would lead
    to the name under which all other steps of that quarter went. So those steps lose theirs.
    """
    session.execute(
        update(Interaction)
        .where(
            Interaction.kind.in_(LED_BACK_BY_A_QUESTION),
            Interaction.hour < _begin_of_quarter(now),
            Interaction.pseudonym.is_not(None),
        )
        .values(pseudonym=None)
    )
    old = delete(Pseudonym).where(Pseudonym.quarter != quarter_of(now))
    return len(session.scalars(old.returning(Pseudonym.id)).all())


def forget(session: Session, person_id: int) -> None:
    """Erase the person from their steps: the rows stay, and are nobody's (C39)."""
    row = session.scalar(select(Pseudonym).where(Pseudonym.person_id == person_id))
    if row is None:
        return
    session.execute(
        update(Interaction).where(Interaction.pseudonym == row.pseudonym).values(pseudonym=None)
    )
    session.delete(row)


def _begin_of_quarter(moment: datetime) -> datetime:
    local = moment.astimezone(UTC)
    month = (local.month - 1) // 3 * 3 + 1
    return local.replace(month=month, day=1, hour=0, minute=0, second=0, microsecond=0)


def _pseudonym(session: Session, person_id: int, now: datetime) -> bytes:
    quarter = quarter_of(now)
    row = session.connection().execute(_GOES_BY, {"person": person_id}).first()
    if row is not None and row.quarter == quarter:
        return keyring().open(row.pseudonym_sealed, seal_place(*_PLACE, row.id))
    session.execute(delete(Pseudonym).where(Pseudonym.person_id == person_id))
    made = os.urandom(12)
    session.add(Pseudonym(person_id=person_id, quarter=quarter, pseudonym=made))
    session.flush()
    return made
