"""Who writes to us: found by a keyed hash, remembered with as little as possible."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.language.speech import Speech, speech
from bot.people.models import Person
from bot.store.keys import keyring

__all__ = [
    "Person",
    "anybody",
    "choose_community",
    "choose_language",
    "find",
    "forget",
    "meet",
    "person_for",
    "speech_of",
    "told_what_is_kept",
]

LOOKUP = "channel id"
_FOUND_BY = select(Person).where(Person.lookup == bindparam("lookup"))
FIRST_LANGUAGE = "ky"
"""Until somebody chose: the language that most of the readers read."""


def find(session: Session, channel_id: str) -> Person | None:
    """The person behind a channel's id, during a key rotation too."""
    for lookup in keyring().lookups(LOOKUP, channel_id):
        person = session.scalar(_FOUND_BY, {"lookup": lookup})
        if person is not None:
            return person
    return None


def meet(session: Session, channel_id: str, *, now: datetime, is_sample: bool = False) -> Person:
    """The person behind a channel's id, remembered from now on if they are new."""
    person = find(session, channel_id)
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if person is None:
        person = Person(
            channel_id=channel_id,
            lookup=keyring().lookup(LOOKUP, channel_id),
            came_at=today,
            last_seen_on=today,
            community_settled=False,
            quiet=False,
            is_sample=is_sample,
        )
        session.add(person)
        session.flush()
    elif person.last_seen_on < today:
        person.last_seen_on = today
    if person.blocked_at is not None:
        person.blocked_at = None
    return person


def anybody(session: Session) -> bool:
    """Whether this database knows a single person."""
    return session.scalar(select(Person.id).limit(1)) is not None


def person_for(session: Session, person_id: int) -> Person:
    """Raises NotFound."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound(person_id)
    return person


def speech_of(person: Person) -> Speech:
    """Texts, plurals and dates as this person reads them."""
    return speech(person.language or FIRST_LANGUAGE)


def choose_language(session: Session, person: Person, language: str) -> None:
    person.language = language


def choose_community(session: Session, person: Person, community: str | None) -> None:
    """Settle where the person belongs; None: they would rather not say."""
    person.community = community
    person.community_settled = True


def told_what_is_kept(session: Session, person: Person, *, now: datetime) -> bool:
    """Whether the person must still be told what is kept; after this, they have been."""
    if person.told_what_is_kept_at is not None:
        return False
    person.told_what_is_kept_at = now
    return True


def forget(session: Session, person: Person) -> None:
    session.delete(person)
