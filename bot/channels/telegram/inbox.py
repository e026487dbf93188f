"""What Telegram handed over, kept before Telegram is told so: nothing is lost, nothing done twice.

A row's id is the ``update_id``. Its body is sealed, and emptied in the transaction that handled
it; the row stays a while so that a repeated update changes nothing, and so that a person's pace
can be counted (C44).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Select, String, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.channels.telegram.incoming import Incoming
from bot.store.keys import Keyring, keyring
from bot.store.records import Record, SealedJson, seal_place

KEPT_HANDLED = timedelta(days=3)
"""Telegram repeats an update for at most 24 hours (Bot API, getUpdates)."""
KEPT_PARKED = timedelta(days=14)
ATTEMPTS = 3
LOOKUP = "inbox"


class State(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    PARKED = "parked"


class Update(Record):
    """One update of Telegram's: waiting to be answered, answered, or parked as unanswerable."""

    __tablename__ = "inbox"

    sender: Mapped[bytes]
    state: Mapped[State] = mapped_column(default=State.WAITING)
    body_sealed: Mapped[bytes | None]
    body = SealedJson()
    attempts: Mapped[int] = mapped_column(default=0)
    reference: Mapped[str] = mapped_column(String(8), default="")
    received_at: Mapped[datetime]

    __table_args__ = (Index(None, "sender", "received_at"), Index(None, "state", "received_at"))


class Turn(StrEnum):
    """Whether an update may be handled now."""

    NOW = "now"
    DONE_BEFORE = "done before"
    NOT_YET = "not yet"  # an earlier one of the same person still waits


def store(session: Session, batch: Sequence[Incoming], *, now: datetime) -> None:
    """Keep a batch; those that we already have are left as they are."""
    keys = keyring()
    rows = [_row(each, keys, now) for each in batch]
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgres_insert
    session.execute(insert(Update.__table__).on_conflict_do_nothing(), rows)  # type: ignore[arg-type]


def take(session: Session, incoming: Incoming) -> Turn:
    """Mark an update as handled, in the transaction that handles it.

    The condition is the lock: whoever changes the row from waiting handles it, others have come
    late. On PostgreSQL a lock on the person keeps their updates in order over processes.
    """
    sender = keyring().lookup(LOOKUP, incoming.channel_id)
    if session.get_bind().dialect.name != "sqlite":
        number = int.from_bytes(sender[:8], signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
        if session.scalar(_earlier(incoming)) is not None:
            return Turn.NOT_YET
    taken = session.execute(
        update(Update)
        .where(Update.id == incoming.update_id, Update.state == State.WAITING)
        .values(state=State.DONE, body_sealed=None)
        .execution_options(synchronize_session=False)
    )
    return Turn.NOW if _changed(taken) else Turn.DONE_BEFORE


def earlier(session: Session, incoming: Incoming) -> Incoming | None:
    """The first update of the same person that came before this one and still waits."""
    row = session.scalar(_earlier(incoming))
    return None if row is None else Incoming.unpacked(row.id, row.body)


def pace(session: Session, incoming: Incoming, *, now: datetime) -> int:
    """How many updates of this person the last minute brought (C44)."""
    sender = keyring().lookup(LOOKUP, incoming.channel_id)
    recent = select(func.count()).where(
        Update.sender == sender, Update.received_at > now - timedelta(minutes=1)
    )
    return session.scalar(recent) or 0


def fail(session: Session, incoming: Incoming, *, reference: str) -> bool:
    """Count a failure; True when it was the last one and the update is parked."""
    row = session.get(Update, incoming.update_id)
    if row is None or row.state is not State.WAITING:
        return False
    row.attempts += 1
    row.reference = reference
    if row.attempts >= ATTEMPTS:
        row.state = State.PARKED
    return row.state is State.PARKED


def waiting(session: Session, *, older_than: datetime, limit: int = 1000) -> list[Incoming]:
    """What a crash left behind, in order."""
    rows = session.scalars(
        select(Update)
        .where(Update.state == State.WAITING, Update.received_at <= older_than)
        .order_by(Update.id)
        .limit(limit)
    )
    return [Incoming.unpacked(row.id, row.body) for row in rows]


def prune(session: Session, *, now: datetime) -> None:
    session.execute(
        delete(Update).where(Update.state == State.DONE, Update.received_at < now - KEPT_HANDLED)
    )
    session.execute(
        delete(Update).where(Update.state == State.PARKED, Update.received_at < now - KEPT_PARKED)
    )


def forget(session: Session, channel_id: str) -> None:
    """Leave nothing of a person's words; the numbers of their updates stay until pruned."""
    senders = keyring().lookups(LOOKUP, channel_id)
    session.execute(
        update(Update)
        .where(Update.sender.in_(senders), Update.state != State.DONE)
        .values(state=State.DONE, body_sealed=None)
    )


def _earlier(incoming: Incoming) -> Select[Update]:
    return (
        select(Update)
        .where(
            Update.sender == keyring().lookup(LOOKUP, incoming.channel_id),
            Update.state == State.WAITING,
            Update.id < incoming.update_id,
        )
        .order_by(Update.id)
        .limit(1)
    )


def _row(incoming: Incoming, keys: Keyring, now: datetime) -> dict[str, Any]:
    plain = json.dumps(incoming.packed(), ensure_ascii=False).encode("utf-8", "replace")
    place = seal_place(Update.__tablename__, "body_sealed", incoming.update_id)
    return {
        "id": incoming.update_id,
        "sender": keys.lookup(LOOKUP, incoming.channel_id),
        "state": State.WAITING,
        "body_sealed": keys.seal(plain, place),
        "attempts": 0,
        "reference": "",
        "received_at": now,
    }


def _changed(result: Any) -> int:
    return int(result.rowcount)


def in_order(batch: Iterable[Incoming]) -> list[Incoming]:
    return sorted(batch, key=lambda incoming: incoming.update_id)
