"""One row a step of a person. Rooms call :func:`record`; nothing but insights reads the rows."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.interactions.models import Interaction, Kind, Pseudonym

__all__ = ["Kind", "destroy_old_pseudonyms", "forget", "quarter_of", "record"]


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
    session.add(
        Interaction(
            pseudonym=_pseudonym(session, person.id, now),
            hour=now.astimezone(UTC).replace(minute=0, second=0, microsecond=0),
            kind=kind,
            topic=topic,
            community=community or person.community,
            language=person.language,
            detail=detail,
            is_sample=person.is_sample,
        )
    )


def quarter_of(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y}Q{(moment.astimezone(UTC).month + 2) // 3}"


def destroy_old_pseudonyms(session: Session, *, now: datetime) -> int:
    """After this nobody can say who made an interaction of an earlier quarter."""
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


def _pseudonym(session: Session, person_id: int, now: datetime) -> bytes:
    quarter = quarter_of(now)
    row = session.scalar(select(Pseudonym).where(Pseudonym.person_id == person_id))
    if row is None:
        row = Pseudonym(person_id=person_id, quarter=quarter, pseudonym=os.urandom(12))
        session.add(row)
    elif row.quarter != quarter:
        row.quarter, row.pseudonym = quarter, os.urandom(12)
    made = row.pseudonym
    if made is None:
        raise ValueError("a pseudonym row without a pseudonym")
    return made
