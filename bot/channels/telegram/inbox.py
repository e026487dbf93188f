"""What Telegram handed over, kept before Telegram is told so: nothing is lost, nothing done twice.

A row's id is the ``update_id``. Its body is sealed, and emptied in the transaction that handled
it; the row stays a while so that a repeated update changes nothing, and so that a person's pace
can be counted (C44).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    Index,
    Insert,
    Select,
    String,
    Table,
    bindparam,
    delete,
    func,
    select,
    update,
)
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


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether to handle it, and how many updates of this person the last minute brought (C44)."""

    turn: Turn
    recent: int


# Once an update each: built once, and past the unit of work.
_TABLE = cast(Table, Update.__table__)
_OTHERS = _TABLE.alias("others")
_THIS_PERSONS = _OTHERS.c.sender == bindparam("whose")
_EARLIER = select(_OTHERS.c.id).where(
    _THIS_PERSONS, _OTHERS.c.state == bindparam("waiting"), _OTHERS.c.id < bindparam("taken")
)
_RECENT = (
    select(func.count())
    .select_from(_OTHERS)
    # Up to this one: those that came in the same batch behind it do not count against it.
    .where(_THIS_PERSONS, _OTHERS.c.received_at > bindparam("since"))
    .where(_OTHERS.c.id <= bindparam("taken"))
    .scalar_subquery()
)
_TAKE = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("taken"), _TABLE.c.state == bindparam("waiting"))
    .where(~_EARLIER.exists())
    .values(state=State.DONE, body_sealed=None)
    .returning(_RECENT)
)
_IS_THERE_AN_EARLIER = select(_EARLIER.exists())
_LOCK = select(func.pg_advisory_xact_lock(bindparam("number", type_=BigInteger)))


@cache
def _store(dialect: str) -> Insert:
    # Importing a dialect takes a tenth of a second: only the one that is used.
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgres_insert

        return postgres_insert(_TABLE).on_conflict_do_nothing()
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert

    return sqlite_insert(_TABLE).on_conflict_do_nothing()


def store(session: Session, batch: Sequence[Incoming], *, now: datetime) -> None:
    """Keep a batch; those that we already have are left as they are."""
    keys = keyring()
    rows = [_row(each, keys, now) for each in batch]
    session.connection().execute(_store(session.get_bind().dialect.name), rows)


def take(session: Session, incoming: Incoming, *, now: datetime) -> Taken:
    """Mark an update as handled, in the transaction that handles it.

    The conditional update is the lock: whoever changes the row from waiting handles it, others
    have come late. On PostgreSQL a lock on the person keeps their updates in order over processes.
    """
    connection = session.connection()
    sender = keyring().lookup(LOOKUP, incoming.channel_id)
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"number": int.from_bytes(sender[:8], signed=True)})
    given = {
        "taken": incoming.update_id,
        "whose": sender,
        "since": now - timedelta(minutes=1),
        "waiting": State.WAITING,
    }
    recent = connection.scalar(_TAKE, given)
    if recent is not None:
        return Taken(Turn.NOW, recent)
    waits = connection.scalar(_IS_THERE_AN_EARLIER, given)
    return Taken(Turn.NOT_YET if waits else Turn.DONE_BEFORE, 0)


def earlier(session: Session, incoming: Incoming) -> Incoming | None:
    """The first update of the same person that came before this one and still waits."""
    row = session.scalar(_earlier(incoming))
    return None if row is None else Incoming.unpacked(row.id, row.body)


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


def waiting(session: Session, *, older_than: datetime, limit: int | None = None) -> list[Incoming]:
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


def in_order(batch: Iterable[Incoming]) -> list[Incoming]:
    return sorted(batch, key=lambda incoming: incoming.update_id)
