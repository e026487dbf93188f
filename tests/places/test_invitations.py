"""A link alone gives nobody a desk (C5)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.audit import service as audit
from bot.errors import NotFound
from bot.people.service import Person
from bot.places import invitations, posters, service
from bot.places.models import Invitation, InvitationState, WrongCode
from bot.places.service import (
    AlreadyHeld,
    PostState,
    Right,
    Role,
    RoleDoesNotFit,
    TooManyInvitations,
)
from bot.store.database import Store
from tests.places.conftest import KOTORMO, NOOKAT, NOW, TOOLOS, Cast, make_cast, open_file, person

SOON = NOW + timedelta(minutes=5)
TELEGRAM_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


def invited(session: Session, by: Person, role: Role = Role.FOCAL_POINT) -> str:
    return service.make(session, by, TOOLOS, role, now=NOW)


def wrong_one(pending: service.Pending, right: str) -> str:
    return next(code for code in pending.codes if code != right)


def test_an_invited_person_gets_the_desk_after_both_spoke(session: Session, cast: Cast) -> None:
    code = invited(session, cast.coordinator)
    opening = service.open(session, cast.newcomer, code, now=SOON)
    assert re.fullmatch(r"\d{4}", opening.confirm_code)
    assert opening.inviter_id == cast.coordinator.id
    assert not service.may(session, cast.newcomer, Right.ANSWER, TOOLOS)  # it only asks

    (pending,) = service.pending(session, cast.coordinator, now=SOON)
    assert opening.confirm_code in pending.codes
    assert len(set(pending.codes)) == len(pending.codes) > 1
    post = service.confirm(
        session, cast.coordinator, pending.invitation_id, opening.confirm_code, now=SOON
    )
    assert post is not None
    assert (post.person_id, post.place, post.role) == (cast.newcomer.id, TOOLOS, Role.FOCAL_POINT)
    assert post.appointed_by == cast.coordinator.id
    assert service.may(session, cast.newcomer, Right.ANSWER, TOOLOS)
    assert service.pending(session, cast.coordinator, now=SOON) == []

    session.flush()
    verbs = [entry.verb for entry in audit.entries(session, places=[TOOLOS])]
    assert {"invitation.made", "invitation.opened", "invitation.confirmed"} <= set(verbs)


def test_the_code_fits_a_link_and_is_kept_nowhere(store: Store, database: Path) -> None:
    with store.transaction() as session:
        code = invited(session, make_cast(session).coordinator)
    assert TELEGRAM_PAYLOAD.fullmatch(invitations.PAYLOAD + code)
    assert len(code) * 6 >= 128
    written = b"".join(path.read_bytes() for path in database.parent.iterdir())
    assert code.encode() not in written


def test_the_spoken_code_is_sealed_and_then_gone(store: Store, database: Path) -> None:
    with store.transaction() as session:
        cast = make_cast(session)
        opening = service.open(session, cast.newcomer, invited(session, cast.coordinator), now=SOON)
    with store.transaction() as session:
        row = session.get_one(Invitation, opening.invitation_id)
        assert row.spoken_sealed is not None
        assert opening.confirm_code.encode() not in row.spoken_sealed
        coordinator = person(session, "coordinator")
        service.confirm(session, coordinator, row.id, opening.confirm_code, now=SOON)
        assert row.spoken_sealed is None


def test_a_wrong_code_spends_the_invitation(session: Session, cast: Cast) -> None:
    code = invited(session, cast.coordinator)
    opening = service.open(session, cast.newcomer, code, now=SOON)
    (pending,) = service.pending(session, cast.coordinator, now=SOON)
    chosen = wrong_one(pending, opening.confirm_code)
    given = service.confirm(session, cast.coordinator, pending.invitation_id, chosen, now=SOON)
    assert given is None
    assert service.posts_of(session, cast.newcomer) == []
    with pytest.raises(NotFound):  # no second try with the right one
        service.confirm(
            session, cast.coordinator, pending.invitation_id, opening.confirm_code, now=SOON
        )
    with pytest.raises(NotFound):
        service.open(session, cast.newcomer, code, now=SOON)


@pytest.mark.parametrize("chosen", ["", "0000", "٤١٢٧", "41 27", "x" * 5000])
def test_what_was_never_shown_is_a_wrong_code(session: Session, cast: Cast, chosen: str) -> None:
    opening = service.open(session, cast.newcomer, invited(session, cast.coordinator), now=SOON)
    given = service.confirm(session, cast.coordinator, opening.invitation_id, chosen, now=SOON)
    assert given is None
    assert service.posts_of(session, cast.newcomer) == []


def test_the_inviter_can_say_that_nobody_called(session: Session, cast: Cast) -> None:
    opening = service.open(session, cast.stranger, invited(session, cast.coordinator), now=SOON)
    service.refuse(session, cast.coordinator, opening.invitation_id, now=SOON)
    assert service.pending(session, cast.coordinator, now=SOON) == []
    with pytest.raises(NotFound):
        service.refuse(session, cast.coordinator, opening.invitation_id, now=SOON)


def test_a_second_person_cannot_open_it(session: Session, cast: Cast) -> None:
    code = invited(session, cast.coordinator)
    service.open(session, cast.newcomer, code, now=SOON)
    with pytest.raises(NotFound):
        service.open(session, cast.stranger, code, now=SOON)
    assert len(service.pending(session, cast.coordinator, now=SOON)) == 1


def test_opening_it_twice_shows_the_same_code_and_asks_once(session: Session, cast: Cast) -> None:
    code = invited(session, cast.coordinator)
    first = service.open(session, cast.newcomer, code, now=SOON)
    second = service.open(session, cast.newcomer, code, now=SOON)
    assert first.confirm_code == second.confirm_code
    assert (first.is_new, second.is_new) == (True, False)


def test_a_used_invitation_cannot_be_used_again(session: Session, cast: Cast) -> None:
    code = invited(session, cast.coordinator)
    opening = service.open(session, cast.newcomer, code, now=SOON)
    right = opening.confirm_code
    assert service.confirm(session, cast.coordinator, opening.invitation_id, right, now=SOON)
    for somebody in (cast.newcomer, cast.stranger):
        with pytest.raises(NotFound):
            service.open(session, somebody, code, now=SOON)
    with pytest.raises(NotFound):
        service.confirm(session, cast.coordinator, opening.invitation_id, right, now=SOON)


def test_it_is_good_for_72_hours_and_not_longer(session: Session, cast: Cast) -> None:
    code, other = invited(session, cast.coordinator), invited(session, cast.coordinator)
    last_moment = NOW + timedelta(hours=72) - timedelta(seconds=1)
    opening = service.open(session, cast.newcomer, code, now=last_moment)
    too_late = NOW + timedelta(hours=72)
    with pytest.raises(NotFound):
        service.open(session, cast.stranger, other, now=too_late)
    with pytest.raises(NotFound):  # opened in time, confirmed too late
        service.confirm(
            session,
            cast.coordinator,
            opening.invitation_id,
            opening.confirm_code,
            now=too_late,
        )
    assert service.pending(session, cast.coordinator, now=too_late) == []
    assert service.expire(session, now=last_moment) == 0
    assert service.expire(session, now=too_late) == 2
    rows = list(session.scalars(select(Invitation)))
    assert {row.state for row in rows} == {InvitationState.EXPIRED}
    assert all(row.spoken_sealed is None for row in rows)


def test_used_expired_unknown_and_own_codes_answer_alike(session: Session, cast: Cast) -> None:
    own = invited(session, cast.coordinator)
    used = invited(session, cast.administrator)
    opening = service.open(session, cast.newcomer, used, now=SOON)
    service.refuse(session, cast.administrator, opening.invitation_id, now=SOON)
    refusals = []
    for code in (own, used, "unknown", "", "\ud800", "i-" + own):
        with pytest.raises(NotFound) as refusal:
            service.open(session, cast.coordinator, code, now=SOON)
        refusals.append(refusal.value.args)
    assert len(set(refusals)) == 1


def test_only_the_inviter_decides(session: Session, cast: Cast) -> None:
    opening = service.open(session, cast.newcomer, invited(session, cast.coordinator), now=SOON)
    others = (cast.administrator, cast.focal_point, cast.newcomer, cast.stranger)
    for somebody in others:
        assert service.pending(session, somebody, now=SOON) == []
        for decide in (service.refuse, service.invitation_for):
            with pytest.raises(NotFound):
                decide(session, somebody, opening.invitation_id, now=SOON)
        with pytest.raises(NotFound):
            service.confirm(
                session, somebody, opening.invitation_id, opening.confirm_code, now=SOON
            )
    assert len(service.pending(session, cast.coordinator, now=SOON)) == 1


def test_a_stranger_and_a_focal_point_cannot_invite(session: Session, cast: Cast) -> None:
    for somebody in (cast.stranger, cast.focal_point):
        for place in (TOOLOS, "atlantis"):
            with pytest.raises(NotFound):
                service.make(session, somebody, place, Role.FOCAL_POINT, now=NOW)
    for role, place in ((Role.FOCAL_POINT, KOTORMO), (Role.ADMINISTRATOR, "kg")):
        with pytest.raises(NotFound):
            service.make(session, cast.coordinator, place, role, now=NOW)


def test_a_role_that_does_not_fit_the_place_is_refused(session: Session, cast: Cast) -> None:
    for role, place in (
        (Role.FOCAL_POINT, NOOKAT),
        (Role.COORDINATOR, TOOLOS),
        (Role.FOCAL_POINT, "osh.ozgon.ak-jar.bolshevik"),
    ):
        with pytest.raises(RoleDoesNotFit):
            service.make(session, cast.administrator, place, role, now=NOW)


def test_a_suspended_inviters_invitations_are_dead(session: Session, cast: Cast) -> None:
    waiting = invited(session, cast.coordinator)
    asking = service.open(session, cast.newcomer, invited(session, cast.coordinator), now=SOON)
    (post,) = service.posts_of(session, cast.coordinator)
    service.suspend(session, cast.administrator, post.id, now=SOON)
    with pytest.raises(NotFound):
        service.open(session, cast.stranger, waiting, now=SOON)
    with pytest.raises(NotFound):
        service.confirm(
            session, cast.coordinator, asking.invitation_id, asking.confirm_code, now=SOON
        )
    service.resume(session, cast.administrator, post.id, now=SOON)  # and they stay dead
    with pytest.raises(NotFound):
        service.open(session, cast.stranger, waiting, now=SOON)
    assert service.pending(session, cast.coordinator, now=SOON) == []


def test_a_suspended_person_gets_no_other_desk(session: Session, cast: Cast) -> None:
    (post,) = service.posts_of(session, cast.focal_point)
    opened = service.open(
        session,
        cast.focal_point,
        invited(session, cast.administrator, Role.LAND_OFFICER),
        now=SOON,
    )
    service.suspend(session, cast.coordinator, post.id, now=SOON)
    with pytest.raises(NotFound):
        service.confirm(
            session, cast.administrator, opened.invitation_id, opened.confirm_code, now=SOON
        )
    fresh = invited(session, cast.administrator, Role.SOCIAL_WORKER)
    with pytest.raises(NotFound):
        service.open(session, cast.focal_point, fresh, now=SOON)
    (left,) = service.posts_of(session, cast.focal_point)
    assert left.state is PostState.SUSPENDED


def test_an_ended_post_can_be_given_again(session: Session, cast: Cast) -> None:
    (post,) = service.posts_of(session, cast.focal_point)
    service.end(session, cast.coordinator, post.id, now=NOW)
    opening = service.open(session, cast.focal_point, invited(session, cast.coordinator), now=SOON)
    again = service.confirm(
        session, cast.coordinator, opening.invitation_id, opening.confirm_code, now=SOON
    )
    assert again is not None
    assert (again.state, again.since) == (PostState.ACTIVE, SOON)


def test_who_holds_the_post_is_told_so_and_the_invitation_stays(
    session: Session, cast: Cast
) -> None:
    code = invited(session, cast.coordinator)
    with pytest.raises(AlreadyHeld):
        service.open(session, cast.focal_point, code, now=SOON)
    assert service.open(session, cast.newcomer, code, now=SOON).is_new


def test_five_invitations_an_hour_and_a_restart_forgives_nothing(database: Path) -> None:
    store = open_file(database)
    with store.transaction() as session:
        coordinator = make_cast(session).coordinator
        for _ in range(5):
            invited(session, coordinator)
    store.close()

    store = open_file(database)
    with store.transaction() as session:
        coordinator = person(session, "coordinator")
        with pytest.raises(TooManyInvitations):
            service.make(session, coordinator, TOOLOS, Role.FOCAL_POINT, now=SOON)
        an_hour_later = NOW + timedelta(hours=1)
        assert service.make(session, coordinator, TOOLOS, Role.FOCAL_POINT, now=an_hour_later)
        administrator = person(session, "administrator")  # each has their own five
        assert service.make(session, administrator, TOOLOS, Role.FOCAL_POINT, now=SOON)
    store.close()


def test_a_thousand_guesses_find_nothing_and_close_the_door(session: Session, cast: Cast) -> None:
    code = invited(session, cast.coordinator)
    for guess in range(1000):
        with pytest.raises(NotFound):
            service.open(session, cast.stranger, f"{guess:022d}", now=SOON)
    with pytest.raises(NotFound):  # even the right one, for an hour
        service.open(session, cast.stranger, code, now=SOON)
    with pytest.raises(NotFound):
        service.community_of_poster(session, cast.stranger, "osh_nookat_toolos", now=SOON)
    assert len(list(session.scalars(select(WrongCode)))) == 5
    later = SOON + timedelta(hours=1)
    assert service.open(session, cast.stranger, code, now=later).is_new
    service.expire(session, now=later)
    assert list(session.scalars(select(WrongCode))) == []


def test_every_communitys_poster_code_fits_a_link_and_leads_home(
    session: Session, cast: Cast
) -> None:
    communities = [place for place in service.gazetteer(session) if place.is_community]
    for place in communities:
        code = service.poster_code(place)
        assert TELEGRAM_PAYLOAD.fullmatch(posters.PAYLOAD + code)
        found = service.community_of_poster(session, cast.stranger, code, now=NOW)
        assert found.code == place.code


@pytest.mark.parametrize("code", ["", "atlantis", "osh_nookat", "kg", "osh_ozgon_ak-jar_bolshevik"])
def test_a_poster_code_of_no_community_is_unknown(session: Session, cast: Cast, code: str) -> None:
    with pytest.raises(NotFound):
        service.community_of_poster(session, cast.stranger, code, now=NOW)
