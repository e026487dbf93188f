"""Who holds which post, and what becomes of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, bindparam, false, or_, select, true
from sqlalchemy.orm import Session

from bot.audit import service as audit
from bot.errors import NotFound
from bot.people import sign_in
from bot.people.service import Person
from bot.places import rights
from bot.places.authority import may_appoint, where_may
from bot.places.gazetteer import COUNTRY, gazetteer
from bot.places.models import Invitation, InvitationState, Post, PostState, Role, Sex
from bot.places.refusals import AlreadyDeclared, LastAdministrator, RoleDoesNotFit
from bot.places.rights import Right

_HOLDS_ANY = (
    select(Post.id)
    .where(Post.person_id == bindparam("person"), Post.state == PostState.ACTIVE)
    .limit(1)
)

# --- reading ----------------------------------------------------------------------------------


def posts_of(session: Session, person: Person) -> list[Post]:
    """The person's own posts, suspended ones too, oldest first."""
    query = select(Post).where(Post.person_id == person.id, Post.state != PostState.ENDED)
    return list(session.scalars(query.order_by(Post.since, Post.id)))


def holds_any(session: Session, person: Person) -> bool:
    """Whether there is an active post at all: asked at each menu, so as cheaply as can be."""
    return session.connection().scalar(_HOLDS_ANY, {"person": person.id}) is not None


def holders(session: Session, place: str, role: Role) -> list[Post]:
    """The active posts of this role in this very place, whatever its name before a merger."""
    codes = gazetteer(session).one_with(place)
    query = select(Post).where(
        Post.place.in_(codes), Post.role == role, Post.state == PostState.ACTIVE
    )
    return list(session.scalars(query.order_by(Post.since, Post.id)))


def staff(session: Session, actor: Person, place: str | None = None) -> list[Post]:
    """Posts that the actor looks after (may suspend), in one place and below it or everywhere."""
    query = select(Post).where(Post.state != PostState.ENDED, _looked_after(session, actor))
    if place is not None and place != COUNTRY:
        query = query.where(Post.place.in_(gazetteer(session).inside(place)))
    return list(session.scalars(query.order_by(Post.place, Post.role, Post.since, Post.id)))


def post_for(session: Session, actor: Person, post_id: int) -> Post:
    """The post, locked: one's own, or one that the actor looks after. Raises NotFound."""
    seen = or_(Post.person_id == actor.id, _looked_after(session, actor))
    post = session.scalar(_one(post_id).where(seen).with_for_update())
    if post is None:
        raise NotFound(post_id)
    return post


def _one(post_id: int) -> Select[Post]:
    return select(Post).where(Post.id == post_id, Post.state != PostState.ENDED)


def _looked_after(session: Session, actor: Person) -> ColumnElement[bool]:
    codes = where_may(session, actor, Right.SUSPEND)
    if codes is None:
        return true()
    return Post.place.in_(codes) if codes else false()


# --- what becomes of a post -------------------------------------------------------------------


def suspend(session: Session, actor: Person, post_id: int, *, now: datetime) -> Post:
    """Close the post at once, with every invitation its holder had made.

    Rights are asked for each verb and before each queued row, so desk, console and running
    sendings close by this alone. Raises NotFound, also for one's own post.
    """
    post = _of_another(session, actor, post_id)
    if post.state is PostState.ACTIVE:
        post.state = PostState.SUSPENDED
        post.suspended_at = now
        session.flush()
        _close_doors(session, post.person_id)
        _record(session, actor, "post.suspended", post, now)
    return post


def resume(session: Session, actor: Person, post_id: int, *, now: datetime) -> Post:
    """Give a suspended post back. Raises NotFound."""
    post = _of_another(session, actor, post_id)
    if post.state is PostState.SUSPENDED:
        post.state = PostState.ACTIVE
        post.suspended_at = None
        session.flush()
        _record(session, actor, "post.resumed", post, now)
    return post


def end(session: Session, actor: Person, post_id: int, *, now: datetime) -> None:
    """Take a post away for good; a new invitation can bring it back. Raises NotFound."""
    post = _of_another(session, actor, post_id)
    _end(session, post)
    _record(session, actor, "post.ended", post, now)


def resign(session: Session, person: Person, post_id: int, *, now: datetime) -> None:
    """Give up one's own post. Raises NotFound and LastAdministrator."""
    post = session.scalar(_one(post_id).where(Post.person_id == person.id).with_for_update())
    if post is None:
        raise NotFound(post_id)
    if post.role is Role.ADMINISTRATOR and post.place == COUNTRY:
        others = holders_of_the_country(session) - {person.id}
        if post.state is PostState.ACTIVE and not others:
            raise LastAdministrator(post_id)
    _end(session, post)
    _record(session, person, "post.resigned", post, now)


def appoint(
    session: Session,
    person: Person,
    role: Role,
    place: str,
    *,
    appointed_by: int | None,
    now: datetime,
) -> Post:
    """Give the post; who may do so was asked before. A post that had ended begins anew."""
    post = session.scalar(
        select(Post)
        .where(Post.person_id == person.id, Post.place == place, Post.role == role)
        .with_for_update()
    )
    if post is None:
        post = Post(person_id=person.id, place=place, role=role, sex=sex_of(session, person))
        session.add(post)
    post.state = PostState.ACTIVE
    post.since = now
    post.suspended_at = None
    post.appointed_by = appointed_by
    session.flush()
    return post


def add_administrator(
    session: Session,
    person: Person,
    role: Role = Role.ADMINISTRATOR,
    place: str = COUNTRY,
    *,
    now: datetime,
) -> Post:
    """What the operator's settings and command line do: appoint the first ones.

    It seeds and never restores (C3): a post of this kind that is suspended or ended stays so, and
    is returned as it is. Raises RoleDoesNotFit and, once places are loaded, NotFound.
    """
    if role in rights.COMMUNITY_ROLES:
        raise RoleDoesNotFit(role)
    places = gazetteer(session)
    if place != COUNTRY and not rights.fits(role, places.place(place).level):
        raise RoleDoesNotFit(role)
    known = session.scalar(
        select(Post).where(Post.person_id == person.id, Post.place == place, Post.role == role)
    )
    if known is not None:
        return known
    post = appoint(session, person, role, place, appointed_by=None, now=now)
    _record(session, None, "post.seeded", post, now)
    return post


def sex_of(session: Session, person: Person) -> Sex | None:
    """What the person declared; None: not asked yet."""
    return session.scalar(
        select(Post.sex).where(Post.person_id == person.id, Post.sex.is_not(None)).limit(1)
    )


def declare_sex(session: Session, person: Person, sex: Sex) -> None:
    """Asked once, of people with a post. Raises NotFound without one, and AlreadyDeclared."""
    posts = list(session.scalars(select(Post).where(Post.person_id == person.id)))
    if not any(post.state is not PostState.ENDED for post in posts):
        raise NotFound(person.id)
    if any(post.sex not in {None, sex} for post in posts):
        raise AlreadyDeclared(person.id)
    for post in posts:
        post.sex = sex
    session.flush()


def holders_of_the_country(session: Session) -> frozenset[int]:
    """Ids of the people who administer the whole country today."""
    query = select(Post.person_id).where(
        Post.role == Role.ADMINISTRATOR, Post.place == COUNTRY, Post.state == PostState.ACTIVE
    )
    return frozenset(session.scalars(query))


def _of_another(session: Session, actor: Person, post_id: int) -> Post:
    post = post_for(session, actor, post_id)
    # Nobody does this to themselves: with one's own post there is resign, and it cannot be undone.
    if post.person_id == actor.id or not may_appoint(session, actor.id, post.role, post.place):
        raise NotFound(post_id)
    return post


def _end(session: Session, post: Post) -> None:
    post.state = PostState.ENDED
    post.suspended_at = None
    session.flush()
    _close_doors(session, post.person_id)


def _close_doors(session: Session, person_id: int) -> None:
    """End what the post had opened: sessions of the console, and invitations under way."""
    sign_in.end_all(session, person_id)
    _close_invitations(session, person_id)


def _close_invitations(session: Session, person_id: int) -> None:
    """Close what this person had made and may not make any more, and what they had opened."""
    query = select(Invitation).where(
        or_(Invitation.made_by == person_id, Invitation.opened_by == person_id),
        Invitation.state.in_((InvitationState.WAITING, InvitationState.ASKING)),
    )
    for each in session.scalars(query.with_for_update()):
        mine = each.made_by == person_id
        if mine and may_appoint(session, person_id, each.role, each.place):
            continue
        each.state = InvitationState.EXPIRED
        each.spoken = None
    session.flush()


def _record(session: Session, actor: Person | None, verb: str, post: Post, now: datetime) -> None:
    audit.record(
        session,
        actor_id=None if actor is None else actor.id,
        verb=verb,
        subject=f"post:{post.id}",
        place=post.place,
        now=now,
    )
