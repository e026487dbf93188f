"""How somebody gets a post (C5): a one-time link, a word on the phone, and the inviter's press.

A link posted in a village group gives nobody a desk. Who opens it only asks, and is shown a code
of four digits; the inviter sees several and presses the one that was said on the phone. One wrong
press spends the invitation.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from random import SystemRandom

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from bot.audit import service as audit
from bot.errors import NotFound
from bot.people.service import Person, person_for
from bot.places import rights, wrong_codes
from bot.places.authority import may_appoint
from bot.places.gazetteer import gazetteer
from bot.places.models import Invitation, InvitationState, Post, PostState, Role
from bot.places.posts import appoint
from bot.places.refusals import AlreadyHeld, RoleDoesNotFit, TooManyInvitations

PAYLOAD = "i-"
"""What an invitation's code begins with in a link."""

CODE_BYTES = 16
VALID_FOR = timedelta(hours=72)
MOST_AN_HOUR = 5
AN_HOUR = timedelta(hours=1)
CODES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Opening:
    """What the person who opened the link is told, and who has to be asked.

    ``is_new`` is False when the same person opens the link again: the inviter was told already.
    """

    invitation_id: int
    confirm_code: str
    place: str
    role: Role
    inviter_id: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody asks: which of ``codes`` did they say on the phone?"""

    invitation_id: int
    place: str
    role: Role
    codes: tuple[str, ...]
    expires_at: datetime


def make(session: Session, actor: Person, place: str, role: Role, *, now: datetime) -> str:
    """A new invitation's code: readable this once, good for 72 hours and one person.

    Raises NotFound where the actor may not appoint this role, RoleDoesNotFit and
    TooManyInvitations.
    """
    if not may_appoint(session, actor.id, role, place):
        raise NotFound(place)
    if not rights.fits(role, gazetteer(session).place(place).level):
        raise RoleDoesNotFit(role)
    if _made_lately(session, actor, now) >= MOST_AN_HOUR:
        raise TooManyInvitations(actor.id)
    return put(session, actor, place, role, now=now)


def put(session: Session, actor: Person, place: str, role: Role, *, now: datetime) -> str:
    """As ``make``, for what was already checked: bulk work of the operator has no hourly limit."""
    code = secrets.token_urlsafe(CODE_BYTES)
    invitation = Invitation(
        code_hash=_hash(code),
        place=place,
        role=role,
        made_by=actor.id,
        made_at=now,
        expires_at=now + VALID_FOR,
        state=InvitationState.WAITING,
    )
    session.add(invitation)
    session.flush()
    _record(session, actor, "invitation.made", invitation, now)
    return code


def open_(session: Session, person: Person, code: str, *, now: datetime) -> Opening:
    """Ask for the post. Opening once more gives the same person the same code to say.

    Raises NotFound alike for an unknown, used, expired or foreign code, for one's own invitation,
    for an inviter who may no longer invite and for a person with a suspended post; each of these
    counts as a wrong code. Raises AlreadyHeld for a post that the person has.
    """
    if wrong_codes.too_many(session, person, now=now):
        raise NotFound("invitation")
    invitation = session.scalar(
        select(Invitation)
        .where(
            Invitation.code_hash == _hash(code),
            Invitation.made_by != person.id,
            Invitation.expires_at > now,
            _openable(person),
        )
        .with_for_update()
    )
    states = _states(session, person)
    if (
        invitation is None
        or PostState.SUSPENDED in states.values()
        or not may_appoint(session, invitation.made_by, invitation.role, invitation.place)
    ):
        wrong_codes.count(session, person, now=now)
        raise NotFound("invitation")
    if states.get((invitation.place, invitation.role)) is PostState.ACTIVE:
        raise AlreadyHeld(invitation.role)
    is_new = invitation.state is InvitationState.WAITING
    if is_new:
        invitation.state = InvitationState.ASKING
        invitation.opened_by = person.id
        invitation.spoken = _codes_to_say()
        session.flush()
        _record(session, person, "invitation.opened", invitation, now)
    return Opening(
        invitation.id,
        str(invitation.spoken["right"]),
        invitation.place,
        invitation.role,
        invitation.made_by,
        is_new,
    )


def pending(session: Session, actor: Person, *, now: datetime) -> list[Pending]:
    """The actor's invitations that somebody has opened and that wait for the actor's press."""
    query = select(Invitation).where(_decidable(actor, now)).order_by(Invitation.made_at)
    return [
        Pending(each.id, each.place, each.role, tuple(each.spoken["shown"]), each.expires_at)
        for each in session.scalars(query)
    ]


def invitation_for(
    session: Session, actor: Person, invitation_id: int, *, now: datetime
) -> Invitation:
    """The invitation, locked, that this actor made and has to decide on. Raises NotFound."""
    invitation = session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id, _decidable(actor, now))
        .with_for_update()
    )
    if invitation is None:
        raise NotFound(invitation_id)
    return invitation


def confirm(
    session: Session, actor: Person, invitation_id: int, chosen: str, *, now: datetime
) -> Post | None:
    """The post, given to who said ``chosen``; None: another code, and the invitation is spent.

    Not an exception, since the refusal has to stay. Raises NotFound, also when the actor may no
    longer appoint.
    """
    invitation = invitation_for(session, actor, invitation_id, now=now)
    if not may_appoint(session, actor.id, invitation.role, invitation.place):
        raise NotFound(invitation_id)
    said = str(invitation.spoken["right"])
    if not compare_digest(said.encode(), chosen.encode()):
        _refuse(session, actor, invitation, now)
        return None
    if invitation.opened_by is None:
        raise NotFound(invitation_id)
    opener = person_for(session, invitation.opened_by)
    if PostState.SUSPENDED in _states(session, opener).values():
        raise NotFound(invitation_id)
    post = appoint(
        session, opener, invitation.role, invitation.place, appointed_by=actor.id, now=now
    )
    invitation.state = InvitationState.CONFIRMED
    invitation.spoken = None
    session.flush()
    _record(session, actor, "invitation.confirmed", invitation, now)
    return post


def refuse(session: Session, actor: Person, invitation_id: int, *, now: datetime) -> None:
    """Nobody called, or a stranger did: the invitation is spent. Raises NotFound."""
    _refuse(session, actor, invitation_for(session, actor, invitation_id, now=now), now)


def expire(session: Session, *, now: datetime) -> int:
    """For the clock: close what nobody decided in time, forget the codes. How many there were."""
    query = select(Invitation).where(
        Invitation.expires_at <= now,
        Invitation.state.in_((InvitationState.WAITING, InvitationState.ASKING)),
    )
    late = list(session.scalars(query.with_for_update(skip_locked=True)))
    for each in late:
        each.state = InvitationState.EXPIRED
        each.spoken = None
    wrong_codes.forget_old(session, now=now)
    session.flush()
    return len(late)


def _hash(code: str) -> bytes:
    # The code has 128 random bits, so a plain hash cannot be led back.
    return hashlib.sha256(code.encode(errors="replace")).digest()


def _openable(person: Person) -> ColumnElement[bool]:
    again = and_(Invitation.state == InvitationState.ASKING, Invitation.opened_by == person.id)
    return or_(Invitation.state == InvitationState.WAITING, again)


def _decidable(actor: Person, now: datetime) -> ColumnElement[bool]:
    return and_(
        Invitation.made_by == actor.id,
        Invitation.state == InvitationState.ASKING,
        Invitation.expires_at > now,
    )


def _made_lately(session: Session, actor: Person, now: datetime) -> int:
    lately = and_(Invitation.made_by == actor.id, Invitation.made_at > now - AN_HOUR)
    return session.scalar(select(func.count()).select_from(Invitation).where(lately)) or 0


def _states(session: Session, person: Person) -> dict[tuple[str, Role], PostState]:
    query = select(Post.place, Post.role, Post.state).where(Post.person_id == person.id)
    return {(place, role): state for place, role, state in session.execute(query)}


def _codes_to_say() -> dict[str, object]:
    codes = [str(each) for each in SystemRandom().sample(range(1000, 10000), CODES_SHOWN)]
    return {"right": secrets.choice(codes), "shown": codes}


def _refuse(session: Session, actor: Person, invitation: Invitation, now: datetime) -> None:
    invitation.state = InvitationState.REFUSED
    invitation.spoken = None
    session.flush()
    _record(session, actor, "invitation.refused", invitation, now)


def _record(
    session: Session, actor: Person, verb: str, invitation: Invitation, now: datetime
) -> None:
    audit.record(
        session,
        actor_id=actor.id,
        verb=verb,
        subject=f"invitation:{invitation.id}",
        place=invitation.place,
        now=now,
    )
