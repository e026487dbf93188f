"""Work that one process at a time may do: held by a row with a heartbeat."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import String, select, text
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


def alone(session: Session, name: str) -> None:
    """Wait until nobody else is at this piece of work, and keep it until the transaction ends."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer as it is
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def hold(session: Session, name: str, holder: str, *, now: datetime) -> bool:
    """Whether ``holder`` has the work from now on; others have to wait for it to fall silent."""
    alone(session, f"lease {name}")  # a row that is not there yet cannot be locked
    lease = session.scalar(select(Lease).where(Lease.name == name))
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
