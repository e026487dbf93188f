"""Work that one process at a time may do: held by a row with a heartbeat."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.store.records import Record

HELD_FOR = timedelta(seconds=90)
"""Longer than any pause of the clock's ticks; after it a dead holder's work goes on elsewhere."""


class Lease(Record):
    """Which process does a piece of work, and until when it is believed to be alive."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    holder: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime]


def hold(session: Session, name: str, holder: str, *, now: datetime) -> bool:
    """Whether ``holder`` has the work from now on; others have to wait for it to fall silent."""
    lease = session.scalar(select(Lease).where(Lease.name == name).with_for_update())
    if lease is None:
        session.add(Lease(name=name, holder=holder, until=now + HELD_FOR))
        session.flush()
        return True
    if lease.holder != holder and lease.until > now:
        return False
    lease.holder, lease.until = holder, now + HELD_FOR
    return True


def give_back(session: Session, name: str, holder: str) -> None:
    lease = session.scalar(select(Lease).where(Lease.name == name, Lease.holder == holder))
    if lease is not None:
        session.delete(lease)
