"""The append-only log of what staff did. There is no function that changes or removes an entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.audit.models import Entry

__all__ = ["Entry", "entries", "how_often", "record"]


def record(
    session: Session,
    *,
    actor_id: int | None,
    verb: str,
    subject: str,
    place: str | None,
    now: datetime,
) -> None:
    """Note that ``actor_id`` (None: the operator at a terminal) did ``verb`` to ``subject``.

    ``subject`` is an id or a code, never a text or a name.
    """
    session.add(Entry(at=now, actor_id=actor_id, verb=verb, subject=subject, place=place))


def how_often(session: Session, *, actor_id: int, verb: str, since: datetime) -> int:
    """How many times this person did this after a moment: limits count what is recorded."""
    counted = select(func.count()).where(
        Entry.actor_id == actor_id, Entry.verb == verb, Entry.at > since
    )
    return session.scalar(counted) or 0


def entries(
    session: Session, *, places: Sequence[str] | None = None, limit: int = 50, offset: int = 0
) -> list[Entry]:
    """Newest first; of these places and what lies in them, or of all when ``places`` is None."""
    query = select(Entry).order_by(Entry.at.desc(), Entry.id).limit(limit).offset(offset)
    if places is not None:
        inside = [Entry.place == code for code in places]
        inside += [Entry.place.startswith(f"{code}.", autoescape=True) for code in places]
        query = query.where(or_(False, *inside))
    return list(session.scalars(query))
