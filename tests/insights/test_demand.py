"""What a coordinator and an administrator see of demand, and what nobody sees."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.insights import service as insights
from bot.insights.service import Demand, Figure, Row
from bot.interactions.models import Kind
from bot.people.service import Person
from bot.places.service import COUNTRY
from bot.questions.models import Rating
from tests.insights.conftest import (
    BENEFITS,
    KOTORMO,
    NOOKAT,
    NOOKAT_TOWN,
    NOW,
    PASSPORT,
    TOOLOS,
    VIOLENCE,
    Life,
    seen,
)

OTHERS = ("osh.nookat.kok-bel", "osh.nookat.mirmakhmudov", "osh.nookat.on-eki-bel")


def row(found: Demand, place: str) -> Row:
    return next(each for each in found.rows if each.place == place)


def scattered(life: Life, communities: tuple[str, ...] = OTHERS, each: int = 3) -> None:
    """A few people in several communities: enough for a total, too few for any of these."""
    for community in communities:
        life.acts(each, community, Kind.MENU_OPENED, None)


def test_communities_and_topics_most_asked_first(
    session: Session, life: Life, administrator: Person
) -> None:
    life.acts(9, TOOLOS, topic=PASSPORT)
    life.acts(6, TOOLOS, topic=BENEFITS)
    life.acts(7, NOOKAT_TOWN, topic=PASSPORT)
    found = seen(session, administrator)
    assert [each.place for each in found.rows] == [TOOLOS, NOOKAT_TOWN]
    assert found.topics == (PASSPORT, BENEFITS)
    toolos = row(found, TOOLOS)
    assert toolos.people == Figure(15)
    assert toolos.topics == {PASSPORT: Figure(9), BENEFITS: Figure(6)}
    assert row(found, NOOKAT_TOWN).topics[BENEFITS] == Figure()


def test_distinct_people_are_counted_not_what_they_do(
    session: Session, life: Life, administrator: Person
) -> None:
    life.acts(4, TOOLOS, times=40)
    life.acts(5, NOOKAT_TOWN, times=3)
    found = seen(session, administrator, NOOKAT)
    assert row(found, TOOLOS).people == Figure()
    assert row(found, NOOKAT_TOWN).people == Figure(5)


def test_a_total_from_which_a_community_would_follow_is_only_told_as_a_least(
    session: Session, life: Life, administrator: Person
) -> None:
    life.acts(9, TOOLOS)
    life.acts(2, NOOKAT_TOWN)
    assert seen(session, administrator, NOOKAT).total.people == Figure(9, at_least=True)
    scattered(life)
    assert seen(session, administrator, NOOKAT).total.people == Figure(20)


def test_articles_opened_and_searches_that_failed(
    session: Session, life: Life, administrator: Person
) -> None:
    life.acts(6, TOOLOS, times=2)
    life.acts(6, TOOLOS, detail="2")
    life.acts(8, TOOLOS, Kind.SEARCH_FOUND, PASSPORT)
    life.acts(6, TOOLOS, Kind.SEARCH_FAILED, None, times=3)
    found = seen(session, administrator, TOOLOS)
    assert found.reads == Figure(12)
    assert found.searches == Figure(26)
    assert found.failed == Figure(18)
    assert found.total.people == Figure(26)


def test_what_became_of_questions(session: Session, life: Life, administrator: Person) -> None:
    hours = timedelta(hours=5)
    life.asks(12, TOOLOS, answered_after=hours, rating=Rating.HELPED)
    life.asks(6, TOOLOS, answered_after=timedelta(days=3), rating=Rating.DID_NOT_HELP)
    life.asks(6, TOOLOS)
    found = seen(session, administrator, TOOLOS)
    assert found.total.asked == Figure(24)
    assert found.answered == Figure(18)
    assert found.waiting == Figure(6)
    assert found.late == Figure(12)
    assert found.total.in_time == Figure(50)
    assert found.total.helped == Figure(67)
    assert found.total.typical == hours


def test_answers_are_not_compared_before_there_are_ten(
    session: Session, life: Life, administrator: Person
) -> None:
    life.asks(9, TOOLOS, answered_after=timedelta(hours=5))
    assert seen(session, administrator, TOOLOS).total.typical is None
    life.asks(1, TOOLOS, answered_after=timedelta(hours=5))
    assert seen(session, administrator, TOOLOS).total.typical == timedelta(hours=5)


def test_a_share_that_tells_of_fewer_than_five_is_withheld(
    session: Session, life: Life, administrator: Person
) -> None:
    life.asks(20, TOOLOS, answered_after=timedelta(hours=5), rating=Rating.HELPED)
    found = seen(session, administrator, TOOLOS)
    assert found.total.asked == Figure(20)
    for figure in (found.total.helped, found.total.in_time, found.waiting, found.late):
        assert figure == Figure()


def test_urgent_topics_have_no_figure_below_a_district(
    session: Session, life: Life, administrator: Person
) -> None:
    life.acts(9, TOOLOS, topic=VIOLENCE)
    life.acts(9, TOOLOS, topic=PASSPORT)
    district = seen(session, administrator, NOOKAT)
    assert district.total.topics[VIOLENCE] == Figure(9)
    assert row(district, TOOLOS).topics[VIOLENCE] == Figure()
    assert VIOLENCE not in seen(session, administrator, TOOLOS).topics
    with pytest.raises(NotFound):
        seen(session, administrator, TOOLOS, topic=VIOLENCE)
    narrowed = seen(session, administrator, COUNTRY, topic=VIOLENCE)
    assert narrowed.by_district
    assert [(each.place, each.people) for each in narrowed.rows if not each.is_withheld] == [
        (NOOKAT, Figure(9))
    ]


def test_urgent_questions_have_no_figure_below_a_district(
    session: Session, life: Life, administrator: Person
) -> None:
    life.asks(9, TOOLOS, urgent="violence")
    life.asks(6, TOOLOS)
    assert seen(session, administrator, TOOLOS).total.asked == Figure(6)
    assert seen(session, administrator, NOOKAT).total.asked == Figure(15, at_least=True)


def test_a_language_is_told_of_districts_and_only_if_no_other_follows(
    session: Session, life: Life, administrator: Person
) -> None:
    for language in ("ky", "ru", "uz_Latn"):
        life.acts(6, TOOLOS, language=language)
    life.acts(5, NOOKAT_TOWN, language="uz_Cyrl")
    scattered(life)
    uzbek = seen(session, administrator, NOOKAT, language="uz")
    assert uzbek.by_district
    assert [(each.place, each.people) for each in uzbek.rows] == [(NOOKAT, Figure(11))]
    life.acts(30, KOTORMO, language="ky")
    kadamjay = seen(session, administrator, "batken.kadamjay", language="ky")
    assert kadamjay.total.people == Figure()
    with pytest.raises(NotFound):
        seen(session, administrator, TOOLOS, language="ky")


def test_only_closed_weeks_and_months_are_offered() -> None:
    codes = [each.code for each in insights.offered(NOW)]
    assert codes[:2] == ["2026-10", "2026-09"]
    assert codes[-4:] == ["2026-W47", "2026-W46", "2026-W45", "2026-W44"]
    for code in ("2026-11", "2026-W48", "2026-10-14", "", "2026-W47 "):
        with pytest.raises(NotFound):
            insights.period_named(code, NOW)


def test_a_month_begins_at_midnight_in_bishkek(
    session: Session, life: Life, administrator: Person
) -> None:
    life.acts(5, TOOLOS, at=datetime(2026, 9, 30, 18, tzinfo=UTC))
    life.acts(7, NOOKAT_TOWN, at=datetime(2026, 9, 30, 17, tzinfo=UTC))
    assert [each.place for each in seen(session, administrator).rows] == [TOOLOS]
    september = seen(session, administrator, period="2026-09")
    assert [each.place for each in september.rows] == [NOOKAT_TOWN]


def test_bars_are_the_closed_weeks_up_to_the_period(
    session: Session, life: Life, administrator: Person
) -> None:
    life.acts(6, TOOLOS)
    weeks = seen(session, administrator, TOOLOS).weeks
    assert len(weeks) == 8
    assert weeks[-1].period.last == datetime(2026, 10, 25, tzinfo=UTC).date()
    assert [each.people for each in weeks if each.people.value] == [Figure(6)]


def test_a_coordinator_sees_their_area_and_unknown_is_as_forbidden(
    session: Session, life: Life, coordinator: Person, focal_point: Person
) -> None:
    life.acts(6, TOOLOS)
    life.acts(6, KOTORMO)
    assert seen(session, coordinator, NOOKAT).total.people == Figure(6, at_least=True)
    for place in (KOTORMO, COUNTRY, "osh", "nowhere", ""):
        with pytest.raises(NotFound):
            seen(session, coordinator, place)
    with pytest.raises(NotFound):
        seen(session, focal_point, TOOLOS)


def test_sample_people_are_counted_only_in_a_demo(
    session: Session, life: Life, administrator: Person
) -> None:
    life.acts(6, TOOLOS, sample=True)
    life.asks(6, TOOLOS, sample=True)
    assert seen(session, administrator).rows == ()
    demo = seen(session, administrator, with_sample=True)
    assert row(demo, TOOLOS).people == Figure(6)
    assert row(demo, TOOLOS).asked == Figure(6)
    assert demo.is_sample


def test_who_is_erased_is_not_counted(session: Session, life: Life, administrator: Person) -> None:
    life.acts(6, TOOLOS)
    session.flush()
    session.connection().exec_driver_sql("UPDATE interactions SET pseudonym = NULL")
    assert seen(session, administrator).rows == ()


def test_people_are_counted_by_district_at_the_end_of_the_last_month(
    session: Session, life: Life, administrator: Person, focal_point: Person
) -> None:
    for index, asked in enumerate(life.asks(14, TOOLOS)):
        found = session.get(Person, asked.asker_id)
        assert found is not None
        found.community = TOOLOS
        found.came_at = datetime(2026, 10, 31, tzinfo=UTC) + timedelta(days=3 * (index >= 8))
    session.flush()
    count = insights.head_count(session, administrator, with_sample=False, now=NOW)
    assert count is not None
    assert count.of(NOOKAT) == Figure(8)
    assert insights.head_count(session, focal_point, with_sample=False, now=NOW) is None
