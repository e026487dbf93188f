"""The outbox: everything that leaves is first a row of the transaction that decided it.

Towards a messenger replies and answers arrive at least once: a crash between its yes and our note
of it sends a second copy. That window is one call to :func:`sent`, run right after each send.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import orjson
from sqlalchemy import Table, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from bot.delivery.models import File, Lane, Parcel, State
from bot.delivery.packing import pack, unpack
from bot.delivery.retries import SendFailed, Trouble, when_to_try_again
from bot.errors import NotFound
from bot.people.service import Person, person_for
from bot.screens import Answer, Media, OutOfDate
from bot.store.keys import CannotOpen, keyring
from bot.store.records import random_id, seal_place

__all__ = [
    "Address",
    "Departure",
    "File",
    "Lane",
    "Outcome",
    "State",
    "claim",
    "departures",
    "drop_files",
    "failed",
    "file_for",
    "forget",
    "how_many",
    "keep_file",
    "leave_to_the_sweep",
    "prune",
    "put",
    "put_unkept",
    "release_all",
    "sent",
    "thread_of",
]

KEPT_FAILED = timedelta(days=14)
KEPT_SENT = timedelta(days=365)
"""As long as the texts of closed questions: a reply to an older message starts a new search."""

HELD = timedelta(seconds=60)
"""How long a row belongs to the process that took it; after that any sender may take it."""


# Once an update each: built once, and past the unit of work.
_OUTBOX = cast(Table, Parcel.__table__)
_PUT = insert(_OUTBOX)
_GONE = delete(_OUTBOX).where(_OUTBOX.c.id == bindparam("parcel"))
_PLACE = (Parcel.__tablename__, "body_sealed")
_THREAD = (
    select(Parcel.thread)
    .where(Parcel.person_id == bindparam("person"), Parcel.message_ref == bindparam("message"))
    # A message that was edited belongs to what it shows now.
    .order_by(Parcel.made_at.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Address:
    """What a reply answers, in the channel's own words: the press to be acknowledged and the
    message whose place the screen takes. Both empty for what comes by itself."""

    press: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Departure:
    """A parcel opened and ready to be handed to a channel."""

    parcel_id: int
    person_id: int
    channel_id: str
    address: Address
    answers: tuple[Answer, ...]
    files: dict[int, Media]
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went: the message that came of it, or why none did."""

    departure: Departure
    message_ref: str = ""
    failure: SendFailed | None = None


def put(
    session: Session,
    person: Person,
    answers: Sequence[Answer],
    *,
    lane: Lane,
    address: Address | None = None,
    at: datetime | None = None,
    now: datetime,
) -> None:
    """Let ``answers`` leave for ``person`` right after the commit, or not before ``at``."""
    address = address or Address()
    threads = [getattr(answer, "thread", "") for answer in answers]
    parcel_id = random_id()
    body = {
        "answers": [pack(answer) for answer in answers],
        "press": address.press,
        "message": address.message,
    }
    session.connection().execute(
        _PUT,
        {
            "id": parcel_id,
            "person_id": person.id,
            "lane": lane,
            "state": State.WAITING,
            "body_sealed": keyring().seal(orjson.dumps(body), seal_place(*_PLACE, parcel_id)),
            "thread": next((thread for thread in threads if thread), ""),
            "not_before": at or now + HELD,
            "attempts": 0,
            "reason": "",
            "message_ref": "",
            "made_at": now,
        },
    )
    if at is None or at <= now:
        files = _files(session, answers)
        departure = Departure(
            parcel_id, person.id, str(person.channel_id), address, tuple(answers), files
        )
        session.info.setdefault("departures", []).append(departure)


def put_unkept(
    session: Session, channel_id: str, answers: Sequence[Answer], *, address: Address
) -> None:
    """A last word to somebody whom nothing is kept of any more: sent once, and in no row."""
    departure = Departure(0, 0, channel_id, address, tuple(answers), {})
    session.info.setdefault("departures", []).append(departure)


def departures(session: Session) -> list[Departure]:
    """What this transaction put and must leave at once after its commit."""
    found: list[Departure] = session.info.pop("departures", [])
    return found


def leave_to_the_sweep(session: Session, *, now: datetime) -> None:
    """Let what this transaction put leave at the next look of whoever sends.

    For transactions that no channel runs, such as the clock's: nobody sends right after them.
    """
    put_here = [departure.parcel_id for departure in departures(session)]
    if put_here:
        session.execute(update(Parcel).where(Parcel.id.in_(put_here)).values(not_before=now))


def claim(session: Session, *, now: datetime, limit: int = 50) -> list[Departure]:
    """Take what is due and nobody is sending; on PostgreSQL several senders never take the same."""
    due = (
        select(Parcel)
        .where(Parcel.state == State.WAITING, Parcel.not_before <= now)
        .order_by(Parcel.lane, Parcel.not_before)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = []
    for parcel in session.scalars(due):
        parcel.not_before = now + HELD
        try:
            taken.append(_departure(session, parcel))
        except (OutOfDate, CannotOpen) as error:
            # It was packed by another version or key: nobody can send it, and it holds up nobody.
            parcel.state, parcel.body_sealed = State.FAILED, None
            parcel.reason = type(error).__name__
    return taken


def release_all(session: Session, *, now: datetime) -> int:
    """At the start of the only process: whatever a crash left behind may go now."""
    held = update(Parcel).where(Parcel.state == State.WAITING, Parcel.not_before <= now + HELD)
    return len(session.scalars(held.values(not_before=now).returning(Parcel.id)).all())


def sent(session: Session, outcomes: Iterable[Outcome]) -> None:
    """Note what has left. A parcel that nobody can reply to is done with."""
    gone = []
    for outcome in outcomes:
        departure = outcome.departure
        if not any(getattr(answer, "thread", "") for answer in departure.answers):
            gone.append({"parcel": departure.parcel_id})
            continue
        session.execute(
            update(Parcel)
            .where(Parcel.id == departure.parcel_id)
            .values(state=State.SENT, body_sealed=None, message_ref=outcome.message_ref)
        )
    if gone:
        session.connection().execute(_GONE, gone)


def failed(session: Session, outcome: Outcome, *, now: datetime) -> None:
    """Note what has not left, and when it is tried again, if ever."""
    failure = outcome.failure
    if failure is None:
        raise ValueError("this one did not fail")
    parcel = session.get(Parcel, outcome.departure.parcel_id)
    if parcel is None:
        return
    parcel.attempts += 1
    parcel.reason = failure.reason[:80]
    again = when_to_try_again(failure, parcel.attempts, now)
    if failure.trouble is Trouble.BLOCKED:
        person_for(session, parcel.person_id).blocked_at = now
    if again is None:
        parcel.state, parcel.body_sealed = State.FAILED, None
    else:
        parcel.not_before = again


def how_many(session: Session, state: State) -> int:
    """How many parcels stand in the outbox in a state: for those who run the product."""
    counted = select(func.count()).select_from(Parcel).where(Parcel.state == state)
    return session.scalar(counted) or 0


def thread_of(session: Session, person: Person, message_ref: str) -> str:
    """The thread that a message we sent to this person belongs to; empty when to none."""
    found = session.scalar(_THREAD, {"person": person.id, "message": message_ref})
    return found or ""


def keep_file(session: Session, owner: Person, media: Media, *, now: datetime) -> int:
    """Keep a cleaned file, sealed, and return its id."""
    file = File(
        owner_id=owner.id,
        kind=media.kind,
        mime_type=media.mime_type,
        seconds=media.seconds,
        content=media.content,
        kept_at=now,
    )
    session.add(file)
    session.flush()
    return file.id


def file_for(session: Session, owner_id: int, file_id: int) -> Media:
    """A file of this owner. Raises NotFound alike for an unknown one and another's."""
    file = session.scalar(select(File).where(File.id == file_id, File.owner_id == owner_id))
    if file is None:
        raise NotFound(file_id)
    return file.as_media()


def drop_files(session: Session, file_ids: Sequence[int]) -> None:
    if file_ids:
        session.execute(delete(File).where(File.id.in_(file_ids)))


def prune(session: Session, *, now: datetime) -> None:
    """Let go of what failed for good, and of threads that nobody replies to any more."""
    for state, kept in ((State.FAILED, KEPT_FAILED), (State.SENT, KEPT_SENT)):
        session.execute(delete(Parcel).where(Parcel.state == state, Parcel.made_at < now - kept))


def forget(session: Session, person_id: int) -> None:
    session.execute(delete(Parcel).where(Parcel.person_id == person_id))
    session.execute(delete(File).where(File.owner_id == person_id))


def _departure(session: Session, parcel: Parcel) -> Departure:
    body = parcel.body
    answers = tuple(unpack(each) for each in body["answers"])
    person = person_for(session, parcel.person_id)
    return Departure(
        parcel.id,
        person.id,
        str(person.channel_id),
        Address(body["press"], body["message"]),
        answers,
        _files(session, answers),
        parcel.attempts,
    )


def _files(session: Session, answers: Iterable[Answer]) -> dict[int, Media]:
    wanted = [each for answer in answers for each in getattr(answer, "attachments", ())]
    if not wanted:
        return {}
    found = session.scalars(select(File).where(File.id.in_(wanted)))
    return {file.id: file.as_media() for file in found}
