"""Places and staff: vacancies, invitations, suspension."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from admin import staff
from bot.delivery import service as delivery
from bot.people import service as people
from bot.places import service as places
from bot.places.service import PostState, Role
from bot.questions.models import Question
from bot.screens import Screen
from tests.admin.conftest import House, Reader, text_of
from tests.insights.conftest import KOTORMO, NOOKAT, TOOLOS, Life

LINK = re.compile(r"https://t\.me/kopuro_bot\?start=i-([A-Za-z0-9_-]+)")


def invited(reader: Reader, place: str = TOOLOS, role: Role = Role.FOCAL_POINT) -> str:
    page = reader.submits(f"/places?place={place}", "/places/invite", place=place, role=role)
    found = LINK.search(page.text)
    assert found, text_of(page)
    return found.group(1)


def opened(house: House, code: str, name: str = "newcomer") -> str:
    """Somebody opens the link in the bot; returns the code that they say on the phone."""

    def work(session: Session) -> str:
        person = house.person(session, name)
        return places.open(session, person, code, now=house.clock()).confirm_code

    return house.does(work)


def post_of(house: House, name: str) -> tuple[int, PostState]:
    def work(session: Session) -> tuple[int, PostState]:
        (post,) = places.posts_of(session, house.person(session, name))
        return post.id, post.state

    return house.does(work)


def test_where_nobody_answers_comes_first(house: House, administrator: Reader) -> None:
    house.reader("focal point").appointed(Role.FOCAL_POINT, TOOLOS)
    text = text_of(administrator.opens("/places", place=NOOKAT))
    rows = text[text.index("Communities without a focal point first") :]
    assert rows.index("Bel") < rows.index("Toolos")
    assert "vacant" in text


def test_an_invitation_is_shown_once_and_gives_the_post_after_the_right_code(
    house: House, administrator: Reader
) -> None:
    code = invited(administrator)
    assert code not in administrator.opens("/places", place=TOOLOS).text
    said = opened(house, code)
    page = administrator.opens("/places")
    shown = re.findall(r'name="code" value="(\d{4})"', page.text)
    assert said in shown
    assert len(shown) == 4
    found = re.search(r'name="invitation" value="(\d+)"', page.text)
    assert found
    answer = administrator.submits(
        "/places", "/places/confirm", invitation=found.group(1), code=said
    )
    assert answer.headers["location"] == f"/console/places?place={TOOLOS}"
    assert post_of(house, "newcomer")[1] is PostState.ACTIVE
    told = house.does(lambda session: delivery.claim(session, now=house.clock()))
    (screen,) = told[-1].answers
    assert isinstance(screen, Screen)
    assert "🏛" in screen.title
    assert house.woken


def test_a_wrong_code_spends_the_invitation(house: House, administrator: Reader) -> None:
    said = opened(house, invited(administrator))
    page = administrator.opens("/places")
    wrong = next(
        each for each in re.findall(r'name="code" value="(\d{4})"', page.text) if each != said
    )
    found = re.search(r'name="invitation" value="(\d+)"', page.text)
    assert found
    answer = administrator.submits(
        "/places", "/places/confirm", invitation=found.group(1), code=wrong
    )
    assert "nobody got the post" in text_of(answer)
    again = administrator.submits(
        "/places", "/places/confirm", invitation=found.group(1), code=said
    )
    assert again.status_code == 404


def test_nobody_called_ends_the_invitation(house: House, administrator: Reader) -> None:
    opened(house, invited(administrator))
    page = administrator.opens("/places")
    found = re.search(r'name="invitation" value="(\d+)"', page.text)
    assert found
    administrator.submits("/places", "/places/refuse", invitation=found.group(1))
    assert 'name="invitation"' not in administrator.opens("/places").text


def test_five_invitations_an_hour(administrator: Reader) -> None:
    for _ in range(5):
        invited(administrator)
    page = administrator.submits(
        "/places", "/places/invite", place=TOOLOS, role=Role.FOCAL_POINT.value
    )
    assert not LINK.search(page.text)
    assert "five invitations" in text_of(page)


def test_a_coordinator_invites_in_the_own_area_and_below_the_own_rank(
    coordinator: Reader,
) -> None:
    assert invited(coordinator)
    for place, role in (
        (KOTORMO, Role.FOCAL_POINT),
        (NOOKAT, Role.COORDINATOR),
        (NOOKAT, Role.ADMINISTRATOR),
        (NOOKAT, Role.FOCAL_POINT),
        (TOOLOS, Role.COORDINATOR),
    ):
        answer = coordinator.submits("/places", "/places/invite", place=place, role=role.value)
        assert answer.status_code == 404, (place, role)
    for place in (KOTORMO, "osh", "nowhere"):
        assert coordinator.opens("/places", place=place).status_code == 404
    assert "Moldo Niyaz" not in coordinator.opens("/places").text


def test_a_suspension_needs_a_reason_closes_the_console_and_hands_questions_on(
    house: House, administrator: Reader
) -> None:
    house.reader("focal point").appointed(Role.FOCAL_POINT, TOOLOS)
    district = house.reader("coordinator").appointed(Role.COORDINATOR, NOOKAT).signs_in()

    def asks(session: Session) -> int:
        (question,) = Life(session).asks(1, TOOLOS, office=TOOLOS)
        session.flush()
        return question.id

    question_id = house.does(asks)
    post, _ = post_of(house, "focal point")
    page = f"/places?place={TOOLOS}"
    without = administrator.submits(page, "/places/suspend", post=str(post), why="")
    assert "Choose why" in text_of(without)
    assert post_of(house, "focal point")[1] is PostState.ACTIVE

    administrator.submits(page, "/places/suspend", post=str(post), why="phone_lost")
    assert post_of(house, "focal point")[1] is PostState.SUSPENDED
    office = house.does(lambda session: _office(session, question_id))
    assert office == NOOKAT
    log = text_of(administrator.opens("/log"))
    assert f"Post {staff.number_of(post)} · lost the phone or the account" in log
    assert str(post) not in log

    number, _ = post_of(house, "coordinator")
    administrator.submits("/places", "/places/suspend", post=str(number), why="complaint")
    assert district.opens("/").status_code == 403
    administrator.submits("/places", "/places/resume", post=str(number))
    assert post_of(house, "coordinator")[1] is PostState.ACTIVE
    assert district.opens("/").status_code == 403


def _office(session: Session, question_id: int) -> str | None:
    question = session.get(Question, question_id)
    return question.office if question else None


def test_nobody_suspends_above_or_beside_themselves(house: House, coordinator: Reader) -> None:
    house.reader("administrator").appointed(Role.ADMINISTRATOR)
    house.reader("other").appointed(Role.COORDINATOR, NOOKAT)
    house.reader("far").appointed(Role.FOCAL_POINT, KOTORMO)
    for name in ("administrator", "other", "far", "coordinator"):
        number, _ = post_of(house, name)
        answer = coordinator.submits(
            "/places", "/places/suspend", post=str(number), why="complaint"
        )
        assert answer.status_code == 404, name
        assert post_of(house, name)[1] is PostState.ACTIVE
    for number_of_none in ("1", "0", "", "x", "9" * 19, "9" * 40):
        answer = coordinator.submits(
            "/places", "/places/suspend", post=number_of_none, why="complaint"
        )
        assert answer.status_code == 404


def test_people_are_told_as_counts_of_districts_only(house: House, administrator: Reader) -> None:
    def come(session: Session) -> None:
        for index in range(14):
            person = people.meet(session, f"p{index}", now=house.clock())
            person.community = TOOLOS
            person.came_at = house.clock().replace(month=9)

    house.does(come)
    oblast = administrator.opens("/places", place="osh")
    row = re.search(r"Nookat district</a>.*?</tr>", oblast.text, re.DOTALL)
    assert row
    assert ">14<" in row.group(0)
    district = text_of(administrator.opens("/places", place=NOOKAT))
    assert " 14 " not in district


def test_the_poster_of_a_community_has_its_link(administrator: Reader) -> None:
    page = administrator.opens("/places", place=TOOLOS)
    link = 'id="poster-link">https://t.me/kopuro_bot?start=c-osh_nookat_toolos<'
    assert link in page.text
    assert 'data-copy="poster-link"' in page.text
