"""Signing in to the console: a link, a number pressed in the bot, a session that ends (C1, C2).

The link comes through the bot, and so would its confirmation: what the number adds is that the
browser at hand and the phone at hand belong together. Whether the person has any right in the
console is asked by the console, on each request.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hmac import compare_digest
from random import SystemRandom

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.people.service import Person, person_for
from bot.people.sign_in_models import ConsoleSession, LinkState, SignInLink

__all__ = [
    "ConsoleSession",
    "Pending",
    "Spent",
    "Stage",
    "TooManyLinks",
    "choose",
    "end",
    "end_all",
    "enter",
    "expire",
    "is_to_be_touched",
    "make_link",
    "make_terminal_link",
    "numbers",
    "pending_for",
    "refuse",
    "session_for",
    "speak",
    "spend",
    "touch",
]

TOKEN_BYTES = 32
VALID_FOR = timedelta(minutes=10)
MOST_AN_HOUR = 5
AN_HOUR = timedelta(hours=1)
CHOICES = 3
IDLE = timedelta(minutes=60)
IN_ALL = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)
"""How often a request moves ``seen_at``: most requests then write nothing."""


class TooManyLinks(Exception):
    """This person has asked for as many links within an hour as anybody may (C44)."""


class Stage(StrEnum):
    """What a browser that spent a link can tell its reader."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Spent:
    """A link that was just spent. ``browser_token`` is readable this once, for that browser."""

    link_id: int
    person_id: int
    browser_token: str
    needs_number: bool


@dataclass(frozen=True, slots=True)
class Pending:
    """Where the sign-in of a browser stands. ``number`` is what it shows while it waits."""

    stage: Stage
    number: int | None = None


# --- links ------------------------------------------------------------------------------------


def make_link(session: Session, person: Person, *, now: datetime) -> str:
    """A link's token: readable this once, good for ten minutes and one press.

    A new one ends those made before and not yet used. Raises TooManyLinks.
    """
    lately = select(func.count()).where(
        SignInLink.person_id == person.id, SignInLink.made_at > now - AN_HOUR
    )
    if (session.scalar(lately) or 0) >= MOST_AN_HOUR:
        raise TooManyLinks(person.id)
    return _make(session, person, needs_number=True, now=now)


def make_terminal_link(session: Session, person: Person, *, now: datetime) -> str:
    """As ``make_link``, for who sits at the server's terminal: no number, and no hourly limit."""
    return _make(session, person, needs_number=False, now=now)


def spend(session: Session, token: str, *, now: datetime) -> Spent | None:
    """Use up the link; None alike for an unknown, used or expired one."""
    link = session.scalar(
        select(SignInLink)
        .where(
            SignInLink.token_hash == _hash(token),
            SignInLink.state == LinkState.MADE,
            SignInLink.expires_at > now,
        )
        .with_for_update()
    )
    if link is None:
        return None
    browser = secrets.token_urlsafe(TOKEN_BYTES)
    link.browser_hash = _hash(browser)
    if link.needs_number:
        link.state = LinkState.ASKING
        link.numbers = _numbers()
    else:
        link.state = LinkState.CONFIRMED
    session.flush()
    return Spent(link.id, link.person_id, browser, link.needs_number)


# --- the bot's side ---------------------------------------------------------------------------


def numbers(session: Session, person: Person, link_id: int, *, now: datetime) -> tuple[int, ...]:
    """Three numbers, one of which the browser shows. Raises NotFound."""
    return tuple(_asking(session, person, link_id, now).numbers["shown"])


def choose(session: Session, person: Person, link_id: int, number: int, *, now: datetime) -> bool:
    """Let the browser in that shows this number; False: a wrong one, and the link is spent.

    Not an exception, since the refusal has to stay. Raises NotFound.
    """
    link = _asking(session, person, link_id, now)
    right = compare_digest(str(link.numbers["right"]), str(number))
    _decide(session, link, LinkState.CONFIRMED if right else LinkState.OVER)
    return right


def refuse(session: Session, person: Person, link_id: int, *, now: datetime) -> None:
    """Somebody else is signing in: shut that browser out. Raises NotFound."""
    _decide(session, _asking(session, person, link_id, now), LinkState.OVER)


# --- the browser's side -----------------------------------------------------------------------


def pending_for(session: Session, browser_token: str, *, now: datetime) -> Pending:
    """What the browser with this secret is to show; OVER alike for an unknown one."""
    link = session.scalar(
        select(SignInLink).where(
            SignInLink.browser_hash == _hash(browser_token), SignInLink.expires_at > now
        )
    )
    if link is None or link.state is LinkState.OVER:
        return Pending(Stage.OVER)
    if link.state is LinkState.CONFIRMED:
        return Pending(Stage.CONFIRMED)
    return Pending(Stage.WAITING, int(link.numbers["right"]))


def enter(
    session: Session,
    browser_token: str,
    *,
    standing: Callable[[Session, Person], bytes | None],
    now: datetime,
) -> str | None:
    """A new session's token for a browser that was let in, once; None for any other.

    ``standing`` says which posts the person holds; None: none that opens the console.
    """
    link = session.scalar(
        select(SignInLink)
        .where(
            SignInLink.browser_hash == _hash(browser_token),
            SignInLink.state == LinkState.CONFIRMED,
            SignInLink.expires_at > now,
        )
        .with_for_update()
    )
    if link is None:
        return None
    link.state = LinkState.OVER
    person = person_for(session, link.person_id)
    stands = standing(session, person)
    if stands is None:
        return None
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        ConsoleSession(
            person_id=person.id,
            token_hash=_hash(token),
            standing=stands,
            began_at=now,
            seen_at=now,
        )
    )
    session.flush()
    return token


# --- sessions ---------------------------------------------------------------------------------


def session_for(session: Session, token: str, *, now: datetime) -> ConsoleSession | None:
    """The session of this token, unless it has ended: 60 minutes idle, 12 hours in all."""
    return session.scalar(
        select(ConsoleSession).where(
            ConsoleSession.token_hash == _hash(token),
            ConsoleSession.seen_at > now - IDLE,
            ConsoleSession.began_at > now - IN_ALL,
        )
    )


def is_to_be_touched(row: ConsoleSession, *, now: datetime) -> bool:
    """Whether this request should be noted, since the last noted one is a while ago."""
    return row.seen_at <= now - NOTED_EVERY


def touch(session: Session, session_id: int, *, now: datetime) -> None:
    """Note that the session was used."""
    session.execute(
        update(ConsoleSession).where(ConsoleSession.id == session_id).values(seen_at=now)
    )


def speak(session: Session, session_id: int, language: str) -> None:
    """The language of the console in this session."""
    session.execute(
        update(ConsoleSession).where(ConsoleSession.id == session_id).values(language=language)
    )


def end(session: Session, session_id: int) -> None:
    session.execute(delete(ConsoleSession).where(ConsoleSession.id == session_id))


def end_all(session: Session, person_id: int) -> None:
    """Sign a person out everywhere and spend their links: for a suspension or a change of role."""
    session.execute(delete(ConsoleSession).where(ConsoleSession.person_id == person_id))
    _end_links(session, person_id)


def expire(session: Session, *, now: datetime) -> int:
    """For the clock: remove links and sessions that are over. How many there were."""
    # A link still counts for the hourly limit after it has run out.
    links = delete(SignInLink).where(SignInLink.made_at <= now - AN_HOUR)
    dead = delete(ConsoleSession).where(
        or_(ConsoleSession.seen_at <= now - IDLE, ConsoleSession.began_at <= now - IN_ALL)
    )
    gone = session.scalars(links.returning(SignInLink.id)).all()
    ended = session.scalars(dead.returning(ConsoleSession.id)).all()
    return len(gone) + len(ended)


# --- inside -----------------------------------------------------------------------------------


def _make(session: Session, person: Person, *, needs_number: bool, now: datetime) -> str:
    _end_links(session, person.id)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        SignInLink(
            person_id=person.id,
            token_hash=_hash(token),
            needs_number=needs_number,
            state=LinkState.MADE,
            made_at=now,
            expires_at=now + VALID_FOR,
        )
    )
    session.flush()
    return token


def _end_links(session: Session, person_id: int) -> None:
    session.execute(
        update(SignInLink)
        .where(SignInLink.person_id == person_id, SignInLink.state != LinkState.OVER)
        .values(state=LinkState.OVER, numbers_sealed=None)
    )


def _asking(session: Session, person: Person, link_id: int, now: datetime) -> SignInLink:
    link = session.scalar(
        select(SignInLink)
        .where(
            SignInLink.id == link_id,
            SignInLink.person_id == person.id,
            SignInLink.state == LinkState.ASKING,
            SignInLink.expires_at > now,
        )
        .with_for_update()
    )
    if link is None:
        raise NotFound(link_id)
    return link


def _decide(session: Session, link: SignInLink, state: LinkState) -> None:
    link.state = state
    link.numbers = None
    session.flush()


def _numbers() -> dict[str, object]:
    shown = SystemRandom().sample(range(10, 100), CHOICES)
    return {"right": secrets.choice(shown), "shown": shown}


def _hash(token: str) -> bytes:
    # A token has 256 random bits, so a plain hash cannot be led back.
    return hashlib.sha256(token.encode(errors="replace")).digest()
