"""The append-only log of what staff did. There is no function that changes or removes an entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.audit.models import Entry

__all__ = ["Entry", "entries", "record"]


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
