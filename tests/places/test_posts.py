"""What becomes of a post, and what a stranger gets to see of it: nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.audit import service as audit
from bot.errors import NotFound
from bot.places import posts, service
from bot.places.models import Post
from bot.places.service import (
    AlreadyDeclared,
    LastAdministrator,
    PostState,
    Role,
    RoleDoesNotFit,
    Sex,
)
from bot.store.database import Store
from tests.places.conftest import NOOKAT, NOW, TOOLOS, Cast, make_cast, open_file, person

LATER = NOW + timedelta(hours=1)

Verb = Callable[..., object]
VERBS: list[Verb] = [service.suspend, service.resume, service.end]


def only_post(session: Session, cast: Cast, who: str) -> Post:
    (post,) = service.posts_of(session, getattr(cast, who))
    return post


@pytest.mark.parametrize("verb", [*VERBS, service.resign])
@pytest.mark.parametrize("target", ["administrator", "coordinator", "focal_point"])
def test_a_stranger_can_do_nothing_with_a_post(
    session: Session, cast: Cast, verb: Verb, target: str
) -> None:
    post = only_post(session, cast, target)
    with pytest.raises(NotFound):
        verb(session, cast.stranger, post.id, now=LATER)
    with pytest.raises(NotFound):
        service.post_for(session, cast.stranger, post.id)
    assert post.state is PostState.ACTIVE


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("actor", "target", "allowed"),
    [
        ("administrator", "coordinator", True),
        ("administrator", "focal_point", True),
        ("administrator", "administrator", False),  # not oneself
        ("coordinator", "administrator", False),
        ("coordinator", "coordinator", False),
        ("coordinator", "focal_point", True),
        ("focal_point", "administrator", False),
        ("focal_point", "coordinator", False),
        ("focal_point", "focal_point", False),
        ("newcomer", "focal_point", False),
    ],
)
def test_a_post_is_changed_only_by_who_looks_after_it(
    session: Session, cast: Cast, verb: Verb, actor: str, target: str, allowed: bool
) -> None:
    post = only_post(session, cast, target)
    if allowed:
        verb(session, getattr(cast, actor), post.id, now=LATER)
    else:
        with pytest.raises(NotFound):
            verb(session, getattr(cast, actor), post.id, now=LATER)
        assert post.state is PostState.ACTIVE


def test_an_unknown_post_and_a_forbidden_one_look_the_same(session: Session, cast: Cast) -> None:
    foreign = only_post(session, cast, "administrator").id
    for verb in VERBS:
        for post_id in (foreign, 12345):
            with pytest.raises(NotFound) as refusal:
                verb(session, cast.coordinator, post_id, now=LATER)
            assert refusal.value.args == (post_id,)


def test_a_neighbouring_coordinator_sees_nothing_of_the_district(
    session: Session, cast: Cast
) -> None:
    neighbour = person(session, "neighbour")
    posts.appoint(
        session, neighbour, Role.COORDINATOR, "batken.kadamjay", appointed_by=None, now=NOW
    )
    assert [post.person_id for post in service.staff(session, neighbour)] == [neighbour.id]
    with pytest.raises(NotFound):
        service.suspend(session, neighbour, only_post(session, cast, "focal_point").id, now=LATER)


def test_staff_lists_what_the_actor_looks_after(session: Session, cast: Cast) -> None:
    everybody = {post.person_id for post in service.staff(session, cast.administrator)}
    assert everybody == {cast.administrator.id, cast.coordinator.id, cast.focal_point.id}
    in_nookat = service.staff(session, cast.administrator, NOOKAT)
    assert {post.person_id for post in in_nookat} == {cast.coordinator.id, cast.focal_point.id}
    assert service.staff(session, cast.administrator, "talas") == []
    assert service.staff(session, cast.focal_point) == []
    assert service.staff(session, cast.stranger) == []


def test_every_change_is_in_the_log(session: Session, cast: Cast) -> None:
    post = only_post(session, cast, "focal_point")
    service.suspend(session, cast.coordinator, post.id, now=LATER)
    service.suspend(session, cast.coordinator, post.id, now=LATER)  # pressed twice: once
    service.resume(session, cast.coordinator, post.id, now=LATER)
    service.resign(session, cast.focal_point, post.id, now=LATER)
    session.flush()
    done = {
        (entry.verb, entry.actor_id)
        for entry in audit.entries(session, places=[TOOLOS])
        if entry.subject == f"post:{post.id}"
    }
    assert done == {
        ("post.suspended", cast.coordinator.id),
        ("post.resumed", cast.coordinator.id),
        ("post.resigned", cast.focal_point.id),
    }
    assert len([e for e in audit.entries(session) if e.verb == "post.suspended"]) == 1


def test_a_suspended_or_ended_post_is_held_by_nobody(session: Session, cast: Cast) -> None:
    assert len(service.holders(session, TOOLOS, Role.FOCAL_POINT)) == 1
    post = only_post(session, cast, "focal_point")
    service.suspend(session, cast.administrator, post.id, now=LATER)
    assert service.holders(session, TOOLOS, Role.FOCAL_POINT) == []
    assert service.holders(session, "atlantis", Role.FOCAL_POINT) == []


def test_the_last_administrator_cannot_leave(session: Session, cast: Cast) -> None:
    post = only_post(session, cast, "administrator")
    with pytest.raises(LastAdministrator):
        service.resign(session, cast.administrator, post.id, now=LATER)
    service.add_administrator(session, cast.newcomer, now=LATER)
    service.resign(session, cast.administrator, post.id, now=LATER)
    assert service.posts_of(session, cast.administrator) == []


@pytest.mark.parametrize("verb", [service.suspend, service.end])
def test_settings_seed_an_administrator_and_never_restore_one(database: Path, verb: Verb) -> None:
    store = open_file(database)
    with store.transaction() as session:
        cast = make_cast(session)
        second = service.add_administrator(session, cast.newcomer, now=NOW)
        verb(session, cast.administrator, second.id, now=LATER)
    store.close()

    store = open_file(database)  # the process starts again, with the same settings
    with store.transaction() as session:
        newcomer = person(session, "newcomer")
        again = service.add_administrator(session, newcomer, now=LATER)
        assert again.state is not PostState.ACTIVE
        assert not service.may(session, newcomer, service.Right.ADMINISTER, "kg")
    store.close()


def test_seeding_twice_is_one_post(session: Session, cast: Cast) -> None:
    first = service.add_administrator(session, cast.administrator, now=LATER)
    assert first.since == NOW
    assert len(service.posts_of(session, cast.administrator)) == 1


def test_only_administrators_and_coordinators_are_seeded(session: Session, cast: Cast) -> None:
    with pytest.raises(RoleDoesNotFit):
        service.add_administrator(session, cast.stranger, Role.FOCAL_POINT, TOOLOS, now=NOW)
    with pytest.raises(RoleDoesNotFit):
        service.add_administrator(session, cast.stranger, Role.COORDINATOR, TOOLOS, now=NOW)
    with pytest.raises(NotFound):
        service.add_administrator(session, cast.stranger, Role.COORDINATOR, "atlantis", now=NOW)
    post = service.add_administrator(session, cast.stranger, Role.COORDINATOR, "osh", now=NOW)
    assert service.may(session, cast.stranger, service.Right.INVITE, TOOLOS)
    assert post.appointed_by is None


def test_woman_or_man_is_said_once(session: Session, cast: Cast) -> None:
    assert service.sex_of(session, cast.focal_point) is None
    service.declare_sex(session, cast.focal_point, Sex.WOMAN)
    service.declare_sex(session, cast.focal_point, Sex.WOMAN)
    with pytest.raises(AlreadyDeclared):
        service.declare_sex(session, cast.focal_point, Sex.MAN)
    by = cast.administrator.id
    second = posts.appoint(
        session, cast.focal_point, Role.LAND_OFFICER, TOOLOS, appointed_by=by, now=LATER
    )
    assert second.sex is Sex.WOMAN


def test_who_holds_no_post_is_not_asked_for_their_sex(session: Session, cast: Cast) -> None:
    with pytest.raises(NotFound):
        service.declare_sex(session, cast.stranger, Sex.WOMAN)


def test_forgetting_somebody_leaves_no_row_of_theirs(store: Store) -> None:
    with store.transaction() as session:
        cast = make_cast(session)
        service.make(session, cast.administrator, TOOLOS, Role.FOCAL_POINT, now=NOW)
        with pytest.raises(NotFound):
            service.open(session, cast.administrator, "no such code", now=NOW)
    with store.transaction() as session:
        administrator = person(session, "administrator")
        assert service.kept(session, administrator) == {"posts": 1}
        service.forget(session, administrator)
        session.delete(administrator)
        administrator_id = administrator.id
    with store.reading() as session:
        left = list(session.scalars(select(Post)))
        assert administrator_id not in {post.person_id for post in left}
        assert {post.appointed_by for post in left} == {None}
