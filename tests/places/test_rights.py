"""Who may do what where, asked of the table and of real rows."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.places import posts, rights, service
from bot.places.authority import may_appoint
from bot.places.rights import COMMUNITY_ROLES, RIGHTS, Holding, fits
from bot.places.service import Level, Right, Role
from tests.places.conftest import NOOKAT, NOW, ORTO_KAYYNDY, TOOLOS, VOZNESENOVKA, Cast, person

KOTORMO = "batken.kadamjay.kotormo"

ALLOWED = {
    Role.ADMINISTRATOR: "see_demand see_questions read_question_text invite suspend see_log export"
    " administer",
    Role.COORDINATOR: "answer see_demand see_questions read_question_text invite suspend see_log"
    " export",
    **dict.fromkeys(COMMUNITY_ROLES, "answer"),
}
"""Written down once more, by hand: the table must say the same."""


@pytest.mark.parametrize(("role", "right"), list(product(Role, Right)))
def test_a_role_has_the_rights_written_here_and_no_others(role: Role, right: Right) -> None:
    assert (right in RIGHTS[role]) == (right in ALLOWED[role].split())


REACH = {
    # role and its place → which of these places it reaches
    (Role.ADMINISTRATOR, "kg"): {TOOLOS, NOOKAT, "osh", KOTORMO, "kg"},
    (Role.COORDINATOR, "kg"): {TOOLOS, NOOKAT, "osh", KOTORMO, "kg"},
    (Role.COORDINATOR, "osh"): {TOOLOS, NOOKAT, "osh"},
    (Role.COORDINATOR, NOOKAT): {TOOLOS, NOOKAT},
    (Role.FOCAL_POINT, TOOLOS): {TOOLOS},
    (Role.WOMENS_COUNCIL, TOOLOS): {TOOLOS},
}


@pytest.mark.parametrize(("role", "held_in"), REACH)
@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("place", [TOOLOS, NOOKAT, "osh", KOTORMO, "kg", "atlantis"])
def test_a_right_reaches_its_place_and_what_lies_in_it(
    session: Session, role: Role, held_in: str, right: Right, place: str
) -> None:
    somebody = person(session, "somebody")
    posts.appoint(session, somebody, role, held_in, appointed_by=None, now=NOW)
    expected = right in RIGHTS[role] and place in REACH[role, held_in]
    assert service.may(session, somebody, right, place) == expected
    if expected:
        assert service.place_for(session, somebody, place, right).code == place
    else:
        with pytest.raises(NotFound):
            service.place_for(session, somebody, place, right)


@pytest.mark.parametrize("right", Right)
def test_the_list_of_places_says_the_same_as_the_question(
    session: Session, cast: Cast, right: Right
) -> None:
    for somebody in (cast.administrator, cast.coordinator, cast.focal_point, cast.stranger):
        places = service.where_may(session, somebody, right)
        for place in service.gazetteer(session):
            if place.level is Level.VILLAGE:
                continue
            listed = places is None or place.code in places
            assert listed == service.may(session, somebody, right, place.code)


def test_a_stranger_may_nothing_anywhere(session: Session, cast: Cast) -> None:
    for right in Right:
        assert not service.may_anywhere(session, cast.stranger, right)
        assert service.where_may(session, cast.stranger, right) == frozenset()


def test_a_suspended_post_allows_nothing(session: Session, cast: Cast) -> None:
    (post,) = service.posts_of(session, cast.focal_point)
    service.suspend(session, cast.coordinator, post.id, now=NOW)
    assert not service.may(session, cast.focal_point, Right.ANSWER, TOOLOS)
    service.resume(session, cast.coordinator, post.id, now=NOW)
    assert service.may(session, cast.focal_point, Right.ANSWER, TOOLOS)


def test_a_focal_point_of_a_merged_community_answers_for_its_successor(session: Session) -> None:
    somebody = person(session, "somebody")
    posts.appoint(session, somebody, Role.FOCAL_POINT, VOZNESENOVKA, appointed_by=None, now=NOW)
    assert service.may(session, somebody, Right.ANSWER, VOZNESENOVKA)
    assert service.may(session, somebody, Right.ANSWER, ORTO_KAYYNDY)
    for place in (VOZNESENOVKA, ORTO_KAYYNDY, "chuy.panfilov.ortoev"):
        held = service.holders(session, place, Role.FOCAL_POINT)
        assert [post.person_id for post in held] == [somebody.id]


APPOINTS = {
    ("administrator", Role.ADMINISTRATOR, "kg"): True,
    ("administrator", Role.COORDINATOR, "kg"): True,
    ("administrator", Role.COORDINATOR, NOOKAT): True,
    ("administrator", Role.FOCAL_POINT, KOTORMO): True,
    ("coordinator", Role.ADMINISTRATOR, "kg"): False,
    ("coordinator", Role.ADMINISTRATOR, NOOKAT): False,
    ("coordinator", Role.COORDINATOR, NOOKAT): False,
    ("coordinator", Role.COORDINATOR, "osh"): False,
    ("coordinator", Role.COORDINATOR, "osh.nookat.nookat-city"): True,
    ("coordinator", Role.FOCAL_POINT, TOOLOS): True,
    ("coordinator", Role.FOCAL_POINT, KOTORMO): False,
    ("coordinator", Role.FOCAL_POINT, "atlantis"): False,
    ("focal_point", Role.FOCAL_POINT, TOOLOS): False,
    ("focal_point", Role.LAND_OFFICER, TOOLOS): False,
    ("stranger", Role.FOCAL_POINT, TOOLOS): False,
    ("stranger", Role.ADMINISTRATOR, "kg"): False,
}


@pytest.mark.parametrize(("who", "role", "place"), APPOINTS)
def test_nobody_appoints_their_equals_or_betters_but_administrators(
    session: Session, cast: Cast, who: str, role: Role, place: str
) -> None:
    actor = getattr(cast, who)
    assert may_appoint(session, actor.id, role, place) == APPOINTS[who, role, place]


@pytest.mark.parametrize(("role", "level"), list(product(Role, Level)))
def test_a_role_exists_only_where_it_makes_sense(role: Role, level: Level) -> None:
    in_a_community = level in {Level.CITY, Level.COMMUNITY}
    above = level in {Level.COUNTRY, Level.OBLAST, Level.DISTRICT, Level.CITY}
    assert fits(role, level) == (in_a_community if role in COMMUNITY_ROLES else above)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_more_posts_never_take_a_right_away(session: Session, data: st.DataObject) -> None:
    places = service.gazetteer(session)
    codes = st.sampled_from(["kg", "osh", NOOKAT, TOOLOS, KOTORMO, ORTO_KAYYNDY])
    holding = st.builds(Holding, st.sampled_from(Role), codes)
    held = data.draw(st.lists(holding, max_size=4))
    more = held + data.draw(st.lists(holding, max_size=2))
    right, lineage = data.draw(st.sampled_from(Right)), places.lineage(data.draw(codes))
    assert rights.may(held, right, lineage) <= rights.may(more, right, lineage)
    assert rights.may([], right, lineage) is False
